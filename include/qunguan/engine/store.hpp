#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/domain/roster.hpp"
#include "qunguan/engine/action.hpp"
#include "qunguan/rules/history.hpp"

/// The ports behind which everything that must survive is kept.
///
/// All calls stand inside a batch, which is one transaction. A store that failed (a full disk, a
/// broken file) answers every further call of the batch with nothing and tells why when the batch
/// is to be committed; so no call here returns an error, and nothing that happened after the first
/// failure can be told to anybody. Thread: moderation.
namespace qunguan::engine {

/// A group as the store numbers it.
struct GroupRecord {
  std::int64_t number = 0;
  std::string first_name;  // as first heard; renaming the group changes nothing
  std::string name;        // as last heard
  bool keeps_speech = false;
};

/// The events, each once.
class Journal {
 public:
  virtual ~Journal() = default;

  /// Its number, or nothing when the source sent an event of this id before.
  virtual std::optional<std::int64_t> append(const Event& event, std::int64_t group,
                                             std::int64_t book) = 0;

  /// Nothing when there is none of that number, or retention has taken its text.
  virtual std::optional<Event> event(std::int64_t number) = 0;

  /// Messages of all groups received since, at most `limit` of the newest, oldest first.
  virtual void each_message(
      Instant since, std::size_t limit,
      const std::function<void(std::int64_t group, std::int64_t number, const Event&)>& visit) = 0;

  /// The number under which messages say that this book of policies judged them.
  virtual std::int64_t book(const std::string& hash) = 0;
};

/// Groups and who is in them.
class Rosters {
 public:
  virtual ~Rosters() = default;

  virtual GroupRecord group(const std::string& source, const GroupId& id,
                            const std::string& name) = 0;
  virtual void rename(std::int64_t group, const std::string& name) = 0;
  virtual Roster load(std::int64_t group) = 0;
  virtual void save(std::int64_t group, const Member& member) = 0;

  /// Whether `save` is called for who speaks. Where it was not, what `load` says of it is read from
  /// the journal when it begins.
  virtual void keep_speech(std::int64_t group, bool keeps) = 0;

  /// `is_complete` and `is_staff_known`.
  virtual void save_knowledge(std::int64_t group, const Roster& roster) = 0;

  /// Whether the rule was applied to the members who were there when it came, and that it was.
  virtual bool is_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) = 0;
  virtual void mark_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) = 0;

  /// Every group that the store knows: source, id and number.
  struct Known {
    std::string source;
    GroupId id;
    GroupRecord record;
  };
  virtual std::vector<Known> groups() = 0;

  /// The numbers of the groups that the member is in now, of all sources.
  virtual std::vector<std::int64_t> groups_with(const MemberId& member) = 0;
};

/// A deadline as it is stored.
struct Timer {
  std::int64_t number = 0;
  std::int64_t group = 0;
  RuleId rule;
  std::string meaning;  // of the rule, when it was opened
  rules::OpenDeadline deadline;
  std::optional<Instant> remind_at;  // nothing: none, or done
  Instant end_at;                    // when it ends, the settling window included
};

/// True for the timer of a rule's own schedule, which nobody owes.
inline bool is_clock(const Timer& timer) { return timer.deadline.cause.kind == "clock"; }

/// True for the timer of a red packet that a ruling demands; the cause's id is the case's number.
inline bool is_red_packet(const Timer& timer) { return timer.deadline.cause.kind == "red_packet"; }

/// True for the timer of a proposal, which lapses then; the cause's id is the case's number.
inline bool is_proposal(const Timer& timer) { return timer.deadline.cause.kind == "proposal"; }

/// True for what the engine keeps for itself: no rule's deadline.
inline bool is_engines_own(const Timer& timer) {
  return is_clock(timer) || is_red_packet(timer) || is_proposal(timer);
}

class Timers {
 public:
  virtual ~Timers() = default;

  /// Its number.
  virtual std::int64_t open(const Timer& timer) = 0;
  virtual void close(std::int64_t number) = 0;

  /// The reminder is done.
  virtual void remind_no_more(std::int64_t number) = 0;

  /// It ends then and not before.
  virtual void put_off(std::int64_t number, Instant end) = 0;

  /// Those whose reminder or, where there is none, whose end is at or before `now`, earliest first.
  virtual std::vector<Timer> due(Instant now, std::size_t limit) = 0;
  virtual std::vector<Timer> open_in(std::int64_t group) = 0;
  virtual std::optional<Instant> next_fire() = 0;
};

