#include <ctime>

#include "qunguan/net/clock.hpp"

namespace qunguan::net {

Instant SystemClock::now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Duration SystemClock::uptime() const {
  std::timespec since{};
  clock_gettime(CLOCK_BOOTTIME, &since);  // fails for no clock that exists
  return std::chrono::duration_cast<Duration>(std::chrono::seconds{since.tv_sec} +
                                              std::chrono::nanoseconds{since.tv_nsec});
}

}  // namespace qunguan::net
