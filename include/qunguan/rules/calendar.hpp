#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/domain/zone.hpp"

namespace qunguan::rules {

/// Days of the week, one bit each, Sunday lowest (as `std::chrono::weekday` counts).
using Weekdays = unsigned;
inline constexpr Weekdays kEveryDay = 0x7F;
inline constexpr Weekdays kMondayToFriday = 0x3E;

/// A span of wall-clock time [begin, end) that recurs on some days of the week; it may cross
/// midnight.
struct Span {
  Duration begin{};           // since midnight
  Duration end{};             // since midnight; at or before `begin`: on the next day
  Weekdays days = kEveryDay;  // on which it begins

  bool begins_on(std::chrono::local_days day) const;

  /// The day on which the span that holds this moment began; nothing outside the span.
  std::optional<std::chrono::local_days> begun(const LocalTime& at) const;
  bool contains(const LocalTime& at) const { return begun(at).has_value(); }

  friend bool operator==(const Span&, const Span&) = default;
};

/// Reads `23:30-07:30`, `09:00-12:00`, `thu 21:00-22:30`, `mon-fri 09:00-18:00`; 24:00 is an end.
///
/// Errors: `Invalid` for anything else, and for a span of no length.
Result<Span> parse_span(std::string_view text);

/// Reads `mon-fri`, `sat,sun`, `daily`. Errors: `Invalid`.
Result<Weekdays> parse_weekdays(std::string_view text);

/// Reads `2026-10-01`. Errors: `Invalid`.
Result<std::chrono::local_days> parse_day(std::string_view text);

/// `23:30-07:30`, as members read it.
std::string to_text(const Span& span);
using qunguan::to_text;

/// When people are on duty: a zone, the days of work and the hours on them.
struct Calendar {
  Zone zone;
  Weekdays workdays = kMondayToFriday;
  std::vector<Span> duty;  // hours of a workday, each day's in order, not overlapping; empty: all
  std::set<std::chrono::local_days> holidays;  // workdays that are none
  std::set<std::chrono::local_days> makeup;    // 调休: other days that are workdays

  bool is_workday(std::chrono::local_days day) const;

  /// The instant at which `span` of duty time has passed since `from`; nothing when there is no
  /// duty within a year.
  ///
  /// Where the span ends with a duty period, that period's end is the answer, not the next one's
  /// beginning.
  std::optional<Instant> after_duty(Instant from, Duration span) const;
};

}  // namespace qunguan::rules