/// What became of a violation.
enum class Standing : std::uint8_t {
  Counted,    // it stands and counts on its ladder
  Pending,    // it waits for a person's word
  Test,       // found by a rule in test mode; counts nowhere
  Reported,   // law 10 forbade to punish it; counts nowhere
  Appealed,   // counts nowhere until somebody decides
  Withdrawn,  // a person took it back
  Rejected,   // a person refused the proposal
  Lapsed,     // nobody decided the proposal in time
};

std::string_view to_text(Standing standing);

/// A violation as it is recorded: a case with a number that people can quote.
struct Case {
  std::int64_t number = 0;
  std::int64_t group = 0;
  MemberId member;
  RuleId rule;
  rules::Cause cause;
  Instant at;
  std::string ladder;  // by which it counts: `ladder:通用` or `rule:flood`
  int step = 0;
  Standing standing = Standing::Counted;
  std::string policy;             // hash
  std::int64_t event = 0;         // in the journal; 0: a deadline
  std::vector<std::string> also;  // rules that also matched
  std::string summary;            // Chinese, for notices about the case
  std::string evidence;           // JSON
  MessageId message;
  Instant decided_at;  // when the standing last changed
};

/// The kind of cause for which a member's removal is proposed because he came back.
inline constexpr const char* kCameBack = "rejoin";

/// What a person decided about a case, or that nobody did.
struct Verdict {
  enum class Kind : std::uint8_t { Appealed, Withdrawn, Upheld, Approved, Rejected, Lapsed };

  std::int64_t number = 0;  // the case's
  Kind kind = Kind::Appealed;
  MemberId by;  // empty: Lapsed
  Instant at;
  std::string reason;
};

/// A step that waits for approval.
struct Proposal {
  std::int64_t number = 0;  // the case's
  rules::Step step;
  rules::Approval approval;
};

class Cases {
 public:
  virtual ~Cases() = default;

  /// The number that `add` will give next.
  virtual std::int64_t next_number() = 0;

  /// True when it was added; false when this rule found this member in breach for this cause
  /// before.
  virtual bool add(const Case& violation) = 0;
  virtual bool is_known(std::int64_t group, const MemberId& member, const RuleId& rule,
                        const rules::Cause& cause) = 0;

  virtual std::optional<Case> find(std::int64_t number) = 0;

  /// The group's cases since then, or one member's, newest first, at most `limit`.
  virtual std::vector<Case> latest(std::int64_t group, const std::optional<MemberId>& member,
                                   Instant since, std::size_t limit) = 0;

  /// How many of the member's cases count on the ladder since then.
  virtual int count(std::int64_t group, const MemberId& member, const std::string& ladder,
                    Instant since) = 0;

  /// The member's cases of the rule that count, from `since` to before `until`, oldest first.
  virtual std::vector<Case> counted(std::int64_t group, const MemberId& member, const RuleId& rule,
                                    Instant since, Instant until) = 0;

  /// Adds the decision; the case's standing follows from its decisions.
  virtual void decide(const Verdict& verdict, Standing standing) = 0;
  virtual std::vector<Verdict> verdicts(std::int64_t number) = 0;

  virtual void propose(const Proposal& proposal) = 0;

  /// The case's proposal as long as nobody decided it.
  virtual std::optional<Proposal> proposal(std::int64_t number) = 0;
  virtual void close_proposal(std::int64_t number) = 0;

  /// The group's cases whose proposals nobody decided, oldest first, at most `limit`.
  virtual std::vector<Case> proposed(std::int64_t group, std::size_t limit) = 0;

  /// Only the owner may agree to the case's proposal from now on.
  virtual void leave_to_owner(std::int64_t number) = 0;

  /// True when a removal of the member is proposed and undecided.
  virtual bool is_removal_proposed(std::int64_t group, const MemberId& member) = 0;

  /// The group's cases of [since, until) with what became of them, oldest first; without those
  /// found in test mode. `rule` is the rule's id.
  virtual std::vector<rules::PastCase> past(std::int64_t group, Instant since, Instant until) = 0;

  /// When each rule last found each member in breach, since then.
  struct Breach {
    RuleId rule;
    MemberId member;
    Instant at;
  };
  virtual std::vector<Breach> breaches(std::int64_t group, Instant since) = 0;

