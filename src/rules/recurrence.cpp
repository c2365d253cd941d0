#include "rules/recurrence.hpp"

#include <algorithm>

namespace qunguan::rules {
namespace {

using std::chrono::local_days;
using std::chrono::year_month_day;

constexpr int kLastDay = 31;

/// A number of one or two digits.
std::optional<int> read_number(std::string_view text) {
  if (text.empty() || text.size() > 2) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Duration> read_clock(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || text.size() - colon != 3) return std::nullopt;
  const std::optional<int> hour = read_number(text.substr(0, colon));
  const std::optional<int> minute = read_number(text.substr(colon + 1));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute};
}

/// Reads `mon-fri`, `workdays`, `day 1` or `last day` into the recurrence.
bool read_days(std::string_view text, Recurrence& recurrence) {
  constexpr std::string_view kDayOfMonth = "day ";
  if (text == "workdays") {
    recurrence.on_workdays = true;
  } else if (text == "last day") {
    recurrence.month_day = kLastDay;
  } else if (text.starts_with(kDayOfMonth)) {
    recurrence.month_day = read_number(text.substr(kDayOfMonth.size())).value_or(0);
    return recurrence.month_day >= 1 && recurrence.month_day <= kLastDay;
  } else {
    const Result<Weekdays> days = parse_weekdays(text);
    if (!days) return false;
    recurrence.days = *days;
  }
  return true;
}

bool is_day_of_month(local_days day, int wanted) {
  const year_month_day date{day};
  const std::chrono::day last =
      std::chrono::year_month_day_last{date.year() / date.month() / std::chrono::last}.day();
  const auto meant = std::chrono::day{static_cast<unsigned>(wanted)};
  return date.day() == std::min(meant, last);
}

}  // namespace

bool Recurrence::is_on(local_days day, const Calendar& calendar) const {
  if ((days & (1U << std::chrono::weekday{day}.c_encoding())) == 0) return false;
  if (on_workdays && !calendar.is_workday(day)) return false;
  return month_day == 0 || is_day_of_month(day, month_day);
}

std::optional<Instant> Recurrence::next(Instant after, const Calendar& calendar) const {
  const local_days first = calendar.zone.local(after).day;
  for (local_days day = first; day <= first + std::chrono::days{366}; day += std::chrono::days{1}) {
    if (!is_on(day, calendar)) continue;
    const Instant at = calendar.zone.instant({.day = day, .since_midnight = clock});
    if (at > after) return at;
  }
  return std::nullopt;
}

Result<Recurrence> parse_recurrence(std::string_view text) {
  const Error failure{Error::Code::Invalid, "not a time such as 08:00 or mon 09:00: '" +
                                                std::string{text.substr(0, 40)} + "'"};
  Recurrence recurrence;
  const std::size_t space = text.rfind(' ');
  if (space != text.npos && !read_days(text.substr(0, space), recurrence)) return failure;
  const std::optional<Duration> clock =
      read_clock(space == text.npos ? text : text.substr(space + 1));
  if (!clock) return failure;
  recurrence.clock = *clock;
  return recurrence;
}

std::vector<Recurrence> read_recurrences(policy::ConfigReader& config, const std::string& key) {
  std::vector<Recurrence> times;
  for (const policy::Node* word : config.scalars(key)) {
    if (const Result<Recurrence> time = parse_recurrence(word->text)) {
      times.push_back(*time);
      continue;
    }
    config.mistake(word->at, "bad-time",
                   {"“" + word->text + "”不是时刻", "'" + word->text + "' is no time"},
                   {"写成 \"08:00\"、\"mon 09:00\"、\"workdays 09:00\"、\"day 1 09:00\" 或 "
                    "\"last day 18:00\"",
                    "write \"08:00\", \"mon 09:00\", \"workdays 09:00\", \"day 1 09:00\" or "
                    "\"last day 18:00\""});
  }
  return times;
}

std::optional<Instant> next_of(const std::vector<Recurrence>& times, Instant after,
                               const Calendar& calendar) {
  std::optional<Instant> first;
  for (const Recurrence& time : times) {
    const std::optional<Instant> next = time.next(after, calendar);
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

std::int64_t count_until(const std::vector<Recurrence>& times, const LocalTime& at,
                         const Calendar& calendar) {
  std::int64_t count = 0;
  for (local_days day{}; day <= at.day; day += std::chrono::days{1})
    count += std::count_if(times.begin(), times.end(), [&](const Recurrence& time) {
      return time.is_on(day, calendar) && (day < at.day || time.clock <= at.since_midnight);
    });
  return count;
}

}  // namespace qunguan::rules
