#pragma once

#include "qunguan/domain/time.hpp"

namespace qunguan::net {

/// Where the edges read the time; below them it arrives as a parameter.
///
/// Thread: any.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The wall clock.
  virtual Instant now() const = 0;

  /// Time since the machine started, suspended time included; no one can set it.
  virtual Duration uptime() const = 0;
};

/// CLOCK_REALTIME and CLOCK_BOOTTIME.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  Duration uptime() const override;
};

}  // namespace qunguan::net
