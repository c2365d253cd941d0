#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/spoken_words.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

// Platforms show an entry again when they reconnect; who left and comes again is new.
constexpr Duration kSameEntry = std::chrono::days{1};

// What a deadline of a newcomer is about.
constexpr const char* kWelcome = "welcome";  // he was welcomed
constexpr const char* kAck = "ack";          // he is to say that he has read it

class WelcomeRule final : public Rule {
 public:
  struct Config {
    std::string text;
    SpokenWords acks;   // empty: nobody need say that he has read it
    Duration within{};  // for that
  };

  explicit WelcomeRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    switch (context.trigger) {
      case Trigger::Left:
        return close(context, "left");
      case Trigger::Message:
        return hear(context);
      case Trigger::Due:
        return miss(context);
      default:
        return context.trigger == Trigger::Joined ? greet(context) : std::vector<Finding>{};
    }
  }

 private:
  std::vector<Finding> greet(const Context& context) const {
    const std::vector<const Member*> newcomers = newcomers_of(context);
    // Those who came together are welcomed together, when the first of them is asked about.
    if (newcomers.empty() || newcomers.front()->id != context.subject.id) return {};
    std::vector<Finding> findings{welcome(newcomers)};
    for (const Member* member : newcomers) {
      findings.push_back(opened(kWelcome, *member, kSameEntry, context));
      if (config_.acks.empty()) continue;
      Opened ack = opened(kAck, *member, 2 * config_.within, context);
      ack.remind_at = context.event.at + config_.within;
      findings.push_back(std::move(ack));
    }
    return findings;
  }

  static Opened opened(const char* kind, const Member& member, Duration span,
                       const Context& context) {
    return {.member = member.id,
            .cause = {kind, context.event.id.text()},
            .since = context.event.at,
            .due = context.event.at + span,
            .remind_at = std::nullopt,
            .facts = {{"期限", to_chinese(span)}}};
  }

  static std::vector<Finding> close(const Context& context, const char* why) {
    std::vector<Finding> findings;
    for (const OpenDeadline& deadline : context.history.deadlines(context.subject.id))
      if (std::string_view{why} == "left" || deadline.cause.kind == kAck)
        findings.push_back(Closed{.number = deadline.number,
                                  .member = deadline.member,
                                  .wording = why,
                                  .facts = deadline.facts});
    return findings;
  }

  std::vector<Finding> hear(const Context& context) const {
    const bool is_said = !config_.acks.empty() && config_.acks.are_said(context.event.message.text);
    return is_said ? close(context, "answered") : std::vector<Finding>{};
  }

  static std::vector<Finding> miss(const Context& context) {
    if (context.deadline->cause.kind != kAck) return {};
    Remark remark{.kind = ActionKind::Remind,
                  .member = context.deadline->member,
                  .wording = "unread",
                  .facts = context.deadline->facts,
                  .text = {}};
    if (context.is_reminder) return {remark};
    remark.kind = ActionKind::Report;
    remark.to = Remark::To::Staff;
    remark.wording = "never_read";
    return {remark};
  }

  static bool is_welcomed(const MemberId& id, const Context& context) {
    const std::vector<OpenDeadline> open = context.history.deadlines(id);
    return std::any_of(open.begin(), open.end(), [](const OpenDeadline& deadline) {
      return deadline.cause.kind == kWelcome;
    });
  }

  static std::vector<const Member*> newcomers_of(const Context& context) {
    std::vector<const Member*> newcomers;
    for (const Person& person : context.event.members) {
      const Member* member = context.roster.find(person.id);
      if (member == nullptr || !member->present || member->role == Role::Bot) continue;
      if (is_welcomed(member->id, context)) continue;
      if (std::find(newcomers.begin(), newcomers.end(), member) == newcomers.end())
        newcomers.push_back(member);
    }
    return newcomers;
  }

  Remark welcome(const std::vector<const Member*>& newcomers) const {
    Remark remark{.kind = ActionKind::Welcome,
                  .member = {},
                  .wording = {},
                  .facts = {},
                  .text = config_.text};
    if (newcomers.size() == 1) {
      remark.member = newcomers.front()->id;
      return remark;
    }
    std::string names;
    for (const Member* member : newcomers) names += (names.empty() ? "" : "、") + member->address();
    remark.facts = {{"成员", names}};
    return remark;
  }

  Config config_;
};

void read_ack(RuleConfig& config, WelcomeRule::Config& parsed) {
  const policy::Node* node = config.find("ack");
  if (node == nullptr) return;
  RuleConfig ack = config.inner(*node);
  static_cast<void>(ack.require("words"));
  parsed.acks = SpokenWords{ack.texts("words")};
  parsed.within = ack.duration_or("within", std::chrono::hours{24});
  if (parsed.within < std::chrono::minutes{1})
    ack.mistake(node->find("within")->at, "bad-duration",
                {"within 不能短于 1m", "within must be at least 1m"},
                {"写入群多久还没回复就提醒，例如 24h",
                 "write after how long newcomers are reminded, such as 24h"});
  static_cast<void>(ack.finish());
}

/// `welcome: { say: "欢迎{成员}，看过请回复收到", ack: { words: [收到], within: 24h } }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("say"));
  WelcomeRule::Config parsed{.text = read_saying(config, "say", {"成员"}), .acks = {}};
  read_ack(config, parsed);
  if (config.finish()) return nullptr;
  return std::make_unique<WelcomeRule>(std::move(parsed));
}

}  // namespace

RuleType welcome() {
  return {.name = "welcome",
          .listens_to = {Trigger::Joined, Trigger::Left, Trigger::Message, Trigger::Due},
          .parse = parse,
          .wordings = {{"left", "已退群"},
                       {"answered", "已回复入群须知"},
                       {"unread", "请看一看入群须知，看过请回复一声"},
                       {"never_read", "{成员}入群后{期限}没有回复入群须知"}},
          .judges = false};
}

}  // namespace qunguan::rules
