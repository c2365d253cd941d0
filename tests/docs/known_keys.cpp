#include "docs/known_keys.hpp"

#include <sstream>

#include "docs/page.hpp"

namespace qunguan::test {
namespace {

using policy::Node;

// Nobody can mean another key by it, so the loader answers with all it knows.
constexpr const char* kStrange = "qqqqqqqqqqqqqqqqqqqqqqqq";
constexpr std::string_view kKnown = "known here: ";

std::string step_into(const std::string& path, const std::string& key) {
  const bool is_name = path == "lists" || path == "ladders" || path == "people";
  const std::string shown = is_name ? "*" : key == "unless" ? "when" : key;
  return path.empty() ? shown : path + "/" + shown;
}

/// Calls `visit` for every map of the tree, with its place.
template <class Tree, class Visit>
void each_map(Tree& node, const std::string& path, Visit visit) {
  for (auto& item : node.items) each_map(item, path, visit);
  for (auto& entry : node.entries) each_map(entry.value, step_into(path, entry.key), visit);
  // Wherever a secret stands, it is written alike.
  const bool is_secret = node.find("file") != nullptr || node.find("env") != nullptr;
  if (node.is_map()) visit(node, is_secret ? "secret" : path);
}

std::set<std::string> split(const std::string& text) {
  std::set<std::string> words;
  std::istringstream stream{text};
  for (std::string word; std::getline(stream, word, ',');)
    words.insert(word.substr(word.find_first_not_of(' ')));
  return words;
}

std::set<std::string> keys_told(const std::vector<policy::Diagnostic>& problems) {
  for (const policy::Diagnostic& problem : problems)
    if (problem.code == "unknown-key" && problem.message.en.find(kStrange) != std::string::npos &&
        problem.fix.en.starts_with(kKnown))
      return split(problem.fix.en.substr(kKnown.size()));
  return {};
}

}  // namespace

Keys known_keys(const Node& example, const Loader& load) {
  Keys keys;
  Node tree = example;
  each_map(tree, "", [&](Node& map, const std::string& path) {
    map.entries.push_back({.key = kStrange, .at = {}, .value = parse_yaml("[]")});
    const std::set<std::string> told = keys_told(load(write_yaml(tree)));
    keys[path].insert(told.begin(), told.end());
    map.entries.pop_back();
  });
  return keys;
}

Keys used_keys(const Node& example) {
  Keys keys;
  each_map(example, "", [&](const Node& map, const std::string& path) {
    for (const policy::Entry& entry : map.entries) keys[path].insert(entry.key);
  });
  return keys;
}

void add(Keys& all, const Keys& more) {
  for (const auto& [path, keys] : more) all[path].insert(keys.begin(), keys.end());
}

}  // namespace qunguan::test
