#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/action.hpp"
#include "qunguan/domain/id.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/rules/calendar.hpp"
#include "qunguan/rules/people.hpp"
#include "qunguan/rules/rule.hpp"

namespace qunguan::rules {

/// Who must agree before a step is carried out.
struct Approval {
  int admins = 0;         // how many different admins; the owner alone is always enough
  bool by_owner = false;  // only the owner

  bool is_needed() const { return admins > 0 || by_owner; }
};

/// One sanction of a step: `warn`, `fine 50`, `mute 12h`, `red_packet 24h`, `remove after owner`.
struct Sanction {
  ActionKind kind = ActionKind::Record;
  Fen amount;              // Fine
  Duration duration{};     // Mute, RedPacket
  Approval approval = {};  // in place of the rule's; none: the rule's
};

/// What follows from one violation; `warn + fine 50` has two sanctions.
struct Step {
  std::vector<Sanction> sanctions;

  /// The heaviest sanction; of two fines the larger.
  const Sanction& heaviest() const;
  Fen fine() const;
};

/// True when `a` weighs less than `b`.
bool is_lighter(const Step& a, const Step& b);

/// What follows from the first violation, the second, and so on; the last step repeats.
struct Ladder {
  std::string name;                // empty: the rule's own, counted per rule
  std::optional<Duration> window;  // violations older than this do not count; absent: all do
  std::vector<Step> steps;
};

enum class Mode { Test, Warn, Enforce };

/// A filter on a rule; what is empty filters nothing.
struct Condition {
  std::vector<Role> roles;
  Selector people;
  std::vector<MessageKind> kinds;
  std::vector<Span> spans;
};

/// Stops automatic sanctions that fall too thick: further ones wait for a person.
struct Fuse {
  int fines = 30;
  int removals = 5;
  int percent = 100;  // of the members there are: no more removals than that, but one
  Duration within = std::chrono::hours{1};
};

/// From how many removals on only the owner may agree.
struct OwnersWord {
  int from = 0;  // within that time, those that wait with it included; 0: never
  Duration within = std::chrono::hours{24};
};

/// One named entry of a policy: the rule and all that surrounds it.
struct RuleEntry {
  RuleId id;
  std::string name;                // what members read; the id where none is given
  std::vector<std::string> basis;  // the clauses it enforces
  const RuleType* type = nullptr;
  std::unique_ptr<const Rule> rule;
  std::optional<Condition> when, unless;
  Ladder ladder;
  Approval approval;
  bool bars_return = false;  // whom it had removed is proposed for removal when he comes back
  Mode mode = Mode::Enforce;
  std::string notice;   // a template in place of the usual one; empty: the usual one
  std::string meaning;  // hash of everything but its wording; deadlines are void when it changed
  std::string text;     // hash of everything
};

/// A clause that a person must judge.
struct LeftToPeople {
  std::string basis, reason;
};

/// One bylaw: the YAML file of one or several groups.
struct Policy {
  std::string name;
  std::string file;
  std::string hash;                            // over the canonical form
  std::vector<std::string> groups;             // ids or names
  std::vector<policy::Position> group_places;  // where the file names each
  Calendar calendar;
  std::optional<MemberId> owner;  // where the source cannot tell
  std::vector<MemberId> admins;
  Selector report_to;
  Fuse fuse;
  OwnersWord owners_word;
  Duration proposals_within = std::chrono::days{7};  // what nobody has agreed to by then lapses
  std::vector<RuleEntry> rules;
  std::vector<LeftToPeople> left_to_people;

  const RuleEntry* find(const RuleId& id) const;
};

/// Reads one policy file.
///
/// What it looks for is added to `vocabulary`. Text windows must not be longer than `retention`.
/// Returns nothing when `diagnostics` has errors.
std::optional<Policy> load_policy(std::string_view text, policy::Diagnostics& diagnostics,
                                  Vocabulary::Builder& vocabulary, Duration retention);

/// The same for a file in which everything stands that it refers to.
std::optional<Policy> load_policy(const policy::Node& root, policy::Diagnostics& diagnostics,
                                  Vocabulary::Builder& vocabulary, Duration retention);

}  // namespace qunguan::rules
