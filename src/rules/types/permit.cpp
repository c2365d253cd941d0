#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/facts.hpp"
#include "rules/word_test.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

constexpr const char* kPermit = "permit";  // the id of its cause is the order's message
// A message may be delivered so late after it was sent; the permit is kept to know it by.
constexpr Duration kLate = std::chrono::minutes{10};

/// Posts of one class need an approval before. Who has one is kept as deadlines that nobody owes,
/// each until its permit ends.
class PermitRule final : public Rule {
 public:
  struct Config {
    std::string what;
    std::string word;
    Selector by;
    Duration span{};
    WordTest words;
    std::vector<std::uint32_t> patterns;
    std::vector<MessageKind> kinds;  // empty: all
  };

  explicit PermitRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Message) return find_breach(context);
    if (context.trigger == Trigger::Order) return allow(context);
    return {};
  }

  std::vector<OrderForm> orders() const override {
    return {
        {.word = config_.word, .usage = "/" + config_.word + " @成员 事项", .is_for_staff = false}};
  }

 private:
  std::vector<Finding> allow(const Context& context) const {
    if (!config_.by.includes(context.subject, context.directory))
      return {Remark{.member = context.subject.id,
                     .wording = "not_yours",
                     .facts = {{"类别", config_.what}},
                     .text = {}}};
    const std::string matter = text::shorten(text::printable(context.order->rest), 60);
    if (matter.empty() || context.order->people.empty()) return {};
    const Instant due = context.event.at + config_.span;
    const std::string until = context.calendar.zone.format(due).substr(5, 11).replace(5, 1, " ");
    std::vector<Finding> findings;
    findings.reserve(context.order->people.size() + 1);
    for (const MemberId& id : context.order->people)
      findings.push_back(Opened{.member = {},
                                .cause = {kPermit, context.event.message.id.text()},
                                .since = context.event.at,
                                .due = due + kLate,
                                .remind_at = std::nullopt,
                                .facts = {{"id", id.text()}, {"事项", matter}}});
    findings.push_back(Remark{.member = std::nullopt,
                              .wording = "allowed",
                              .facts = {{"批准人", context.subject.address()},
                                        {"名单", names_of(context.order->people, context.roster)},
                                        {"事项", matter},
                                        {"类别", config_.what},
                                        {"截止时间", until}},
                              .text = {}});
    return findings;
  }

  std::vector<Finding> find_breach(const Context& context) const {
    if (!is_of_kind(context.event.message.kind)) return {};
    const std::optional<WordTest::Found> found = find_class(context);
    if (!found || is_allowed(context) || config_.by.includes(context.subject, context.directory))
      return {};
    Evidence evidence{.member = context.subject.id,
                      .wording = "unapproved",
                      .facts = {{"类别", config_.what}, {"命令", "/" + config_.word}},
                      // An approval that came while we were down is one that we did not hear.
                      .since = context.event.at - config_.span,
                      .is_unsure = text::is_unsure(found->foldings)};
    const Area area = found->area;
    if (area.begin < area.end)
      evidence.passage =
          Passage{.begin = area.begin,
                  .end = area.end,
                  .text = context.reading.text.substr(area.begin, area.end - area.begin),
                  .foldings = found->foldings};
    return {std::move(evidence)};
  }

  bool is_of_kind(MessageKind kind) const {
    return config_.kinds.empty() ||
           std::find(config_.kinds.begin(), config_.kinds.end(), kind) != config_.kinds.end();
  }

  /// Where the message shows what class it is of; an empty area where its kind says it all.
  std::optional<WordTest::Found> find_class(const Context& context) const {
    if (std::optional<WordTest::Found> found = config_.words.find(context)) return found;
    const Area where = area_of(config_.words.where, context);
    for (const text::PatternHit& hit : context.reading.patterns)
      if (where.holds(hit.begin, hit.end) &&
          std::find(config_.patterns.begin(), config_.patterns.end(), hit.pattern) !=
              config_.patterns.end())
        return WordTest::Found{.lists = {}, .area = {.begin = hit.begin, .end = hit.end}};
    const bool is_any = config_.words.lists.empty() && config_.patterns.empty();
    return is_any ? std::optional{WordTest::Found{}} : std::nullopt;
  }

  static bool is_allowed(const Context& context) {
    const std::vector<OpenDeadline> permits = context.history.deadlines(MemberId{});
    return std::any_of(permits.begin(), permits.end(), [&](const OpenDeadline& permit) {
      return value_of(permit.facts, "id") == context.subject.id.text() &&
             context.event.at >= permit.since && context.event.at <= permit.due - kLate;
    });
  }

  Config config_;
};

Selector read_approvers(RuleConfig& config) {
  if (config.has("by")) return config.people("by");
  return Selector{{PersonTest{.by = PersonTest::By::Role, .value = "admin", .role = Role::Admin}}};
}

/// `permit: { what: 红头文件, kinds: [file], lists: [红头], in: title, by: "role:admin", word:
/// 批准, for: 24h }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("what"));
  PermitRule::Config parsed{.what = config.text("what"),
                            .word = read_order_word(config, "word"),
                            .by = read_approvers(config),
                            .span = config.duration_or("for", std::chrono::hours{24}),
                            .words = read_word_test(config),
                            .patterns = config.patterns("regex"),
                            .kinds = config.kinds("kinds")};
  if (parsed.word.empty()) parsed.word = "批准";
  if (!config.has("lists") && !config.has("regex") && !config.has("kinds"))
    config.mistake(config.node().at, "no-effect",
                   {"没有写哪些消息要先经批准", "does not say which messages need an approval"},
                   {"写上 lists、regex 或 kinds", "write lists, regex or kinds"});
  if (parsed.span < std::chrono::minutes{1})
    config.mistake(
        config.node().find("for")->at, "bad-duration",
        {"for 不能短于 1m", "for must be at least 1m"},
        {"写批准之后多久之内可以发，例如 24h", "write how long an approval holds, such as 24h"});
  if (config.finish()) return nullptr;
  return std::make_unique<PermitRule>(std::move(parsed));
}

}  // namespace

RuleType permit() {
  return {.name = "permit",
          .listens_to = {Trigger::Message, Trigger::Order},
          .parse = parse,
          .wordings = {{"allowed", "{批准人}批准{名单}在 {截止时间} 前发布{类别}：{事项}"},
                       {"not_yours", "{类别}不由你批准"},
                       {"unapproved", "发布{类别}须先经批准（{命令}），请撤回"}}};
}

}  // namespace qunguan::rules
