#include "docs/page.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;

// What completes the part of a policy that a page shows.
constexpr const char* kHead =
    "policy: 示例\ngroups: [示范群]\nrules:\n"
    "  - { id: a, quiet_hours: \"23:30-07:30\", then: remind }\n";
constexpr const char* kAround =
    "policy: 示例\ngroups: [示范群]\npeople: { leaders: [zongjian] }\n"
    "lists: { 赌博: { words: [百家乐] } }\nladders: { 通用: { steps: [warn] } }\nrules:\n";

void collect(const std::string& line, const std::regex& expression, std::size_t group,
             std::vector<std::string>& found) {
  for (std::sregex_iterator match{line.begin(), line.end(), expression}, end; match != end; ++match)
    found.push_back((*match)[group]);
}

void read_prose(const std::string& line, Page& page) {
  static const std::regex kLink{R"(\]\(([^)#\s]+)[^)]*\))"};
  static const std::regex kCode{"`([^`]+)`"};
  static const std::regex kWord{"[A-Za-z_0-9]+"};
  page.prose += line + "\n";
  collect(line, kLink, 1, page.links);
  std::vector<std::string> codes;
  collect(line, kCode, 1, codes);
  std::vector<std::string> words;
  for (const std::string& code : codes) collect(code, kWord, 0, words);
  page.words.insert(words.begin(), words.end());
}

bool begins_a_line(const std::string& text, const std::string& word) {
  return text.starts_with(word) || text.find("\n" + word) != std::string::npos;
}

std::string quoted(const std::string& text) {
  std::string shown = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') shown += '\\';
    shown += c == '\n' ? std::string{"\\n"} : std::string{c};
  }
  return shown + "\"";
}

}  // namespace

std::string read_text(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{"cannot read " + path.string()};
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

Page read_page(const std::string& path) {
  Page page{.path = path};
  std::istringstream text{read_text(fs::path{QUNGUAN_SOURCE_DIR} / path)};
  std::string part;
  bool is_inside = false;
  int number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    const std::size_t fence = line.find("```");
    if (fence != std::string::npos && line.find_first_not_of(' ') == fence) {
      is_inside = !is_inside;
      if (is_inside)
        page.blocks.push_back(
            {.page = path, .line = number, .language = line.substr(fence + 3), .part = part});
      part.clear();
    } else if (is_inside) {
      page.blocks.back().text += line + "\n";
    } else if (line.starts_with("<!-- yaml: ")) {
      part = line.substr(11, line.find(" -->") - 11);
    } else {
      read_prose(line, page);
    }
  }
  return page;
}

std::vector<Page> all_pages() {
  const fs::path project{QUNGUAN_SOURCE_DIR};
  std::vector<std::string> paths{"README.md"};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator{project / "docs"})
    if (entry.path().extension() == ".md")
      paths.push_back(fs::relative(entry.path(), project).string());
  std::sort(paths.begin(), paths.end());
  std::vector<Page> pages;
  for (const std::string& path : paths) pages.push_back(read_page(path));
  return pages;
}

std::vector<Block> policies_in(const std::vector<Page>& pages) {
  std::vector<Block> found;
  for (const Page& page : pages) {
    for (Block block : page.blocks) {
      if (block.language != "yaml") continue;
      if (block.part == "head") block.text = kHead + block.text;
      if (block.part == "rule") block.text = kAround + block.text;
      if (begins_a_line(block.text, "policy:") || begins_a_line(block.text, "base:"))
        found.push_back(std::move(block));
    }
  }
  return found;
}

std::vector<Block> configurations_in(const std::vector<Page>& pages) {
  std::vector<Block> found;
  for (const Page& page : pages)
    for (const Block& block : page.blocks)
      if (block.language == "yaml" && begins_a_line(block.text, "sources:")) found.push_back(block);
  return found;
}

std::vector<Block> directories_in(const std::vector<Page>& pages) {
  std::vector<Block> found;
  for (const Page& page : pages)
    for (const Block& block : page.blocks)
      if (block.language == "csv" || block.part == "people") found.push_back(block);
  return found;
}

std::string write_yaml(const policy::Node& node) {
  std::string text;
  switch (node.kind) {
    case policy::Node::Kind::Null:
      return "";
    case policy::Node::Kind::Scalar:
      return quoted(node.text);
    case policy::Node::Kind::List:
      for (const policy::Node& item : node.items)
        text += (text.empty() ? "" : ", ") + write_yaml(item);
      return "[" + text + "]";
    case policy::Node::Kind::Map:
      break;
  }
  for (const policy::Entry& entry : node.entries)
    text += (text.empty() ? "" : ", ") + quoted(entry.key) + ": " + write_yaml(entry.value);
  return "{" + text + "}";
}

policy::Node parse_yaml(const std::string& text) {
  policy::Diagnostics diagnostics{"block"};
  std::optional<policy::Node> node = policy::read_yaml(text, diagnostics);
  if (!node) throw std::runtime_error{"not YAML:\n" + text};
  return *std::move(node);
}

}  // namespace qunguan::test
