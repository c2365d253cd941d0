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
  bool is_within = false;  // the nickname need only contain it

  std::optional<NicknameTemplate::Misfit> check(const std::string& nickname,
                                                const NicknameTemplate::Known& known) const {
    return is_within ? shape.check_within(nickname, known) : shape.check(nickname, known);
  }
};

/// The person of the directory whose name the nickname has in place of its member's own; of several
/// the one with the longest name.
const DirectoryEntry* find_namesake(const Member& member, const Directory& directory) {
  const std::u32string shown = text::plain_nickname(member.shown_name());
  const auto length = [&](const DirectoryEntry& entry) {
    const std::u32string name = text::plain_nickname(entry.name);
    const bool is_there = name.size() >= 2 && shown.find(name) != shown.npos;
    return is_there ? name.size() : 0;
  };
  const DirectoryEntry* own = directory.find(member.id);
  if (own != nullptr && length(*own) > 0) return nullptr;
  const DirectoryEntry* found = nullptr;
  for (const auto& [id, entry] : directory.entries()) {
    const std::size_t its = length(entry);
    if (its == 0 || id == member.id) continue;
    const std::size_t best = found == nullptr ? 0 : length(*found);
    if (its > best || (its == best && id < found->id)) found = &entry;
  }
  return found;
}

class NicknameRule final : public Rule {
 public:
  struct Config {
    std::vector<Format> formats;
    Duration grace{};  // time to change it; zero: none
    Duration every{};  // while it stays wrong, the next step follows this long after the last
    bool reports_impersonation = false;
  };

  explicit NicknameRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    const std::vector<OpenDeadline> open = context.history.deadlines(context.subject.id);
    if (context.trigger == Trigger::Left) {
      close_all(open, "left", context, findings);
      return findings;
    }
    report_impersonation(context, findings);
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
  const Format* format_for(const Context& context) const {
    for (const Format& format : config_.formats)
      if (format.who.empty() || format.who.includes(context.subject, context.directory))
        return &format;
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
      put("班级", entry->class_name);
      put("学生", entry->student);
    }
    if (!known.contains("部门")) put("部门", context.subject.department);
    return known;
  }

  /// What is wrong with the member's nickname, as facts; nothing when it is right or nobody knows
  /// it.
  std::optional<Facts> find_misfit(const Context& context) const {
    const Format* format = format_for(context);
    const std::string& shown = context.subject.shown_name();
    if (format == nullptr || shown.empty()) return std::nullopt;
    const bool is_in_directory = context.directory.find(context.subject.id) != nullptr;
    if (format->is_within && !is_in_directory) return std::nullopt;
    const NicknameTemplate::Known known = known_of(context);
    const std::optional<NicknameTemplate::Misfit> misfit = format->check(shown, known);
    if (!misfit) return std::nullopt;
    return Facts{{"昵称", shown},
                 {"格式", format->shape.format()},
                 {"示例", format->shape.example(known)},
                 {"原因", misfit->reason}};
  }

  /// Once a name: by the event that brought it.
  void report_impersonation(const Context& context, std::vector<Finding>& findings) const {
    const bool is_new =
        context.trigger == Trigger::Seen && context.subject.named_at == context.event.at;
    if (!config_.reports_impersonation || !is_new) return;
    const DirectoryEntry* other = find_namesake(context.subject, context.directory);
    if (other == nullptr) return;
    findings.push_back(
        Remark{.kind = ActionKind::Report,
               .to = Remark::To::Staff,
               .member = context.subject.id,
               .people = {},
               .wording = "impersonation",
               .facts = {{"昵称", context.subject.shown_name()}, {"真名", other->name}},
               .text = {}});
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

std::optional<NicknameTemplate> read_shape(RuleConfig& config, const std::string& key) {
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

/// `format`, or `contains` in its place.
std::optional<Format> read_format(RuleConfig& config, Selector who) {
  const bool is_within = config.has("contains");
  if (is_within && config.has("format"))
    config.mistake(config.node().find("contains")->at, "no-effect",
                   {"format 和 contains 只能写一个", "write format or contains, not both"},
                   {"整个昵称都要合格式就留 format，只要含有就留 contains",
                    "keep format for the whole nickname, contains for a part of it"});
  std::optional<NicknameTemplate> shape = read_shape(config, is_within ? "contains" : "format");
  if (!shape) return std::nullopt;
  if (is_within && shape->has_choices())
    config.mistake(config.node().find("contains")->at, "bad-format",
                   {"contains 里不能有多选", "contains has no choices"},
                   {"例如 contains: \"{姓名}\"", "for example contains: \"{姓名}\""});
  return Format{.who = std::move(who), .shape = *std::move(shape), .is_within = is_within};
}

/// `nickname: { format: "{部门}-{姓名}", grace: 3d, formats: [{ who: leaders, format: "{姓名}" }]
/// }`, or `{ contains: "{姓名}", impersonation: report }`.
std::unique_ptr<Rule> parse(RuleConfig& config) {
  NicknameRule::Config parsed;
  for (const policy::Node* node : config.items("formats")) {
    RuleConfig item = config.inner(*node);
    static_cast<void>(item.require("who"));
    Selector who = item.people("who");
    const bool is_meant = !who.empty();
    std::optional<Format> format = read_format(item, std::move(who));
    static_cast<void>(item.finish());
    if (format && is_meant) parsed.formats.push_back(*std::move(format));
  }
  if (config.has("format") || config.has("contains") || parsed.formats.empty())
    if (std::optional<Format> format = read_format(config, {}))
      parsed.formats.push_back(*std::move(format));
  parsed.reports_impersonation = config.choice_or("impersonation", {"ignore", "report"}, 0) == 1;
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
          {"impersonation", "群昵称“{昵称}”里有名册上另一个人的姓名“{真名}”，请核实是不是冒充"},
          {"fixed", "群昵称已改正"},
          {"left", "已退群"}}};
}

}  // namespace qunguan::rules
