#include "storage/database.hpp"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include "storage/schema.hpp"

namespace qunguan::storage {
namespace {

// Appendix B of the reliability notes: what keeps an acknowledged row through a power cut.
constexpr const char* kPragmas = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA mmap_size = 0;
PRAGMA secure_delete = ON;
PRAGMA cache_size = -2048;
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = 67108864;
PRAGMA wal_autocheckpoint = 0;
)sql";

constexpr int kBusyTimeoutMs = 5000;

Error translate(const std::exception& failure) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  if (sqlite == nullptr) return {Error::Code::Internal, failure.what()};
  const std::string message = std::string{"database: "} + sqlite->what();
  switch (sqlite->getErrorCode() & 0xFF) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR:
      return {Error::Code::Internal, message};
    default:
      return {Error::Code::Unavailable, message};
  }
}

/// After these nobody knows what the connection believes to be on disk.
bool breaks_connection(const std::exception& failure) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  if (sqlite == nullptr) return false;
  const int code = sqlite->getErrorCode() & 0xFF;
  return code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
         code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  std::unique_ptr<Database> database{new Database{path}};
  if (const Result<void> connected = database->connect(); !connected) return connected.error();
  return database;
}

Result<std::unique_ptr<Database>> Database::open_to_read(const std::string& path) {
  std::unique_ptr<Database> database{new Database{path}};
  try {
    database->connection_ =
        std::make_unique<SQLite::Database>(path, SQLite::OPEN_READONLY, kBusyTimeoutMs);
    if (const Result<void> known = check_version(*database->connection_); !known)
      return known.error();
  } catch (const std::exception& failure) {
    return Error{Error::Code::Unavailable,
                 std::string{"cannot read "} + path + ": " + failure.what()};
  }
  return database;
}

Result<void> Database::connect() {
  statements_.clear();
  connection_.reset();
  try {
    connection_ = std::make_unique<SQLite::Database>(
        path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs);
    sqlite3_db_config(connection_->getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    connection_->exec(kPragmas);
    if (const Result<void> migrated = migrate(*connection_); !migrated) return migrated.error();
    sqlite3_wal_hook(
        connection_->getHandle(),
        [](void* self, sqlite3*, const char*, int pages) {
          static_cast<Database*>(self)->log_pages_ = pages;
          return SQLITE_OK;
        },
        this);
  } catch (const std::exception& failure) {
    connection_.reset();
    Error error = translate(failure);
    error.code = Error::Code::Unavailable;
    error.message += " (" + path_ + ")";
    return error;
  }
  is_broken_ = false;
  return {};
}

SQLite::Statement& Database::prepared(const char* sql) {
  if (const auto known = statements_.find(sql); known != statements_.end()) {
    // Repeats how its last run ended, which was told then.
    known->second->tryReset();
    return *known->second;
  }
  auto statement = std::make_unique<SQLite::Statement>(*connection_, sql);
  return *statements_.emplace(sql, std::move(statement)).first->second;
}

void Database::note(const std::exception& failure) {
  failure_ = translate(failure);
  is_broken_ = is_broken_ || breaks_connection(failure);
}

void Database::fail(Error error) {
  if (!failure_) failure_ = std::move(error);
}

void Database::begin() {
  failure_.reset();
  if (is_broken_ || !connection_)
    if (const Result<void> connected = connect(); !connected) return fail(connected.error());
  run("BEGIN IMMEDIATE");
}

Result<void> Database::commit() {
  run("COMMIT");
  if (!failure_) return {};
  const Error error = *failure_;
  rollback();
  return error;
}

void Database::rollback() {
  // A failed commit may have ended the transaction already.
  if (connection_ && sqlite3_get_autocommit(connection_->getHandle()) == 0) {
    for (auto& [sql, statement] : statements_) statement->tryReset();
    try {
      connection_->exec("ROLLBACK");
    } catch (const std::exception& failure) {
      is_broken_ = true;
    }
  }
  failure_.reset();
}

std::int64_t Database::last_id() const {
  return connection_ ? connection_->getLastInsertRowid() : 0;
}

void Database::checkpoint() {
  if (!connection_ || is_broken_) return;
  int left = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_->getHandle(), nullptr,
                                             SQLITE_CHECKPOINT_PASSIVE, &left, &moved);
  if (code == SQLITE_OK && left == moved) log_pages_ = 0;
}

bool Database::empty_log() {
  if (!connection_ || is_broken_) return false;
  sqlite3* handle = connection_->getHandle();
  // Whoever reads may take his time; we come again.
  sqlite3_busy_timeout(handle, 0);
  const int code =
      sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  if (code == SQLITE_OK) log_pages_ = 0;
  return code == SQLITE_OK;
}

Result<void> Database::copy_to(const std::string& path) {
  try {
    SQLite::Database copy{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    SQLite::Backup{copy, *connection_}.executeStep();
    // A copy has no log beside it.
    copy.exec("PRAGMA journal_mode = DELETE");
    return {};
  } catch (const std::exception& failure) {
    Error error = translate(failure);
    error.code = Error::Code::Unavailable;
    return error;
  }
}

}  // namespace qunguan::storage
