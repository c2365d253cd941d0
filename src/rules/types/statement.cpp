#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

/// Tells members what the ledger says of them, and the staff what it says of all; each alone.
class StatementRule final : public Rule {
 public:
  StatementRule(std::string own, std::string all) : own_(std::move(own)), all_(std::move(all)) {}

  std::vector<Finding> check(const Context& context) const override {
    Statement statement{.reader = context.subject.id, .member = std::nullopt};
    const std::vector<MemberId>& people = context.order->people;
    if (!context.order->rest.empty() || people.size() > 1) return {};
    if (context.order->word == own_) {
      if (!people.empty()) return {};
      statement.member = context.subject.id;
    } else if (!people.empty()) {
      statement.member = people.front();
    }
    return {std::move(statement)};
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = own_, .usage = "/" + own_, .is_for_staff = false},
            {.word = all_, .usage = "/" + all_ + "，或 /" + all_ + " @成员"}};
  }

 private:
  std::string own_, all_;
};

std::string word_or(RuleConfig& config, const std::string& key, const std::string& fallback) {
  const std::string word = read_order_word(config, key);
  return word.empty() ? fallback : word;
}

/// `statement: { word: 账单, all: 总账 }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  const std::string own = word_or(config, "word", "账单");
  const std::string all = word_or(config, "all", "总账");
  if (own == all)
    config.mistake(config.node().at, "same-word",
                   {"word 和 all 不能是同一个词", "word and all cannot be the same"},
                   {"各写一个词，例如 账单 和 总账", "write a word each, such as 账单 and 总账"});
  if (config.finish()) return nullptr;
  return std::make_unique<StatementRule>(own, all);
}

}  // namespace

RuleType statement() {
  return {.name = "statement",
          .listens_to = {Trigger::Order},
          .parse = parse,
          .wordings = {},
          .judges = false};
}

}  // namespace qunguan::rules
