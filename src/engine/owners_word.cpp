#include "engine/owners_word.hpp"

#include "engine/docket.hpp"

namespace qunguan::engine {
namespace {

constexpr std::size_t kMost = 1'000;  // proposals that are looked at

bool is_removal(const Proposal& proposal) {
  return proposal.step.heaviest().kind == ActionKind::Remove;
}

}  // namespace

bool is_for_owner(const Group& group, Cases& cases, Instant at, int more, const Case* cause) {
  if (group.policy == nullptr || group.policy->owners_word.from == 0) return false;
  const rules::OwnersWord& word = group.policy->owners_word;
  int removals = more + cases.load(group.number, at - word.within).removals;
  for (const Case& one : cases.proposed(group.number, kMost)) {
    const std::optional<Proposal> proposal = cases.proposal(one.number);
    if (!proposal || !is_removal(*proposal)) continue;
    const bool is_with_it = cause != nullptr && share_cause(one, *cause);
    const bool is_recent = one.at >= at - word.within;
    if (is_with_it || (proposal->approval.by_owner && is_recent)) ++removals;
  }
  return removals >= word.from;
}

std::string say_owners_word(const Group& group) {
  const rules::OwnersWord& word = group.policy->owners_word;
  return to_chinese(word.within) + "内移出满 " + std::to_string(word.from) + " 人，须群主同意";
}

}  // namespace qunguan::engine
