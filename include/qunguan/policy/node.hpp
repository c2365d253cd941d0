#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"

namespace qunguan::policy {

struct Entry;

/// A YAML value that knows where it stands. Scalars are kept as written: `23:30` is text, and so is
/// `no`.
struct Node {
  enum class Kind { Null, Scalar, List, Map };

  Kind kind = Kind::Null;
  Position at;
  std::string text;            // Scalar
  std::vector<Node> items;     // List
  std::vector<Entry> entries;  // Map, in the order of the file; no key twice

  bool is_null() const { return kind == Kind::Null; }
  bool is_scalar() const { return kind == Kind::Scalar; }
  bool is_list() const { return kind == Kind::List; }
  bool is_map() const { return kind == Kind::Map; }

  /// The value under `key`, or null.
  const Node* find(std::string_view key) const;
};

struct Entry {
  std::string key;
  Position at;
  Node value;
};

/// Reads the one document of a policy or configuration file.
///
/// Refuses, each with its place: what is not YAML, tabs that indent, full-width colons, unclosed
/// quotes, plain text that runs over a line's end, duplicate keys, anchors, tags, a second
/// document, more than 256 KiB, more than 32 levels. Returns nothing when anything was refused.
std::optional<Node> read_yaml(std::string_view text, Diagnostics& diagnostics);

/// The document without what does not matter: comments, order of keys, quotes, layout. Equal forms
/// mean the same.
std::string canonical(const Node& node);

/// The first 16 hex digits of the SHA-256 of `canonical`.
std::string hash_of(std::string_view canonical);

}  // namespace qunguan::policy
