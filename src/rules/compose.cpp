#include "qunguan/rules/compose.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "qunguan/policy/compose.hpp"
#include "rules/preset_texts.hpp"

namespace qunguan::rules {
namespace {

using policy::Diagnostics;
using policy::Entry;
using policy::Node;

const Node& presets() {
  static const Node kPresets = [] {
    Diagnostics diagnostics{"presets.yaml"};
    std::optional<Node> read = policy::read_yaml(kPresetTexts, diagnostics);
    assert(read);
    return *std::move(read);
  }();
  return kPresets;
}

Entry* entry_of(Node& map, std::string_view key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == map.entries.end() ? nullptr : &*found;
}

void erase(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "、") + word;
  return text;
}

/// A type key of the entry that is not the preset's takes its place: a rule has one type.
Node under(Node base, const Node& entry) {
  Node merged = policy::overlay(std::move(base), entry);
  erase(merged, "use");
  return merged;
}

/// Lists of the preset that the policy does not have of the same name.
void add_lists(Node& root, const Node& preset, policy::Position at) {
  const Node* lists = preset.find("lists");
  if (lists == nullptr) return;
  Entry* own = entry_of(root, "lists");
  if (own == nullptr) {
    root.entries.push_back({.key = "lists", .at = at, .value = policy::standing_at(*lists, at)});
    return;
  }
  own->value = policy::overlay(policy::standing_at(*lists, at), own->value);
}

void report_unknown_preset(const Node& use, Diagnostics& diagnostics) {
  const std::vector<std::string> names = preset_names();
  const std::string meant = policy::closest(use.text, names);
  diagnostics.error(
      use.at, "unknown-preset",
      {"没有预设“" + use.text + "”", "there is no preset '" + use.text + "'"},
      meant.empty() ? policy::Words{"可以写：" + join(names), "known: " + join(names)}
                    : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
}

const Node* rule_of(const Node& list, const std::string& id) {
  for (const Node& rule : list.items)
    if (const Node* own = rule.find("id"); own != nullptr && own->text == id) return &rule;
  return nullptr;
}

bool is_off(const Node& rule) {
  const Node* off = rule.find("off");
  return off != nullptr && off->text == "true";
}

/// The base's rules in their order, each under what the file says of the same id; then its own.
Node merge_rules(const Node& base, const Node& own, Diagnostics& diagnostics) {
  Node merged = own;
  merged.items.clear();
  for (const Node& rule : base.items) {
    const Node* id = rule.find("id");
    const Node* over = id == nullptr ? nullptr : rule_of(own, id->text);
    if (over == nullptr)
      merged.items.push_back(rule);
    else if (!is_off(*over))
      merged.items.push_back(policy::overlay(rule, *over));
  }
  for (const Node& rule : own.items) {
    const Node* id = rule.find("id");
    if (id != nullptr && rule_of(base, id->text) != nullptr) continue;
    if (is_off(rule))
      diagnostics.error(
          rule.at, "no-effect",
          {"上级群规里没有这条规则，off 没有作用", "the base has no such rule: off means nothing"},
          {"检查 id，或删去这一条", "check the id, or remove the entry"});
    merged.items.push_back(rule);
  }
  return merged;
}

const Sheet* find_base(const Node& name, const std::vector<Sheet>& sheets,
                       Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const Sheet& sheet : sheets) {
    const Node* base = sheet.root.find("base");
    if (base == nullptr) continue;
    if (base->text == name.text) return &sheet;
    names.push_back(base->text);
  }
  const std::string meant = policy::closest(name.text, names);
  diagnostics.error(
      name.at, "unknown-base",
      {"没有名为“" + name.text + "”的上级群规", "no file has `base: " + name.text + "`"},
      meant.empty() ? policy::Words{"在 policies 目录里放一个写着 `base: " + name.text + "` 的文件",
                                    "put a file that says `base: " + name.text + "` under policies"}
                    : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
  return nullptr;
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Entry& entry : presets().entries) names.push_back(entry.key);
  return names;
}

std::optional<Node> expand_presets(Node root, Diagnostics& diagnostics) {
  const int errors_before = diagnostics.errors();
  Node expanded = root;
  Entry* rules = entry_of(expanded, "rules");
  if (rules == nullptr) return root;
  std::vector<std::pair<const Node*, policy::Position>> used;
  for (Node& rule : rules->value.items) {
    const Node* use = rule.find("use");
    if (use == nullptr) continue;
    const Node* preset = presets().find(use->text);
    if (preset == nullptr) {
      report_unknown_preset(*use, diagnostics);
      continue;
    }
    used.emplace_back(preset, use->at);
    rule = under(policy::standing_at(*preset->find("rule"), use->at), rule);
  }
  for (const auto& [preset, at] : used) add_lists(expanded, *preset, at);
  if (diagnostics.errors() > errors_before) return std::nullopt;
  return expanded;
}

std::vector<Sheet> read_sheets(const std::vector<PolicySource>& files,
                               std::vector<policy::Diagnostic>& problems) {
  std::vector<Sheet> sheets;
  for (const PolicySource& file : files) {
    Diagnostics diagnostics{file.file};
    const std::optional<Node> root = policy::read_yaml(file.text, diagnostics);
    std::optional<Node> whole = root ? expand_presets(*root, diagnostics) : std::nullopt;
    std::ranges::copy(diagnostics.in_order(), std::back_inserter(problems));
    if (whole) sheets.push_back({.file = file.file, .root = *std::move(whole)});
  }
  return sheets;
}

bool is_base(const Node& root) { return root.find("base") != nullptr; }

std::optional<Node> inherit(const Node& root, const std::vector<Sheet>& sheets,
                            Diagnostics& diagnostics) {
  const Node* name = root.find("extends");
  if (name == nullptr) return root;
  const int errors_before = diagnostics.errors();
  const Sheet* sheet = find_base(*name, sheets, diagnostics);
  if (sheet == nullptr) return std::nullopt;
  // What it builds on itself is among the others: nothing builds on itself.
  std::vector<Sheet> others;
  for (const Sheet& one : sheets)
    if (&one != sheet) others.push_back(one);
  const std::optional<Node> base = inherit(sheet->root, others, diagnostics);
  if (!base) return std::nullopt;
  Node under_it = policy::standing_at(*base, name->at);
  erase(under_it, "base");
  Node own = root;
  erase(own, "extends");
  const Entry* base_rules = entry_of(under_it, "rules");
  if (Entry* rules = entry_of(own, "rules"); rules != nullptr && base_rules != nullptr)
    rules->value = merge_rules(base_rules->value, rules->value, diagnostics);
  if (diagnostics.errors() > errors_before) return std::nullopt;
  return policy::overlay(std::move(under_it), own);
}

}  // namespace qunguan::rules
