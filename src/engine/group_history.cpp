#include "engine/group_history.hpp"

#include <algorithm>

namespace qunguan::engine {
namespace {}  // namespace

using rules::OpenDeadline;
using rules::PastMessage;

std::vector<PastMessage> GroupHistory::messages(const MemberId& member, Instant since,
                                                Instant until) const {
  return recent_.of(group_.number).of(member, since, until);
}

void GroupHistory::each_message(
    Instant since, Instant until,
    const std::function<bool(const MemberId&, const PastMessage&)>& visit) const {
  recent_.of(group_.number).each(since, until, visit);
}

std::vector<OpenDeadline> GroupHistory::deadlines(const MemberId& member) const {
  std::vector<OpenDeadline> found;
  const auto timers = group_.timers.find(member);
  if (timers == group_.timers.end()) return found;
  for (const Timer& timer : timers->second)
    if (timer.rule == rule_ && !is_engines_own(timer)) found.push_back(timer.deadline);
  return found;
}

template <class Test>
std::vector<OpenDeadline> GroupHistory::select(Test test) const {
  std::vector<OpenDeadline> found;
  for (const auto& [member, timers] : group_.timers)
    for (const Timer& timer : timers)
      if (test(timer.rule) && !is_engines_own(timer)) found.push_back(timer.deadline);
  std::sort(found.begin(), found.end(),
            [](const OpenDeadline& a, const OpenDeadline& b) { return a.number < b.number; });
  return found;
}

std::vector<OpenDeadline> GroupHistory::deadlines() const {
  return select([&](const RuleId& rule) { return rule == rule_; });
}

std::vector<OpenDeadline> GroupHistory::deadlines_of(std::string_view type) const {
  return select([&](const RuleId& rule) {
    const rules::RuleEntry* entry = group_.policy->find(rule);
    return entry != nullptr && entry->type->name == type;
  });
}

std::vector<rules::PastCase> GroupHistory::cases(Instant since, Instant until) const {
  std::vector<rules::PastCase> found = store_.cases.past(group_.number, since, until);
  for (rules::PastCase& one : found)
    if (const rules::RuleEntry* entry = group_.policy->find(RuleId{one.rule})) {
      one.rule = entry->name;
      one.rule_type = entry->type->name;
    }
  return found;
}

std::vector<OpenDeadline> GroupHistory::deadlines(const rules::Cause& cause) const {
  std::vector<OpenDeadline> found = deadlines();
  std::erase_if(found, [&](const OpenDeadline& deadline) { return deadline.cause != cause; });
  return found;
}

std::optional<Instant> GroupHistory::last_breach(const MemberId& member) const {
  const auto found = group_.breaches.find({rule_, member});
  return found == group_.breaches.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace qunguan::engine
