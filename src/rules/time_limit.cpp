#include "rules/time_limit.hpp"

#include <algorithm>

namespace qunguan::rules {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr Duration kShortest = std::chrono::minutes{1};
constexpr Duration kDay = days{1};

/// The time of the day at which a span of the day ends, so that both are written alike.
std::optional<Duration> read_time_of_day(const std::string& text) {
  if (text == "end_of_day") return kDay;
  const Result<Span> span = parse_span("00:00-" + text);
  return span ? std::optional{span->end} : std::nullopt;
}

bool read_on_duty_clock(RuleConfig& config) {
  return config.choice_or("clock", {"wall", "duty"}, 0) == 1;
}

void check_duty(RuleConfig& config, const policy::Node& node, const TimeLimit& limit) {
  if (!limit.on_duty_clock || limit.end(from_ms(0), config.calendar())) return;
  config.mistake(node.at, "no-duty",
                 {"calendar 里没有工作时间，clock: duty 永远不会到期",
                  "the calendar has no duty time: the clock never runs"},
                 {"在 calendar 里写上 workdays 和 duty，或用 clock: wall",
                  "write workdays and duty under calendar, or use clock: wall"});
}

TimeLimit read_by(RuleConfig& config, const policy::Node& node) {
  TimeLimit limit{.on_duty_clock = read_on_duty_clock(config)};
  const std::string written = config.text("by");
  if (const policy::Node* within = config.find("within"))
    config.mistake(within->at, "two-ends", {"within 和 by 只能写一个", "write either within or by"},
                   {"多久之内写 within，几点之前写 by",
                    "within says how long, by says until what time of the day"});
  limit.by = read_time_of_day(written);
  if (limit.by)
    check_duty(config, node, limit);
  else if (!written.empty())
    config.mistake(node.at, "bad-time",
                   {"“" + written + "”不是一天中的时刻", "'" + written + "' is no time of the day"},
                   {"写成 \"18:00\"；当天之内写 end_of_day",
                    "write \"18:00\"; for the whole day write end_of_day"});
  return limit;
}

}  // namespace

std::optional<Instant> TimeLimit::end(Instant from, const Calendar& calendar) const {
  if (!by) return on_duty_clock ? calendar.after_duty(from, within) : std::optional{from + within};
  const local_days first = calendar.zone.local(from).day;
  for (local_days day = first; day <= first + days{366}; day += days{1}) {
    if (on_duty_clock && !calendar.is_workday(day)) continue;
    const Instant end = calendar.zone.instant({.day = day, .since_midnight = *by});
    // Nobody can keep to an end that is as good as past.
    if (end - from >= kShortest) return end;
  }
  return std::nullopt;
}

std::string to_text(const TimeLimit& limit) {
  if (!limit.by) return to_chinese(limit.within);
  if (*limit.by == kDay) return "当天";
  return to_text(Span{.begin = {}, .end = *limit.by}).substr(6) + "前";
}

std::string say_end(Instant from, Instant end, const Zone& zone) {
  const LocalTime begun = zone.local(from);
  const LocalTime ended = zone.local(end);
  const std::string written = zone.format(end);
  if (ended.day == begun.day) return written.substr(11, 5);
  if (ended == LocalTime{.day = begun.day + days{1}}) return "24:00";
  return written.substr(5, 5) + " " + written.substr(11, 5);
}

TimeLimit read_time_within(RuleConfig& config) {
  TimeLimit limit{.within = config.duration("within"), .on_duty_clock = read_on_duty_clock(config)};
  const policy::Node* within = config.node().find("within");
  if (within == nullptr || !parse_duration(within->text)) return limit;
  if (limit.within < kShortest)
    config.mistake(within->at, "bad-duration", {"within 不能短于 1m", "within must be at least 1m"},
                   {"写 1m 或更长，例如 30m", "write 1m or more, such as 30m"});
  else
    check_duty(config, *within, limit);
  return limit;
}

TimeLimit read_time_limit(RuleConfig& config) {
  const policy::Node* by = config.find("by");
  return by == nullptr ? read_time_within(config) : read_by(config, *by);
}

}  // namespace qunguan::rules
