#pragma once

#include <vector>

#include "qunguan/delivery/limiter.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/wecom/outcome.hpp"

namespace qunguan::wecom {

/// Keeps calls of one kind within their limits, and off the platform while it blocks them.
///
/// Times are uptime, not the wall clock's: that may be set back, and would silence a channel for as
/// long.
class CallPace {
 public:
  explicit CallPace(std::vector<delivery::Limit> limits) : calls_(std::move(limits)) {}

  delivery::Limiter& calls() { return calls_; }

  /// What the platform says to wait holds for all calls of the kind: more of them while it is out
  /// of reach or blocks us would be in vain, or prolong the block. Each block that follows on
  /// another is taken to last twice as long, and `outcome` says so.
  void heed(Outcome& outcome, Instant now);

 private:
  delivery::Limiter calls_;
  int blocks_ = 0;  // one upon another
};

}  // namespace qunguan::wecom
