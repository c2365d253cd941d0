#pragma once

#include <deque>

#include "qunguan/domain/time.hpp"

namespace qunguan::sandbox {

/// So many in any span of time; one too many blocks for as long as the span.
class RateLimit {
 public:
  RateLimit(std::size_t limit, Duration span) : limit_(limit), span_(span) {}

  /// False when the limit is reached; nothing is counted then.
  bool take(Instant now, std::size_t amount = 1) {
    while (!taken_.empty() && taken_.front().at + span_ <= now) {
      count_ -= taken_.front().amount;
      taken_.pop_front();
    }
    if (now < blocked_until_) return false;
    if (count_ + amount > limit_) {
      blocked_until_ = now + span_;
      return false;
    }
    taken_.push_back({now, amount});
    count_ += amount;
    return true;
  }

 private:
  struct Taken {
    Instant at;
    std::size_t amount;
  };

  std::size_t limit_;
  Duration span_;
  std::deque<Taken> taken_;
  std::size_t count_ = 0;
  Instant blocked_until_;
};

}  // namespace qunguan::sandbox
