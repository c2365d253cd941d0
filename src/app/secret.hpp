#pragma once

#include <string>

#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/policy/node.hpp"

namespace qunguan::app {

/// Reads a secret: a text, `{file: path}` or `{env: NAME}`.
///
/// What is wrong becomes a mistake at its place, an empty secret too: what it guards would stand
/// open. Thread: before any other is started.
std::string read_secret(const policy::Node& node, policy::Diagnostics& diagnostics);

}  // namespace qunguan::app
