#pragma once

#include <optional>

#include "qunguan/rules/policy.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/step_reader.hpp"

namespace qunguan::rules {

/// What the entries of one policy are read with.
struct EntryScope {
  PolicyScope& policy;
  const Ladders& ladders;
  Duration retention;
  std::string surroundings;  // canonical form of what else gives a rule its meaning
};

/// Reads one item under `rules:`; nothing after reporting what is wrong.
std::optional<RuleEntry> read_rule_entry(const policy::Node& node, EntryScope& scope,
                                         policy::Diagnostics& diagnostics);

}  // namespace qunguan::rules
