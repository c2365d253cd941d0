#pragma once

#include "qunguan/engine/store.hpp"

namespace qunguan::test {

/// A store whose n-th call fails, as a disk does that fills up: what follows in the batch answers
/// with nothing, and its commit fails.
///
/// The inner store outlives it.
class FailingStore {
 public:
  explicit FailingStore(engine::Store inner) : inner_(inner) {}

  engine::Store ports() {
    return {.journal = journal_,
            .rosters = rosters_,
            .timers = timers_,
            .cases = cases_,
            .ledger = ledger_,
            .outbox = outbox_,
            .watch = watch_,
            .audit = audit_,
            .transaction = inner_.transaction};
  }

  /// The n-th call from now on fails, once.
  void fail_call(int n) { fails_at_ = calls_ + n; }
  int calls() const { return calls_; }

 private:
  /// Every call passes here first.
  void pass() {
    if (++calls_ == fails_at_)
      inner_.transaction.give_up({Error::Code::Unavailable, "the disk is full"});
  }

  struct Journal final : engine::Journal {
    explicit Journal(FailingStore& owner) : store(owner) {}
    std::optional<std::int64_t> append(const Event& event, std::int64_t group,
                                       std::int64_t book) override {
      return inner().append(event, group, book);
    }
    std::optional<Event> event(std::int64_t number) override { return inner().event(number); }
    void each_message(
        Instant since, std::size_t limit,
        const std::function<void(std::int64_t, std::int64_t, const Event&)>& visit) override {
      inner().each_message(since, limit, visit);
    }
    std::int64_t book(const std::string& hash) override { return inner().book(hash); }

    engine::Journal& inner() { return store.pass(), store.inner_.journal; }
    FailingStore& store;
  };

  struct Rosters final : engine::Rosters {
    explicit Rosters(FailingStore& owner) : store(owner) {}
    engine::GroupRecord group(const std::string& source, const GroupId& id,
                              const std::string& name) override {
      return inner().group(source, id, name);
    }
    void rename(std::int64_t group, const std::string& name) override {
      inner().rename(group, name);
    }
    Roster load(std::int64_t group) override { return inner().load(group); }
    void save(std::int64_t group, const Member& member) override { inner().save(group, member); }
    void keep_speech(std::int64_t group, bool keeps) override { inner().keep_speech(group, keeps); }
    void save_knowledge(std::int64_t group, const Roster& roster) override {
      inner().save_knowledge(group, roster);
    }
    bool is_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) override {
      return inner().is_swept(group, rule, meaning);
    }
    void mark_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) override {
      inner().mark_swept(group, rule, meaning);
    }
    std::vector<Known> groups() override { return inner().groups(); }
    std::vector<std::int64_t> groups_with(const MemberId& member) override {
      return inner().groups_with(member);
    }

