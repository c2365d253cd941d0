#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "qunguan/policy/node.hpp"

namespace qunguan::test {

/// A fenced block of a page.
struct Block {
  std::string page;      // relative to the project
  int line = 0;          // of its fence
  std::string language;  // after the fence
  std::string part;      // `head`, `rule` or `people` where `<!-- yaml: head -->` stands before it
  std::string text;
};

/// A page of documentation, as far as the tests care.
struct Page {
  std::string path;                // relative to the project
  std::vector<Block> blocks;       // in their order
  std::vector<std::string> links;  // targets, without anchors
  std::set<std::string> words;     // ASCII words that stand in `code` outside of blocks
  std::string prose;               // all lines outside of blocks
};

std::string read_text(const std::filesystem::path& path);

Page read_page(const std::string& path);

/// README.md, docs/*.md and docs/rules/*.md, by name.
std::vector<Page> all_pages();

/// The YAML blocks that are policies, made whole where they are a part of one.
std::vector<Block> policies_in(const std::vector<Page>& pages);

/// The YAML blocks that are configurations.
std::vector<Block> configurations_in(const std::vector<Page>& pages);

/// The blocks that are directories: all that are CSV, and YAML behind `<!-- yaml: people -->`.
std::vector<Block> directories_in(const std::vector<Page>& pages);

/// The tree as YAML in one line.
std::string write_yaml(const policy::Node& node);

policy::Node parse_yaml(const std::string& text);

}  // namespace qunguan::test