  /// Members whose removal was ordered, by when, as long as they have not come back.
  virtual std::vector<std::pair<MemberId, Instant>> removals(std::int64_t group) = 0;
  virtual void order_removal(std::int64_t group, const MemberId& member, Instant at,
                             std::int64_t violation) = 0;
  virtual void forget_removal(std::int64_t group, const MemberId& member) = 0;

  /// The case orders no removal any more; what others ordered stands.
  virtual void take_removal_back(std::int64_t violation) = 0;

  /// The last case by which the member's removal was ordered, as long as one stands; not one for
  /// coming back.
  virtual std::optional<Case> last_removal(std::int64_t group, const MemberId& member) = 0;

  /// Automatic fines and removals of the group since then, for the fuse.
  struct Load {
    int fines = 0;
    int removals = 0;
  };
  virtual Load load(std::int64_t group, Instant since) = 0;
};

/// One line of the ledger. What a member owes is the sum of his lines; below zero, the group owes
/// him.
struct LedgerEntry {
  enum class Kind : std::uint8_t {
    Fine,
    Reversal,
    Payment,  // by the member, of a case; to the member, of none
    Waiver,
    Credit,         // the group owes it to the member, such as a stipend
    Deduction,      // taken off a credit for a case
    RedPacket,      // the member owes the group a red packet; its amount is his affair, and here 0
    RedPacketSent,  // he sent it
  };

  std::int64_t number = 0;
  std::int64_t group = 0;
  MemberId member;
  std::int64_t violation = 0;  // 0: none
  Kind kind = Kind::Fine;
  Fen amount;  // positive: the member owes it
  Instant at;
  std::string by;  // who booked it; empty: the engine
  std::string reason;
  std::string cause;  // Credit: what it is for, the rule and the time: `stipend/2026-03`
};

std::string_view to_text(LedgerEntry::Kind kind);
std::optional<LedgerEntry::Kind> parse_ledger_kind(std::string_view text);

/// Money: append only, corrected by reversing entries.
class Ledger {
 public:
  virtual ~Ledger() = default;

  /// False when it would be the second fine, reversal, deduction or red packet of one case, or the
  /// member's second credit for one cause.
  virtual bool book(const LedgerEntry& entry) = 0;
  virtual std::vector<LedgerEntry> entries(std::int64_t violation) = 0;

  /// The member's lines in one group, oldest first.
  virtual std::vector<LedgerEntry> entries_of(std::int64_t group, const MemberId& member) = 0;

  /// What each member of the group owes whose lines do not come to nothing, most first.
  virtual std::vector<std::pair<MemberId, Fen>> balances(std::int64_t group) = 0;
};

/// How far a delivery has come.
enum class DeliveryState : std::uint8_t {
  Waiting,        // for its turn, or for the next attempt
  Sending,        // a call is under way, or was when we died
  Held,           // an appeal or a person keeps it back
  Done,           // confirmed
  Failed,         // refused for good
  Unknown,        // it may have taken effect; repeating it could do harm
  Undeliverable,  // the group has no channel, or the channel cannot do this
  Expired,        // it came too late to be of use
  Cancelled,      // the case was withdrawn, or the member came back
};

std::string_view to_text(DeliveryState state);

/// A delivery that is to be made now.
struct Claim {
  std::int64_t number = 0;
  Delivery delivery;
  std::int64_t group = 0;
  std::int64_t violation = 0;
  Instant first_tried_at;    // now, where it was not tried before
  Instant taken_at;          // now
  int attempts = 0;          // before this one
  std::size_t audience = 0;  // Notice: how many members the group has, as far as is known
};

/// What came of an attempt.
struct Settlement {
  DeliveryState state = DeliveryState::Done;
  std::optional<Instant> next_attempt;  // Waiting
  std::string note;                     // for the operator
  Instant at{};                         // when that was known
  bool was_tried = true;                // false: no call was made, and none is counted
};

/// Recorded actions and the calls they need.
class Outbox {
 public:
  virtual ~Outbox() = default;

  /// Deliveries without a channel are recorded as undeliverable.
  virtual void add(const Action& action, std::int64_t group,
                   const std::vector<Delivery>& deliveries) = 0;

  /// How often each member's debts ended for this reason in [since, until), as `Closed::wording`
  /// gives it, under all rules that are not only tried.
  virtual std::map<MemberId, int> closings(std::int64_t group, const std::string& reason,
                                           Instant since, Instant until) = 0;

  /// What was to be told to people of the group's cases, newest first, at most `limit`.
  struct Told {
    std::string text;
    std::vector<std::int64_t> cases;  // that it is about
  };
  virtual std::vector<Told> told(std::int64_t group, std::size_t limit) = 0;

