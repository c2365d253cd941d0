#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

// Platforms show an entry again when they reconnect; who left and comes again is new.
constexpr Duration kSameEntry = std::chrono::days{1};

class WelcomeRule final : public Rule {
 public:
  explicit WelcomeRule(std::string text) : text_(std::move(text)) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Left) return forget(context);
    if (context.trigger != Trigger::Joined) return {};
    const std::vector<const Member*> newcomers = newcomers_of(context);
    // Those who came together are welcomed together, when the first of them is asked about.
    if (newcomers.empty() || newcomers.front()->id != context.subject.id) return {};
    std::vector<Finding> findings{welcome(newcomers)};
    for (const Member* member : newcomers)
      findings.push_back(Opened{.member = member->id,
                                .cause = {"welcome", context.event.id.text()},
                                .since = context.event.at,
                                .due = context.event.at + kSameEntry,
                                .remind_at = std::nullopt,
                                .facts = {}});
    return findings;
  }

 private:
  static std::vector<Finding> forget(const Context& context) {
    std::vector<Finding> findings;
    for (const OpenDeadline& deadline : context.history.deadlines(context.subject.id))
      findings.push_back(Closed{
          .number = deadline.number, .member = deadline.member, .wording = "left", .facts = {}});
    return findings;
  }

  static std::vector<const Member*> newcomers_of(const Context& context) {
    std::vector<const Member*> newcomers;
    for (const Person& person : context.event.members) {
      const Member* member = context.roster.find(person.id);
      if (member == nullptr || !member->present || member->role == Role::Bot) continue;
      if (!context.history.deadlines(member->id).empty()) continue;
      if (std::find(newcomers.begin(), newcomers.end(), member) == newcomers.end())
        newcomers.push_back(member);
    }
    return newcomers;
  }

  Remark welcome(const std::vector<const Member*>& newcomers) const {
    Remark remark{
        .kind = ActionKind::Welcome, .member = {}, .wording = {}, .facts = {}, .text = text_};
    if (newcomers.size() == 1) {
      remark.member = newcomers.front()->id;
      return remark;
    }
    std::string names;
    for (const Member* member : newcomers) names += (names.empty() ? "" : "、") + member->address();
    remark.facts = {{"成员", names}};
    return remark;
  }

  std::string text_;
};

/// `welcome: { say: "欢迎{成员}，本群用于……" }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("say"));
  std::string text = read_saying(config, "say", {"成员"});
  if (config.finish()) return nullptr;
  return std::make_unique<WelcomeRule>(std::move(text));
}

}  // namespace

RuleType welcome() {
  return {.name = "welcome",
          .listens_to = {Trigger::Joined, Trigger::Left},
          .parse = parse,
          .wordings = {{"left", "已退群"}},
          .judges = false};
}

}  // namespace qunguan::rules
