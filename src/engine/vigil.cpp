#include "engine/vigil.hpp"

#include <algorithm>

namespace qunguan::engine {
namespace {

constexpr Duration kBeat = std::chrono::seconds{5};   // how often a sign of life is written
constexpr Duration kMemory = std::chrono::days{400};  // older gaps concern no deadline

constexpr Instant kOpen{std::chrono::days{1'000'000}};  // the end of a gap that has none yet

}  // namespace

void Vigil::load() {
  if (is_loaded_) return;
  is_loaded_ = true;
  last_ = store_.watch.last_beat();
  written_at_.reset();
  gaps_ = store_.watch.gaps(last_ ? last_->at - kMemory : Instant{});
}

const std::vector<Gap>& Vigil::gaps() {
  load();
  return gaps_;
}

void Vigil::forget() {
  is_loaded_ = false;
  gaps_.clear();
}

void Vigil::add(const Gap& gap) {
  store_.watch.add_gap(gap);
  gaps_.push_back(gap);
}

void Vigil::beat(const Heartbeat& now) {
  load();
  if (last_) {
    if (now.at - last_->at > settings_.gap)
      add({.from = last_->at, .to = now.at, .reason = "outage"});
    const bool is_same_boot = now.boot == last_->boot;
    const Duration drift = (now.at - last_->at) - (now.uptime - last_->uptime);
    if (is_same_boot && std::chrono::abs(drift) > settings_.clock_jump)
      add({.from = std::min(now.at, last_->at),
           .to = std::max(now.at, last_->at),
           .reason = "clock"});
    else if (now.at < last_->at - settings_.clock_jump)
      add({.from = now.at, .to = last_->at, .reason = "clock"});
  }
  const bool is_due = !written_at_ || now.at - *written_at_ >= kBeat || now.at < *written_at_;
  last_ = now;
  if (!is_due) return;
  written_at_ = now.at;
  store_.watch.beat(now);
}

void Vigil::go_offline(const std::string& source, Instant at) {
  load();
  add({.from = at, .to = kOpen, .reason = "offline", .source = source});
}

void Vigil::hear(const std::string& source, Instant at) {
  load();
  for (Gap& gap : gaps_) {
    if (gap.to != kOpen || gap.source != source || at <= gap.from) continue;
    gap.to = at;
    store_.watch.close_gap(source, at);
  }
}

}  // namespace qunguan::engine
