#include "crash/oracle.hpp"

#include <algorithm>
#include <map>

#include <SQLiteCpp/SQLiteCpp.h>

namespace qunguan::test {
namespace {

constexpr std::size_t kShown = 5;
constexpr int kBusyMs = 10'000;
// A gap begins with the last sign of life, which may be older than a fine that was still right.
constexpr std::chrono::seconds kBeat{5};

SQLite::Database open(const std::string& path) {
  // Not read-only: what the killed daemon left in the log has to be recovered first.
  return SQLite::Database{path, SQLite::OPEN_READWRITE, kBusyMs};
}

struct Stored {
  Instant at, received;
};

/// By event id.
using Journal = std::map<std::string, Stored>;

Journal read_journal(SQLite::Database& database) {
  Journal events;
  SQLite::Statement rows{
      database,
      "SELECT event_id, at_ms, received_at_ms FROM journal JOIN sources ON sources.no = "
      "journal.source WHERE sources.name = 'load'"};
  while (rows.executeStep())
    events.emplace(rows.getColumn(0).getString(),
                   Stored{.at = from_ms(rows.getColumn(1).getInt64()),
                          .received = from_ms(rows.getColumn(2).getInt64())});
  return events;
}

/// What a message led to.
struct Outcome {
  int fines = 0, entries = 0, reports = 0;
};

std::map<std::string, Outcome> read_outcomes(SQLite::Database& database) {
  std::map<std::string, Outcome> outcomes;
  SQLite::Statement rows{
      database,
      "SELECT cause_id, (SELECT count(*) FROM actions WHERE case_no = cases.no AND kind = 'fine'), "
      "(SELECT count(*) FROM ledger WHERE case_no = cases.no AND kind = 'fine'), "
      "(SELECT count(*) FROM actions WHERE case_no = cases.no AND kind = 'report') FROM cases"};
  while (rows.executeStep()) {
    Outcome& outcome = outcomes[rows.getColumn(0).getString()];
    outcome.fines += rows.getColumn(1).getInt();
    outcome.entries += rows.getColumn(2).getInt();
    outcome.reports += rows.getColumn(3).getInt();
  }
  return outcomes;
}

std::vector<std::pair<Instant, Instant>> read_gaps(SQLite::Database& database) {
  std::vector<std::pair<Instant, Instant>> gaps;
  SQLite::Statement rows{database, "SELECT from_ms, to_ms FROM gaps"};
  while (rows.executeStep())
    gaps.emplace_back(from_ms(rows.getColumn(0).getInt64()), from_ms(rows.getColumn(1).getInt64()));
  return gaps;
}

/// Compares, and remembers what differs.
class Inspection {
 public:
  Inspection(SQLite::Database& database, const SentEvents& sent)
      : sent_(sent),
        journal_(read_journal(database)),
        outcomes_(read_outcomes(database)),
        gaps_(read_gaps(database)) {}

  Verdict run() {
    verdict_.stored = journal_.size();
    for (const auto& [id, stored] : journal_)
      if (!sent_.contains(id)) complain("stored, but never sent", id);
    for (const auto& [id, sent] : sent_) {
      const bool is_stored = journal_.contains(id);
      if (sent.is_acknowledged && !is_stored) {
        ++verdict_.lost;
        complain("acknowledged, but lost", id);
      }
      if (!is_stored) continue;
      if (sent.purpose == Purpose::Breach) look_at_breach(id);
      if (sent.purpose == Purpose::Question) look_at_question(id, sent);
    }
    return std::move(verdict_);
  }

 private:
  void complain(const std::string& what, const std::string& id) {
    if (++complaints_[what] <= kShown) verdict_.breaches.push_back(what + ": " + id);
  }

  Outcome outcome_of(const std::string& id) const {
    const auto found = outcomes_.find(id);
    return found == outcomes_.end() ? Outcome{} : found->second;
  }

  bool has_gap(Instant from, Instant to) const {
    return std::any_of(gaps_.begin(), gaps_.end(),
                       [&](const auto& gap) { return gap.first < to && gap.second > from; });
  }

  void look_at_breach(const std::string& id) {
    const Outcome outcome = outcome_of(id);
    if (outcome.entries > 1) complain("fined twice", id);
    if (outcome.entries == 0) complain("a breach without a fine", id);
    if (outcome.fines != outcome.entries) complain("action and ledger differ", id);
  }

  void look_at_question(const std::string& id, const Sent& question) {
    const Outcome outcome = outcome_of(id);
    const Instant due = question.at + Load::kWithin;
    const auto answer = journal_.find("answer" + id.substr(id.find('-')));
    const bool is_answered = answer != journal_.end() && answer->second.at <= due;
    const Instant settled = std::max(due, journal_.at(id).received) + Load::kSettling;
    const bool is_in_gap = has_gap(question.at, settled);
    verdict_.fined += outcome.entries > 0;
    verdict_.reported += outcome.reports > 0;
    verdict_.answered += is_answered;
    if (outcome.entries > 1) complain("fined twice", id);
    if (outcome.fines != outcome.entries) complain("action and ledger differ", id);
    if (outcome.entries > 0 && is_answered) complain("fined in spite of an answer", id);
    if (outcome.entries > 0 && has_gap(question.at, settled - kBeat))
      complain("fined over a gap of our own", id);
    if (outcome.reports > 0 && !is_in_gap) complain("reported without a gap", id);
    if (outcome.entries + outcome.reports == 0 && !is_answered)
      complain("a question without an end", id);
  }

  const SentEvents& sent_;
  const Journal journal_;
  const std::map<std::string, Outcome> outcomes_;
  const std::vector<std::pair<Instant, Instant>> gaps_;
  std::map<std::string, std::size_t> complaints_;
  Verdict verdict_;
};

}  // namespace

std::size_t count_lost(const std::string& path, const SentEvents& sent) {
  SQLite::Database database = open(path);
  const Journal journal = read_journal(database);
  return static_cast<std::size_t>(std::count_if(sent.begin(), sent.end(), [&](const auto& event) {
    return event.second.is_acknowledged && !journal.contains(event.first);
  }));
}

bool is_settled(const std::string& path) {
  SQLite::Database database = open(path);
  return database.execAndGet("SELECT count(*) FROM timers").getInt() == 0;
}

Verdict judge(const std::string& path, const SentEvents& sent) {
  SQLite::Database database = open(path);
  Verdict verdict = Inspection{database, sent}.run();
  if (const std::string state = database.execAndGet("PRAGMA integrity_check").getString();
      state != "ok")
    verdict.breaches.push_back("the database is damaged: " + state);
  return verdict;
}

}  // namespace qunguan::test
