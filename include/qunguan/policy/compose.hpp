#pragma once

#include <string>

#include "qunguan/policy/node.hpp"

namespace qunguan::policy {

/// The base with what `over` says in its place: maps key by key, everything else whole.
Node overlay(Node base, const Node& over);

/// The node as if all of it were written at one place, for mistakes in what another file brought.
Node standing_at(Node node, Position at);

/// The node as people write YAML; reading it back gives the same canonical form.
std::string write_yaml(const Node& node);

}  // namespace qunguan::policy
