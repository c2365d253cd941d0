#pragma once

#include <map>
#include <string>

#include "qunguan/policy/config_reader.hpp"
#include "qunguan/rules/reading.hpp"

namespace qunguan::rules {

/// The word lists of one policy, by name.
using WordLists = std::map<std::string, Vocabulary::Builder::List, std::less<>>;

/// Reads `lists:` of a policy's top level; mistakes go to the reader's diagnostics.
WordLists read_lists(policy::ConfigReader& policy);

}  // namespace qunguan::rules
