#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "qunguan/domain/time.hpp"

namespace qunguan::delivery {

/// At most so many calls in any window of that length.
struct Limit {
  std::size_t count = 0;
  Duration window{};
};

/// Keeps calls within limits in every sliding window.
class Limiter {
 public:
  explicit Limiter(std::vector<Limit> limits) : limits_(std::move(limits)) {}

  /// How long to wait before `weight` calls fit; zero: now.
  Duration wait(Instant now, std::size_t weight = 1) const;

  /// Notes calls that are made now.
  void take(Instant now, std::size_t weight = 1);

  /// No call fits before then.
  void pause(Instant until) { paused_until_ = std::max(paused_until_, until); }

 private:
  std::vector<Limit> limits_;
  Instant paused_until_;
  std::deque<Instant> taken_;  // oldest first, as far back as the longest window
};

}  // namespace qunguan::delivery
