#pragma once

#include <atomic>

#include "qunguan/net/clock.hpp"

namespace qunguan::test {

/// Stands still until it is moved. Thread: any.
class FakeClock final : public net::Clock {
 public:
  explicit FakeClock(Instant now = Instant{std::chrono::seconds{1'772'000'000}})
      : now_ms_(to_ms(now)) {}

  void advance(Duration span) {
    now_ms_ += span.count();
    uptime_ms_ += span.count();
  }

  /// Sets the wall clock alone.
  void jump(Duration span) { now_ms_ += span.count(); }

  Instant now() const override { return from_ms(now_ms_); }
  Duration uptime() const override { return Duration{uptime_ms_}; }

 private:
  std::atomic<std::int64_t> now_ms_;
  std::atomic<std::int64_t> uptime_ms_{1'000'000};
};

}  // namespace qunguan::test
