#include "rules/rule_entry_reader.hpp"

#include <algorithm>

#include "qunguan/rules/notice.hpp"

namespace qunguan::rules {
namespace {

using policy::Diagnostics;
using policy::Node;

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const RuleType& type : catalogue()) names.push_back(type.name);
  return names;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool is_good_id(std::string_view id) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || static_cast<unsigned char>(c) >= 0x80;
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_plain);
}

RuleId read_id(RuleConfig& config) {
  std::string id = config.text("id");
  if (!id.empty() && !is_good_id(id))
    config.mistake(config.node().find("id")->at, "bad-id",
                   {"id 只能用字母、数字、汉字、- 和 _，最长 64 字节",
                    "an id has letters, digits, Han characters, - and _, at most 64 bytes"},
                   {"换一个，例如 quiet 或 第三条", "choose another, such as quiet"});
  return RuleId{std::move(id)};
}

const RuleType* type_named(const std::string& name) {
  const std::vector<RuleType>& types = catalogue();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const RuleType& type) { return type.name == name; });
  return found == types.end() ? nullptr : &*found;
}

/// The one type key of the entry; reports none and several.
const RuleType* find_type(RuleConfig& config) {
  for (const std::string& name : type_names()) config.has(name);
  const RuleType* found = nullptr;
  for (const policy::Entry& entry : config.node().entries) {
    const RuleType* type = type_named(entry.key);
    if (type != nullptr && found != nullptr) {
      config.mistake(entry.at, "two-types",
                     {"一条规则只能有一种类型，已经有“" + found->name + "”了",
                      "a rule has one type, and this one has '" + found->name + "' already"},
                     {"拆成两条规则", "make it two rules"});
      return nullptr;
    }
    if (type != nullptr) found = type;
  }
  if (found != nullptr || !config.node().is_map()) return found;
  // A mistyped type key is better called unknown than missing.
  for (const policy::Entry& entry : config.node().entries)
    if (!policy::closest(entry.key, type_names()).empty() &&
        policy::closest(entry.key, {"id", "use", "name", "basis", "when", "unless", "then",
                                    "approval", "rejoin", "mode", "notice"})
            .empty())
      return nullptr;
  config.mistake(config.node().at, "no-type",
                 {"这条规则没有写管什么", "this rule does not say what it is about"},
                 {"加上这些键中的一个：" + join(type_names()),
                  "add one of these keys: " + join(type_names())});
  return nullptr;
}

std::optional<Condition> read_condition(RuleConfig& entry, const std::string& key,
                                        EntryScope& scope) {
  const Node* node = entry.find(key);
  if (node == nullptr) return std::nullopt;
  RuleConfig config{*node, scope.policy, entry.diagnostics()};
  Condition condition;
  for (const Node* word : config.scalars("roles")) {
    const std::optional<Role> role = parse_role(word->text);
    if (role && *role != Role::Unknown)
      condition.roles.push_back(*role);
    else
      config.mistake(word->at, "bad-choice",
                     {"“" + word->text + "”不是角色", "'" + word->text + "' is no role"},
                     {"可以写 owner、admin、member、bot", "write owner, admin, member or bot"});
  }
  condition.people = config.people("people");
  condition.kinds = config.kinds("kinds");
  condition.spans = config.spans("spans");
  if (node->is_map() && node->entries.empty())
    config.mistake(node->at, "empty-value", {"“" + key + "”是空的", "'" + key + "' is empty"},
                   {"写上条件，或删去这个键", "write a condition, or remove the key"});
  static_cast<void>(config.finish());
  return condition;
}

template <class Word>
bool excludes_all(const std::vector<Word>& unless, const std::vector<Word>& when) {
  return !when.empty() && std::all_of(when.begin(), when.end(), [&](Word word) {
    return std::find(unless.begin(), unless.end(), word) != unless.end();
  });
}

/// Conditions that leave nobody and nothing.
void check_contradiction(RuleConfig& config, const RuleEntry& entry) {
  if (!entry.unless) return;
  const Condition& unless = *entry.unless;
  const bool is_empty = unless.people.means_anyone() ||
                        (entry.when && (excludes_all(unless.roles, entry.when->roles) ||
                                        excludes_all(unless.kinds, entry.when->kinds)));
  if (is_empty)
    config.mistake(config.node().find("unless")->at, "no-effect",
                   {"unless 排除了一切，这条规则管不到任何人和消息",
                    "unless excludes everything: the rule concerns nobody and nothing"},
                   {"从 unless 里删去多余的，或删去这条规则",
                    "remove what is too much from unless, or remove the rule"});
}

/// Kinds and hours of messages, for a rule that no message wakes.
void check_message_condition(RuleConfig& config, const RuleEntry& entry, const std::string& key,
                             const std::optional<Condition>& condition) {
  const std::vector<Trigger>& triggers = entry.type->listens_to;
  const bool hears_messages =
      std::find(triggers.begin(), triggers.end(), Trigger::Message) != triggers.end();
  if (hears_messages || !condition || (condition->kinds.empty() && condition->spans.empty()))
    return;
  config.mistake(
      config.node().find(key)->at, "no-effect",
      {entry.type->name + " 不看消息，kinds 和 spans 对它没有作用",
       entry.type->name + " does not look at messages: kinds and spans mean nothing to it"},
      {"只写 roles 或 people", "write roles or people alone"});
}

