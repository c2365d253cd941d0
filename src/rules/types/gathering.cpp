#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/event_words.hpp"
#include "rules/facts.hpp"
#include "rules/spoken_words.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

// What is kept, as deadlines that nobody owes.
constexpr const char* kEvent = "event";    // announced; the id of its cause is the event's name
constexpr const char* kSignUp = "signup";  // the id of its cause is that of the message

constexpr Duration kKept = std::chrono::days{60};       // a sign-up to what was not announced
constexpr Duration kKeptAfter = std::chrono::days{30};  // an event after it began
constexpr std::ptrdiff_t kMostSignUps = 5;              // of one member at a time

std::string name_in(const OpenDeadline& kept) { return value_of(kept.facts, "活动"); }

Instant begin_of(const OpenDeadline& event) { return event.due - kKeptAfter; }

/// Keeps who signed up for an event and who cancelled before it; an admin says who stayed away.
class GatheringRule final : public Rule {
 public:
  struct Config {
    std::string announce, absent;  // words of orders
    bool is_announced_by_staff = true;
    std::string join;
    SpokenWords joins, quits;
    Duration remind{};  // before it begins; zero: nobody is reminded
  };

  explicit GatheringRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    switch (context.trigger) {
      case Trigger::Message:
        return hear(context);
      case Trigger::Order:
        return obey(context);
      case Trigger::Left:
        return drop_leaver(context);
      case Trigger::Due:
        return fall_due(context);
      default:
        return {};
    }
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = config_.announce,
             .usage = "/" + config_.announce + " 名称 2026-03-07 18:00 备注",
             .is_for_staff = config_.is_announced_by_staff},
            {.word = call_off_word(),
             .usage = "/" + call_off_word() + " 名称",
             .is_for_staff = config_.is_announced_by_staff},
            {.word = quit_word(), .usage = "/" + quit_word() + " 名称", .is_for_staff = false},
            {.word = list_word(), .usage = "/" + list_word() + " 名称", .is_for_staff = false},
            {.word = config_.absent, .usage = "/" + config_.absent + " 名称 @成员"}};
  }

 private:
  std::string call_off_word() const { return "取消" + config_.announce; }
  std::string quit_word() const { return "退出" + config_.announce; }
  std::string list_word() const { return config_.announce + "名单"; }

  static std::vector<OpenDeadline> kept(const char* kind, const Context& context) {
    std::vector<OpenDeadline> found = context.history.deadlines(MemberId{});
    std::erase_if(found, [&](const OpenDeadline& one) { return one.cause.kind != kind; });
    return found;
  }

  static std::vector<OpenDeadline> sign_ups_of(const MemberId& id, const Context& context) {
    std::vector<OpenDeadline> found = kept(kSignUp, context);
    std::erase_if(found,
                  [&](const OpenDeadline& one) { return value_of(one.facts, "id") != id.text(); });
    return found;
  }

  static std::vector<OpenDeadline> sign_ups_for(const std::string& name, const Context& context) {
    std::vector<OpenDeadline> found = kept(kSignUp, context);
    std::erase_if(found,
                  [&](const OpenDeadline& one) { return !is_same_event(name_in(one), name); });
    return found;
  }

  static std::optional<OpenDeadline> announced(const std::string& name, const Context& context) {
    return only_one(kept(kEvent, context), name);
  }

  /// The one of exactly that name, else the only one whose name fits: 聚餐 may mean two.
  static std::optional<OpenDeadline> only_one(std::vector<OpenDeadline> all,
                                              const std::string& name) {
    std::erase_if(all, [&](const OpenDeadline& one) { return !is_same_event(name_in(one), name); });
    for (const OpenDeadline& one : all)
      if (name_in(one) == name) return one;
    return all.size() == 1 ? std::optional{all.front()} : std::nullopt;
  }

  static bool has_begun(const std::string& name, const Context& context) {
    const std::optional<OpenDeadline> event = announced(name, context);
    return event && begin_of(*event) <= context.event.at;
  }

  /// Where anybody may announce, nobody may meddle with what another announced.
  static bool may_change(const OpenDeadline& event, const Context& context) {
    return context.order->is_by_staff || value_of(event.facts, "by") == context.subject.id.text();
  }

  static Remark not_yours(const OpenDeadline& event, const Context& context) {
    return say("not_yours", event.facts, context.subject.id);
  }

  static Remark say(const char* wording, Facts facts, std::optional<MemberId> member) {
    return {.member = std::move(member), .wording = wording, .facts = std::move(facts), .text = {}};
  }

  static Closed closed(const OpenDeadline& deadline, const char* why) {
    return {.number = deadline.number, .member = {}, .wording = why, .facts = deadline.facts};
  }

  std::vector<Finding> hear(const Context& context) const {
    const Message& message = context.event.message;
    if (const std::optional<Chain> chain = read_chain(message.text)) return follow(*chain, context);
    // 退出 is said of what was joined: a message that says both says the latter.
    if (config_.quits.are_said(message.text)) return quit(message.text, context);
    if (!config_.joins.are_said(message.text)) return {};
    const std::string name = joined_by(message.text, context);
    return name.empty() ? std::vector<Finding>{} : sign_up(name, context);
  }

  /// A chain that he sends again without his name is one from which he went.
  static std::vector<Finding> follow(const Chain& chain, const Context& context) {
    const Member& sender = context.subject;
    if (chain.lists(sender.shown_name()) || chain.lists(sender.name))
      return sign_up(chain.title, context);
    // 张三丰 is not 张三, and yet it may be he.
    if (chain.names(sender.shown_name()) || chain.names(sender.name)) return {};
    std::vector<Finding> findings;
    for (const OpenDeadline& one : sign_ups_of(sender.id, context))
      if (is_same_event(name_in(one), chain.title) && !has_begun(name_in(one), context))
        findings.push_back(closed(one, "cancelled"));
    return findings;
  }

  /// The announced event that the text speaks of or, where it names none, the only one; else what
  /// stands behind 报名.
  std::string joined_by(const std::string& text, const Context& context) const {
    std::vector<OpenDeadline> events = kept(kEvent, context);
    std::erase_if(events,
                  [&](const OpenDeadline& one) { return begin_of(one) <= context.event.at; });
    const std::string named = event_behind(text, config_.join);
    if (named.empty() && events.size() == 1) return name_in(events.front());
    const std::string said = named.empty() ? event_name(text) : named;
    std::erase_if(events,
                  [&](const OpenDeadline& one) { return !is_same_event(said, name_in(one)); });
    // Whoever may mean two events has signed up for neither.
    if (events.size() > 1) return {};
    return events.empty() ? named : name_in(events.front());
  }

  static std::vector<Finding> sign_up(const std::string& name, const Context& context) {
    const MemberId& id = context.subject.id;
    const std::vector<OpenDeadline> own = sign_ups_of(id, context);
    const bool is_known = std::any_of(own.begin(), own.end(), [&](const OpenDeadline& one) {
      return is_same_event(name_in(one), name);
    });
    if (is_known || std::ssize(own) >= kMostSignUps || has_begun(name, context)) return {};
    const std::optional<OpenDeadline> event = announced(name, context);
    return {Opened{.member = {},
                   .cause = {kSignUp, context.event.message.id.text()},
                   .since = context.event.at,
                   .due = event ? event->due : context.event.at + kKept,
                   .remind_at = std::nullopt,
                   .facts = {{"id", id.text()}, {"活动", event ? name_in(*event) : name}}}};
  }

  /// Those of his sign-ups that the text speaks of; where it names none, all of them: who says that
  /// he does not come is not to be taken for a no-show.
  static std::vector<Finding> quit(const std::string& text, const Context& context) {
    std::vector<OpenDeadline> own = sign_ups_of(context.subject.id, context);
    std::erase_if(own, [&](const OpenDeadline& one) { return has_begun(name_in(one), context); });
    const auto named = std::stable_partition(own.begin(), own.end(), [&](const OpenDeadline& one) {
      return speaks_of_event(text, name_in(one));
    });
    if (named != own.begin()) own.erase(named, own.end());
    std::vector<Finding> findings;
    findings.reserve(own.size());
    for (const OpenDeadline& one : own) findings.push_back(closed(one, "cancelled"));
    return findings;
  }

  std::vector<Finding> obey(const Context& context) const {
    const std::string& word = context.order->word;
    if (word == config_.announce) return announce(context);
    if (word == config_.absent) return find_absent(context);
    if (word == quit_word()) return quit_by_order(context);
    const std::string name = event_name(context.order->rest);
    if (name.empty()) return {};
    if (word == list_word()) return {tell_list("list", name, context.subject.id, context)};
    return call_off(name, context);
  }

  std::vector<Finding> announce(const Context& context) const {
    const Zone& zone = context.calendar.zone;
    const Instant now = context.event.at;
    const std::optional<Announced> read = read_announced(context.order->rest, now, zone);
    if (!read) return {};
    if (read->at <= now) return {say("past", {{"活动", read->name}}, context.subject.id)};
    const std::optional<OpenDeadline> former = announced(read->name, context);
    // One that is over is nobody's any more: its name may be used again.
    const bool is_move = former && begin_of(*former) > now;
    if (is_move && !may_change(*former, context)) return {not_yours(*former, context)};
    const std::string owner = is_move ? value_of(former->facts, "by") : std::string{};
    const Facts facts{{"活动", read->name},
                      {"开始时间", zone.format(read->at).substr(5, 11).replace(5, 1, " ")},
                      {"备注", text::shorten(text::printable(read->note), 60)},
                      {"by", owner.empty() ? context.subject.id.text() : owner}};
    std::vector<Finding> findings;
    if (former) {
      findings.push_back(closed(*former, "changed"));
      // Who came last time has not signed up for the next.
      if (!is_move)
        for (const OpenDeadline& one : sign_ups_for(name_in(*former), context))
          findings.push_back(closed(one, "changed"));
    }
    Opened event{.member = {},
                 .cause = {kEvent, read->name},
                 .since = now,
                 .due = read->at + kKeptAfter,
                 .remind_at = std::nullopt,
                 .facts = facts};
    if (config_.remind > Duration::zero() && read->at - config_.remind > now)
      event.remind_at = read->at - config_.remind;
    findings.push_back(std::move(event));
    findings.push_back(say("announced", facts, std::nullopt));
    return findings;
  }

  static std::vector<Finding> call_off(const std::string& name, const Context& context) {
    std::vector<Finding> findings;
    const std::vector<OpenDeadline> events = kept(kEvent, context);
    const bool is_any = std::any_of(events.begin(), events.end(), [&](const OpenDeadline& one) {
      return is_same_event(name_in(one), name);
    });
    const std::optional<OpenDeadline> event = announced(name, context);
    if (event && !may_change(*event, context)) return {not_yours(*event, context)};
    if (!event && !context.order->is_by_staff)
      return {say("unknown", {{"活动", name}}, context.subject.id)};
    if (event) findings.push_back(closed(*event, "called_off"));
    // Where two events may be meant, neither is called off.
    if (event || !is_any)
      for (const OpenDeadline& one : sign_ups_for(event ? name_in(*event) : name, context))
        if (!event || name_in(one) == name_in(*event))
          findings.push_back(closed(one, "called_off"));
    findings.push_back(say(findings.empty() ? "unknown" : "off", {{"活动", name}}, std::nullopt));
    return findings;
  }

  std::vector<Finding> quit_by_order(const Context& context) const {
    std::vector<Finding> findings = quit(context.order->rest, context);
    findings.push_back(say(findings.empty() ? "nothing_to_quit" : "quit", {}, context.subject.id));
    return findings;
  }

  static Remark tell_list(const char* wording, const std::string& name,
                          std::optional<MemberId> member, const Context& context) {
    std::vector<MemberId> people;
    for (const OpenDeadline& one : sign_ups_for(name, context))
      people.emplace_back(value_of(one.facts, "id"));
    const std::string names = names_of(people, context.roster);
    return say(wording,
               {{"活动", name},
                {"人数", std::to_string(people.size())},
                {"名单", names.empty() ? "还没有人报名" : names}},
               std::move(member));
  }

  std::vector<Finding> find_absent(const Context& context) const {
    const std::string name = event_name(context.order->rest);
    if (name.empty() || context.order->people.empty()) return {};
    const std::optional<OpenDeadline> event = announced(name, context);
    if (event && context.event.at < begin_of(*event))
      return {say("not_yet", event->facts, context.subject.id)};
    std::vector<Finding> findings;
    std::vector<MemberId> others;
    for (const MemberId& id : context.order->people)
      if (!find_absent(id, name, context, findings)) others.push_back(id);
    if (!others.empty())
      findings.push_back(say("not_signed_up",
                             {{"活动", name}, {"名单", names_of(others, context.roster)}},
                             context.subject.id));
    return findings;
  }

  /// False when he had not signed up, or cancelled, or it is not clear for which of two.
  static bool find_absent(const MemberId& id, const std::string& name, const Context& context,
                          std::vector<Finding>& findings) {
    const std::optional<OpenDeadline> signed_up = only_one(sign_ups_of(id, context), name);
    if (!signed_up) return false;
    findings.push_back(
        Evidence{.member = id,
                 .cause = {"absent", signed_up->cause.id},
                 .wording = "absent",
                 .facts = {{"活动", name_in(*signed_up)}, {"登记人", context.subject.address()}},
                 .since = signed_up->since,
                 .by = context.subject.id});
    findings.push_back(closed(*signed_up, "absent_noted"));
    return true;
  }

  static std::vector<Finding> drop_leaver(const Context& context) {
    std::vector<Finding> findings;
    for (const OpenDeadline& one : sign_ups_of(context.subject.id, context))
      findings.push_back(closed(one, "left"));
    return findings;
  }

  static std::vector<Finding> fall_due(const Context& context) {
    if (!context.is_reminder) return {};
    const OpenDeadline& event = *context.deadline;
    Remark remark = tell_list("reminder", name_in(event), std::nullopt, context);
    for (const char* name : {"开始时间", "备注"})
      remark.facts.emplace_back(name, value_of(event.facts, name));
    return {std::move(remark)};
  }

  Config config_;
};

