#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/policy/node.hpp"

namespace qunguan::rules {

/// A policy file as it was read.
struct PolicySource {
  std::string file;
  std::string text;
};

/// The same as a tree in which the presets stand that it uses, but not yet what it builds on.
struct Sheet {
  std::string file;
  policy::Node root;
};

/// The files that are YAML and use presets that there are; what is wrong with the others is added
/// to `problems`.
std::vector<Sheet> read_sheets(const std::vector<PolicySource>& files,
                               std::vector<policy::Diagnostic>& problems);

/// The file with every `use:` replaced by the rule that the preset stands for, under what the entry
/// itself says, and the lists that it needs.
///
/// Nothing after reporting a preset that there is none of.
std::optional<policy::Node> expand_presets(policy::Node root, policy::Diagnostics& diagnostics);

/// The names under which presets can be used.
std::vector<std::string> preset_names();

/// True for a file that others build on: it has `base:` and governs no group itself.
bool is_base(const policy::Node& root);

/// The file with what it builds on (`extends:`) under it: people, lists, ladders and so on key by
/// key, rules by their ids. A rule of the base goes with `off: true`.
///
/// Nothing after reporting a base that is not among `sheets`.
std::optional<policy::Node> inherit(const policy::Node& root, const std::vector<Sheet>& sheets,
                                    policy::Diagnostics& diagnostics);

}  // namespace qunguan::rules
