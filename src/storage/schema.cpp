#include "storage/schema.hpp"

#include <array>

#include <SQLiteCpp/Transaction.h>

namespace qunguan::storage {
namespace {

// Times end in _ms, amounts in _fen. Tables that money or blame depends on are only ever added to.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE sources (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE books (no INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE);
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Every event, in the order it was accepted. The one index is the check for duplicates.
-- A message's text and detail are NULL once retention has taken them.
CREATE TABLE journal (
  no INTEGER PRIMARY KEY, source INTEGER NOT NULL, event_id TEXT NOT NULL, type INTEGER NOT NULL, at_ms INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL, group_no INTEGER NOT NULL, sender TEXT, kind INTEGER NOT NULL, text TEXT, detail TEXT,
  book INTEGER NOT NULL);
CREATE UNIQUE INDEX journal_event ON journal (source, event_id);

CREATE TABLE groups (
  no INTEGER PRIMARY KEY, source INTEGER NOT NULL, group_id TEXT NOT NULL, first_name TEXT NOT NULL, name TEXT NOT NULL,
  is_complete INTEGER NOT NULL DEFAULT 0, is_staff_known INTEGER NOT NULL DEFAULT 0, UNIQUE (source, group_id));
CREATE TABLE members (
  group_no INTEGER NOT NULL, member TEXT NOT NULL, name TEXT NOT NULL, group_nickname TEXT, role INTEGER NOT NULL,
  department TEXT NOT NULL, joined_at_ms INTEGER, first_seen_at_ms INTEGER NOT NULL, named_at_ms INTEGER NOT NULL, present INTEGER NOT NULL,
  PRIMARY KEY (group_no, member)) WITHOUT ROWID;
CREATE TABLE sweeps (group_no INTEGER NOT NULL, rule TEXT NOT NULL, meaning TEXT NOT NULL, PRIMARY KEY (group_no, rule, meaning)) WITHOUT ROWID;

CREATE TABLE timers (
  no INTEGER PRIMARY KEY AUTOINCREMENT, group_no INTEGER NOT NULL, rule TEXT NOT NULL, meaning TEXT NOT NULL, member TEXT NOT NULL,
  cause_kind TEXT NOT NULL, cause_id TEXT NOT NULL, since_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, remind_at_ms INTEGER,
  end_at_ms INTEGER NOT NULL, facts TEXT NOT NULL, fire_at_ms INTEGER NOT NULL);
CREATE INDEX timers_fire ON timers (fire_at_ms);
CREATE INDEX timers_group ON timers (group_no);

CREATE TABLE cases (
  no INTEGER PRIMARY KEY AUTOINCREMENT, group_no INTEGER NOT NULL, member TEXT NOT NULL, rule TEXT NOT NULL, cause_kind TEXT NOT NULL,
  cause_id TEXT NOT NULL, at_ms INTEGER NOT NULL, ladder TEXT NOT NULL, step INTEGER NOT NULL, standing TEXT NOT NULL, policy TEXT NOT NULL,
  event_no INTEGER NOT NULL, summary TEXT NOT NULL, evidence TEXT NOT NULL, message TEXT NOT NULL,
  UNIQUE (group_no, member, rule, cause_kind, cause_id));
CREATE INDEX cases_ladder ON cases (group_no, member, ladder);
CREATE TABLE also_matched (case_no INTEGER NOT NULL, rule TEXT NOT NULL, PRIMARY KEY (case_no, rule)) WITHOUT ROWID;
-- What people decided; the standing of a case is that of its last verdict.
CREATE TABLE verdicts (
  no INTEGER PRIMARY KEY AUTOINCREMENT, case_no INTEGER NOT NULL, kind TEXT NOT NULL, standing TEXT NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL,
  reason TEXT NOT NULL);
CREATE INDEX verdicts_case ON verdicts (case_no);
CREATE TABLE proposals (
  case_no INTEGER PRIMARY KEY, step TEXT NOT NULL, admins INTEGER NOT NULL, by_owner INTEGER NOT NULL, is_removal INTEGER NOT NULL, is_open INTEGER NOT NULL);
CREATE TABLE removals (
  no INTEGER PRIMARY KEY AUTOINCREMENT, group_no INTEGER NOT NULL, member TEXT NOT NULL, at_ms INTEGER NOT NULL, is_over INTEGER NOT NULL DEFAULT 0);
CREATE INDEX removals_group ON removals (group_no, at_ms);

CREATE TABLE ledger (
  no INTEGER PRIMARY KEY AUTOINCREMENT, group_no INTEGER NOT NULL, member TEXT NOT NULL, case_no INTEGER, kind TEXT NOT NULL,
  amount_fen INTEGER NOT NULL, at_ms INTEGER NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL);
CREATE UNIQUE INDEX ledger_once ON ledger (case_no, kind) WHERE kind IN ('fine', 'reversal');
CREATE INDEX ledger_group ON ledger (group_no, at_ms);

CREATE TABLE actions (
  no INTEGER PRIMARY KEY AUTOINCREMENT, time_ms INTEGER NOT NULL, group_no INTEGER NOT NULL, rule TEXT NOT NULL, kind TEXT NOT NULL, member TEXT,
  amount_fen INTEGER NOT NULL, step INTEGER NOT NULL, mode INTEGER NOT NULL, message TEXT NOT NULL, case_no INTEGER NOT NULL, text TEXT NOT NULL,
  evidence TEXT NOT NULL);
CREATE INDEX actions_case ON actions (case_no) WHERE case_no > 0;
CREATE TABLE deliveries (
  no INTEGER PRIMARY KEY AUTOINCREMENT, action_no INTEGER NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL, chat_id TEXT NOT NULL, text TEXT NOT NULL,
  people TEXT NOT NULL, expires_at_ms INTEGER, state TEXT NOT NULL, next_attempt_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '');
CREATE INDEX deliveries_waiting ON deliveries (channel, next_attempt_ms) WHERE state = 'waiting';
CREATE INDEX deliveries_sending ON deliveries (no) WHERE state = 'sending';
CREATE INDEX deliveries_action ON deliveries (action_no);

CREATE TABLE gaps (no INTEGER PRIMARY KEY, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, reason TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE audit (no INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);

-- The policies in force, for the day when a file on disk is broken.
CREATE TABLE policies (file TEXT PRIMARY KEY, text TEXT NOT NULL, adopted_at_ms INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// What was decided about a call while it was under way; and what must never be rewritten, cannot
// be.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE deliveries ADD COLUMN afterwards TEXT;

CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER verdicts_are_not_changed BEFORE UPDATE ON verdicts BEGIN SELECT raise(ABORT, 'verdicts are only added to'); END;
CREATE TRIGGER verdicts_are_not_deleted BEFORE DELETE ON verdicts BEGIN SELECT raise(ABORT, 'verdicts are only added to'); END;
-- The words of a case are personal data and may have to go; what it counts for stays.
CREATE TRIGGER cases_are_not_changed BEFORE UPDATE OF no, group_no, member, rule, cause_kind, cause_id, at_ms, ladder, step, standing, policy ON cases
  BEGIN SELECT raise(ABORT, 'cases are only added to'); END;
CREATE TRIGGER cases_are_not_deleted BEFORE DELETE ON cases BEGIN SELECT raise(ABORT, 'cases are only added to'); END;
)sql";

// When each member last spoke, at most an hour behind.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE members ADD COLUMN spoke_at_ms INTEGER NOT NULL DEFAULT 0;
)sql";

// When each call was first made.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE deliveries ADD COLUMN first_tried_ms INTEGER;
)sql";

// Since which row of the journal the group's members may have spoken later than their rows say;
// NULL: they did not, within the hour.
constexpr const char* kVersion5 = R"sql(
ALTER TABLE groups ADD COLUMN speech_behind_no INTEGER;
)sql";

