#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "qunguan/engine/moderator.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/worker.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::app {

/// What happens around and between the moderation thread's jobs: the transaction, the heartbeat,
/// deadlines, retention.
///
/// Thread: moderation. Everything it is given outlives it.
class Moderation final : public net::Batches {
 public:
  struct Parts {
    storage::SqliteStore& store;
    engine::Moderator& moderator;
    const net::Clock& clock;
    Duration retention;
    std::string boot;  // the machine's boot id
    std::function<void()> wake_delivery;
  };

  explicit Moderation(Parts parts) : parts_(std::move(parts)) {}

  void begin() override;
  Result<void> finish() override;
  Duration idle() override;

  /// Something was put into the outbox; delivery is woken once it is committed.
  void note_delivery() { has_deliveries_ = true; }

  /// Commits, for the metrics; false while the last one failed.
  bool is_healthy() const { return is_healthy_; }
  std::uint64_t commits() const { return commits_; }
  std::uint64_t failed_commits() const { return failed_commits_; }

 private:
  void fire_deadlines();

  Parts parts_;
  bool has_deliveries_ = false;
  Instant now_;  // when the batch began
  bool is_tick_due_ = false;
  Instant next_tick_;
  Instant next_purge_;
  std::atomic<bool> is_healthy_{true};
  std::atomic<std::uint64_t> commits_{0}, failed_commits_{0};
};

/// The id of the machine's present boot; empty when the system does not tell.
std::string read_boot_id();

}  // namespace qunguan::app
