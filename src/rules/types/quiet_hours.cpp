#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {
namespace {

class QuietHoursRule final : public Rule {
 public:
  explicit QuietHoursRule(std::vector<Span> spans) : spans_(std::move(spans)) {}

  std::vector<Finding> check(const Context& context) const override {
    const LocalTime local = context.calendar.zone.local(context.event.at);
    for (const Span& span : spans_) {
      const std::optional<std::chrono::local_days> night = span.begun(local);
      if (!night) continue;
      // One night, one incident: whoever chats on until two is told once.
      return {Evidence{
          .member = context.subject.id,
          .cause = {"quiet_hours",
                    to_text(span) + "/" + std::to_string(night->time_since_epoch().count())},
          .wording = "spoke",
          .facts = {{"时段", to_text(span)}}}};
    }
    return {};
  }

 private:
  std::vector<Span> spans_;
};

/// `quiet_hours: "23:30-07:30"`, or a list of spans.
std::unique_ptr<Rule> parse(RuleConfig& config) {
  std::vector<Span> spans = config.own_spans();
  if (config.finish() || spans.empty()) return nullptr;
  return std::make_unique<QuietHoursRule>(std::move(spans));
}

}  // namespace

RuleType quiet_hours() {
  return {.name = "quiet_hours",
          .listens_to = {Trigger::Message},
          .parse = parse,
          .wordings = {{"spoke", "{时段} 是安静时段，请勿在群里发言"}}};
}

}  // namespace qunguan::rules
