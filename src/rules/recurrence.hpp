#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "qunguan/policy/config_reader.hpp"
#include "qunguan/rules/calendar.hpp"

namespace qunguan::rules {

/// A time of day that comes again: every day, on days of the week, of work, or of the month.
struct Recurrence {
  Duration clock{};  // since midnight
  Weekdays days = kEveryDay;
  bool on_workdays = false;  // of the calendar, makeup days among them
  int month_day = 0;         // 0: any; past a month's end: its last day

  bool is_on(std::chrono::local_days day, const Calendar& calendar) const;

  /// The first time after `after`; nothing when there is none within a year.
  std::optional<Instant> next(Instant after, const Calendar& calendar) const;

  friend bool operator==(const Recurrence&, const Recurrence&) = default;
};

/// Reads `08:00`, `mon 09:00`, `mon-fri 18:00`, `workdays 09:00`, `day 1 09:00`, `last day 18:00`.
///
/// Errors: `Invalid` for anything else.
Result<Recurrence> parse_recurrence(std::string_view text);

/// The times under the key, each mistake reported at its place.
std::vector<Recurrence> read_recurrences(policy::ConfigReader& config, const std::string& key);

/// The first time of any of them after `after`.
std::optional<Instant> next_of(const std::vector<Recurrence>& times, Instant after,
                               const Calendar& calendar);

/// How many times of all of them there were since 1970, `at` included: whose turn it is, without
/// anything to remember.
std::int64_t count_until(const std::vector<Recurrence>& times, const LocalTime& at,
                         const Calendar& calendar);

}  // namespace qunguan::rules