// What the group owes a member, what is taken off it, and red packets.
constexpr const char* kVersion6 = R"sql(
ALTER TABLE ledger ADD COLUMN cause TEXT NOT NULL DEFAULT '';
DROP INDEX ledger_once;
CREATE UNIQUE INDEX ledger_once ON ledger (case_no, kind) WHERE kind IN ('fine', 'reversal', 'deduction', 'red_packet', 'red_packet_sent');
CREATE UNIQUE INDEX ledger_credit_once ON ledger (group_no, member, cause) WHERE kind = 'credit';
CREATE INDEX ledger_member ON ledger (group_no, member);
)sql";

// What was noted of a group, by time: who did in time what he owed.
constexpr const char* kVersion7 = R"sql(
CREATE INDEX actions_noted ON actions (group_no, time_ms) WHERE kind = 'record' AND case_no = 0;
)sql";

// What people were told of a group's cases.
constexpr const char* kVersion8 = R"sql(
CREATE INDEX actions_of_cases ON actions (group_no) WHERE case_no > 0;
)sql";

// Which case ordered each removal.
constexpr const char* kVersion9 = R"sql(
ALTER TABLE removals ADD COLUMN case_no INTEGER NOT NULL DEFAULT 0;
UPDATE removals SET case_no = coalesce((
  SELECT a.case_no FROM cases c JOIN actions a ON a.case_no = c.no
  WHERE c.group_no = removals.group_no AND c.member = removals.member AND a.case_no > 0 AND a.kind = 'remove' AND a.time_ms = removals.at_ms
  ORDER BY a.no DESC LIMIT 1), 0);
