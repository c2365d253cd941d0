#pragma once

#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/roster.hpp"

namespace qunguan::engine {

/// What an event changed about who is in a group and what they are called.
struct RosterChanges {
  std::vector<MemberId> changed;  // to be saved
  std::vector<MemberId> seen;     // joined, renamed, or heard of by name for the first time
  std::vector<MemberId> joined;
  std::vector<MemberId> left;
  bool knowledge = false;  // `is_complete` or `is_staff_known` changed
};

/// Takes over into the roster what the event says.
RosterChanges update_roster(Roster& roster, const Event& event);

}  // namespace qunguan::engine
