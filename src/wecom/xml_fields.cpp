#include "wecom/xml_fields.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace qunguan::wecom {
namespace {

/// Requires: neither is empty.
bool is_within(std::string_view path, std::string_view name) {
  if (path.size() < name.size() || path.front() != name.front()) return false;
  return path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '/');
}

void split_at_commas(std::string_view text, std::vector<std::string_view>& parts) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string_view XmlFields::text(std::string_view name) {
  const XmlLeaf* found = nullptr;
  for (const XmlLeaf& leaf : leaves_.list) {
    if (!is_within(leaf.path, name)) continue;
    if (found != nullptr && found->element != leaf.element) is_ambiguous_ = true;
    found = &leaf;
  }
  return found != nullptr && found->path == name ? found->text : std::string_view{};
}

std::vector<std::string_view> XmlFields::list(std::string_view name) {
  std::vector<std::string_view> texts;
  split_at_commas(text(name), texts);
  for (const XmlLeaf& leaf : leaves_.list)
    if (leaf.path != name && is_within(leaf.path, name) && !leaf.text.empty())
      texts.push_back(leaf.text);
  return texts;
}

std::string XmlFields::to_json() const {
  nlohmann::json object = nlohmann::json::object();
  for (const XmlLeaf& leaf : leaves_.list) {
    nlohmann::json& value = object[std::string{leaf.path}];
    if (value.is_null()) {
      value = leaf.text;
      continue;
    }
    if (value.is_string()) value = nlohmann::json::array({value});
    value.push_back(leaf.text);
  }
  return object.dump();
}

}  // namespace qunguan::wecom
