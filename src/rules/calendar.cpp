#include "qunguan/rules/calendar.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace qunguan::rules {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr Duration kDay = days{1};
constexpr std::array<std::string_view, 7> kWeekdayNames{"sun", "mon", "tue", "wed",
                                                        "thu", "fri", "sat"};

Weekdays bit(unsigned weekday) { return 1U << weekday; }

bool is_among(Weekdays set, local_days day) {
  return (set & bit(std::chrono::weekday{day}.c_encoding())) != 0;
}

std::optional<int> read_number(std::string_view text) {
  int value = 0;
  if (text.empty() || text.size() > 4) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Duration> read_clock(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || colon > 2 || text.size() - colon != 3) return std::nullopt;
  const std::optional<int> hour = read_number(text.substr(0, colon));
  const std::optional<int> minute = read_number(text.substr(colon + 1));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const Duration clock = hours{*hour} + minutes{*minute};
  if (clock > kDay) return std::nullopt;
  return clock;
}

std::optional<unsigned> read_weekday(std::string_view text) {
  const auto found = std::find(kWeekdayNames.begin(), kWeekdayNames.end(), text);
  if (found == kWeekdayNames.end()) return std::nullopt;
  return static_cast<unsigned>(found - kWeekdayNames.begin());
}

std::optional<Weekdays> read_weekday_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::optional<unsigned> first = read_weekday(text.substr(0, dash));
  const std::optional<unsigned> last =
      dash == text.npos ? first : read_weekday(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  Weekdays set = bit(*last);
  for (unsigned day = *first; day != *last; day = (day + 1) % 7) set |= bit(day);
  return set;
}

/// When the period that begins on that day begins and ends.
std::pair<Instant, Instant> bounds(const Span& period, local_days day, const Zone& zone) {
  const bool crosses = period.end <= period.begin;
  return {zone.instant({.day = day, .since_midnight = period.begin}),
          zone.instant({.day = crosses ? day + days{1} : day, .since_midnight = period.end})};
}

Error bad(std::string_view what, std::string_view text) {
  return {Error::Code::Invalid, std::string{what} + ": '" + std::string{text.substr(0, 40)} + "'"};
}

}  // namespace

bool Span::begins_on(local_days day) const { return is_among(days, day); }

std::optional<local_days> Span::begun(const LocalTime& at) const {
  const bool crosses = end <= begin;
  const bool is_after_begin = at.since_midnight >= begin;
  const bool is_before_end = at.since_midnight < end;
  if (is_after_begin && (crosses || is_before_end) && begins_on(at.day)) return at.day;
  const local_days yesterday = at.day - std::chrono::days{1};
  if (crosses && is_before_end && begins_on(yesterday)) return yesterday;
  return std::nullopt;
}

Result<Weekdays> parse_weekdays(std::string_view text) {
  if (text == "daily") return kEveryDay;
  Weekdays set = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::optional<Weekdays> range = read_weekday_range(rest.substr(0, comma));
    if (!range) return bad("not days of the week such as mon-fri or sat,sun", text);
    set |= *range;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (set == 0) return bad("not days of the week such as mon-fri or sat,sun", text);
  return set;
}

Result<Span> parse_span(std::string_view text) {
  const Error failure = bad("not a span of time such as 23:30-07:30", text);
  Span span;
  std::string_view clocks = text;
  if (const std::size_t space = text.find(' '); space != text.npos) {
    const Result<Weekdays> days = parse_weekdays(text.substr(0, space));
    if (!days) return failure;
    span.days = *days;
    clocks = text.substr(space + 1);
  }
  const std::size_t dash = clocks.find('-');
  if (dash == clocks.npos) return failure;
  const std::optional<Duration> begin = read_clock(clocks.substr(0, dash));
  const std::optional<Duration> end = read_clock(clocks.substr(dash + 1));
  if (!begin || !end || *begin == *end || *begin == kDay) return failure;
  span.begin = *begin;
  span.end = *end;
  return span;
}

Result<local_days> parse_day(std::string_view text) {
  const Error failure = bad("not a day such as 2026-10-01", text);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return failure;
  const std::optional<int> year = read_number(text.substr(0, 4));
  const std::optional<int> month = read_number(text.substr(5, 2));
  const std::optional<int> day = read_number(text.substr(8, 2));
  if (!year || !month || !day) return failure;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return failure;
  return local_days{date};
}

std::string to_text(const Span& span) {
  const auto clock = [](Duration at) {
    const auto minute = std::chrono::duration_cast<minutes>(at).count();
    return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
  };
  return clock(span.begin) + "-" + clock(span.end);
}

bool Calendar::is_workday(local_days day) const {
  if (makeup.contains(day)) return true;
  return is_among(workdays, day) && !holidays.contains(day);
}

std::optional<Instant> Calendar::after_duty(Instant from, Duration span) const {
  static const std::vector<Span> kWholeDay{Span{.begin = {}, .end = kDay}};
  const std::vector<Span>& periods = duty.empty() ? kWholeDay : duty;
  // A period that began yesterday may still run.
  const local_days first = zone.local(from).day - days{1};
  for (local_days day = first; day < first + days{367}; day += days{1}) {
    if (!is_workday(day)) continue;
    for (const Span& period : periods) {
      if (!period.begins_on(day)) continue;
      const auto [opens, end] = bounds(period, day, zone);
      const Instant begin = std::max(from, opens);
      if (end <= begin) continue;
      if (end - begin >= span) return begin + span;
      span -= end - begin;
    }
  }
  return std::nullopt;
}

}  // namespace qunguan::rules
