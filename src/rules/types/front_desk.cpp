#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/receiver.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

/// Takes what members have to report, and hands out texts that they ask for.
class FrontDeskRule final : public Rule {
 public:
  struct Config {
    std::string word;
    bool is_for_staff = true;
    std::optional<Receiver> tell;
    std::string answer;
    std::string say;
  };

  explicit FrontDeskRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    if (!config_.say.empty()) findings.push_back(Remark{.member = {}, .text = config_.say});
    const std::string report = report_of(context);
    if (!config_.tell || report.empty()) return findings;
    findings.push_back(pass_on(context, report));
    // What was reported, and about whom, is not said once more before everybody.
    findings.push_back(Remark{.member = context.subject.id,
                              .wording = "taken",
                              .facts = {{"答复", config_.answer}},
                              .text = {}});
    return findings;
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = config_.word,
             .usage = "/" + config_.word + (config_.tell ? " 内容" : ""),
             .is_for_staff = config_.is_for_staff}};
  }

 private:
  /// The reporter's words, with the names that he mentions and what he quotes.
  static std::string report_of(const Context& context) {
    std::string report;
    for (const MemberId& id : context.order->people) {
      const Member* member = context.roster.find(id);
      report += "@" + (member == nullptr ? id.text() : member->address()) + " ";
    }
    report += context.order->rest;
    const std::optional<Quote>& quote = context.event.message.reply_to;
    if (quote && !quote->text.empty()) report += "（引用：" + quote->text + "）";
    while (report.ends_with(' ')) report.pop_back();
    return text::shorten(text::printable(report), 500);
  }

  Remark pass_on(const Context& context, const std::string& report) const {
    Remark remark{
        .kind = ActionKind::Escalate,
        .member = {},
        .wording = "report",
        .facts = {{"事项", config_.word}, {"报告人", context.subject.address()}, {"内容", report}},
        .text = {}};
    address(remark, *config_.tell, context);
    return remark;
  }

  Config config_;
};

/// `front_desk: { word: 举报, by: anyone, tell: staff, answer: 已转给管理员 }`, or
/// `{ word: 倡导, say: "…" }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("word"));
  FrontDeskRule::Config parsed{
      .word = read_order_word(config, "word"),
      .is_for_staff = config.choice_or("by", {"anyone", "staff"}, 1) == 1,
      .tell = config.has("tell") ? std::optional{read_receiver(config, "tell")} : std::nullopt,
      .answer = config.text_or("answer", "已转给管理员"),
      .say = read_saying(config, "say")};
  if (!parsed.tell && !config.has("say"))
    config.mistake(config.node().at, "no-effect",
                   {"没有写转给谁，也没有写说什么", "neither says whom to tell nor what to say"},
                   {"写上 tell 或 say", "write tell or say"});
  if (!parsed.tell && config.has("answer"))
    config.mistake(config.node().find("answer")->at, "no-effect",
                   {"没有 tell，answer 没有作用", "answer means nothing without tell"},
                   {"写上 tell，或把话写在 say 里", "write tell, or write the text under say"});
  if (config.finish()) return nullptr;
  return std::make_unique<FrontDeskRule>(std::move(parsed));
}

}  // namespace

RuleType front_desk() {
  return {.name = "front_desk",
          .listens_to = {Trigger::Order},
          .parse = parse,
          .wordings = {{"taken", "{答复}"}, {"report", "收到{事项}（{报告人}）：{内容}"}},
          .judges = false};
}

}  // namespace qunguan::rules
