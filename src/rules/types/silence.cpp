#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;

// What is known of somebody's newest message may lag so far behind.
constexpr Duration kSpokeWithin = std::chrono::hours{1};
constexpr Duration kLongest = days{366};
constexpr const char* kLook = "silence";
constexpr const char* kExplained = "explained";

/// Since when somebody has said nothing, and how long he may.
struct Silence {
  Instant since;
  Duration allowed{};
  const char* wording = "";
};

class SilenceRule final : public Rule {
 public:
  struct Config {
    std::optional<Duration> since_join;  // for who has said nothing since he came
    std::optional<Duration> idle;        // for everybody
    Duration explained{};                // how long an explanation holds
  };

  explicit SilenceRule(Config config) : config_(config) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    switch (context.trigger) {
      case Trigger::Joined:
        // Who has a name is seen right after.
        if (context.subject.shown_name().empty()) watch(context, findings);
        break;
      case Trigger::Seen:
        watch(context, findings);
        break;
      case Trigger::Left:
        for (const OpenDeadline& open : context.history.deadlines(context.subject.id))
          findings.push_back(
              Closed{.number = open.number, .member = open.member, .wording = "left", .facts = {}});
        break;
      case Trigger::Due:
        if (context.deadline->cause.kind == kLook) look(context, findings);
        break;
      case Trigger::Order:
        take_explanation(context, findings);
        break;
      default:
        break;
    }
    return findings;
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = "说明", .usage = "/说明 @成员 原因"}};
  }

 private:
  /// Since when we have heard what is said in the group: what somebody said before we cannot know.
  static Instant heard_since(const Roster& roster) {
    Instant first = Instant::max();
    for (const auto& [id, member] : roster.members) first = std::min(first, member.first_seen_at);
    return first;
  }

  /// When he was last back from leave; long ago where he never was.
  static Instant back_since(const Context& context) {
    const DirectoryEntry* entry = context.directory.find(context.subject.id);
    if (entry == nullptr) return Instant{};
    const Zone& zone = context.calendar.zone;
    const auto today = zone.local(context.event.at).day;
    Instant back{};
    for (const DaySpan& leave : entry->leave)
      if (leave.first <= today)
        back = std::max(back, zone.instant({.day = leave.last + days{1}, .since_midnight = {}}));
    return back;
  }

  std::optional<Silence> silence_of(const Context& context) const {
    const Member& member = context.subject;
    const Instant came = std::max(member.joined_at.value_or(Instant{}), member.first_seen_at);
    const Instant spoke = member.spoke_at == Instant{} ? Instant{} : member.spoke_at + kSpokeWithin;
    const Instant back = back_since(context);
    const bool came_in_our_time =
        member.joined_at && *member.joined_at >= heard_since(context.roster);
    if (config_.since_join && came_in_our_time && spoke <= came)
      return Silence{
          .since = std::max(came, back), .allowed = *config_.since_join, .wording = "newcomer"};
    if (!config_.idle) return std::nullopt;
    return Silence{
        .since = std::max({came, spoke, back}), .allowed = *config_.idle, .wording = "idle"};
  }

  static Instant explained_until(const Context& context) {
    Instant until{};
    for (const OpenDeadline& open : context.history.deadlines(context.subject.id))
      if (open.cause.kind == kExplained) until = std::max(until, open.due);
    return until;
  }

  static Opened look_at(Instant due, const Context& context) {
    const MemberId& id = context.subject.id;
    return {.member = id,
            .cause = {.kind = kLook, .id = id.text() + "@" + std::to_string(to_ms(due))},
            .since = context.event.at,
            .due = due,
            .remind_at = std::nullopt,
            .facts = {}};
  }

  void watch(const Context& context, std::vector<Finding>& findings) const {
    const std::vector<OpenDeadline> open = context.history.deadlines(context.subject.id);
    const bool is_watched = std::any_of(
        open.begin(), open.end(), [](const OpenDeadline& one) { return one.cause.kind == kLook; });
    const std::optional<Silence> silence = silence_of(context);
    if (is_watched || !silence) return;
    const Instant end = silence->since + silence->allowed;
    findings.push_back(look_at(std::max(end, context.event.at), context));
  }

  void look(const Context& context, std::vector<Finding>& findings) const {
    const std::optional<Silence> silence = silence_of(context);
    if (!context.subject.present || !silence) return;
    const Instant at = context.event.at;
    const Instant end = std::max(silence->since + silence->allowed, explained_until(context));
    if (at < end) {
      findings.push_back(look_at(end, context));
      return;
    }
    const std::string since = context.calendar.zone.format(silence->since).substr(0, 10);
    findings.push_back(
        Evidence{.member = context.subject.id,
                 .cause = {},
                 .wording = silence->wording,
                 .facts = {{"期限", to_chinese(silence->allowed)}, {"起算日", since}},
                 .since = silence->since});
    findings.push_back(look_at(at + silence->allowed, context));
  }

  void take_explanation(const Context& context, std::vector<Finding>& findings) const {
    const Order& order = *context.order;
    if (order.people.empty() || order.rest.empty()) return;
    std::string names;
    for (const MemberId& id : order.people) {
      const Member* member = context.roster.find(id);
      names += (names.empty() ? "" : "、") + (member == nullptr ? id.text() : member->address());
      findings.push_back(
          Opened{.member = id,
                 .cause = {.kind = kExplained, .id = context.event.message.id.text()},
                 .since = context.event.at,
                 .due = context.event.at + config_.explained,
                 .remind_at = std::nullopt,
                 .facts = {{"原因", order.rest}}});
    }
    findings.push_back(
        Remark{.member = context.subject.id,
               .wording = "noted",
               .facts = {{"说明成员", names}, {"期限", to_chinese(config_.explained)}}});
  }

  Config config_;
};

std::optional<Duration> read_span(RuleConfig& config, const std::string& key) {
  const policy::Node* written = config.find(key);
  if (written == nullptr) return std::nullopt;
  const Duration span = config.duration_or(key, days{1});
  if (span >= days{1} && span <= kLongest) return span;
  config.mistake(written->at, "bad-duration",
                 {key + " 应在 1d 和 366d 之间", key + " must be between 1d and 366d"},
                 {"例如 3d、90d", "such as 3d or 90d"});
  return std::nullopt;
}

/// `silence: { since_join: 3d, idle: 90d, explained: 90d }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  const SilenceRule::Config parsed{.since_join = read_span(config, "since_join"),
                                   .idle = read_span(config, "idle"),
                                   .explained = read_span(config, "explained").value_or(days{90})};
  if (config.node().is_map() && !config.has("since_join") && !config.has("idle"))
    config.mistake(config.node().at, "no-effect",
                   {"silence 没有写多久不发言", "silence does not say how long"},
                   {"写上 since_join 或 idle", "write since_join or idle"});
  if (config.finish()) return nullptr;
  return std::make_unique<SilenceRule>(parsed);
}

}  // namespace

RuleType silence() {
  return {
      .name = "silence",
      .listens_to = {Trigger::Seen, Trigger::Joined, Trigger::Left, Trigger::Due, Trigger::Order},
      .parse = parse,
      .wordings = {{"newcomer", "入群{期限}没有发过言"},
                   {"idle", "{起算日} 以来{期限}没有发过言"},
                   {"noted", "已记下 {说明成员} 的说明，{期限}内不因不发言处理"},
                   {"left", "已退群"}},
      .reads_speech = true};
}

}  // namespace qunguan::rules
