#pragma once

#include <map>
#include <optional>
#include <string>

#include "qunguan/policy/config_reader.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::rules {

using Ladders = std::map<std::string, Ladder, std::less<>>;

/// Reads the map under `ladders:`.
Ladders read_ladders(const policy::Node& node, policy::Diagnostics& diagnostics);

/// Reads what stands under `then:`: a step, a list of steps, `{window, steps}`, or a ladder's name.
std::optional<Ladder> read_then(const policy::Node& node, const Ladders& ladders,
                                policy::Diagnostics& diagnostics);

/// Reads `admin`, `2 admins` or `owner` under `approval:`.
std::optional<Approval> read_approval(const policy::Node& node, policy::Diagnostics& diagnostics);

}  // namespace qunguan::rules
