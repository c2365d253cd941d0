#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

/// What only a person can find, such as shirking: he says so, and the rest follows.
class CommandRule final : public Rule {
 public:
  struct Config {
    std::string word;
    bool is_about_quoted = false;  // who said what the order quotes; else who is mentioned
    bool needs_reason = true;
  };

  explicit CommandRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    const std::string reason = text::shorten(text::printable(context.order->rest), 60);
    if (reason.empty() && config_.needs_reason) return findings;
    for (const MemberId& id : whom(context))
      findings.push_back(Evidence{.member = id,
                                  .cause = {},
                                  .wording = reason.empty() ? "found" : "found_why",
                                  .facts = {{"登记人", context.subject.address()},
                                            {"事由", config_.word},
                                            {"原因", reason}},
                                  .by = context.subject.id});
    return findings;
  }

  std::vector<OrderForm> orders() const override {
    std::string usage = "/" + config_.word;
    if (!config_.is_about_quoted) usage += " @成员";
    if (config_.needs_reason) usage += " 原因";
    if (config_.is_about_quoted) usage = "引用那条消息，" + usage;
    return {{.word = config_.word, .usage = usage}};
  }

 private:
  std::vector<MemberId> whom(const Context& context) const {
    if (!config_.is_about_quoted) return context.order->people;
    const std::optional<Quote>& quote = context.event.message.reply_to;
    if (!quote || quote->sender_id.empty()) return {};
    return {quote->sender_id};
  }

  Config config_;
};

/// `command: { word: 拖延, about: mentioned, reason: required }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("word"));
  CommandRule::Config parsed{
      .word = read_order_word(config, "word"),
      .is_about_quoted = config.choice_or("about", {"mentioned", "quoted"}, 0) == 1,
      .needs_reason = config.choice_or("reason", {"optional", "required"}, 1) == 1};
  if (config.finish()) return nullptr;
  return std::make_unique<CommandRule>(std::move(parsed));
}

}  // namespace

RuleType command() {
  return {.name = "command",
          .listens_to = {Trigger::Order},
          .parse = parse,
          .wordings = {{"found", "{登记人}登记了“{事由}”"},
                       {"found_why", "{登记人}登记了“{事由}”：{原因}"}},
          .judges_others = true};
}

}  // namespace qunguan::rules
