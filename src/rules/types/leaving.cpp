#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {
namespace {

constexpr Duration kRemembered = std::chrono::days{365};  // that somebody left by himself

/// Somebody else took him out, as far as the source says.
bool is_removed(const Event& event, const MemberId& member) {
  const bool has_actor = event.actor && !event.actor->id.empty();
  return event.method == "removed" || (has_actor && event.actor->id != member);
}

/// `by: self`: who leaves the group of his own accord.
class SelfQuitRule final : public Rule {
 public:
  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Left && is_own_will(context)) return find(context);
    if (context.trigger == Trigger::Joined) return remind(context);
    return {};
  }

 private:
  static bool is_own_will(const Context& context) {
    // A snapshot without him does not say how he went.
    const Member& member = context.subject;
    if (context.event.type != EventType::MemberLeft || member.role == Role::Bot ||
        is_removed(context.event, member.id) || context.history.is_removal_ordered(member.id))
      return false;
    const DirectoryEntry* entry = context.directory.find(member.id);
    const auto today = context.calendar.zone.local(context.event.at).day;
    return entry == nullptr || !entry->last_day || *entry->last_day > today;
  }

  static std::vector<Finding> find(const Context& context) {
    const MemberId& member = context.subject.id;
    const Instant at = context.event.at;
    const std::string day = context.calendar.zone.format(at).substr(0, 10);
    return {Remark{.kind = ActionKind::Report,
                   .to = Remark::To::Staff,
                   .member = member,
                   .wording = "told",
                   .facts = {}},
            Evidence{.member = member, .cause = {}, .wording = "quit", .facts = {{"退群日", day}}},
            Opened{.member = member,
                   .cause = {.kind = "quit", .id = member.text() + "@" + std::to_string(to_ms(at))},
                   .since = at,
                   .due = at + kRemembered,
                   .remind_at = std::nullopt,
                   .facts = {{"退群日", day}}}};
  }

  static std::vector<Finding> remind(const Context& context) {
    std::vector<Finding> findings;
    const std::vector<OpenDeadline> quits = context.history.deadlines(context.subject.id);
    if (quits.empty()) return findings;
    for (const OpenDeadline& quit : quits)
      findings.push_back(Closed{
          .number = quit.number, .member = quit.member, .wording = "back", .facts = quit.facts});
    findings.push_back(Hint{.member = context.subject.id,
                            .cause = {},
                            .wording = "reminder",
                            .facts = quits.back().facts});
    return findings;
  }
};

/// `by: admin`: who removes somebody and does not say why in the group, before or after.
class RemovalReasonRule final : public Rule {
 public:
  explicit RemovalReasonRule(Duration within) : within_(within) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Left && is_by_somebody(context)) return begin(context);
    if (context.trigger == Trigger::Due) return end(context);
    return {};
  }

  /// Until the end of the time after it, back to the beginning of that before it.
  Duration lookback() const override { return 2 * within_; }

 private:
  /// What we were told to do, we have given the reason for.
  static bool is_by_somebody(const Context& context) {
    const Event& event = context.event;
    return event.type == EventType::MemberLeft && event.actor && !event.actor->id.empty() &&
           event.actor->id != context.subject.id &&
           !context.history.is_removal_ordered(context.subject.id);
  }

  std::vector<Finding> begin(const Context& context) const {
    const Event& event = context.event;
    const Member& removed = context.subject;
    const MemberId& admin = event.actor->id;
    if (is_explained(removed, admin, event.at - within_, context)) return {};
    // Of several who are removed at once, one without a reason is one breach.
    return {Opened{.member = admin,
                   .cause = {.kind = "removal", .id = event.id.text()},
                   .since = event.at,
                   .due = event.at + within_,
                   .remind_at = std::nullopt,
                   .facts = {{"removed", removed.id.text()},
                             {"移出成员", removed.address()},
                             {"移出时间", context.calendar.zone.format(event.at).substr(11, 5)},
                             {"时限", to_chinese(within_)}}}};
  }

  std::vector<Finding> end(const Context& context) const {
    const OpenDeadline& open = *context.deadline;
    const MemberId id{open.facts.front().second};
    const Member* known = context.roster.find(id);
    const Member removed = known == nullptr ? Member{.id = id} : *known;
    if (is_explained(removed, open.member, open.since - within_, context)) return {};
    return {Evidence{.member = open.member,
                     .cause = open.cause,
                     .wording = "unexplained",
                     .facts = open.facts,
                     .since = open.since}};
  }

  static bool is_admin(const MemberId& id, const Context& context) {
    const Member* member = context.roster.find(id);
    return member != nullptr && (member->role == Role::Owner || member->role == Role::Admin);
  }

  static bool is_about(const Message& message, const Member& removed, const Directory& directory) {
    if (message.mentions && std::find(message.mentions->begin(), message.mentions->end(),
                                      removed.id) != message.mentions->end())
      return true;
    std::vector<std::string> names{removed.id.text(), removed.name, removed.shown_name()};
    if (const DirectoryEntry* entry = directory.find(removed.id)) names.push_back(entry->name);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return !name.empty() && message.text.find(name) != message.text.npos;
    });
  }

  /// An admin has named him in the group since then.
  static bool is_explained(const Member& removed, const MemberId& admin, Instant since,
                           const Context& context) {
    bool is_found = false;
    context.history.each_message(
        since, context.event.at, [&](const MemberId& sender, const PastMessage& past) {
          if (sender != admin && !is_admin(sender, context)) return true;
          // What is not kept any more may have said it.
          const std::optional<Event> event = context.history.event(past.number);
          is_found = !event || is_about(event->message, removed, context.directory);
          return !is_found;
        });
    return is_found;
  }

  Duration within_;
};

/// `leaving: { by: self }`, or `{ by: admin, reason_within: 10m }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("by"));
  const bool by_admin = config.choice_or("by", {"self", "admin"}, 0) == 1;
  const policy::Node* written = config.find("reason_within");
  const Duration within = config.duration_or("reason_within", std::chrono::minutes{10});
  if (written != nullptr && !by_admin)
    config.mistake(
        written->at, "no-effect",
        {"reason_within 只对 by: admin 有作用", "reason_within is for by: admin alone"},
        {"写 by: admin，或删去 reason_within", "write by: admin, or remove reason_within"});
  else if (within < std::chrono::minutes{1})
    config.mistake(written->at, "bad-duration",
                   {"reason_within 不能短于 1m", "reason_within must be at least 1m"},
                   {"写 1m 或更长，例如 10m", "write 1m or more, such as 10m"});
  if (config.finish()) return nullptr;
  if (by_admin) return std::make_unique<RemovalReasonRule>(within);
  return std::make_unique<SelfQuitRule>();
}

}  // namespace

RuleType leaving() {
  return {.name = "leaving",
          .listens_to = {Trigger::Left, Trigger::Joined, Trigger::Due},
          .parse = parse,
          .wordings = {{"quit", "自行退群"},
                       {"told", "{成员} 自行退出了本群"},
                       {"reminder", "你曾在 {退群日} 自行退群，请不要再擅自退群"},
                       {"back", "{退群日} 自行退群后又入群"},
                       {"unexplained", "{移出时间} 移出 {移出成员}，{时限}内没有在群里说明原因"}},
          .judges_others = true};
}

}  // namespace qunguan::rules
