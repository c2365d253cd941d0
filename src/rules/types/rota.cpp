#include <algorithm>
#include <array>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/facts.hpp"
#include "rules/recurrence.hpp"
#include "rules/terms.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

constexpr const char* kOnDuty = "duty";  // the id of its cause is the term's key

/// Keeps who is on duty in which term. The table is made of deadlines that nobody owes, each until
/// its term ends.
class RotaRule final : public Rule {
 public:
  struct Config {
    std::string word;
    Selector by;  // empty: the owner
    Terms terms = Terms::of_weeks();
    std::vector<Recurrence> remind;
    Recurrence announce;
  };

  explicit RotaRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    switch (context.trigger) {
      case Trigger::Order:
        return obey(context);
      case Trigger::Clock:
        return strike(context);
      case Trigger::Left:
        return drop_leaver(context);
      default:
        return {};
    }
  }

  std::vector<OrderForm> orders() const override {
    const std::string when = config_.terms.are_weeks() ? "2026-03-02" : "2026-03";
    return {{.word = config_.word,
             .usage = "/" + config_.word + " " + when + " @成员；只看名单就发 /" + config_.word,
             .is_for_staff = false}};
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    const Term present = config_.terms.around(calendar.zone.local(after).day);
    Instant announced = announcement(present, calendar);
    if (announced <= after) announced = announcement(config_.terms.after(present), calendar);
    const std::optional<Instant> reminded = next_of(config_.remind, after, calendar);
    return reminded ? std::min(*reminded, announced) : announced;
  }

  /// Who is on duty today is worth saying all day.
  Duration patience() const override { return std::chrono::hours{12}; }

 private:
  Instant announcement(const Term& term, const Calendar& calendar) const {
    return calendar.zone.instant({.day = term.first, .since_midnight = config_.announce.clock});
  }

  static std::vector<OpenDeadline> table(const Term& term, const Context& context) {
    return context.history.deadlines(Cause{kOnDuty, term.key});
  }

  static std::vector<MemberId> on_duty(const Term& term, const Context& context) {
    std::vector<MemberId> people;
    for (const OpenDeadline& entry : table(term, context))
      people.emplace_back(value_of(entry.facts, "id"));
    return people;
  }

  static Remark say(const char* wording, Facts facts, std::optional<MemberId> member) {
    return {.member = std::move(member), .wording = wording, .facts = std::move(facts), .text = {}};
  }

  bool may_decide(const Context& context) const {
    return config_.by.empty() ? context.subject.role == Role::Owner
                              : config_.by.includes(context.subject, context.directory);
  }

  std::vector<Finding> obey(const Context& context) const {
    const Order& order = *context.order;
    if (order.people.empty() && order.rest.empty()) return {tell_table(context)};
    if (!may_decide(context)) return {say("not_yours", {}, context.subject.id)};
    const std::optional<Term> term = config_.terms.read(order.rest);
    if (!term || order.people.empty()) return {};
    if (ends(*term, context) <= context.event.at)
      return {say("past", {{"任期", term->name}}, context.subject.id)};
    return fix(*term, context);
  }

  static Instant ends(const Term& term, const Context& context) {
    return context.calendar.zone.instant({.day = term.end, .since_midnight = {}});
  }

  std::vector<Finding> fix(const Term& term, const Context& context) const {
    std::vector<Finding> findings;
    for (const OpenDeadline& entry : table(term, context)) findings.push_back(ended(entry));
    for (const MemberId& id : context.order->people)
      findings.push_back(Opened{.member = {},
                                .cause = {kOnDuty, term.key},
                                .since = context.event.at,
                                .due = ends(term, context),
                                .remind_at = std::nullopt,
                                .facts = {{"id", id.text()}, {"任期", term.name}}});
    findings.push_back(say("fixed",
                           {{"任期", term.name},
                            {"名单", names_of(context.order->people, context.roster)},
                            {"登记人", context.subject.address()}},
                           std::nullopt));
    return findings;
  }

  static Closed ended(const OpenDeadline& entry) {
    return {.number = entry.number, .member = {}, .wording = "changed", .facts = entry.facts};
  }

  Remark tell_table(const Context& context) const {
    const Term present = config_.terms.around(context.calendar.zone.local(context.event.at).day);
    const Term next = config_.terms.after(present);
    const auto list = [&](const Term& term) {
      const std::string names = names_of(on_duty(term, context), context.roster);
      return names.empty() ? std::string{"未定"} : names;
    };
    return say("table",
               {{"任期", present.name},
                {"名单", list(present)},
                {"下期", next.name},
                {"下期名单", list(next)}},
               context.subject.id);
  }

  std::vector<Finding> strike(const Context& context) const {
    const Instant at = context.event.at;
    const Term present = config_.terms.around(context.calendar.zone.local(at).day);
    std::vector<Finding> findings;
    if (at == announcement(present, context.calendar))
      findings.push_back(announce(present, context));
    if (next_of(config_.remind, at - Duration{1}, context.calendar) != at) return findings;
    const Term next = config_.terms.after(present);
    if (is_near(next, context) && table(next, context).empty())
      findings.push_back(remind("unfixed", next, context));
    return findings;
  }

  /// Nobody need fix in March what begins in May.
  bool is_near(const Term& term, const Context& context) const {
    const std::chrono::year_month_day today{context.calendar.zone.local(context.event.at).day};
    const auto next_month = today.year() / today.month() + std::chrono::months{1};
    return config_.terms.are_weeks() || term.first <= std::chrono::local_days{next_month / 1};
  }

  Remark announce(const Term& term, const Context& context) const {
    const std::vector<MemberId> people = on_duty(term, context);
    if (people.empty()) return remind("nobody", term, context);
    const Facts facts{{"任期", term.name}, {"名单", names_of(people, context.roster)}};
    return people.size() == 1 ? say("your_turn", facts, people.front())
                              : say("on_duty", facts, std::nullopt);
  }

  Remark remind(const char* wording, const Term& term, const Context& context) const {
    Remark remark =
        say(wording, {{"任期", term.name}, {"命令", "/" + config_.word + " " + term.key}},
            std::nullopt);
    remark.kind = ActionKind::Remind;
    remark.to = Remark::To::Owner;
    if (config_.by.empty()) return remark;
    remark.people = config_.by.resolve(context.roster, context.directory);
    remark.to = remark.people.empty() ? Remark::To::Staff : Remark::To::People;
    return remark;
  }

  std::vector<Finding> drop_leaver(const Context& context) const {
    std::vector<Finding> findings;
    for (const OpenDeadline& entry : context.history.deadlines()) {
      if (value_of(entry.facts, "id") != context.subject.id.text()) continue;
      findings.push_back(ended(entry));
      Remark remark = remind("left", {.key = entry.cause.id}, context);
      remark.facts.emplace_back("成员", context.subject.address());
      remark.facts.front().second = value_of(entry.facts, "任期");
      findings.push_back(std::move(remark));
    }
    return findings;
  }

  Config config_;
};