    engine::Rosters& inner() { return store.pass(), store.inner_.rosters; }
    FailingStore& store;
  };

  struct Timers final : engine::Timers {
    explicit Timers(FailingStore& owner) : store(owner) {}
    std::int64_t open(const engine::Timer& timer) override { return inner().open(timer); }
    void close(std::int64_t number) override { inner().close(number); }
    void remind_no_more(std::int64_t number) override { inner().remind_no_more(number); }
    void put_off(std::int64_t number, Instant end) override { inner().put_off(number, end); }
    std::vector<engine::Timer> due(Instant now, std::size_t limit) override {
      return inner().due(now, limit);
    }
    std::vector<engine::Timer> open_in(std::int64_t group) override {
      return inner().open_in(group);
    }
    std::optional<Instant> next_fire() override { return inner().next_fire(); }

    engine::Timers& inner() { return store.pass(), store.inner_.timers; }
    FailingStore& store;
  };

  struct Cases final : engine::Cases {
    explicit Cases(FailingStore& owner) : store(owner) {}
    std::int64_t next_number() override { return inner().next_number(); }
    bool add(const engine::Case& violation) override { return inner().add(violation); }
    bool is_known(std::int64_t group, const MemberId& member, const RuleId& rule,
                  const rules::Cause& cause) override {
      return inner().is_known(group, member, rule, cause);
    }
    std::optional<engine::Case> find(std::int64_t number) override { return inner().find(number); }
    std::vector<engine::Case> latest(std::int64_t group, const std::optional<MemberId>& member,
                                     Instant since, std::size_t limit) override {
      return inner().latest(group, member, since, limit);
    }
    int count(std::int64_t group, const MemberId& member, const std::string& ladder,
              Instant since) override {
      return inner().count(group, member, ladder, since);
    }
    std::vector<engine::Case> counted(std::int64_t group, const MemberId& member,
                                      const RuleId& rule, Instant since, Instant until) override {
      return inner().counted(group, member, rule, since, until);
    }
    void decide(const engine::Verdict& verdict, engine::Standing standing) override {
      inner().decide(verdict, standing);
    }
    std::vector<engine::Verdict> verdicts(std::int64_t number) override {
      return inner().verdicts(number);
    }
    void propose(const engine::Proposal& proposal) override { inner().propose(proposal); }
    std::optional<engine::Proposal> proposal(std::int64_t number) override {
      return inner().proposal(number);
    }
    void close_proposal(std::int64_t number) override { inner().close_proposal(number); }
    std::vector<engine::Case> proposed(std::int64_t group, std::size_t limit) override {
      return inner().proposed(group, limit);
    }
    void leave_to_owner(std::int64_t number) override { inner().leave_to_owner(number); }
    bool is_removal_proposed(std::int64_t group, const MemberId& member) override {
      return inner().is_removal_proposed(group, member);
    }
    std::vector<rules::PastCase> past(std::int64_t group, Instant since, Instant until) override {
      return inner().past(group, since, until);
    }
    std::vector<Breach> breaches(std::int64_t group, Instant since) override {
      return inner().breaches(group, since);
    }
    std::vector<std::pair<MemberId, Instant>> removals(std::int64_t group) override {
      return inner().removals(group);
    }
    void order_removal(std::int64_t group, const MemberId& member, Instant at,
                       std::int64_t violation) override {
      inner().order_removal(group, member, at, violation);
    }
    void forget_removal(std::int64_t group, const MemberId& member) override {
      inner().forget_removal(group, member);
    }
    void take_removal_back(std::int64_t violation) override {
      inner().take_removal_back(violation);
    }
    std::optional<engine::Case> last_removal(std::int64_t group, const MemberId& member) override {
      return inner().last_removal(group, member);
    }
    Load load(std::int64_t group, Instant since) override { return inner().load(group, since); }

    engine::Cases& inner() { return store.pass(), store.inner_.cases; }
    FailingStore& store;
  };

  struct Ledger final : engine::Ledger {
    explicit Ledger(FailingStore& owner) : store(owner) {}
    bool book(const engine::LedgerEntry& entry) override { return inner().book(entry); }
    std::vector<engine::LedgerEntry> entries(std::int64_t violation) override {
      return inner().entries(violation);
    }
    std::vector<engine::LedgerEntry> entries_of(std::int64_t group,
                                                const MemberId& member) override {
      return inner().entries_of(group, member);
    }
    std::vector<std::pair<MemberId, Fen>> balances(std::int64_t group) override {
      return inner().balances(group);
    }

    engine::Ledger& inner() { return store.pass(), store.inner_.ledger; }
    FailingStore& store;
  };

  struct Outbox final : engine::Outbox {
    explicit Outbox(FailingStore& owner) : store(owner) {}
    void add(const engine::Action& action, std::int64_t group,
             const std::vector<engine::Delivery>& deliveries) override {
      inner().add(action, group, deliveries);
    }
    std::map<MemberId, int> closings(std::int64_t group, const std::string& reason, Instant since,
                                     Instant until) override {
      return inner().closings(group, reason, since, until);
    }
    std::vector<Told> told(std::int64_t group, std::size_t limit) override {
      return inner().told(group, limit);
    }
    void hold(std::int64_t violation) override { inner().hold(violation); }
    void resume(std::int64_t violation) override { inner().resume(violation); }
    void cancel(std::int64_t violation) override { inner().cancel(violation); }
    void cancel_removals(std::int64_t group, const MemberId& member) override {
      inner().cancel_removals(group, member);
    }
    void confirm_removals(std::int64_t group, const MemberId& member, Instant since) override {
      inner().confirm_removals(group, member, since);
    }

    engine::Outbox& inner() { return store.pass(), store.inner_.outbox; }
    FailingStore& store;
  };

  struct Watch final : engine::Watch {
    explicit Watch(FailingStore& owner) : store(owner) {}
    std::optional<engine::Heartbeat> last_beat() override { return inner().last_beat(); }
    void beat(const engine::Heartbeat& heartbeat) override { inner().beat(heartbeat); }
    void add_gap(const engine::Gap& gap) override { inner().add_gap(gap); }
    void close_gap(const std::string& source, Instant to) override {
      inner().close_gap(source, to);
    }
    std::vector<engine::Gap> gaps(Instant since) override { return inner().gaps(since); }

    engine::Watch& inner() { return store.pass(), store.inner_.watch; }
    FailingStore& store;
  };

  struct Audit final : engine::Audit {
    explicit Audit(FailingStore& owner) : store(owner) {}
    void note(Instant at, const std::string& actor, const std::string& what,
              const std::string& detail) override {
      store.pass();
      store.inner_.audit.note(at, actor, what, detail);
    }

    FailingStore& store;
  };

  engine::Store inner_;
  int calls_ = 0;
  int fails_at_ = 0;
  Journal journal_{*this};
  Rosters rosters_{*this};
  Timers timers_{*this};
  Cases cases_{*this};
  Ledger ledger_{*this};
  Outbox outbox_{*this};
  Watch watch_{*this};
  Audit audit_{*this};
};

}  // namespace qunguan::test
