#pragma once

#include "qunguan/policy/config_reader.hpp"

namespace qunguan::rules {

/// Holds a policy against what its `registry:` says that a group must have on record: a missing
/// field, or a name that is not allowed, is a mistake. A file that others build on need not be
/// complete.
void check_registry(policy::ConfigReader& policy);

}  // namespace qunguan::rules
