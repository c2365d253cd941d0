#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/text/similarity.hpp"

namespace qunguan::rules {

/// What made a ruling necessary: a message, a question, a night. One violation per rule, member and
/// cause.
struct Cause {
  std::string kind;
  std::string id;

  friend auto operator<=>(const Cause&, const Cause&) = default;
};

/// Named facts of a finding, for the wording: `count` -> `6`.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// A message of the past, without its text.
struct PastMessage {
  std::int64_t number = 0;  // its place in the journal
  Instant at;
  MessageKind kind = MessageKind::Text;
  text::TextTraits traits;
};

/// A deadline that runs for a member under the asking rule.
struct OpenDeadline {
  std::int64_t number = 0;
  MemberId member;
  Cause cause;
  Instant since;  // the beginning of the time that must be free of gaps
  Instant due;
  Facts facts;
};

/// A breach that was recorded, as it stands now.
struct PastCase {
  enum class State { Counted, Waiting, Appealed, Void };  // Waiting: for approval

  std::int64_t number = 0;
  MemberId member;
  std::string rule;       // as members read it; the id of one that is gone
  std::string rule_type;  // empty where the rule is gone
  Instant at;
  State state = State::Counted;
  bool is_warned = false;
  Fen fined;  // what was booked for it, less what was taken back
};

/// The past of one group, as one rule may see it: as far back as its `lookback`.
///
/// A late delivery is judged when later messages are known already: who asks for messages says
/// where they end, too. Both ends belong to what is asked for.
/// Thread: moderation.
class History {
 public:
  virtual ~History() = default;

  /// The member's messages between, without the event that is judged, oldest first.
  virtual std::vector<PastMessage> messages(const MemberId& member, Instant since,
                                            Instant until) const = 0;

  /// Everybody's, with their senders, newest first, until `visit` returns false.
  virtual void each_message(
      Instant since, Instant until,
      const std::function<bool(const MemberId& sender, const PastMessage&)>& visit) const = 0;

  /// A past message with its text; nothing when retention has taken it.
  virtual std::optional<Event> event(std::int64_t number) const = 0;

  /// What the member owes under this rule, oldest first.
  virtual std::vector<OpenDeadline> deadlines(const MemberId& member) const = 0;

  /// What is owed under this rule, by anybody, oldest first.
  virtual std::vector<OpenDeadline> deadlines() const = 0;

  /// What is owed under this rule for this cause, by anybody.
  virtual std::vector<OpenDeadline> deadlines(const Cause& cause) const = 0;

  /// What is owed under the group's rules of one type, by anybody, oldest first.
  virtual std::vector<OpenDeadline> deadlines_of(std::string_view type) const = 0;

  /// The group's cases of [since, until) under all its rules, oldest first; those of rules that are
  /// only tried are not among them.
  virtual std::vector<PastCase> cases(Instant since, Instant until) const = 0;

  /// How often each member answered what he was asked, within the time for it, in [since, until).
  virtual std::map<MemberId, int> answers(Instant since, Instant until) const = 0;

  /// When this rule last found the member in breach.
  virtual std::optional<Instant> last_breach(const MemberId& member) const = 0;

  /// The member's removal was ordered, and he has not come in again since.
  virtual bool is_removal_ordered(const MemberId& member) const = 0;
};

}  // namespace qunguan::rules
