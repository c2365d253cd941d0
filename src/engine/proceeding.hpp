#pragma once

#include "engine/group.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/rules/order.hpp"
#include "qunguan/rules/reading.hpp"

namespace qunguan::engine {

/// One event while it is dealt with. All references outlive it.
struct Proceeding {
  Group& group;
  const Event& event;
  std::int64_t number = 0;  // in the journal; 0: our own event
  const rules::Reading& reading;
  const Timer* timer = nullptr;         // the deadline that fell due
  const rules::Order* order = nullptr;  // what its message orders
};

/// The finding of one rule against one member.
struct Matter {
  const rules::RuleEntry* entry = nullptr;
  rules::Evidence evidence;
  std::optional<rules::Step> step;  // in place of the ladder's
  std::string said;                 // in place of the rule type's wording
};

}  // namespace qunguan::engine
