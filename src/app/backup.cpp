#include "app/backup.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "app/commands.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/storage/backup.hpp"

namespace qunguan::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "qunguan-";
constexpr std::string_view kSuffix = ".db";

std::string name_at(const Zone& zone, Instant at) {
  const LocalTime local = zone.local(at);
  const std::chrono::year_month_day day{local.day};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(local.since_midnight).count();
  return fmt::format("{}{:04}{:02}{:02}-{:02}{:02}{:02}{}", kPrefix, static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                     seconds / 3600, seconds / 60 % 60, seconds % 60, kSuffix);
}

/// The newest time that its hour came.
Instant last_turn(const BackupConfig& settings, Instant now) {
  LocalTime turn = settings.zone.local(now);
  if (turn.since_midnight < settings.at) turn.day -= std::chrono::days{1};
  turn.since_midnight = settings.at;
  return settings.zone.instant(turn);
}

/// One of ours: `qunguan-20260302-030000.db`.
bool is_copy(std::string_view name) {
  const std::string_view form = "qunguan-########-######.db";
  return name.size() == form.size() &&
         std::equal(name.begin(), name.end(), form.begin(), [](char c, char wanted) {
           return wanted == '#' ? c >= '0' && c <= '9' : c == wanted;
         });
}

std::string sha256_of(const std::string& path) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest{EVP_MD_CTX_new(),
                                                                       EVP_MD_CTX_free};
  EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
  std::ifstream file{path, std::ios::binary};
  std::array<char, 65'536> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0)
    EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(file.gcount()));
  std::array<unsigned char, 32> sum{};
  EVP_DigestFinal_ex(digest.get(), sum.data(), nullptr);
  return fmt::format("{:02x}", fmt::join(sum, ""));
}

}  // namespace

std::vector<std::string> Backups::names(Instant now) const {
  std::vector<std::string> found;
  std::error_code failure;
  for (const fs::directory_entry& entry : fs::directory_iterator{settings_.folder, failure}) {
    const std::string name = entry.path().filename().string();
    // What a clock that was ahead has named would stand for those to come.
    if (is_copy(name) && name <= name_at(settings_.zone, now)) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool Backups::is_due(Instant now) const {
  const std::vector<std::string> made = names(now);
  return made.empty() || made.back() < name_at(settings_.zone, last_turn(settings_, now));
}

Result<Backups::Copy> Backups::make(Instant now) const {
  std::error_code failure;
  fs::create_directories(settings_.folder, failure);
  const fs::path whole = fs::path{settings_.folder} / name_at(settings_.zone, now);
  const fs::path part = whole.string() + ".part";
  fs::remove(part, failure);
  // It holds all that the store holds about people.
  std::ofstream{part}.close();
  fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, failure);
  if (failure)
    return Error{Error::Code::Unavailable,
                 "cannot write " + part.string() + ": " + failure.message()};
  if (const Result<void> copied = storage::back_up(store_, part.string()); !copied) {
    fs::remove(part, failure);
    return copied.error();
  }
  fs::rename(part, whole, failure);
  if (failure)
    return Error{Error::Code::Unavailable,
                 "cannot write " + whole.string() + ": " + failure.message()};
  const std::vector<std::string> made = names(now);
  const auto keep = static_cast<std::size_t>(settings_.keep);
  for (std::size_t i = 0; i + keep < made.size(); ++i)
    fs::remove(fs::path{settings_.folder} / made[i], failure);
  return Copy{.path = whole.string(),
              .sha256 = sha256_of(whole.string()),
              .size = static_cast<std::int64_t>(fs::file_size(whole, failure))};
}

int back_up(const BackupOptions& options, Streams streams) {
  if (!options.check.empty()) {
    const Result<void> checked = storage::check_backup(options.check);
    if (!checked) {
      streams.err << checked.error().message << '\n';
      return kFoundErrors;
    }
    streams.out << options.check << "：完好，sha256 " << sha256_of(options.check) << '\n';
    return kDone;
  }
  std::vector<policy::Diagnostic> problems;
  const std::optional<Config> config = load_config(options.config, problems);
  print(problems, policy::Language::Chinese, streams.err);
  if (!config) return kCouldNotRun;
  BackupConfig settings = config->backup;
  if (!options.folder.empty()) {
    settings.folder = options.folder;  // not ours to tidy
    settings.keep = std::numeric_limits<int>::max();
  }
  if (settings.folder.empty()) {
    streams.err << "备份到哪里？写 --to 文件夹，或者在 " << options.config
                << " 里写 backup: { folder: var/backup }\n";
    return kCouldNotRun;
  }
  const Result<Backups::Copy> copy =
      Backups{settings, config->store_path}.make(net::SystemClock{}.now());
  if (!copy) {
    streams.err << "备份失败：" << copy.error().message << '\n';
    return kCouldNotRun;
  }
  streams.out << fmt::format("已备份并检查：{}，{} 字节，sha256 {}\n", copy->path, copy->size,
                             copy->sha256);
  return kDone;
}

}  // namespace qunguan::app
