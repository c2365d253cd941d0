#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan::storage {

/// One row of an answer, by column.
class Row {
 public:
  explicit Row(SQLite::Statement& statement) : statement_(statement) {}

  bool is_null(int column) const { return statement_.isColumnNull(column); }
  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  std::string text(int column) const { return statement_.getColumn(column).getString(); }
  Instant instant(int column) const { return from_ms(integer(column)); }
  std::optional<Instant> maybe_instant(int column) const {
    return is_null(column) ? std::nullopt : std::optional{instant(column)};
  }

 private:
  SQLite::Statement& statement_;
};

/// The one connection. Work is done in transactions; the first failure makes the rest of a
/// transaction do nothing, and `commit` tells it.
///
/// Thread: one at a time.
class Database {
 public:
  /// `:memory:` for a database that lives as long as this. Makes the file, and brings its schema up
  /// to date. Errors: `Unavailable` when it cannot be opened, `Conflict` when a newer version wrote
  /// it.
  static Result<std::unique_ptr<Database>> open(const std::string& path);

  /// A connection that cannot write. Errors: `Unavailable`, `Conflict` when another version wrote
  /// the file.
  static Result<std::unique_ptr<Database>> open_to_read(const std::string& path);

  void begin();

  /// Errors: that of the first statement that failed, or of the commit; the transaction is then
  /// rolled back.
  Result<void> commit();
  void rollback();

  /// Makes the transaction fail.
  void fail(Error error);
  const std::optional<Error>& failure() const { return failure_; }

  /// Runs a statement; answers how many rows it changed. The SQL is a literal: statements are kept
  /// by its address.
  template <class... Args>
  int run(const char* sql, const Args&... args) {
    int changed = 0;
    guard([&] {
      SQLite::Statement& statement = prepared(sql);
      int index = 0;
      (bind(statement, ++index, args), ...);
      changed = statement.exec();
    });
    return changed;
  }

  /// Calls `read(Row)` for each row of the answer. No other statement of the same text may run
  /// meanwhile.
  template <class Read, class... Args>
  void each(const char* sql, Read read, const Args&... args) {
    guard([&] {
      SQLite::Statement& statement = prepared(sql);
      int index = 0;
      (bind(statement, ++index, args), ...);
      while (statement.executeStep()) read(Row{statement});
      statement.reset();
    });
  }

  /// The first column of the first row, or `fallback`.
  template <class... Args>
  std::int64_t integer(std::int64_t fallback, const char* sql, const Args&... args) {
    std::int64_t value = fallback;
    each(sql, [&](const Row& row) { value = row.is_null(0) ? fallback : row.integer(0); }, args...);
    return value;
  }

  std::int64_t last_id() const;

  /// Pages that wait in the write-ahead log.
  int log_pages() const { return log_pages_; }

  /// Moves them into the database. Not inside a transaction.
  void checkpoint();

  /// Moves them and empties the log's file, so that nothing erased lives on in it. False when a
  /// reader is in the way. Not inside a transaction.
  bool empty_log();

  /// A copy of its own, in one file. Errors: `Unavailable`.
  Result<void> copy_to(const std::string& path);

 private:
  explicit Database(std::string path) : path_(std::move(path)) {}

  Result<void> connect();
  SQLite::Statement& prepared(const char* sql);
  void note(const std::exception& failure);

  template <class Work>
  void guard(Work work) {
    if (failure_) return;
    try {
      work();
    } catch (const std::exception& failure) {
      note(failure);
    }
  }

  static void bind(SQLite::Statement& statement, int index, std::int64_t value) {
    statement.bind(index, value);
  }
  static void bind(SQLite::Statement& statement, int index, int value) {
    statement.bind(index, value);
  }
  static void bind(SQLite::Statement& statement, int index, bool value) {
    statement.bind(index, value ? 1 : 0);
  }
  static void bind(SQLite::Statement& statement, int index, std::size_t value) {
    statement.bind(index, static_cast<std::int64_t>(value));
  }
  // Texts are read when the statement runs, which is before their owner goes.
  static void bind(SQLite::Statement& statement, int index, const std::string& value) {
    statement.bindNoCopy(index, value);
  }
  static void bind(SQLite::Statement& statement, int index, const char* value) {
    statement.bind(index, value);
  }
  static void bind(SQLite::Statement& statement, int index, Instant value) {
    statement.bind(index, to_ms(value));
  }
  static void bind(SQLite::Statement& statement, int index, Fen value) {
    statement.bind(index, value.count());
  }
  static void bind(SQLite::Statement& statement, int index, std::nullptr_t) {
    statement.bind(index);
  }
  template <class Tag>
  static void bind(SQLite::Statement& statement, int index, const Id<Tag>& value) {
    statement.bind(index, value.text());
  }
  template <class T>
  static void bind(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value)
      bind(statement, index, *value);
    else
      statement.bind(index);
  }

  std::string path_;
  std::unique_ptr<SQLite::Database> connection_;
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
  std::optional<Error> failure_;
  bool is_broken_ = false;  // the connection must be made anew
  int log_pages_ = 0;
};

}  // namespace qunguan::storage
