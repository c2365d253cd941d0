#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/recurrence.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;
using std::chrono::local_days;

/// A day or a week up to the time by which something must have been sent.
struct Period {
  local_days first, last;
  Instant begin, end;
};

class QuotaRule final : public Rule {
 public:
  struct Config {
    Selector who;
    std::vector<MessageKind> kinds;  // empty: all
    std::string what;
    int count = 1;
    bool is_weekly = false;
    Recurrence by;
    std::optional<Duration> remind;  // this long before the end
  };

  explicit QuotaRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    const std::optional<Period> period = period_of(context);
    if (!period) return {};
    std::vector<Finding> findings;
    for (const MemberId& id : config_.who.resolve(context.roster, context.directory)) {
      const Member* member = context.roster.find(id);
      if (member == nullptr || !is_bound(*member, *period, context.directory)) continue;
      const int sent = count(id, *period, context);
      if (sent < config_.count) findings.push_back(find(id, sent, *period, context));
    }
    return findings;
  }

  /// A clock may be put forward within the period.
  Duration lookback() const override {
    return (config_.is_weekly ? days{7} : days{1}) + std::chrono::hours{2};
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    const std::optional<Instant> end = config_.by.next(after, calendar);
    if (!config_.remind) return end;
    const std::optional<Instant> reminded = config_.by.next(after + *config_.remind, calendar);
    if (!reminded) return end;
    return end ? std::min(*end, *reminded - *config_.remind) : *reminded - *config_.remind;
  }

 private:
  /// The end whose time, or whose reminder's time, it is.
  std::optional<Period> period_of(const Context& context) const {
    const Instant at = context.event.at;
    for (const Duration ahead : {Duration::zero(), config_.remind.value_or(Duration::zero())}) {
      const Instant end = at + ahead;
      if (config_.by.next(end - Duration{1}, context.calendar) != end) continue;
      const local_days last = context.calendar.zone.local(end).day;
      const local_days first =
          config_.is_weekly ? last - (std::chrono::weekday{last} - std::chrono::Monday) : last;
      return Period{.first = first,
                    .last = last,
                    .begin = context.calendar.zone.instant({.day = first, .since_midnight = {}}),
                    .end = end};
    }
    return std::nullopt;
  }

  /// Who was there, and at work, all the time. Of who came later we do not know what he sent
  /// before.
  static bool is_bound(const Member& member, const Period& period, const Directory& directory) {
    if (!member.present || member.role == Role::Bot) return false;
    if (member.first_seen_at > period.begin ||
        (member.joined_at && *member.joined_at > period.begin))
      return false;
    const DirectoryEntry* entry = directory.find(member.id);
    if (entry == nullptr) return true;
    for (local_days day = period.first; day <= period.last; day += days{1})
      if (entry->is_on_leave(day) || !entry->is_employed(day)) return false;
    return true;
  }

  int count(const MemberId& id, const Period& period, const Context& context) const {
    const std::vector<PastMessage> sent =
        context.history.messages(id, period.begin, context.event.at);
    return static_cast<int>(
        std::count_if(sent.begin(), sent.end(), [&](const PastMessage& message) {
          if (config_.kinds.empty()) return message.kind != MessageKind::System;
          return std::find(config_.kinds.begin(), config_.kinds.end(), message.kind) !=
                 config_.kinds.end();
        }));
  }

  Finding find(const MemberId& id, int sent, const Period& period, const Context& context) const {
    const Zone& zone = context.calendar.zone;
    const Cause cause{"quota", zone.format(period.begin).substr(0, 10)};
    const Facts facts{{"期间", config_.is_weekly ? "本周" : "今天"},
                      {"内容", config_.what},
                      {"应有", std::to_string(config_.count)},
                      {"已有", std::to_string(sent)},
                      {"截止时间", zone.format(period.end).substr(5, 11).replace(5, 1, " ")}};
    if (context.event.at < period.end)
      return Hint{.member = id, .cause = cause, .wording = "reminder", .facts = facts};
    return Evidence{
        .member = id, .cause = cause, .wording = "short", .facts = facts, .since = period.begin};
  }

  Config config_;
};

/// One time a day, or one a week, as `every` says.
std::optional<Recurrence> read_end(RuleConfig& config, bool is_weekly) {
  static_cast<void>(config.require("by"));
  const std::vector<Recurrence> times = read_recurrences(config, "by");
  if (times.empty()) return std::nullopt;
  const Recurrence end = times.front();
  const bool is_one_weekday = end.days != 0 && (end.days & (end.days - 1)) == 0;
  const bool is_right = !end.on_workdays && end.month_day == 0 &&
                        (is_weekly ? is_one_weekday : end.days == kEveryDay);
  if (times.size() == 1 && is_right) return end;
  config.mistake(
      config.node().find("by")->at, "bad-time",
      {"by 要写一个时刻；every: week 时前面写星期几",
       "by is one time, after a day of the week where every is week"},
      {"写成 by: \"09:00\"，每周的写成 by: \"sun 20:00\"；只算工作日写 days: workdays",
       "write by: \"09:00\", for a week by: \"sun 20:00\"; for days of work days: workdays"});
  return std::nullopt;
}

/// `remind` must fall into the period that it is about.
void check_reminder(RuleConfig& config, const QuotaRule::Config& parsed) {
  const policy::Node* remind = config.node().find("remind");
  if (remind == nullptr || !parse_duration(remind->text)) return;
  Duration span = parsed.by.clock;
  for (unsigned day = 0; parsed.is_weekly && day < 7; ++day)
    if (parsed.by.days == 1U << day) span += days{(day + 6) % 7};
  if (*parsed.remind > Duration::zero() && *parsed.remind < span) return;
  config.mistake(
      remind->at, "bad-duration",
      {"remind 要在同一天（同一周）之内", "remind must fall into the same day or week"},
      {"remind 是截止前多久提醒，例如 1h", "remind says how long before the end, such as 1h"});
}

/// `quota: { who: "dept:销售部", kinds: [location], count: 1, every: day, by: "09:00",
/// days: workdays, remind: 30m }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("who"));
  QuotaRule::Config parsed{.who = config.people("who"),
                           .kinds = config.kinds("kinds"),
                           .what = config.text_or("what", "消息"),
                           .count = static_cast<int>(config.integer_or("count", 1, 1, 1'000)),
                           .is_weekly = config.choice_or("every", {"day", "week"}, 0) == 1};
  const std::optional<Recurrence> end = read_end(config, parsed.is_weekly);
  parsed.by = end.value_or(Recurrence{});
  const bool is_daily = config.choice_or("days", {"workdays", "daily"}, 0) == 1;
  if (parsed.is_weekly && config.has("days"))
    config.mistake(config.node().find("days")->at, "no-effect",
                   {"every: week 时 days 没有作用", "days means nothing where every is week"},
                   {"删去 days", "remove days"});
  parsed.by.on_workdays = !parsed.is_weekly && !is_daily;
  if (config.has("remind")) parsed.remind = config.duration("remind");
  if (end) check_reminder(config, parsed);
  if (config.finish()) return nullptr;
  return std::make_unique<QuotaRule>(std::move(parsed));
}

}  // namespace

RuleType quota() {
  return {.name = "quota",
          .listens_to = {Trigger::Clock},
          .parse = parse,
          .wordings = {{"short", "{期间}应在 {截止时间} 前发{内容} {应有} 条，只发了 {已有} 条"},
                       {"reminder", "{期间}要在 {截止时间} 前发{内容} {应有} 条，已发 {已有} 条"}},
          .judges_others = true};
}

}  // namespace qunguan::rules
