#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/nickname_template.hpp"

namespace qunguan::rules {
namespace {

using text::NicknameTemplate;

/// A format for some of the members; the first that means a member binds him.
struct Format {
  Selector who;  // empty: everybody else
  NicknameTemplate shape;
};

class NicknameRule final : public Rule {
 public:
  struct Config {
    std::vector<Format> formats;
    Duration grace{};  // time to change it; zero: none
    Duration every{};  // while it stays wrong, the next step follows this long after the last
  };

  explicit NicknameRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    const std::vector<OpenDeadline> open = context.history.deadlines(context.subject.id);
    if (context.trigger == Trigger::Left) {
      close_all(open, "left", context, findings);
      return findings;
    }
    const std::optional<Facts> misfit = find_misfit(context);
    if (!misfit) {
      close_all(open, "fixed", context, findings);
    } else if (context.trigger == Trigger::Due) {
      findings.push_back(evidence(context, *misfit));
      findings.push_back(next_look(context, config_.every));
    } else if (config_.grace == Duration::zero()) {
      findings.push_back(evidence(context, *misfit));
      if (open.empty()) findings.push_back(next_look(context, config_.every));
    } else {
      findings.push_back(hint(context, *misfit, open));
      if (open.empty()) findings.push_back(next_look(context, config_.grace));
    }
    return findings;
  }

 private:
  const NicknameTemplate* format_for(const Context& context) const {
    for (const Format& format : config_.formats)
      if (format.who.empty() || format.who.includes(context.subject, context.directory))
        return &format.shape;
    return nullptr;
  }

  static NicknameTemplate::Known known_of(const Context& context) {
    NicknameTemplate::Known known;
    const DirectoryEntry* entry = context.directory.find(context.subject.id);
    const auto put = [&](const char* part, const std::string& value) {
      if (!value.empty()) known.emplace(part, value);
    };
    if (entry != nullptr) {
      put("姓名", entry->name);
      put("部门", entry->department);
      put("职位", entry->title);
    }
    if (!known.contains("部门")) put("部门", context.subject.department);
    return known;
  }

  /// What is wrong with the member's nickname, as facts; nothing when it is right or nobody knows
  /// it.
  std::optional<Facts> find_misfit(const Context& context) const {
    const NicknameTemplate* format = format_for(context);
    const std::string& shown = context.subject.shown_name();
    if (format == nullptr || shown.empty()) return std::nullopt;
    const NicknameTemplate::Known known = known_of(context);
    const std::optional<NicknameTemplate::Misfit> misfit = format->check(shown, known);
    if (!misfit) return std::nullopt;
    return Facts{{"昵称", shown},
                 {"格式", format->format()},
                 {"示例", format->example(known)},
                 {"原因", misfit->reason}};
  }

  Facts with_grace(Facts facts) const {
    if (config_.grace > Duration::zero()) facts.emplace_back("期限", to_chinese(config_.grace));
    return facts;
  }

  /// Another wrong name does not begin the grace anew, or it would never end.
  Hint hint(const Context& context, Facts misfit, const std::vector<OpenDeadline>& open) const {
    if (open.empty())
      return {.member = context.subject.id,
              .cause = {},
              .wording = "hint",
              .facts = with_grace(std::move(misfit))};
    const auto next = std::min_element(
        open.begin(), open.end(),
        [](const OpenDeadline& a, const OpenDeadline& b) { return a.due < b.due; });
    const std::string due = context.calendar.zone.format(next->due);
    misfit.emplace_back("期限", due.substr(0, 16).replace(10, 1, " "));
    return {
        .member = context.subject.id, .cause = {}, .wording = "again", .facts = std::move(misfit)};
  }

  Evidence evidence(const Context& context, const Facts& misfit) const {
    // He may have changed it in a gap since we last heard of it.
    return {.member = context.subject.id,
            .cause = {},
            .wording = "misfit",
            .facts = with_grace(misfit),
            .since = context.subject.named_at};
  }

  static Opened next_look(const Context& context, Duration after) {
    const Instant due = context.event.at + after;
    return {.member = context.subject.id,
            .cause = {"nickname", context.subject.id.text() + "@" + std::to_string(to_ms(due))},
            .since = context.event.at,
            .due = due,
            .remind_at = std::nullopt,
            .facts = {}};
  }

  static void close_all(const std::vector<OpenDeadline>& open, const char* why,
                        const Context& context, std::vector<Finding>& findings) {
    for (const OpenDeadline& deadline : open)
      findings.push_back(Closed{
          .number = deadline.number, .member = context.subject.id, .wording = why, .facts = {}});
  }

  Config config_;
};

std::optional<NicknameTemplate> read_format(RuleConfig& config, const std::string& key) {
  const std::string text = config.text(key);
  if (text.empty()) return std::nullopt;
  Result<NicknameTemplate> format = NicknameTemplate::parse(text);
  if (format) return *std::move(format);
  config.mistake(config.node().find(key)->at, "bad-format",
                 {"昵称格式不对：" + format.error().message,
                  "not a nickname format: " + format.error().message},
                 {"例如 \"{部门}-{姓名}\"", "for example \"{部门}-{姓名}\""});
  return std::nullopt;
}

/// `nickname: { format: "{部门}-{姓名}", grace: 3d, formats: [{ who: leaders, format: "{姓名}" }]
/// }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  NicknameRule::Config parsed;
  for (const policy::Node* node : config.items("formats")) {
    RuleConfig item = config.inner(*node);
    static_cast<void>(item.require("who"));
    Selector who = item.people("who");
    std::optional<NicknameTemplate> shape = read_format(item, "format");
    static_cast<void>(item.finish());
    if (shape && !who.empty())
      parsed.formats.push_back({.who = std::move(who), .shape = *std::move(shape)});
  }
  if (config.has("format") || parsed.formats.empty())
    if (std::optional<NicknameTemplate> shape = read_format(config, "format"))
      parsed.formats.push_back({.who = {}, .shape = *std::move(shape)});
  parsed.grace = config.duration_or("grace", Duration::zero());
  parsed.every = config.duration_or("every", std::chrono::days{1});
  if (parsed.every < std::chrono::hours{1})
    config.mistake(config.node().find("every")->at, "bad-duration",
                   {"every 不能短于 1h", "every must be at least 1h"},
                   {"写 1h 或更长，例如 1d", "write 1h or more, such as 1d"});
  if (config.finish()) return nullptr;
  return std::make_unique<NicknameRule>(std::move(parsed));
}

}  // namespace

RuleType nickname() {
  return {
      .name = "nickname",
      .listens_to = {Trigger::Seen, Trigger::Left, Trigger::Due},
      .parse = parse,
      .wordings = {
          {"misfit", "群昵称“{昵称}”不符合格式：{原因}。请改为“{示例}”"},
          {"hint", "群昵称“{昵称}”不符合格式：{原因}。请在{期限}内改为“{示例}”"},
          {"again", "群昵称“{昵称}”仍不符合格式：{原因}。期限不重新计算，请在{期限}前改为“{示例}”"},
          {"fixed", "群昵称已改正"},
          {"left", "已退群"}}};
}

}  // namespace qunguan::rules
