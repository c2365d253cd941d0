#include <exception>
#include <string>

#include "engine/moderator_state.hpp"

namespace qunguan::engine {
namespace {

/// The platform needs time to carry a call out; who joined after it began is there again.
bool is_back(const Group& group, const MemberId& id, Instant call_began) {
  const Member* known = group.roster.find(id);
  return known != nullptr && known->present && known->joined_at && *known->joined_at > call_began;
}

/// Never journalled, so no source can be taken for it, and it for none.
Event event_of(const Claim& removal, const Group& group, Instant at) {
  Event event;
  event.source = group.source;
  event.id = EventId{"removal-" + std::to_string(removal.number)};
  event.type = EventType::MemberLeft;
  event.at = event.received_at = at;
  event.group = group.id;
  for (const MemberId& id : removal.delivery.people)
    if (!is_back(group, id, removal.taken_at)) event.members.push_back({.id = id});
  return event;
}

}  // namespace

void Moderator::confirm_removal(const Claim& removal, Instant at) {
  state_->recall(at);
  Group* group = state_->groups.find(removal.group);
  if (group == nullptr) return;
  Event event = event_of(removal, *group, at);
  try {
    state_->handle_departure(*group, event);
  } catch (const std::exception& failure) {
    // The batch fails, so it is confirmed a second time.
    static_cast<void>(state_->suspect(event, failure));
  }
  state_->groups.trim();
}

/// A rule that throws must not keep what was done from being recorded.
void Moderator::State::handle_departure(Group& group, Event& event) {
  if (!suspects.contains({event.source, event.id}))
    return handle_group_event(group, event, /*number=*/0, {});
  ++counters.quarantined;
  store.audit.note(event.received_at, "engine", "quarantined",
                   "what follows from " + event.id.text() + " could not be judged");
  update_members(group, event, update_roster(group.roster, event));
}

}  // namespace qunguan::engine
