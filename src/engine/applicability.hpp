#pragma once

#include "qunguan/domain/directory.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/domain/roster.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::engine {

/// True when the rule may find against the member. Owner, admins and the bot are exempt unless
/// `when` names them.
bool concerns(const rules::RuleEntry& entry, const Member& member, const Directory& directory);

/// True when the message passes the rule's conditions on kinds and times.
bool fits(const rules::RuleEntry& entry, const Event& event, const Zone& zone);

}  // namespace qunguan::engine
