#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;

/// A list that stayed the same is told again a week later: by then this has lapsed.
constexpr Duration kToldAgainAfter = days{7} - hours{1};
constexpr Duration kRenewedAfter = days{30};
constexpr const char* kMissing = "missing";

/// Why somebody should not be in the group.
struct Objection {
  std::string wording;
  Facts facts;
};

class MembershipRule final : public Rule {
 public:
  struct Config {
    Selector belongs;       // who may be in the group; empty: whoever likes
    Selector required;      // who must be in it
    bool departed = false;  // whose last day has passed must not
    bool employed = false;  // who is not employed yet must not
    Span audit;             // begins when the group is looked through
  };

  explicit MembershipRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    if (context.trigger == Trigger::Left) {
      for (const OpenDeadline& open : context.history.deadlines(context.subject.id))
        findings.push_back(close(open, "left"));
    } else if (context.directory.size() == 0) {
      return findings;
    } else if (context.trigger == Trigger::Joined) {
      look_at(context.subject, context, findings);
    } else if (context.trigger == Trigger::Clock) {
      for (const Member* member : members_of(context.roster)) look_at(*member, context, findings);
      list_missing(context, findings);
    } else if (context.trigger == Trigger::Due) {
      renew(context, findings);
    }
    return findings;
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    const local_days today = calendar.zone.local(after).day;
    for (local_days day = today; day <= today + days{8}; day += days{1}) {
      const LocalTime local{.day = day, .since_midnight = config_.audit.begin};
      const Instant at = calendar.zone.instant(local);
      if (config_.audit.begun(local) == day && at > after) return at;
    }
    return std::nullopt;
  }

  /// The newest audit that was missed is held late; older ones would show nothing else.
  Duration patience() const override { return hours{23}; }

 private:
  static std::vector<const Member*> members_of(const Roster& roster) {
    std::vector<const Member*> members;
    for (const auto& [id, member] : roster.members)
      if (member.present) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const Member* a, const Member* b) { return a->id < b->id; });
    return members;
  }

  static Closed close(const OpenDeadline& open, const char* why) {
    return {.number = open.number, .member = open.member, .wording = why, .facts = {}};
  }

  static std::string say(local_days day, const Context& context) {
    const Zone& zone = context.calendar.zone;
    return zone.format(zone.instant({.day = day, .since_midnight = {}})).substr(0, 10);
  }

  bool belongs(const Member& member, const Directory& directory) const {
    if (!config_.belongs.means_anyone()) return config_.belongs.includes(member, directory);
    // Anyone of the organisation, and whom the rule names besides.
    const std::vector<MemberId> named = config_.belongs.named();
    return directory.find(member.id) != nullptr ||
           std::find(named.begin(), named.end(), member.id) != named.end();
  }

  std::optional<Objection> objection_to(const Member& member, const Context& context) const {
    const local_days today = context.calendar.zone.local(context.event.at).day;
    const DirectoryEntry* entry = context.directory.find(member.id);
    Facts facts{{"昵称", member.address()}};
    if (config_.departed && entry != nullptr && entry->has_departed(today)) {
      facts.emplace_back("最后工作日", say(*entry->last_day, context));
      return Objection{.wording = "departed", .facts = std::move(facts)};
    }
    const bool is_early = entry != nullptr && entry->employed_from && *entry->employed_from > today;
    if (config_.employed && is_early) {
      facts.emplace_back("入职日", say(*entry->employed_from, context));
      return Objection{.wording = "early", .facts = std::move(facts)};
    }
    if (config_.belongs.empty() || belongs(member, context.directory)) return std::nullopt;
    return Objection{.wording = "unlisted", .facts = std::move(facts)};
  }

  /// What was found stays one case until he leaves or nothing is wrong any more: a deadline that is
  /// always renewed remembers it.
  void look_at(const Member& member, const Context& context, std::vector<Finding>& findings) const {
    // Who may turn out to be staff is looked at when that is known.
    if (!context.roster.is_staff_known && member.stated_role == Role::Unknown) return;
    const std::optional<Objection> objection = objection_to(member, context);
    bool is_known = false;
    for (const OpenDeadline& open : context.history.deadlines(member.id)) {
      const bool is_same = objection && open.cause.kind == objection->wording;
      is_known = is_known || is_same;
      if (!is_same) findings.push_back(close(open, "settled"));
    }
    if (!objection || is_known) return;
    const Cause cause{.kind = objection->wording,
                      .id = member.id.text() + "@" + std::to_string(to_ms(context.event.at))};
    findings.push_back(Evidence{.member = member.id,
                                .cause = cause,
                                .wording = objection->wording,
                                .facts = objection->facts});
    findings.push_back(remember(member.id, cause, context));
  }

  static Opened remember(const MemberId& member, const Cause& cause, const Context& context) {
    return {.member = member,
            .cause = cause,
            .since = context.event.at,
            .due = context.event.at + kRenewedAfter,
            .remind_at = std::nullopt,
            .facts = {}};
  }

  void renew(const Context& context, std::vector<Finding>& findings) const {
    const OpenDeadline& over = *context.deadline;
    if (over.cause.kind == kMissing || !context.subject.present) return;
    const std::optional<Objection> objection = objection_to(context.subject, context);
    if (objection && objection->wording == over.cause.kind)
      findings.push_back(remember(over.member, over.cause, context));
  }

  /// Who should be in the group and is not, by id.
  std::vector<const DirectoryEntry*> missing(const Context& context) const {
    const local_days today = context.calendar.zone.local(context.event.at).day;
    std::vector<const DirectoryEntry*> people;
    for (const auto& [id, entry] : context.directory.entries()) {
      const Member* known = context.roster.find(id);
      if (known != nullptr && known->present) continue;
      const bool is_here = config_.employed ? entry.is_employed(today) : !entry.has_departed(today);
      if (is_here && config_.required.includes(Member{.id = id}, context.directory))
        people.push_back(&entry);
    }
    std::sort(people.begin(), people.end(),
              [](const DirectoryEntry* a, const DirectoryEntry* b) { return a->id < b->id; });
    return people;
  }

  /// The list as it was last told; nothing when that was a week ago.
  static std::optional<std::string> last_told(const Context& context) {
    std::optional<std::string> ids;
    for (const OpenDeadline& open : context.history.deadlines(MemberId{}))
      for (const auto& [name, value] : open.facts)
        if (open.cause.kind == kMissing && name == "ids") ids = value;
    return ids;
  }

  void list_missing(const Context& context, std::vector<Finding>& findings) const {
    // Without a list of the members nobody can be said to be missing.
    if (config_.required.empty() || !context.roster.is_complete) return;
    std::string ids, names;
    const std::vector<const DirectoryEntry*> people = missing(context);
    for (const DirectoryEntry* entry : people) {
      ids += entry->id.text() + "\n";
      names += (names.empty() ? "" : "、") + (entry->name.empty() ? entry->id.text() : entry->name);
      if (!entry->department.empty()) names += "（" + entry->department + "）";
    }
    const std::optional<std::string> told = last_told(context);
    if (ids == told.value_or("")) return;
    if (!people.empty())
      findings.push_back(
          Remark{.kind = ActionKind::Report,
                 .to = Remark::To::Staff,
                 .wording = kMissing,
                 .facts = {{"人数", std::to_string(people.size())}, {"名单", names}}});
    findings.push_back(
        Opened{.member = {},
               .cause = {.kind = kMissing, .id = std::to_string(to_ms(context.event.at))},
               .since = context.event.at,
               .due = context.event.at + kToldAgainAfter,
               .remind_at = std::nullopt,
               .facts = {{"ids", ids}}});
  }

  Config config_;
};

