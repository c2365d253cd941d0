#pragma once

#include <map>
#include <string>

#include "qunguan/engine/store.hpp"
#include "storage/database.hpp"

namespace qunguan::storage {

/// Small numbers for names that stand in many rows. What it remembers of a failed transaction must
/// be forgotten.
class Names {
 public:
  Names(Database& database, const char* insert, const char* select)
      : database_(database), insert_(insert), select_(select) {}

  std::int64_t number(const std::string& name);
  void forget() { numbers_.clear(); }

 private:
  Database& database_;
  const char* insert_;
  const char* select_;
  std::map<std::string, std::int64_t> numbers_;
};

/// The event of that number; nothing when retention has taken its text.
std::optional<Event> find_event(Database& database, std::int64_t number);

class SqliteJournal final : public engine::Journal {
 public:
  SqliteJournal(Database& database, Names& sources, Names& books)
      : database_(database), sources_(sources), books_(books) {}

  std::optional<std::int64_t> append(const Event& event, std::int64_t group,
                                     std::int64_t book) override;
  std::optional<Event> event(std::int64_t number) override;
  void each_message(
      Instant since, std::size_t limit,
      const std::function<void(std::int64_t, std::int64_t, const Event&)>& visit) override;
  std::int64_t book(const std::string& hash) override { return books_.number(hash); }

 private:
  Database& database_;
  Names& sources_;
  Names& books_;
};

class SqliteRosters final : public engine::Rosters {
 public:
  SqliteRosters(Database& database, Names& sources) : database_(database), sources_(sources) {}

  engine::GroupRecord group(const std::string& source, const GroupId& id,
                            const std::string& name) override;
  void rename(std::int64_t group, const std::string& name) override;
  Roster load(std::int64_t group) override;
  void save(std::int64_t group, const Member& member) override;
  void keep_speech(std::int64_t group, bool keeps) override;
  void save_knowledge(std::int64_t group, const Roster& roster) override;
  bool is_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) override;
  void mark_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) override;
  std::vector<Known> groups() override;
  std::vector<std::int64_t> groups_with(const MemberId& member) override;

 private:
  Database& database_;
  Names& sources_;
};

class SqliteTimers final : public engine::Timers {
 public:
  explicit SqliteTimers(Database& database) : database_(database) {}

  std::int64_t open(const engine::Timer& timer) override;
  void close(std::int64_t number) override;
  void remind_no_more(std::int64_t number) override;
  void put_off(std::int64_t number, Instant end) override;
  std::vector<engine::Timer> due(Instant now, std::size_t limit) override;
  std::vector<engine::Timer> open_in(std::int64_t group) override;
  std::optional<Instant> next_fire() override;

 private:
  Database& database_;
};

class SqliteCases final : public engine::Cases {
 public:
  explicit SqliteCases(Database& database) : database_(database) {}

  std::int64_t next_number() override;
  bool add(const engine::Case& violation) override;
  bool is_known(std::int64_t group, const MemberId& member, const RuleId& rule,
                const rules::Cause& cause) override;
  std::optional<engine::Case> find(std::int64_t number) override;
  std::vector<engine::Case> latest(std::int64_t group, const std::optional<MemberId>& member,
                                   Instant since, std::size_t limit) override;
  int count(std::int64_t group, const MemberId& member, const std::string& ladder,
            Instant since) override;
  std::vector<engine::Case> counted(std::int64_t group, const MemberId& member, const RuleId& rule,
                                    Instant since, Instant until) override;
  void decide(const engine::Verdict& verdict, engine::Standing standing) override;
  std::vector<engine::Verdict> verdicts(std::int64_t number) override;
  void propose(const engine::Proposal& proposal) override;
  std::optional<engine::Proposal> proposal(std::int64_t number) override;
  void close_proposal(std::int64_t number) override;
  std::vector<engine::Case> proposed(std::int64_t group, std::size_t limit) override;
  void leave_to_owner(std::int64_t number) override;
  bool is_removal_proposed(std::int64_t group, const MemberId& member) override;
  std::vector<rules::PastCase> past(std::int64_t group, Instant since, Instant until) override;
  std::vector<Breach> breaches(std::int64_t group, Instant since) override;
  std::vector<std::pair<MemberId, Instant>> removals(std::int64_t group) override;
  void order_removal(std::int64_t group, const MemberId& member, Instant at,
                     std::int64_t violation) override;
  void forget_removal(std::int64_t group, const MemberId& member) override;
  void take_removal_back(std::int64_t violation) override;
  std::optional<engine::Case> last_removal(std::int64_t group, const MemberId& member) override;
  Load load(std::int64_t group, Instant since) override;

 private:
  std::vector<engine::Case> find_all(const std::vector<std::int64_t>& numbers);

  Database& database_;
};

class SqliteLedger final : public engine::Ledger {
 public:
  explicit SqliteLedger(Database& database) : database_(database) {}

  bool book(const engine::LedgerEntry& entry) override;
  std::vector<engine::LedgerEntry> entries(std::int64_t violation) override;
  std::vector<engine::LedgerEntry> entries_of(std::int64_t group, const MemberId& member) override;
  std::vector<std::pair<MemberId, Fen>> balances(std::int64_t group) override;

 private:
  Database& database_;
};

class SqliteOutbox final : public engine::Outbox, public engine::DeliveryQueue {
 public:
  explicit SqliteOutbox(Database& database) : database_(database) {}

  void add(const engine::Action& action, std::int64_t group,
           const std::vector<engine::Delivery>& deliveries) override;
  std::map<MemberId, int> closings(std::int64_t group, const std::string& reason, Instant since,
                                   Instant until) override;
  std::vector<Told> told(std::int64_t group, std::size_t limit) override;
  void hold(std::int64_t violation) override;
  void resume(std::int64_t violation) override;
  void cancel(std::int64_t violation) override;
  void cancel_removals(std::int64_t group, const MemberId& member) override;
  void confirm_removals(std::int64_t group, const MemberId& member, Instant since) override;
  std::vector<engine::Claim> claim(const std::string& channel, Instant now,
                                   std::size_t limit) override;
  void settle(const engine::Claim& claim, const engine::Settlement& settlement) override;
  std::vector<engine::Claim> interrupted() override;
  std::optional<Instant> next_attempt(const std::string& channel) override;
  std::size_t give_up_others(const std::vector<std::string>& channels) override;

 private:
  void change_state(std::int64_t violation, engine::DeliveryState from, engine::DeliveryState to,
                    bool only_removals);

  Database& database_;
};

class SqliteWatch final : public engine::Watch {
 public:
  explicit SqliteWatch(Database& database) : database_(database) {}

  std::optional<engine::Heartbeat> last_beat() override;
  void beat(const engine::Heartbeat& heartbeat) override;
  void add_gap(const engine::Gap& gap) override;
  void close_gap(const std::string& source, Instant to) override;
  std::vector<engine::Gap> gaps(Instant since) override;

 private:
  Database& database_;
};

class SqliteAudit final : public engine::Audit {
 public:
  explicit SqliteAudit(Database& database) : database_(database) {}
  void note(Instant at, const std::string& actor, const std::string& what,
            const std::string& detail) override;

 private:
  Database& database_;
};

class SqliteTransaction final : public engine::Transaction {
 public:
  explicit SqliteTransaction(Database& database) : database_(database) {}
  void give_up(const Error& error) override { database_.fail(error); }

 private:
  Database& database_;
};

}  // namespace qunguan::storage