  // What is said here of a call that is under way holds for the attempts after it.

  /// Undelivered removals of the case wait until `resume`.
  virtual void hold(std::int64_t violation) = 0;
  virtual void resume(std::int64_t violation) = 0;

  /// Undelivered calls of the case are not made any more.
  virtual void cancel(std::int64_t violation) = 0;

  /// Undelivered removals of the member are not made any more: he came back, and a person must
  /// look.
  virtual void cancel_removals(std::int64_t group, const MemberId& member) = 0;

  /// Removals of the member that were ordered since then are done, whoever did it: he is gone.
  virtual void confirm_removals(std::int64_t group, const MemberId& member, Instant since) = 0;
};

/// The calls that are still to be made, for those who make them.
class DeliveryQueue {
 public:
  virtual ~DeliveryQueue() = default;

  /// Takes what the channel should do now, in order, and marks it as being sent.
  virtual std::vector<Claim> claim(const std::string& channel, Instant now, std::size_t limit) = 0;
  virtual void settle(const Claim& claim, const Settlement& settlement) = 0;

  /// What was being sent when the daemon died.
  virtual std::vector<Claim> interrupted() = 0;

  /// When `claim` should be asked again; nothing when nothing waits.
  virtual std::optional<Instant> next_attempt(const std::string& channel) = 0;

  /// What waits, or is held back, for any other channel is undeliverable: nobody serves it. How
  /// many that were.
  virtual std::size_t give_up_others(const std::vector<std::string>& channels) = 0;
};

/// An outbox whose actions somebody watches as they are recorded; what is recorded may still be
/// rolled back.
class WatchedOutbox final : public Outbox {
 public:
  using Watcher = std::function<void(const Action&, const std::vector<Delivery>&)>;

  WatchedOutbox(Outbox& inner, Watcher watcher) : inner_(inner), watcher_(std::move(watcher)) {}

  void add(const Action& action, std::int64_t group,
           const std::vector<Delivery>& deliveries) override {
    inner_.add(action, group, deliveries);
    watcher_(action, deliveries);
  }
  std::map<MemberId, int> closings(std::int64_t group, const std::string& reason, Instant since,
                                   Instant until) override {
    return inner_.closings(group, reason, since, until);
  }
  std::vector<Told> told(std::int64_t group, std::size_t limit) override {
    return inner_.told(group, limit);
  }
  void hold(std::int64_t violation) override { inner_.hold(violation); }
  void resume(std::int64_t violation) override { inner_.resume(violation); }
  void cancel(std::int64_t violation) override { inner_.cancel(violation); }
  void cancel_removals(std::int64_t group, const MemberId& member) override {
    inner_.cancel_removals(group, member);
  }
  void confirm_removals(std::int64_t group, const MemberId& member, Instant since) override {
    inner_.confirm_removals(group, member, since);
  }

 private:
  Outbox& inner_;
  Watcher watcher_;
};

/// A time over which we cannot say that we heard everything.
struct Gap {
  Instant from, to;
  std::string reason;  // `outage`, `clock`, `offline`
  std::string source;  // empty: all
};

/// The last sign of life.
struct Heartbeat {
  Instant at;
  Duration uptime{};
  std::string boot;  // the machine's boot id
};

class Watch {
 public:
  virtual ~Watch() = default;

  virtual std::optional<Heartbeat> last_beat() = 0;
  virtual void beat(const Heartbeat& heartbeat) = 0;
  virtual void add_gap(const Gap& gap) = 0;

  /// Gaps of the source that began before `to` and end later end then.
  virtual void close_gap(const std::string& source, Instant to) = 0;
  virtual std::vector<Gap> gaps(Instant since) = 0;
};

/// What people and programs did that is no event, for the record.
class Audit {
 public:
  virtual ~Audit() = default;
  virtual void note(Instant at, const std::string& actor, const std::string& what,
                    const std::string& detail) = 0;
};

/// The transaction that all ports work in.
class Transaction {
 public:
  virtual ~Transaction() = default;

  /// Nothing of this batch may be kept.
  virtual void give_up(const Error& error) = 0;
};

/// All of them, over one transaction.
struct Store {
  Journal& journal;
  Rosters& rosters;
  Timers& timers;
  Cases& cases;
  Ledger& ledger;
  Outbox& outbox;
  Watch& watch;
  Audit& audit;
  Transaction& transaction;
};

}  // namespace qunguan::engine
