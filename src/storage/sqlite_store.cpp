#include "qunguan/storage/sqlite_store.hpp"

#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "storage/ports.hpp"

namespace qunguan::storage {
namespace {

constexpr int kEnoughPages = 1'000;    // 4 MiB: worth a checkpoint when nothing else is to be done
constexpr int kTooManyPages = 16'000;  // 64 MiB: not to be put off any longer
constexpr Duration kKeyMemory = std::chrono::days{7};  // duplicates are known at least this long

/// Holds a file's lock as long as it lives.
class FileLock {
 public:
  static Result<FileLock> take(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
      return Error{Error::Code::Unavailable,
                   "cannot write " + path + ": check that the folder exists and is ours"};
    FileLock lock{file};
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
    return Error{Error::Code::Conflict,
                 "another qunguan uses this database (" + path + " is locked)"};
  }

  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock() {
    if (file_ >= 0) ::close(file_);
  }

 private:
  explicit FileLock(int file) : file_(file) {}

  int file_;
};

}  // namespace

struct SqliteStore::Parts {
  Parts(std::optional<FileLock> held, std::unique_ptr<Database> opened)
      : lock(std::move(held)), database(std::move(opened)) {}

  std::optional<FileLock> lock;
  std::unique_ptr<Database> database;
  Names sources{*database, "INSERT INTO sources (name) VALUES (?) ON CONFLICT DO NOTHING",
                "SELECT no FROM sources WHERE name = ?"};
  Names books{*database, "INSERT INTO books (hash) VALUES (?) ON CONFLICT DO NOTHING",
              "SELECT no FROM books WHERE hash = ?"};
  SqliteJournal journal{*database, sources, books};
  SqliteRosters rosters{*database, sources};
  SqliteTimers timers{*database};
  SqliteCases cases{*database};
  SqliteLedger ledger{*database};
  SqliteOutbox outbox{*database};
  SqliteWatch watch{*database};
  SqliteAudit audit{*database};
  SqliteTransaction transaction{*database};
  bool is_purging = false;       // texts were erased, and more may be
  bool is_log_to_empty = false;  // they may still stand in the write-ahead log
};

SqliteStore::SqliteStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path) {
  std::optional<FileLock> lock;
  if (path != ":memory:") {
    Result<FileLock> taken = FileLock::take(path + ".lock");
    if (!taken) return taken.error();
    lock.emplace(*std::move(taken));
  }
  Result<std::unique_ptr<Database>> database = Database::open(path);
  if (!database) return database.error();
  return std::unique_ptr<SqliteStore>{
      new SqliteStore{std::make_unique<Parts>(std::move(lock), *std::move(database))}};
}

engine::Store SqliteStore::ports() {
  Parts& parts = *parts_;
  return {.journal = parts.journal,
          .rosters = parts.rosters,
          .timers = parts.timers,
          .cases = parts.cases,
          .ledger = parts.ledger,
          .outbox = parts.outbox,
          .watch = parts.watch,
          .audit = parts.audit,
          .transaction = parts.transaction};
}

engine::DeliveryQueue& SqliteStore::deliveries() { return parts_->outbox; }

void SqliteStore::begin() { parts_->database->begin(); }

Result<void> SqliteStore::commit() {
  Result<void> committed = parts_->database->commit();
  if (committed) return committed;
  parts_->sources.forget();
  parts_->books.forget();
  return committed;
}

void SqliteStore::rollback() {
  parts_->database->rollback();
  parts_->sources.forget();
  parts_->books.forget();
}

std::vector<rules::PolicySource> SqliteStore::last_policies() {
  std::vector<rules::PolicySource> files;
  parts_->database->each("SELECT file, text FROM policies ORDER BY file", [&](const Row& row) {
    files.push_back({.file = row.text(0), .text = row.text(1)});
  });
  return files;
}

void SqliteStore::save_policies(const std::vector<rules::PolicySource>& files, Instant now) {
  parts_->database->run("DELETE FROM policies");
  for (const rules::PolicySource& file : files)
    parts_->database->run("INSERT INTO policies (file, text, adopted_at_ms) VALUES (?, ?, ?)",
                          file.file, file.text, now);
}

std::optional<rules::PolicySource> SqliteStore::last_directory() {
  std::optional<rules::PolicySource> directory;
  parts_->database->each(
      "SELECT f.value, t.value FROM meta f, meta t WHERE f.name = 'directory_file' AND t.name = "
      "'directory'",
      [&](const Row& row) {
        directory = rules::PolicySource{.file = row.text(0), .text = row.text(1)};
      });
  return directory;
}

void SqliteStore::save_directory(const std::optional<rules::PolicySource>& file) {
  parts_->database->run("DELETE FROM meta WHERE name IN ('directory_file', 'directory')");
  if (file)
    parts_->database->run(
        "INSERT INTO meta (name, value) VALUES ('directory_file', ?), ('directory', ?)", file->file,
        file->text);
}

std::string SqliteStore::purpose() {
  std::string purpose;
  parts_->database->each("SELECT value FROM meta WHERE name = 'purpose'",
                         [&](const Row& row) { purpose = row.text(0); });
  return purpose;
}

void SqliteStore::set_purpose(const std::string& purpose) {
  parts_->database->run(
      "INSERT INTO meta (name, value) VALUES ('purpose', ?) ON CONFLICT DO UPDATE SET value = "
      "excluded.value",
      purpose);
}

std::size_t SqliteStore::purge(Instant now, Duration retention, std::size_t limit) {
  Database& database = *parts_->database;
  // Rows stand in the order they were received, so both ends of what is old are found without an
  // index.
  const std::int64_t done =
      database.integer(0, "SELECT value FROM meta WHERE name = 'texts_purged_to'");
  std::int64_t last = done;
  std::size_t found = 0;
  bool is_over = false;
  database.each(
      "SELECT no, received_at_ms FROM journal WHERE no > ? ORDER BY no LIMIT ?",
      [&](const Row& row) {
        is_over = is_over || row.instant(1) >= now - retention;
        if (is_over) return;
        last = row.integer(0);
        ++found;
      },
      done, limit);
  if (last > done) {
    database.run(
        "UPDATE journal SET text = NULL, detail = NULL, sender = NULL WHERE no > ? AND no <= ?",
        done, last);
    database.run(
        "INSERT INTO meta (name, value) VALUES ('texts_purged_to', ?) ON CONFLICT DO UPDATE SET "
        "value = excluded.value",
        last);
  }
  const Duration kept = std::max(retention, kKeyMemory);
  // The newest row stays, so that no number is ever given twice.
  found += static_cast<std::size_t>(
      database.run("DELETE FROM journal WHERE no IN (SELECT no FROM journal ORDER BY no LIMIT ?) "
                   "AND received_at_ms < ? AND text IS NULL AND no < (SELECT max(no) FROM journal)",
                   limit, now - kept));
  const bool was_purging = std::exchange(parts_->is_purging, found > 0);
  if (was_purging && found == 0) parts_->is_log_to_empty = true;
  return found;
}

void SqliteStore::rest() {
  if (parts_->is_log_to_empty && parts_->database->empty_log()) parts_->is_log_to_empty = false;
  if (parts_->database->log_pages() >= kEnoughPages) parts_->database->checkpoint();
}

void SqliteStore::keep_small() {
  if (parts_->database->log_pages() >= kTooManyPages) parts_->database->checkpoint();
}

}  // namespace qunguan::storage
