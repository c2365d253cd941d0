#include "engine/applicability.hpp"

#include <algorithm>

namespace qunguan::engine {
namespace {

using rules::Condition;

bool has_role(const std::vector<Role>& roles, Role role) {
  const Role shown = role == Role::Unknown ? Role::Member : role;
  return std::find(roles.begin(), roles.end(), shown) != roles.end();
}

bool is_staff(Role role) { return role == Role::Owner || role == Role::Admin || role == Role::Bot; }

bool is_within(const Condition& condition, const LocalTime& at) {
  return std::any_of(condition.spans.begin(), condition.spans.end(),
                     [&](const rules::Span& span) { return span.contains(at); });
}

bool has_kind(const Condition& condition, MessageKind kind) {
  return std::find(condition.kinds.begin(), condition.kinds.end(), kind) != condition.kinds.end();
}

}  // namespace

bool concerns(const rules::RuleEntry& entry, const Member& member, const Directory& directory) {
  if (entry.unless && (has_role(entry.unless->roles, member.role) ||
                       entry.unless->people.includes(member, directory)))
    return false;
  if (!entry.when) return !is_staff(member.role);
  const bool asks_roles = !entry.when->roles.empty();
  const bool asks_people = !entry.when->people.empty();
  if (asks_roles && !has_role(entry.when->roles, member.role)) return false;
  if (asks_people && !entry.when->people.includes(member, directory)) return false;
  return asks_roles || asks_people || !is_staff(member.role);
}

bool fits(const rules::RuleEntry& entry, const Event& event, const Zone& zone) {
  if (!entry.when && !entry.unless) return true;
  const MessageKind kind = event.message.kind;
  const LocalTime at = zone.local(event.at);
  if (entry.unless && (has_kind(*entry.unless, kind) || is_within(*entry.unless, at))) return false;
  if (!entry.when) return true;
  if (!entry.when->kinds.empty() && !has_kind(*entry.when, kind)) return false;
  return entry.when->spans.empty() || is_within(*entry.when, at);
}

}  // namespace qunguan::engine
