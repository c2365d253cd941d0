#pragma once

#include "engine/group.hpp"
#include "engine/recent.hpp"
#include "qunguan/rules/history.hpp"

namespace qunguan::engine {

/// The past of one group as one rule may see it. Lives for one call; what it is made of outlives
/// it.
class GroupHistory final : public rules::History {
 public:
  GroupHistory(const Group& group, const RuleId& rule, const Recent& recent, const Store& store)
      : group_(group), rule_(rule), recent_(recent), store_(store) {}

  std::vector<rules::PastMessage> messages(const MemberId& member, Instant since,
                                           Instant until) const override;
  void each_message(
      Instant since, Instant until,
      const std::function<bool(const MemberId&, const rules::PastMessage&)>& visit) const override;
  std::optional<Event> event(std::int64_t number) const override {
    return store_.journal.event(number);
  }
  std::vector<rules::OpenDeadline> deadlines(const MemberId& member) const override;
  std::vector<rules::OpenDeadline> deadlines() const override;
  std::vector<rules::OpenDeadline> deadlines(const rules::Cause& cause) const override;
  std::vector<rules::OpenDeadline> deadlines_of(std::string_view type) const override;
  std::vector<rules::PastCase> cases(Instant since, Instant until) const override;
  std::map<MemberId, int> answers(Instant since, Instant until) const override {
    return store_.outbox.closings(group_.number, "answered", since, until);
  }
  std::optional<Instant> last_breach(const MemberId& member) const override;
  bool is_removal_ordered(const MemberId& member) const override {
    return group_.removals.contains(member);
  }

 private:
  template <class Test>
  std::vector<rules::OpenDeadline> select(Test test) const;

  const Group& group_;
  const RuleId& rule_;
  const Recent& recent_;
  const Store& store_;
};

}  // namespace qunguan::engine
