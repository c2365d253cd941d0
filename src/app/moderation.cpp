#include "app/moderation.hpp"

#include <algorithm>
#include <fstream>

#include <spdlog/spdlog.h>

namespace qunguan::app {
namespace {

constexpr Duration kTick =
    std::chrono::milliseconds{200};                    // between looks at the deadlines under load
constexpr Duration kNap = std::chrono::seconds{1};     // at most, when nothing is to be done
constexpr Duration kPurge = std::chrono::minutes{10};  // between looks for texts that are too old
constexpr std::size_t kPurgeAtOnce = 500;

}  // namespace

std::string read_boot_id() {
  std::ifstream file{"/proc/sys/kernel/random/boot_id"};
  std::string id;
  std::getline(file, id);
  return id;
}

void Moderation::begin() {
  parts_.store.begin();
  now_ = parts_.clock.now();
  // A clock that was set back must not stop the deadlines.
  is_tick_due_ = now_ >= next_tick_ || next_tick_ - now_ > kNap;
  if (is_tick_due_)
    parts_.moderator.beat({.at = now_, .uptime = parts_.clock.uptime(), .boot = parts_.boot});
}

/// After the batch's jobs, by the time at which it began: an answer that has come, but waits for
/// its turn, still counts.
void Moderation::fire_deadlines() {
  if (!std::exchange(is_tick_due_, false)) return;
  const std::optional<Instant> next = parts_.moderator.tick(now_);
  next_tick_ = next && *next <= now_ ? now_ : now_ + kTick;
}

Result<void> Moderation::finish() {
  fire_deadlines();
  Result<void> committed = parts_.store.commit();
  if (committed) {
    ++commits_;
    is_healthy_ = true;
    if (std::exchange(has_deliveries_, false)) parts_.wake_delivery();
    parts_.store.keep_small();
    return committed;
  }
  ++failed_commits_;
  if (is_healthy_.exchange(false))
    spdlog::error("nothing can be stored, so nothing is acknowledged: {}",
                  committed.error().message);
  has_deliveries_ = false;
  parts_.moderator.forget();
  if (committed.error().code == Error::Code::Internal)
    spdlog::error("moderation: {}", committed.error().message);
  return Error{Error::Code::Unavailable, committed.error().message};
}

Duration Moderation::idle() {
  next_tick_ = Instant::min();
  begin();
  bool has_more = false;
  if (now_ >= next_purge_ || next_purge_ - now_ > kPurge) {
    has_more = parts_.store.purge(now_, parts_.retention, kPurgeAtOnce) > 0;
    if (!has_more) next_purge_ = now_ + kPurge;
  }
  const bool is_stored = finish().has_value();
  const bool has_deadlines = next_tick_ <= now_;
  parts_.store.rest();
  return is_stored && (has_more || has_deadlines) ? Duration{1} : kNap;
}

}  // namespace qunguan::app
