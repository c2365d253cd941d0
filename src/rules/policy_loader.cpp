#include <algorithm>
#include <array>
#include <string_view>

#include "qunguan/rules/compose.hpp"
#include "qunguan/rules/policy.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/rules/word_lists.hpp"
#include "rules/calendar_reader.hpp"
#include "rules/registry.hpp"
#include "rules/rule_entry_reader.hpp"
#include "rules/step_reader.hpp"

namespace qunguan::rules {
namespace {

using policy::ConfigReader;
using policy::Diagnostics;
using policy::Node;

using List = Vocabulary::Builder::List;

/// A set knows those above it; the name of one that is yet to come would quietly mean an id.
bool is_read_too_early(const Node& word, const Node& people, const PeopleSets& sets) {
  return people.find(word.text) != nullptr && sets.find(word.text) == sets.end();
}

Selector read_set(ConfigReader& config, const std::string& name, const PeopleSets& sets) {
  std::vector<const Node*> words = config.scalars(name);
  std::erase_if(words, [&](const Node* word) {
    if (!is_read_too_early(*word, config.node(), sets)) return false;
    config.mistake(
        word->at, "unknown-people",
        {"合称“" + word->text + "”在这里还没有定义",
         "the set '" + word->text + "' is not defined yet"},
        {"把“" + word->text + "”移到前面；若是某人的 id，请写成 `id:" + word->text + "`",
         "move '" + word->text + "' up; for a person's id write `id:" + word->text + "`"});
    return true;
  });
  return read_selector(words, sets, config.diagnostics());
}

PeopleSets read_people(ConfigReader& policy) {
  PeopleSets sets;
  const Node* node = policy.find("people");
  if (node == nullptr) return sets;
  if (!node->is_map()) {
    policy.mistake(node->at, "wrong-shape",
                   {"people 下面应为“名字: [成员]”", "expected `name: [members]` under people"},
                   {"例如 `leaders: [zongjian]`", "for example `leaders: [zongjian]`"});
    return sets;
  }
  ConfigReader config{*node, policy.diagnostics()};
  for (const policy::Entry& entry : node->entries)
    sets.emplace(entry.key, read_set(config, entry.key, sets));
  return sets;
}

/// Words of one key of a list, each tried on a lexicon of its own.
std::vector<std::string> read_words(ConfigReader& config, const std::string& key) {
  std::vector<std::string> words;
  text::Lexicon::Builder trial;
  const std::uint32_t list = trial.add_list(text::Match::Smart);
  for (const Node* word : config.scalars(key)) {
    if (const Result<void> taken = trial.add_word(list, word->text); !taken)
      config.mistake(word->at, "bad-word",
                     {"“" + word->text + "”不能作为词：" + taken.error().message,
                      "'" + word->text + "' cannot be a word: " + taken.error().message},
                     {"词里要有汉字、字母或数字，最长 64 个字",
                      "a word has letters or digits, and at most 64 characters"});
    else
      words.push_back(word->text);
  }
  return words;
}

/// Who warns of a thing names it, too: what stands beside its name then.
constexpr std::array<std::string_view, 24> kWarningsBefore{
    "严禁", "禁止", "谨防", "警惕", "防范", "提防", "当心", "小心", "打击", "严打", "举报", "抵制",
    "远离", "拒绝", "杜绝", "查处", "不要", "不能", "请勿", "切勿", "不得", "不准", "不许", "别"};
constexpr std::array<std::string_view, 16> kWarningsAfter{
    "是违法", "属于违法", "违法", "犯罪", "是骗局", "骗局", "诈骗",   "陷阱",
    "敲诈",   "害人",     "案",   "被抓", "被判",   "被骗", "的谣言", "是谣言"};

void allow_warnings(List& list) {
  for (const std::vector<std::string>* words : {&list.words, &list.by_sound})
    for (const std::string& word : *words) {
      for (const std::string_view before : kWarningsBefore)
        list.allow.push_back(std::string{before} + word);
      for (const std::string_view after : kWarningsAfter)
        list.allow.push_back(word + std::string{after});
    }
}

}  // namespace

WordLists read_lists(ConfigReader& policy) {
  WordLists lists;
  const Node* node = policy.find("lists");
  if (node == nullptr) return lists;
  if (!node->is_map()) {
    policy.mistake(
        node->at, "wrong-shape",
        {"lists 下面应为“名字: { words: [...] }”", "expected `name: { words: [...] }` under lists"},
        {"例如 `赌博: { words: [百家乐] }`", "for example `赌博: { words: [百家乐] }`"});
    return lists;
  }
  for (const policy::Entry& entry : node->entries) {
    ConfigReader config{entry.value, policy.diagnostics()};
    List list;
    if (!config.has("by_sound")) static_cast<void>(config.require("words"));
    list.words = read_words(config, "words");
    list.by_sound = read_words(config, "by_sound");
    list.allow = read_words(config, "allow");
    list.match = read_match(config).value_or(text::Match::Smart);
    if (config.flag_or("unless_warned", false)) allow_warnings(list);
    static_cast<void>(config.finish());
    lists.emplace(entry.key, std::move(list));
  }
  return lists;
}

namespace {

Fuse read_fuse(ConfigReader& policy) {
  Fuse fuse;
  const Node* node = policy.find("fuse");
  if (node == nullptr) return fuse;
  ConfigReader config{*node, policy.diagnostics()};
  fuse.fines = static_cast<int>(config.integer_or("fines", fuse.fines, 0, 100'000));
  fuse.removals = static_cast<int>(config.integer_or("removals", fuse.removals, 0, 100'000));
  fuse.percent = static_cast<int>(config.integer_or("percent", fuse.percent, 1, 100));
  fuse.within = config.duration_or("within", fuse.within);
  static_cast<void>(config.finish());
  return fuse;
}

OwnersWord read_owners_word(ConfigReader& policy) {
  OwnersWord word;
  const Node* node = policy.find("removals");
  if (node == nullptr) return word;
  ConfigReader config{*node, policy.diagnostics()};
  static_cast<void>(config.require("owner_from"));
  word.from = static_cast<int>(config.integer_or("owner_from", 1, 1, 100'000));
  word.within = config.duration_or("within", word.within);
  static_cast<void>(config.finish());
  return word;
}

Duration read_proposals_within(ConfigReader& policy, Duration usual) {
  const Node* node = policy.find("proposals");
  if (node == nullptr) return usual;
  ConfigReader config{*node, policy.diagnostics()};
  const Node* within = config.require("within");
  const Duration span = config.duration_or("within", usual);
  if (within != nullptr && span == Duration::zero())
    config.mistake(within->at, "bad-duration",
                   {"within 必须大于零", "within must be longer than zero"},
                   {"写一段时间，例如 7d", "write a span, such as 7d"});
  static_cast<void>(config.finish());
  return span;
}

std::vector<LeftToPeople> read_left_to_people(ConfigReader& policy) {
  std::vector<LeftToPeople> left;
  for (const Node* node : policy.items("left_to_people")) {
    ConfigReader config{*node, policy.diagnostics()};
    const std::string reason = config.text("reason");
    for (const std::string& basis : config.texts("basis"))
      left.push_back({.basis = basis, .reason = reason});
    static_cast<void>(config.require("basis"));
    static_cast<void>(config.finish());
  }
  return left;
}

void read_rules(ConfigReader& config, Policy& policy, EntryScope& scope) {
  static_cast<void>(config.require("rules"));
  for (const Node* node : config.items("rules")) {
    std::optional<RuleEntry> entry = read_rule_entry(*node, scope, config.diagnostics());
    if (!entry) continue;
    if (policy.find(entry->id) != nullptr)
      config.mistake(node->find("id")->at, "duplicate-id",
                     {"id“" + entry->id.text() + "”用了两次",
                      "the id '" + entry->id.text() + "' is used twice"},
                     {"换一个 id", "choose another id"});
    policy.rules.push_back(std::move(*entry));
  }
}

std::vector<std::string> rule_ids_of(const Node& root) {
  std::vector<std::string> ids;
  const Node* rules = root.find("rules");
  if (rules == nullptr) return ids;
  for (const Node& rule : rules->items)
    if (const Node* id = rule.find("id")) ids.push_back(id->text);
  return ids;
}

/// What gives every rule of the policy part of its meaning.
std::string surroundings_of(const Node& root) {
  std::string form;
  for (const char* key : {"timezone", "calendar", "people", "ladders", "owner", "admins"})
    if (const Node* node = root.find(key)) form += std::string{key} + policy::canonical(*node);
  return form;
}

std::vector<MemberId> to_ids(const std::vector<std::string>& texts) {
  std::vector<MemberId> ids;
  ids.reserve(texts.size());
  for (const std::string& text : texts) ids.emplace_back(text);
  return ids;
}

Selector read_report_to(ConfigReader& config, const PeopleSets& people) {
  if (!config.has("report_to"))
    return Selector{
        {PersonTest{.by = PersonTest::By::Role, .value = "admin", .role = Role::Admin}}};
  return read_selector(config.scalars("report_to"), people, config.diagnostics());
}

void read_groups(ConfigReader& config, Policy& policy) {
  static_cast<void>(config.require("groups"));
  for (const Node* node : config.scalars("groups")) {
    if (std::find(policy.groups.begin(), policy.groups.end(), node->text) != policy.groups.end())
      config.mistake(
          node->at, "duplicate-group",
          {"群“" + node->text + "”写了两次", "the group '" + node->text + "' is named twice"},
          {"删去一个", "remove one"});
    policy.groups.push_back(node->text);
    policy.group_places.push_back(node->at);
  }
}

/// A file that others build on governs no group itself.
void read_title(ConfigReader& config, Policy& policy) {
  if (is_base(config.node())) {
    policy.name = config.text("base");
    return;
  }
  policy.name = config.text("policy");
  read_groups(config, policy);
}

}  // namespace

const RuleEntry* Policy::find(const RuleId& id) const {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const RuleEntry& entry) { return entry.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

std::optional<Policy> load_policy(std::string_view text, Diagnostics& diagnostics,
                                  Vocabulary::Builder& vocabulary, Duration retention) {
  const std::optional<Node> root = policy::read_yaml(text, diagnostics);
  const std::optional<Node> whole =
      root ? expand_presets(*root, diagnostics) : std::optional<Node>{};
  return whole ? load_policy(*whole, diagnostics, vocabulary, retention) : std::nullopt;
}

std::optional<Policy> load_policy(const Node& root, Diagnostics& diagnostics,
                                  Vocabulary::Builder& vocabulary, Duration retention) {
  if (root.is_null()) {
    diagnostics.error(
        {}, "empty-file", {"文件是空的", "the file is empty"},
        {"至少写上 policy、groups 和 rules", "write at least policy, groups and rules"});
    return std::nullopt;
  }
  ConfigReader config{root, diagnostics};
  Policy policy;
  policy.file = diagnostics.file();
  read_title(config, policy);
  check_registry(config);
  policy.calendar = read_calendar(config);
  PolicyScope scope{.people = read_people(config),
                    .lists = read_lists(config),
                    .calendar = policy.calendar,
                    .vocabulary = vocabulary,
                    .rule_ids = rule_ids_of(config.node())};
  policy.report_to = read_report_to(config, scope.people);
  if (config.has("owner")) policy.owner = MemberId{config.text("owner")};
  policy.admins = to_ids(config.texts("admins"));
  policy.fuse = read_fuse(config);
  policy.owners_word = read_owners_word(config);
  policy.proposals_within = read_proposals_within(config, policy.proposals_within);
  const Node* ladder_node = config.find("ladders");
  const Ladders ladders =
      ladder_node == nullptr ? Ladders{} : read_ladders(*ladder_node, diagnostics);
  EntryScope entries{.policy = scope,
                     .ladders = ladders,
                     .retention = retention,
                     .surroundings = surroundings_of(root)};
  read_rules(config, policy, entries);
  policy.left_to_people = read_left_to_people(config);
  if (config.finish()) return std::nullopt;
  policy.hash = policy::hash_of(policy::canonical(root));
  return policy;
}

}  // namespace qunguan::rules
