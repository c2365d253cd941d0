#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/command.hpp"
#include "engine/group.hpp"

namespace qunguan::engine {

/// True when one message, one order or one deadline led to both.
bool share_cause(const Case& a, const Case& b);

/// The cases that a notice of ours is about, as they were recorded when it was written: more than
/// one set where the same was said of others, none where it is not known.
std::vector<std::vector<std::int64_t>> matters_of(Outbox& outbox, const Group& group,
                                                  std::string_view notice);

/// Finds the cases that a person means who names no number.
///
/// What could be meant in two ways is not guessed. The store outlives it. Thread: moderation.
class Docket {
 public:
  explicit Docket(Store& store) : store_(store) {}

  struct Meant {
    std::vector<Case> cases;
    std::string why_none;  // for the speaker, where there are none
  };

  /// Requires: the command has no number.
  Meant find(const Group& group, const MemberId& speaker, Instant at, const Command& command) const;

  /// What the speaker could mean in this group, in an answer: `3 号（张三）、4 号（李四）`; empty:
  /// nothing.
  std::string list(const Group& group, const MemberId& speaker, Instant at,
                   const Command& command) const;

  bool cost_money(const Case& violation) const;

 private:
  Meant ask_for_noticed(const Group& group, const Command& command) const;
  Meant find_proposals(const Group& group, Instant at, const Command& command) const;
  Meant find_mistake(const Group& group, Instant at, const Command& command) const;
  Meant find_appeal(const Group& group, Instant at, const Command& command) const;
  Meant find_own(const Group& group, const MemberId& speaker, Instant at) const;
  std::vector<Case> cases_of(const Group& group, const MemberId& member) const;
  std::vector<Case> candidates(const Group& group, const MemberId& speaker, Instant at,
                               Command::Kind kind) const;
  std::vector<Case> open_cases(const Group& group, Instant at) const;
  bool may_be_appealed(const Group& group, const Case& violation) const;

  Store& store_;
};

}  // namespace qunguan::engine
