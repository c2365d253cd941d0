#include "qunguan/delivery/limiter.hpp"

#include <algorithm>

namespace qunguan::delivery {

Duration Limiter::wait(Instant now, std::size_t weight) const {
  Duration longest = std::max(Duration::zero(), paused_until_ - now);
  for (const Limit& limit : limits_) {
    // What alone exceeds the limit waits for an empty window.
    const std::size_t fits = limit.count > weight ? limit.count - weight : 0;
    if (taken_.size() <= fits) continue;
    // The newest of those that must have left the window before the next ones fit.
    const Instant blocking = taken_[taken_.size() - fits - 1];
    longest = std::max(longest, blocking + limit.window - now);
  }
  return longest;
}

void Limiter::take(Instant now, std::size_t weight) {
  Duration longest{};
  for (const Limit& limit : limits_) longest = std::max(longest, limit.window);
  while (!taken_.empty() && taken_.front() + longest <= now) taken_.pop_front();
  taken_.insert(taken_.end(), weight, now);
}

}  // namespace qunguan::delivery
