#pragma once

#include "qunguan/policy/config_reader.hpp"
#include "qunguan/rules/calendar.hpp"

namespace qunguan::rules {

/// Reads `timezone:` and the map under `calendar:` of a whole policy.
Calendar read_calendar(policy::ConfigReader& policy);

}  // namespace qunguan::rules