CREATE INDEX removals_case ON removals (case_no);
)sql";

// What waits for agreement now lapses as if it were new.
constexpr const char* kVersion10 = R"sql(
INSERT INTO timers (group_no, rule, meaning, member, cause_kind, cause_id, since_ms, due_ms, end_at_ms, facts, fire_at_ms)
SELECT c.group_no, c.rule, '', c.member, 'proposal', c.no, n.ms, n.ms + 604800000, n.ms + 604800000, '[]', n.ms + 604800000
FROM proposals p JOIN cases c ON c.no = p.case_no, (SELECT strftime('%s', 'now') * 1000 AS ms) n WHERE p.is_open = 1;
)sql";

// A group's cases by time, for its reports.
constexpr const char* kVersion11 = R"sql(
CREATE INDEX cases_time ON cases (group_no, at_ms);
)sql";

constexpr std::array<const char*, 11> kMigrations{kVersion1, kVersion2,  kVersion3, kVersion4,
                                                  kVersion5, kVersion6,  kVersion7, kVersion8,
                                                  kVersion9, kVersion10, kVersion11};

int version_of(SQLite::Database& connection) {
  return connection.execAndGet("PRAGMA user_version").getInt();
}

}  // namespace

std::span<const char* const> migrations() { return kMigrations; }

Result<void> check_version(SQLite::Database& connection) {
  const int version = version_of(connection);
  const int newest = static_cast<int>(kMigrations.size());
  if (version == newest) return {};
  return Error{Error::Code::Conflict, "the database has schema " + std::to_string(version) +
                                          ", this version of qunguan reads " +
                                          std::to_string(newest)};
}

Result<void> migrate(SQLite::Database& connection, std::span<const char* const> steps) {
  const int version = version_of(connection);
  const int newest = static_cast<int>(steps.size());
  if (version > newest)
    return Error{Error::Code::Conflict,
                 "the database was written by a newer version of qunguan (schema " +
                     std::to_string(version) + ", this one knows " + std::to_string(newest) +
                     "); use that version"};
  for (int step = version; step < newest; ++step) {
    SQLite::Transaction transaction{connection};
    connection.exec(steps[static_cast<std::size_t>(step)]);
    connection.exec("PRAGMA user_version = " + std::to_string(step + 1));
    transaction.commit();
  }
  return {};
}

}  // namespace qunguan::storage
