#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/engine/store.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::storage {

/// The store in one SQLite file: the only connection that writes and checkpoints.
///
/// Thread: moderation, once it runs.
class SqliteStore {
 public:
  /// `:memory:` for a store that lives as long as this. A file is locked against a second daemon.
  /// Errors: `Conflict` when another process holds it or a newer version wrote it, `Unavailable`
  /// when it cannot be opened.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path);
  ~SqliteStore();

  /// The engine's ports; they live as long as this.
  engine::Store ports();

  /// The calls that its outbox holds; likewise.
  engine::DeliveryQueue& deliveries();

  /// All work stands between `begin` and `commit`. A commit that fails has rolled everything back:
  /// whoever keeps memory of it must forget it.
  void begin();
  Result<void> commit();
  void rollback();

  /// The policies that were last in force, by file. Inside a batch.
  std::vector<rules::PolicySource> last_policies();
  void save_policies(const std::vector<rules::PolicySource>& files, Instant now);

  /// The directory's file that was in force with them; nothing when there was none.
  std::optional<rules::PolicySource> last_directory();
  void save_directory(const std::optional<rules::PolicySource>& file);

  /// What the database is for; empty: real use. Inside a batch.
  std::string purpose();
  void set_purpose(const std::string& purpose);

  /// Takes the texts of messages older than `retention`, and in the end the rows, at most `limit`
  /// at a time. Inside a batch. Returns how many it took.
  std::size_t purge(Instant now, Duration retention, std::size_t limit);

  /// Moves the write-ahead log into the database where enough waits, or where a purge has ended.
  /// Outside of a batch, when nothing else is to be done.
  void rest();

  /// Moves it even under load, once it has grown too large. Outside of a batch.
  void keep_small();

 private:
  struct Parts;
  explicit SqliteStore(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace qunguan::storage
