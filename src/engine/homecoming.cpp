#include <algorithm>

#include "engine/moderator_state.hpp"

namespace qunguan::engine {
namespace {

constexpr std::size_t kMost = 100;  // cases of a member that are looked at

/// True when people let him stay after the case, or took back that he must go.
bool was_let_stay(Cases& cases, const Case& removal) {
  const std::vector<Case> latest = cases.latest(removal.group, removal.member, removal.at, kMost);
  return std::any_of(latest.begin(), latest.end(), [&](const Case& one) {
    return one.cause.kind == kCameBack && one.number > removal.number &&
           (one.standing == Standing::Rejected || one.standing == Standing::Withdrawn);
  });
}

/// To agree to it takes no less than to agree to the removal by which he went.
rules::Step proposal_under(const rules::RuleEntry& entry) {
  rules::Sanction proposal{.kind = ActionKind::ProposeRemoval};
  for (const rules::Step& step : entry.ladder.steps)
    for (const rules::Sanction& one : step.sanctions)
      if (one.kind == ActionKind::ProposeRemoval || one.kind == ActionKind::Remove)
        proposal.approval = one.approval;
  return {.sanctions = {proposal}};
}

}  // namespace

/// Whom a rule had removed for good, and who is here again: his removal is proposed, whatever step
/// the rule's ladder has come to.
MattersByMember Moderator::State::find_returned(const Proceeding& proceeding,
                                                const RosterChanges& changes) {
  MattersByMember matters;
  const Group& group = proceeding.group;
  const bool has_such_rule =
      std::any_of(group.policy->rules.begin(), group.policy->rules.end(),
                  [](const rules::RuleEntry& entry) { return entry.bars_return; });
  if (!has_such_rule) return matters;
  for (const MemberId& id : changes.joined) {
    const std::optional<Case> removal = store.cases.last_removal(group.number, id);
    if (!removal || proceeding.event.at <= removal->decided_at) continue;
    const rules::RuleEntry* entry = group.policy->find(removal->rule);
    const bool is_barred = entry != nullptr && entry->bars_return &&
                           entry->mode == rules::Mode::Enforce && is_concerned(group, *entry, id) &&
                           !was_let_stay(store.cases, *removal);
    if (!is_barred) continue;
    matters[id].push_back({.entry = entry,
                           .evidence = {.member = id,
                                        .cause = {kCameBack, proceeding.event.id.text()},
                                        .facts = {{"前案", std::to_string(removal->number)}}},
                           .step = proposal_under(*entry),
                           .said = "曾因 " + std::to_string(removal->number) + " 号处理（" +
                                   removal->summary + "）被移出，不得再入群，现又入群"});
  }
  return matters;
}

}  // namespace qunguan::engine
