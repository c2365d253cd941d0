#pragma once

#include <string>

#include "engine/judge.hpp"

namespace qunguan::engine {

/// Law 6: all that is needed to explain the ruling, as a JSON object.
std::string explain(const Proceeding& proceeding, const Ruling& ruling);

/// What the evidence's cause is: its own, or the event.
rules::Cause cause_of(const Event& event, const rules::Evidence& evidence);

}  // namespace qunguan::engine
