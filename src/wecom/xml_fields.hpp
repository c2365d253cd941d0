#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wecom/xml_leaves.hpp"

namespace qunguan::wecom {

/// Reads the root's elements by name and remembers whether one of those read was there twice.
///
/// What it returns points into the leaves, which it owns, and the document they came from.
class XmlFields {
 public:
  explicit XmlFields(XmlLeaves leaves) : leaves_(std::move(leaves)) {}

  /// Empty when there is no such element or it has elements inside.
  std::string_view text(std::string_view name);

  /// The texts of the elements inside `name`, or the one text it has itself, split at its commas.
  /// Empty texts are left out.
  std::vector<std::string_view> list(std::string_view name);

  bool is_ambiguous() const { return is_ambiguous_; }

  /// All leaves as one flat JSON object, keys by path; a list where a path repeats.
  std::string to_json() const;

 private:
  XmlLeaves leaves_;
  bool is_ambiguous_ = false;
};

}  // namespace qunguan::wecom