void check_notice(RuleConfig& config, const RuleEntry& entry) {
  if (entry.notice.empty()) return;
  if (entry.type->wordings.empty())
    return config.mistake(config.node().find("notice")->at, "no-effect",
                          {entry.type->name + " 的话是固定的，notice 没有作用",
                           "what " + entry.type->name + " says is fixed: notice means nothing"},
                          {"删去 notice", "remove notice"});
  for (const std::string& name : placeholders_of(entry.notice)) {
    if (is_placeholder(name, *entry.type)) continue;
    config.mistake(
        config.node().find("notice")->at, "bad-placeholder",
        {"通知里的“{" + name + "}”没有意义", "'{" + name + "}' means nothing in a notice"},
        {"可以写：" + join(known_placeholders(*entry.type)),
         "known: " + join(known_placeholders(*entry.type))});
  }
}

/// What follows from a breach; a rule that finds none has nothing to follow.
void read_ladder(RuleConfig& config, RuleEntry& entry, const EntryScope& scope) {
  const bool judges = entry.type == nullptr || entry.type->judges;
  const Node* then = judges ? config.require("then") : config.find("then");
  if (then == nullptr) return;
  if (judges)
    entry.ladder = read_then(*then, scope.ladders, config.diagnostics()).value_or(Ladder{});
  else
    config.mistake(then->at, "no-effect",
                   {entry.type->name + " 不判断谁违规，then 对它没有作用",
                    entry.type->name + " finds nobody in breach: then means nothing to it"},
                   {"删去 then", "remove then"});
}

/// `rejoin: never`
bool read_rejoin(RuleConfig& config, const RuleEntry& entry) {
  const bool is_never = config.choice_or("rejoin", {"allowed", "never"}, 0) == 1;
  const std::vector<Step>& steps = entry.ladder.steps;
  const bool removes = std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return step.heaviest().kind >= ActionKind::ProposeRemoval;
  });
  if (is_never && !steps.empty() && !removes)
    config.mistake(
        config.node().find("rejoin")->at, "no-effect",
        {"这条规则不移出任何人，rejoin 没有作用", "this rule removes nobody: rejoin has no effect"},
        {"删去 rejoin，或在 then 里写上 propose_removal",
         "remove rejoin, or write propose_removal in then"});
  return is_never;
}

/// The entry without what only words it.
std::string meaning_of(const Node& node, const EntryScope& scope) {
  Node bare = node;
  std::erase_if(bare.entries, [](const policy::Entry& entry) {
    return entry.key == "name" || entry.key == "basis" || entry.key == "notice";
  });
  return policy::hash_of(policy::canonical(bare) + scope.surroundings);
}

void read_rule(RuleEntry& entry, const Node& value, EntryScope& scope, Diagnostics& diagnostics) {
  RuleConfig config{value, scope.policy, diagnostics};
  entry.rule = entry.type->parse(config);
  if (!entry.rule || entry.rule->lookback() <= scope.retention) return;
  diagnostics.error(value.at, "window-too-long",
                    {"这条规则要回看 " + to_text(entry.rule->lookback()) + "，而消息只保留 " +
                         to_text(scope.retention),
                     "this rule looks back " + to_text(entry.rule->lookback()) +
                         ", but messages are kept for " + to_text(scope.retention)},
                    {"缩短时间窗，或调大配置里的 retention.messages",
                     "shorten the window, or raise retention.messages in the configuration"});
}

}  // namespace

std::optional<RuleEntry> read_rule_entry(const Node& node, EntryScope& scope,
                                         Diagnostics& diagnostics) {
  const int errors_before = diagnostics.errors();
  RuleConfig config{node, scope.policy, diagnostics};
  RuleEntry entry;
  entry.id = read_id(config);
  entry.name = config.text_or("name", entry.id.text());
  entry.basis = config.texts("basis");
  entry.type = find_type(config);
  entry.when = read_condition(config, "when", scope);
  entry.unless = read_condition(config, "unless", scope);
  read_ladder(config, entry, scope);
  if (const Node* approval = config.find("approval"))
    entry.approval = read_approval(*approval, diagnostics).value_or(Approval{});
  entry.bars_return = read_rejoin(config, entry);
  entry.mode = static_cast<Mode>(config.choice_or("mode", {"test", "warn", "enforce"},
                                                  static_cast<std::size_t>(Mode::Enforce)));
  entry.notice = config.text_or("notice", "");
  if (entry.type != nullptr) {
    read_rule(entry, *node.find(entry.type->name), scope, diagnostics);
    check_notice(config, entry);
    check_message_condition(config, entry, "when", entry.when);
    check_message_condition(config, entry, "unless", entry.unless);
  }
  check_contradiction(config, entry);
  static_cast<void>(config.finish());
  if (diagnostics.errors() > errors_before) return std::nullopt;
  entry.meaning = meaning_of(node, scope);
  entry.text = policy::hash_of(policy::canonical(node));
  return entry;
}

}  // namespace qunguan::rules
