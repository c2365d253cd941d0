#include "qunguan/rules/notice.hpp"

#include <algorithm>

namespace qunguan::rules {
namespace {

// What the engine knows of every ruling, by the name admins write.
const std::vector<std::string> kCommon{"成员", "群",   "规则",   "依据", "事实",
                                       "处罚", "编号", "下一步", "申诉", "时间"};

/// Calls `text` for what stands outside braces and `name` for what stands inside.
template <class Text, class Name>
void walk(std::string_view pattern, Text text, Name name) {
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = open == pattern.npos ? pattern.npos : pattern.find('}', open);
    text(pattern.substr(0, close == pattern.npos ? pattern.npos : open));
    if (close == pattern.npos) return;
    name(pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(close + 1);
  }
}

}  // namespace

std::vector<std::string> placeholders_of(std::string_view pattern) {
  std::vector<std::string> names;
  walk(pattern, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
  return names;
}

std::vector<std::string> known_placeholders(const RuleType& type) {
  std::vector<std::string> names = kCommon;
  for (const auto& [wording, sentence] : type.wordings)
    for (std::string& name : placeholders_of(sentence))
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
  return names;
}

bool is_placeholder(const std::string& name, const RuleType& type) {
  const std::vector<std::string> known = known_placeholders(type);
  return std::find(known.begin(), known.end(), name) != known.end();
}

std::string fill(std::string_view pattern, const std::map<std::string, std::string>& values) {
  std::string filled;
  walk(
      pattern, [&](std::string_view text) { filled += text; },
      [&](std::string_view name) {
        if (const auto value = values.find(std::string{name}); value != values.end())
          filled += value->second;
      });
  return filled;
}

std::string say(const RuleType& type, const std::string& wording, const Facts& facts) {
  for (const auto& [name, sentence] : type.wordings)
    if (name == wording) return fill(sentence, {facts.begin(), facts.end()});
  return wording;
}

}  // namespace qunguan::rules
