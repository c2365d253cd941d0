#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/action.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/domain/zone.hpp"

namespace qunguan::sandbox {

/// Something that happens in the demo group, and what must come of it.
struct Scene {
  std::string title;                   // Chinese, for the screen
  std::vector<Event> events;           // through the generic source
  std::optional<ActionKind> leads_to;  // the scene is over when this has followed
};

/// The last day of the demo group (示范群 of rules/demo.yaml), ending now: whatever follows from it
/// has fallen due.
///
/// Ids begin with `run`, so that another day in the same database is another day.
std::vector<Scene> play_day(const GroupId& group, Instant now, const std::string& run);

/// The people of config/people.csv as members of the group.
std::vector<Person> demo_members();

}  // namespace qunguan::sandbox
