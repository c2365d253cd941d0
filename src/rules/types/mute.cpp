#include <algorithm>
#include <array>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"

namespace qunguan::rules {
namespace {

constexpr const char* kMute = "禁言";
constexpr const char* kLift = "解禁";

// What was typed before the order was read is no disobedience.
constexpr Duration kOnItsWay = std::chrono::seconds{10};
constexpr Duration kOneCase = std::chrono::hours{1};

/// How long, and why.
struct Term {
  Duration span{};
  std::string reason;
};

/// Reads `12h 连发表情`, `12小时 连发表情`; nothing when either part is missing.
std::optional<Term> read_term(const std::string& rest) {
  constexpr std::array<std::pair<std::string_view, char>, 4> kUnits{
      {{"分钟", 'm'}, {"小时", 'h'}, {"天", 'd'}, {"周", 'w'}}};
  const std::size_t space = rest.find(' ');
  if (space == rest.npos) return std::nullopt;
  std::string span = rest.substr(0, space);
  for (const auto& [word, unit] : kUnits)
    if (span.ends_with(word)) span.replace(span.size() - word.size(), word.size(), 1, unit);
  const Result<Duration> length = parse_duration(span);
  std::string reason = text::shorten(text::printable(rest.substr(space + 1)), 60);
  if (!length || *length < std::chrono::minutes{1} || reason.empty()) return std::nullopt;
  return Term{.span = *length, .reason = std::move(reason)};
}

/// No platform lets a program mute a member: it is said, and speaking all the same is a breach.
class MuteRule final : public Rule {
 public:
  explicit MuteRule(Duration longest) : longest_(longest) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Message) return find_breach(context);
    if (context.trigger != Trigger::Order || context.order->people.empty()) return {};
    return context.order->word == kMute ? mute(context) : lift(context);
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = kMute, .usage = "/禁言 @成员 12h 原因"},
            {.word = kLift, .usage = "/解禁 @成员"}};
  }

 private:
  static Remark say(const MemberId& member, const char* wording, Facts facts) {
    return {.member = member, .wording = wording, .facts = std::move(facts), .text = {}};
  }

  std::vector<Finding> mute(const Context& context) const {
    const std::optional<Term> term = read_term(context.order->rest);
    if (!term) return {};
    if (term->span > longest_)
      return {say(context.subject.id, "too_long", {{"最长", to_chinese(longest_)}})};
    const Instant due = context.event.at + term->span;
    const Facts facts{
        {"原因", term->reason},
        {"登记人", context.subject.address()},
        {"截止时间", context.calendar.zone.format(due).substr(5, 11).replace(5, 1, " ")}};
    std::vector<Finding> findings;
    for (const MemberId& id : context.order->people) {
      close(id, context, findings);
      findings.push_back(Opened{.member = id,
                                .cause = {"mute", context.event.message.id.text()},
                                .since = context.event.at,
                                .due = due,
                                .remind_at = std::nullopt,
                                .facts = facts});
      findings.push_back(say(id, "muted", facts));
    }
    return findings;
  }

  /// True when there was something to end.
  static bool close(const MemberId& id, const Context& context, std::vector<Finding>& findings) {
    const std::vector<OpenDeadline> open = context.history.deadlines(id);
    for (const OpenDeadline& deadline : open)
      findings.push_back(Closed{.number = deadline.number,
                                .member = id,
                                .wording = "ended",
                                .facts = {{"登记人", context.subject.address()}}});
    return !open.empty();
  }

  static std::vector<Finding> lift(const Context& context) {
    std::vector<Finding> findings;
    for (const MemberId& id : context.order->people) {
      const bool was_muted = close(id, context, findings);
      findings.push_back(say(id, was_muted ? "lifted" : "not_muted", {}));
    }
    return findings;
  }

  /// One incident a mute and hour: ten messages in a row are one disobedience.
  static std::vector<Finding> find_breach(const Context& context) {
    if (context.event.message.kind == MessageKind::System) return {};
    const Instant at = context.event.at;
    for (const OpenDeadline& deadline : context.history.deadlines(context.subject.id)) {
      if (at <= deadline.since + kOnItsWay || at >= deadline.due) continue;
      const auto hour = (at - deadline.since) / kOneCase;
      return {Evidence{.member = context.subject.id,
                       .cause = {"mute", deadline.cause.id + "/" + std::to_string(hour)},
                       .wording = "spoke",
                       .facts = deadline.facts}};
    }
    return {};
  }

  Duration longest_;
};

/// `mute: { longest: 7d }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  const Duration longest = config.duration_or("longest", std::chrono::days{7});
  if (longest < std::chrono::minutes{1})
    config.mistake(
        config.node().find("longest")->at, "bad-duration",
        {"longest 不能短于 1m", "longest must be at least 1m"},
        {"写一次最长禁言多久，例如 7d", "write how long a mute may be at most, such as 7d"});
  if (config.finish()) return nullptr;
  return std::make_unique<MuteRule>(longest);
}

}  // namespace

RuleType mute() {
  return {.name = "mute",
          .listens_to = {Trigger::Message, Trigger::Order},
          .parse = parse,
          .wordings = {{"muted",
                        "{登记人}要求你在 {截止时间} 前不要在本群发言：{原因}。程序不能代为禁言，"
                        "请群主在群里设置"},
                       {"spoke", "{登记人}已要求 {截止时间} 前不要发言（{原因}）"},
                       {"lifted", "禁言已解除，可以发言了"},
                       {"not_muted", "现在没有被禁言"},
                       {"too_long", "一次最长禁言{最长}"},
                       {"ended", "禁言由{登记人}解除或重设"}}};
}

}  // namespace qunguan::rules