/// `gathering: { by: staff, remind: 3h, join: 报名, quit: [退出, 来不了] }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  GatheringRule::Config parsed{
      .announce = read_order_word(config, "word"),
      .absent = read_order_word(config, "absent"),
      .is_announced_by_staff = config.choice_or("by", {"staff", "anyone"}, 0) == 0,
      .join = config.text_or("join", "报名"),
      .joins = {},
      .quits = {},
      .remind = config.duration_or("remind", std::chrono::hours{3})};
  if (parsed.announce.empty()) parsed.announce = "活动";
  if (parsed.absent.empty()) parsed.absent = "缺席";
  std::vector<std::string> quits = config.texts("quit");
  if (quits.empty())
    quits = {"退出",   "取消报名", "不参加了", "参加不了", "不能参加", "来不了",
             "去不了", "不去了",   "不来了",   "没法参加", "请假"};
  parsed.joins = SpokenWords{{parsed.join}};
  parsed.quits = SpokenWords{quits};
  if (config.finish()) return nullptr;
  return std::make_unique<GatheringRule>(std::move(parsed));
}

}  // namespace

RuleType gathering() {
  return {
      .name = "gathering",
      .listens_to = {Trigger::Message, Trigger::Order, Trigger::Left, Trigger::Due},
      .parse = parse,
      .wordings = {{"announced",
                    "活动“{活动}”：{开始时间} "
                    "开始。参加的请发“报名{活动}”，不能来的请在活动前说明。{备注}"},
                   {"past", "“{活动}”的时间已经过去，没有登记"},
                   {"reminder", "活动“{活动}”{开始时间} 开始，已报名 {人数} 人：{名单}。{备注}"},
                   {"list", "“{活动}”已报名 {人数} 人：{名单}"},
                   {"off", "活动“{活动}”已取消"},
                   {"unknown", "没有叫“{活动}”的活动"},
                   {"not_yours", "活动“{活动}”不是你发起的，只有发起人和管理员可以改期、取消"},
                   {"quit", "已取消报名"},
                   {"nothing_to_quit", "没有可以取消的报名"},
                   {"absent", "报名“{活动}”后没有说明就没有参加（{登记人}登记）"},
                   {"not_signed_up",
                    "{名单}没有报名“{活动}”的记录，或已在活动前取消，没有登记缺席"},
                   {"not_yet", "活动“{活动}”{开始时间} 才开始，还不能登记缺席"},
                   {"cancelled", "在活动“{活动}”之前取消了报名"},
                   {"called_off", "活动“{活动}”已取消"},
                   {"changed", "活动“{活动}”改期"},
                   {"absent_noted", "“{活动}”的缺席已登记"},
                   {"left", "已退群"}},
      .judges_others = true};
}

}  // namespace qunguan::rules
