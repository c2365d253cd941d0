#include "rules/calendar_reader.hpp"

#include <algorithm>

#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {
namespace {

using policy::ConfigReader;
using policy::Node;

void read_days(ConfigReader& config, const std::string& key,
               std::set<std::chrono::local_days>& days) {
  for (const Node* word : config.scalars(key)) {
    const std::size_t dots = word->text.find("..");
    const Result<std::chrono::local_days> first =
        parse_day(std::string_view{word->text}.substr(0, dots));
    const Result<std::chrono::local_days> last =
        dots == word->text.npos ? first : parse_day(std::string_view{word->text}.substr(dots + 2));
    if (!first || !last || *last < *first || *last - *first > std::chrono::days{366}) {
      config.mistake(word->at, "bad-day",
                     {"“" + word->text + "”不是日期", "'" + word->text + "' is no day"},
                     {"写成 2026-10-01 或 2026-10-01..2026-10-07",
                      "write 2026-10-01 or 2026-10-01..2026-10-07"});
      continue;
    }
    for (std::chrono::local_days day = *first; day <= *last; day += std::chrono::days{1})
      days.insert(day);
  }
}

Zone read_zone(ConfigReader& config) {
  const std::string name = config.text_or("timezone", "Asia/Shanghai");
  const Result<Zone> zone = Zone::named(name);
  if (zone) return *zone;
  config.mistake(
      config.node().find("timezone")->at, "unknown-zone",
      {"没有时区“" + name + "”", "no time zone is named '" + name + "'"},
      {"写 IANA 时区名，例如 Asia/Shanghai", "write an IANA name such as Asia/Shanghai"});
  return Zone{};
}

/// True when the period of one night is not over when the other begins on the next day.
bool runs_into(const Span& night, const Span& other) {
  const Weekdays next_days = ((night.days << 1U) | (night.days >> 6U)) & kEveryDay;
  return night.end <= night.begin && (next_days & other.days) != 0 && other.begin < night.end;
}

/// Periods of different days may stand in any order.
bool may_stand_before(const Span& first, const Span& second) {
  const bool share_a_day = (first.days & second.days) != 0;
  const bool is_over = first.begin < first.end && first.end <= second.begin;
  return (!share_a_day || is_over) && !runs_into(first, second) && !runs_into(second, first);
}

void check_duty(ConfigReader& config, const Calendar& calendar) {
  for (auto second = calendar.duty.begin(); second != calendar.duty.end(); ++second) {
    if (std::all_of(calendar.duty.begin(), second,
                    [&](const Span& first) { return may_stand_before(first, *second); }))
      continue;
    config.mistake(
        config.node().find("duty")->at, "bad-span",
        {"duty 的时间段要按先后排列，不能重叠", "duty periods stand in order and do not overlap"},
        {"同一天的按先后写，例如 [\"09:00-12:00\", \"13:30-18:00\"]",
         "write those of one day in order, such as [\"09:00-12:00\", \"13:30-18:00\"]"});
  }
}

/// A day that is made a workday, but has no hours of duty, is made one in vain.
void check_makeup(ConfigReader& config, const Calendar& calendar) {
  const auto has_duty = [&](std::chrono::local_days day) {
    return calendar.duty.empty() ||
           std::any_of(calendar.duty.begin(), calendar.duty.end(),
                       [&](const Span& period) { return period.begins_on(day); });
  };
  if (std::all_of(calendar.makeup.begin(), calendar.makeup.end(), has_duty)) return;
  config.mistake(
      config.node().find("makeup")->at, "no-duty",
      {"调休的日子里，有的在 duty 里没有时间段", "one of the makeup days has no period under duty"},
      {"在 duty 里补上那天的星期，例如 \"sat 09:00-18:00\"；或去掉 duty 里的星期",
       "add the day of the week under duty, such as \"sat 09:00-18:00\"; or name no "
       "days under duty"});
}

Weekdays read_workdays(ConfigReader& config) {
  const Node* node = config.find("workdays");
  if (node == nullptr) return kMondayToFriday;
  const std::optional<std::string> written = policy::scalar_of(*node, config.diagnostics());
  if (!written) return kMondayToFriday;
  const Result<Weekdays> days = parse_weekdays(*written);
  if (days) return *days;
  config.mistake(node->at, "bad-day",
                 {"“" + *written + "”不是星期", "'" + *written + "' are no days of the week"},
                 {"写成 mon-fri 或 mon,wed,fri", "write mon-fri or mon,wed,fri"});
  return kMondayToFriday;
}

}  // namespace

Calendar read_calendar(ConfigReader& policy) {
  Calendar calendar;
  calendar.zone = read_zone(policy);
  const Node* node = policy.find("calendar");
  if (node == nullptr) return calendar;
  ConfigReader config{*node, policy.diagnostics()};
  calendar.workdays = read_workdays(config);
  calendar.duty = read_spans(config.scalars("duty"), config.diagnostics());
  check_duty(config, calendar);
  read_days(config, "holidays", calendar.holidays);
  read_days(config, "makeup", calendar.makeup);
  check_makeup(config, calendar);
  static_cast<void>(config.finish());
  return calendar;
}

}  // namespace qunguan::rules
