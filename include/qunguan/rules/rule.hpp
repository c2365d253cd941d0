#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "qunguan/domain/action.hpp"
#include "qunguan/domain/directory.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/domain/roster.hpp"
#include "qunguan/rules/calendar.hpp"
#include "qunguan/rules/history.hpp"
#include "qunguan/rules/order.hpp"
#include "qunguan/rules/reading.hpp"
#include "qunguan/text/fold.hpp"

namespace qunguan::rules {

class RuleConfig;

/// What wakes a rule.
enum class Trigger {
  Message,  // somebody spoke
  Recall,   // somebody took a message back
  Seen,     // a member joined, was renamed, or is seen for the first time; once per member
  Joined,   // a member came in, known by name or not; once per member
  Left,     // a member is gone; once per member
  Due,      // a deadline that this rule opened
  Clock,    // a time that this rule asked for by `next_time`; the subject is nobody
  Order,    // somebody gave one of the rule's `orders`
};

/// Where in the message the breach stands.
struct Passage {
  std::size_t begin = 0, end = 0;  // bytes
  std::string text;                // the sender's own characters
  text::Foldings foldings = 0;     // what had to be folded to see it
};

/// The finding that a member broke the rule.
struct Evidence {
  MemberId member;
  Cause cause;                  // empty: the event itself
  std::string wording;          // which of the type's wordings says it
  Facts facts;                  // its placeholders
  std::vector<EventId> events;  // what shows it, besides the event itself
  std::optional<Passage> passage;
  std::optional<Instant> since;  // for what was not done: the window that must be free of gaps
  std::optional<MemberId> by;    // who found it, where a person did; he has agreed to what follows
  bool is_unsure = false;        // a person must confirm it before it costs anything
};

/// From now on the member owes something.
struct Opened {
  MemberId member;
  Cause cause;
  Instant since;
  Instant due;
  std::optional<Instant> remind_at;
  Facts facts;
};

/// Something that was owed is owed no more.
struct Closed {
  std::int64_t number = 0;  // the deadline's
  MemberId member;
  std::string wording;  // why, for the record
  Facts facts;
};

/// A friendly word that counts nowhere.
struct Hint {
  MemberId member;
  Cause cause;
  std::string wording;
  Facts facts;
};

/// Something to say that is no breach: a welcome, a post, whose turn it is, a report.
struct Remark {
  enum class To { Group, Staff, Owner, People };

  ActionKind kind = ActionKind::Announce;  // or Welcome, Remind, Report, Escalate
  To to = To::Group;
  std::optional<MemberId> member;  // whom it is about; in the group he is mentioned
  std::vector<MemberId> people;    // To::People
  std::string wording;
  Facts facts;
  std::string text;  // a template of the policy in place of the wording; empty: the wording
};

/// What the group owes a member for a time that is over. Booked once for each cause.
struct Credit {
  MemberId member;
  Cause cause;
  std::string what;  // 津贴
  Fen amount;
  Instant since, until;                      // the time, without its end
  std::vector<std::pair<RuleId, Fen>> less;  // taken off for each case of that rule in that time
  std::string voided_by;  // the kind of cause of a case that takes all; empty: none does
  Facts facts;
};

/// Tells somebody, and nobody else, what the ledger says.
struct Statement {
  MemberId reader;
  std::optional<MemberId> member;  // whose lines; nothing: everybody's balance
};

using Finding = std::variant<Evidence, Opened, Closed, Hint, Remark, Credit, Statement>;

/// Everything one `check` may know. All references live for the call.
struct Context {
  Trigger trigger;
  const Event& event;
  const Member& subject;  // the sender, who joined or left, whose deadline it is
  const Reading& reading;
  const Calendar& calendar;
  const Roster& roster;
  const Directory& directory;
  const History& history;
  std::optional<OpenDeadline> deadline;  // Trigger::Due
  bool is_reminder = false;              // Trigger::Due: `remind_at` has come, not the end
  const Order* order = nullptr;          // Trigger::Order
};

/// Says what one event means under one rule, given its group's recent past.
///
/// A rule is pure: no clock, no I/O, no state between calls. The same context gives the same
/// findings, so a changed policy can be replayed over stored events before it goes live.
/// Thread: const members are safe from any thread.
class Rule {
 public:
  virtual ~Rule() = default;

  /// Returns, per member concerned: evidence of a breach, a deadline opened or closed, or a hint.
  /// Empty means the event is allowed and nothing is pending.
  /// Requires: `context.trigger` is one the type listens to; its history reaches back `lookback()`.
  virtual std::vector<Finding> check(const Context& context) const = 0;

  /// How far back `check` reads messages.
  virtual Duration lookback() const { return Duration::zero(); }

  /// The orders that it carries out.
  virtual std::vector<OrderForm> orders() const { return {}; }

  /// When it next wants to be asked, whatever happens: the first time after `after`.
  virtual std::optional<Instant> next_time(Instant /*after*/, const Calendar& /*calendar*/) const {
    return std::nullopt;
  }

  /// How late such a time is still worth something, where we were down when it came.
  virtual Duration patience() const { return std::chrono::hours{1}; }
};

/// One kind of rule: the key that names it in YAML, and how its configuration is read.
struct RuleType {
  std::string name;
  std::vector<Trigger> listens_to;

  /// Returns null after reporting what is wrong.
  std::unique_ptr<Rule> (*parse)(RuleConfig& config);

  /// The sentences, in Chinese, that say a finding to members; `{name}` stands for the fact of that
  /// name.
  std::vector<std::pair<std::string, std::string>> wordings;

  /// The rule may find against others than the subject: the engine must ask it even when the
  /// subject is exempt.
  bool judges_others = false;

  /// The rule may find somebody in breach; else `then` has no meaning and is refused.
  bool judges = true;

  /// The rule reads `Member::spoke_at`, which is stored for groups that have such a rule alone.
  bool reads_speech = false;
};

/// Every rule type there is, by name.
const std::vector<RuleType>& catalogue();

}  // namespace qunguan::rules