constexpr std::array<const char*, 3> kMonthPeriods{"month", "2 months", "3 months"};

Terms read_terms(RuleConfig& config) {
  std::vector<std::string> words{kMonthPeriods.begin(), kMonthPeriods.end()};
  words.emplace_back("week");
  const std::size_t choice = config.choice_or("period", words, 0);
  std::optional<std::chrono::year_month> first = std::chrono::year{2026} / 1;
  if (config.has("first")) {
    first = read_month(config.text("first"));
    if (!first)
      config.mistake(config.node().find("first")->at, "bad-time",
                     {"first 要写某一期开始的月份", "first is the month in which a term begins"},
                     {"写成 2026-01", "write 2026-01"});
    else if (choice == 0 || choice == kMonthPeriods.size())
      config.mistake(config.node().find("first")->at, "no-effect",
                     {"period 是 month 或 week 时 first 没有作用",
                      "first means nothing where the period is month or week"},
                     {"删去 first", "remove first"});
  }
  if (choice == kMonthPeriods.size()) return Terms::of_weeks();
  return Terms::of_months(static_cast<int>(choice) + 1,
                          first.value_or(std::chrono::year{2026} / 1));
}

Recurrence read_announcement(RuleConfig& config) {
  const std::vector<Recurrence> times = read_recurrences(config, "announce");
  const Recurrence morning{.clock = std::chrono::hours{9}};
  if (!config.has("announce") || times.empty()) return morning;
  const Recurrence plain{.clock = times.front().clock};
  if (times.size() != 1 || times.front() != plain)
    config.mistake(config.node().find("announce")->at, "bad-time",
                   {"announce 是任期第一天的一个钟点", "announce is a time of a term's first day"},
                   {"写成 \"09:00\"", "write \"09:00\""});
  return plain;
}

/// `rota: { period: month, by: role:owner, remind: "last day 09:00", announce: "09:00" }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  RotaRule::Config parsed{.word = read_order_word(config, "word"), .by = config.people("by")};
  if (parsed.word.empty()) parsed.word = "轮值";
  parsed.terms = read_terms(config);
  parsed.remind = read_recurrences(config, "remind");
  if (!config.has("remind"))
    parsed.remind = {*parse_recurrence(parsed.terms.are_weeks() ? "sun 09:00" : "last day 09:00")};
  parsed.announce = read_announcement(config);
  if (config.finish()) return nullptr;
  return std::make_unique<RotaRule>(std::move(parsed));
}

}  // namespace

RuleType rota() {
  return {.name = "rota",
          .listens_to = {Trigger::Order, Trigger::Clock, Trigger::Left},
          .parse = parse,
          .wordings = {{"table", "本期（{任期}）轮值：{名单}；下一期（{下期}）：{下期名单}"},
                       {"not_yours", "轮值名单不由你来定"},
                       {"past", "{任期}已经过去，没有登记"},
                       {"fixed", "{任期}轮值：{名单}（{登记人}确定）"},
                       {"your_turn", "本期（{任期}）由你轮值"},
                       {"on_duty", "本期（{任期}）轮值：{名单}"},
                       {"unfixed", "{任期}的轮值还没有定，请发送：{命令} @成员"},
                       {"nobody", "本期（{任期}）的轮值还没有定，请发送：{命令} @成员"},
                       {"left", "{成员}已退群，{任期}的轮值少了一人，请重新确定：{命令} @成员"},
                       {"changed", "{任期}的轮值已改定"}},
          .judges = false};
}

}  // namespace qunguan::rules
