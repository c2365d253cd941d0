#pragma once

#include "engine/group.hpp"
#include "engine/recent.hpp"
#include "qunguan/rules/history.hpp"

namespace qunguan::engine {

/// The past of one group as one rule may see it. Lives for one call; what it is made of outlives
/// it.
class GroupHistory final : public rules::History {
 public:
  GroupHistory(const Group& group, const RuleId& rule, const Recent& recent, Journal& journal)
      : group_(group), rule_(rule), recent_(recent), journal_(journal) {}

  std::vector<rules::PastMessage> messages(const MemberId& member, Instant since,
                                           Instant until) const override;
  void each_message(
      Instant since, Instant until,
      const std::function<bool(const MemberId&, const rules::PastMessage&)>& visit) const override;
  std::optional<Event> event(std::int64_t number) const override { return journal_.event(number); }
  std::vector<rules::OpenDeadline> deadlines(const MemberId& member) const override;
  std::vector<rules::OpenDeadline> deadlines() const override;
  std::vector<rules::OpenDeadline> deadlines(const rules::Cause& cause) const override;
  std::optional<Instant> last_breach(const MemberId& member) const override;
  bool is_removal_ordered(const MemberId& member) const override {
    return group_.removals.contains(member);
  }

 private:
  const Group& group_;
  const RuleId& rule_;
  const Recent& recent_;
  Journal& journal_;
};

}  // namespace qunguan::engine
