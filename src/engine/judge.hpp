#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/proceeding.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {

/// Why law 10, or the fuse, forbids to punish.
enum class Doubt {
  None,
  Stale,     // the event is older than its source's `act_within`
  Staff,     // owner and admins are not known yet
  Gap,       // we may have missed what he did
  Meaning,   // the rule means something else than when the deadline began
  Fuse,      // too many sanctions within the hour
  Unsure,    // what was found is only like a breach
  Proposed,  // his removal is proposed already
};

/// What one event means for one member: the heaviest step that applies, and what else matched.
struct Ruling {
  Matter matter;
  int count = 0;                        // cases that counted on the ladder before
  int step_number = 1;                  // of the ladder, from 1
  rules::Step step;                     // as the ladder says, capped by the rule's mode
  std::vector<rules::Sanction> now;     // carried out at once
  std::optional<rules::Step> proposed;  // carried out when people agree
  rules::Approval approval;
  bool is_one_too_many = false;  // so many removals that the owner must agree
  Standing standing = Standing::Counted;
  Doubt doubt = Doubt::None;
  std::vector<const rules::RuleEntry*> also;  // other rules that matched

  rules::Mode mode() const { return matter.entry->mode; }
};

/// What a judge may look up. Reading it changes nothing.
struct Records {
  Cases& cases;
  const Settings& settings;
  const std::vector<Gap>& gaps;
  bool is_for_owner = false;  // removals that the event leads to are more than others may order
};

/// True when the ruling removes the member, now or once people agree.
bool removes(const Ruling& ruling);

/// True when a person found the breach and meant what follows: a removal that his word leads to
/// only because a ladder was climbed, he did not ask for.
bool is_meant_by_finder(const Ruling& ruling);

/// Weighs the findings against one member: one ruling for all that is enforced, and one for each
/// rule in test mode.
///
/// Pure: the same proceeding, matters and records give the same rulings.
/// Requires: the matters concern the same member; there is at least one.
std::vector<Ruling> judge(const Proceeding& proceeding, std::vector<Matter> matters,
                          const Records& records);

/// What is left of the step in that mode: `warn` lets nothing pass that is heavier than a warning.
rules::Step cap(const rules::Step& step, rules::Mode mode);

/// True when a gap that the group's source does not make good lies between the two.
bool is_in_gap(Instant from, Instant to, const std::string& source, const Records& records);

/// How much of the time between the two lies in gaps of the group's source.
Duration lost_between(Instant from, Instant to, const std::string& source, const Records& records);

/// When all has come that the group's source sends again after its gaps between the two; nothing
/// when there are none that it makes good.
std::optional<Instant> redelivered_by(Instant from, Instant to, const std::string& source,
                                      const Records& records);

/// True when owner and admins are known well enough to sanction the member.
bool is_standing_known(const Group& group, const MemberId& member);

/// The doubt, for people.
std::string say(Doubt doubt);

/// The ladder under which a rule's cases count: `ladder:通用`, or `rule:flood`.
std::string ladder_key(const rules::RuleEntry& entry);

}  // namespace qunguan::engine
