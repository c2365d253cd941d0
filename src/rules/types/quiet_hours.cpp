#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/quiet_spans.hpp"
#include "rules/word_test.hpp"

namespace qunguan::rules {
namespace {

class QuietHoursRule final : public Rule {
 public:
  QuietHoursRule(QuietSpans spans, std::vector<ListUse> exempt)
      : spans_(std::move(spans)), exempt_(std::move(exempt)) {}

  std::vector<Finding> check(const Context& context) const override {
    const LocalTime local = context.calendar.zone.local(context.event.at);
    const std::optional<QuietSpans::Night> night = spans_.night(local);
    if (!night || first_hit(context.reading, exempt_) != nullptr) return {};
    // One night, one incident: whoever chats on until two is told once.
    return {Evidence{.member = context.subject.id,
                     .cause = {"quiet_hours", night->id},
                     .wording = spans_.is_usually_quiet() ? "closed" : "spoke",
                     .facts = {{"时段", night->hours}}}};
  }

 private:
  QuietSpans spans_;
  std::vector<ListUse> exempt_;  // a message with one of their words may be sent at any time
};

/// `quiet_hours: "23:30-07:30"`, a list of spans, or `{ hours: [...], except: [...], unless_lists:
/// [紧急] }`.
std::unique_ptr<Rule> parse(RuleConfig& config) {
  QuietSpans spans = read_quiet_spans(config);
  std::vector<ListUse> exempt;
  if (config.node().is_map()) exempt = config.lists("unless_lists", std::nullopt);
  if (config.finish() || (spans.quiet.empty() && spans.open.empty())) return nullptr;
  return std::make_unique<QuietHoursRule>(std::move(spans), std::move(exempt));
}

}  // namespace

RuleType quiet_hours() {
  return {.name = "quiet_hours",
          .listens_to = {Trigger::Message},
          .parse = parse,
          .wordings = {{"spoke", "{时段} 是安静时段，请勿在群里发言"},
                       {"closed", "本群的发言时段是 {时段}，其他时间请勿在群里发言"}}};
}

}  // namespace qunguan::rules
