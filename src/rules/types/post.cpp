#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/recurrence.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

/// Says its texts in turn. Whose turn it is follows from the date, so that nothing is said twice
/// over a restart.
class PostRule final : public Rule {
 public:
  struct Config {
    std::vector<std::string> say;
    std::vector<Recurrence> at;
    std::string order;               // empty: nobody can order it
    std::vector<std::string> after;  // beginnings of messages that it follows
    std::vector<Span> unless_spans;
    bool to_staff = false;
  };

  explicit PostRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    const LocalTime local = context.calendar.zone.local(context.event.at);
    if (context.trigger == Trigger::Message && !is_followed(context.reading.text)) return {};
    if (!is_quiet(local)) return {post(local, context.calendar)};
    if (context.trigger != Trigger::Order) return {};
    return {Remark{.member = context.subject.id, .wording = "quiet", .facts = {}, .text = {}}};
  }

  std::vector<OrderForm> orders() const override {
    if (config_.order.empty()) return {};
    return {{.word = config_.order, .usage = "/" + config_.order}};
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    return next_of(config_.at, after, calendar);
  }

 private:
  bool is_followed(const std::string& text) const {
    return std::any_of(config_.after.begin(), config_.after.end(),
                       [&](const std::string& beginning) { return text.starts_with(beginning); });
  }

  bool is_quiet(const LocalTime& at) const {
    return std::any_of(config_.unless_spans.begin(), config_.unless_spans.end(),
                       [&](const Span& span) { return span.contains(at); });
  }

  /// A text a time of the schedule; without a schedule, a text a day.
  std::size_t turn(const LocalTime& at, const Calendar& calendar) const {
    const std::int64_t passed = config_.at.empty() ? at.day.time_since_epoch().count()
                                                   : count_until(config_.at, at, calendar) - 1;
    return static_cast<std::size_t>(std::max<std::int64_t>(passed, 0)) % config_.say.size();
  }

  Remark post(const LocalTime& at, const Calendar& calendar) const {
    return {.kind = config_.to_staff ? ActionKind::Report : ActionKind::Announce,
            .to = config_.to_staff ? Remark::To::Staff : Remark::To::Group,
            .member = {},
            .wording = {},
            .facts = {},
            .text = config_.say[turn(at, calendar)]};
  }

  Config config_;
};

/// True when some day lets the time be kept.
bool is_ever_said(const Recurrence& time, const std::vector<Span>& unless) {
  for (std::chrono::local_days day{}; day < std::chrono::local_days{std::chrono::days{7}};
       day += std::chrono::days{1}) {
    const LocalTime at{.day = day, .since_midnight = time.clock};
    const bool is_meant = (time.days & (1U << std::chrono::weekday{day}.c_encoding())) != 0;
    if (is_meant && std::none_of(unless.begin(), unless.end(),
                                 [&](const Span& span) { return span.contains(at); }))
      return true;
  }
  return false;
}

void check_effect(RuleConfig& config, const PostRule::Config& parsed) {
  if (!config.has("at") && !config.has("order") && !config.has("after"))
    config.mistake(config.node().at, "no-effect", {"没有写什么时候发", "does not say when to post"},
                   {"写上 at、order 或 after", "write at, order or after"});
  const bool is_silent =
      std::any_of(parsed.at.begin(), parsed.at.end(),
                  [&](const Recurrence& time) { return !is_ever_said(time, parsed.unless_spans); });
  if (is_silent)
    config.mistake(config.node().find("at")->at, "no-effect",
                   {"有一个时刻总在 unless_spans 里，永远不会发",
                    "a time always lies within unless_spans: nothing is ever posted"},
                   {"改时刻，或改 unless_spans", "change the time or unless_spans"});
}

/// `post: { at: ["08:00", "20:00"], say: ["…", "…"], to: group, order: 寄语,
/// unless_spans: ["23:00-07:00"] }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("say"));
  PostRule::Config parsed{.say = read_sayings(config, "say"),
                          .at = read_recurrences(config, "at"),
                          .order = read_order_word(config, "order"),
                          .after = config.texts("after"),
                          .unless_spans = config.spans("unless_spans"),
                          .to_staff = config.choice_or("to", {"group", "staff"}, 0) == 1};
  check_effect(config, parsed);
  if (config.finish()) return nullptr;
  return std::make_unique<PostRule>(std::move(parsed));
}

}  // namespace

RuleType post() {
  return {.name = "post",
          .listens_to = {Trigger::Message, Trigger::Clock, Trigger::Order},
          .parse = parse,
          .wordings = {{"quiet", "现在是不发布消息的时段"}},
          .judges = false};
}

}  // namespace qunguan::rules
