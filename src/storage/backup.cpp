#include "qunguan/storage/backup.hpp"

#include <filesystem>

#include "storage/database.hpp"

namespace qunguan::storage {
namespace {

Result<std::unique_ptr<Database>> open_existing(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure))
    return Error{Error::Code::NotFound, "there is no database " + path};
  return Database::open_to_read(path);
}

}  // namespace

Result<void> back_up(const std::string& store, const std::string& copy) {
  const Result<std::unique_ptr<Database>> database = open_existing(store);
  if (!database) return database.error();
  if (const Result<void> copied = (*database)->copy_to(copy); !copied) return copied.error();
  return check_backup(copy);
}

Result<void> check_backup(const std::string& copy) {
  const Result<std::unique_ptr<Database>> database = open_existing(copy);
  if (!database) return database.error();
  std::string verdict;
  (*database)->each("PRAGMA integrity_check(1)", [&](const Row& row) { verdict = row.text(0); });
  if (verdict == "ok") return {};
  return Error{Error::Code::Invalid, "the copy is damaged: " + copy};
}

}  // namespace qunguan::storage
