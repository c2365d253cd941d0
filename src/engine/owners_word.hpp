#pragma once

#include <optional>
#include <string>

#include "engine/group.hpp"

namespace qunguan::engine {

/// True when so many removals were ordered, or wait for the owner, that only the owner may order
/// `more` others, all from one cause.
///
/// `cause` is a case of theirs that waits already; what waits with it is counted once.
bool is_for_owner(const Group& group, Cases& cases, Instant at, int more,
                  const Case* cause = nullptr);

/// Why, for people.
std::string say_owners_word(const Group& group);

}  // namespace qunguan::engine
