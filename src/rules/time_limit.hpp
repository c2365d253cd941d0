#pragma once

#include <optional>
#include <string>

#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {

/// When something falls due: some time after it began, or at a time of the day.
struct TimeLimit {
  Duration within{};
  std::optional<Duration> by;  // in place of `within`; since midnight, 24 h is the day's end
  bool on_duty_clock = false;  // `within` counts duty time; `by` is of a workday

  /// Nothing when there is no duty, or no workday, within a year.
  std::optional<Instant> end(Instant from, const Calendar& calendar) const;
};

/// `30分钟`, `18:00前`, `当天`.
std::string to_text(const TimeLimit& limit);

/// The end of what began at `from`, as members read it: `10:45`, `24:00`, `03-03 09:20`.
std::string say_end(Instant from, Instant end, const Zone& zone);

/// Reads `within:` and `clock:`.
TimeLimit read_time_within(RuleConfig& config);

/// Reads `within:` or `by:`, and `clock:`.
TimeLimit read_time_limit(RuleConfig& config);

}  // namespace qunguan::rules