/// A time of day is where a span begins; it may have days of the week before it.
Span read_audit(RuleConfig& config) {
  const std::string written = config.text_or("audit", "09:00");
  const Result<Span> span = parse_span(written + "-24:00");
  if (span) return *span;
  config.mistake(config.node().find("audit")->at, "bad-time",
                 {"“" + written + "”不是时刻", "'" + written + "' is no time of day"},
                 {"写成 09:00，或加上星期：mon 09:00", "write 09:00, or with days: mon 09:00"});
  return {};
}

/// `membership: { belongs: [anyone], required: ["dept:销售部"], departed: true, employed: true,
/// audit: "09:00" }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  const int errors_before = config.diagnostics().errors();
  MembershipRule::Config parsed{.belongs = config.people("belongs"),
                                .required = config.people("required"),
                                .departed = config.flag_or("departed", false),
                                .employed = config.flag_or("employed", false),
                                .audit = read_audit(config)};
  const bool is_idle =
      parsed.belongs.empty() && parsed.required.empty() && !parsed.departed && !parsed.employed;
  if (is_idle && config.node().is_map() && config.diagnostics().errors() == errors_before)
    config.mistake(config.node().at, "no-effect",
                   {"membership 没有写核对什么", "membership checks nothing"},
                   {"写上 belongs、required、departed: true 或 employed: true",
                    "write belongs, required, departed: true or employed: true"});
  if (config.finish()) return nullptr;
  return std::make_unique<MembershipRule>(std::move(parsed));
}

}  // namespace

RuleType membership() {
  return {.name = "membership",
          .listens_to = {Trigger::Joined, Trigger::Left, Trigger::Due, Trigger::Clock},
          .parse = parse,
          .wordings = {{"unlisted", "“{昵称}”不在名册，不属于本群"},
                       {"departed", "“{昵称}”已离职（最后工作日 {最后工作日}）"},
                       {"early", "“{昵称}”尚未正式入职（入职日 {入职日}）"},
                       {kMissing, "名册上有{人数}人应在本群而不在，请邀请：{名单}"},
                       {"settled", "已不再是问题"},
                       {"left", "已退群"}},
          .judges_others = true};
}

}  // namespace qunguan::rules
