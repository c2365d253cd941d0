#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/policy/node.hpp"

namespace qunguan::test {

/// The keys of one kind of map, by where it stands: `rules/content/links` -> `allow`, `deny`.
/// Names that an author chooses are `*`.
using Keys = std::map<std::string, std::set<std::string>>;

/// Reads a text and says what is wrong with it.
using Loader = std::function<std::vector<policy::Diagnostic>(const std::string& text)>;

/// The keys that the loader says it knows, in every map of the example.
Keys known_keys(const policy::Node& example, const Loader& load);

/// The keys that the example uses.
Keys used_keys(const policy::Node& example);

void add(Keys& all, const Keys& more);

}  // namespace qunguan::test
