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
  look_at_clock();
}

void Moderation::look_at_clock() {
  const Instant now = parts_.clock.now();
  // A clock that was set back must not stop the deadlines.
  if (now < next_tick_ && next_tick_ - now <= kNap) return;
  parts_.moderator.beat({.at = now, .uptime = parts_.clock.uptime(), .boot = parts_.boot});
  const std::optional<Instant> next = parts_.moderator.tick(now);
  next_tick_ = next && *next <= now ? now : now + kTick;
}

Result<void> Moderation::finish() {
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
  const Instant now = parts_.clock.now();
  next_tick_ = now;
  begin();
  bool has_more = false;
  if (now >= next_purge_ || next_purge_ - now > kPurge) {
    has_more = parts_.store.purge(now, parts_.retention, kPurgeAtOnce) > 0;
    if (!has_more) next_purge_ = now + kPurge;
  }
  const bool has_deadlines = next_tick_ <= now;
  const bool is_stored = finish().has_value();
  parts_.store.rest();
  return is_stored && (has_more || has_deadlines) ? Duration{1} : kNap;
}

}  // namespace qunguan::app
