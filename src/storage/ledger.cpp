#include "storage/ports.hpp"

namespace qunguan::storage {
namespace {

using engine::LedgerEntry;

LedgerEntry read_entry(const Row& row) {
  return {.number = row.integer(0),
          .group = row.integer(1),
          .member = MemberId{row.text(2)},
          .violation = row.integer(3),
          .kind = engine::parse_ledger_kind(row.text(4)).value_or(LedgerEntry::Kind::Fine),
          .amount = Fen{row.integer(5)},
          .at = row.instant(6),
          .by = row.text(7),
          .reason = row.text(8),
          .cause = row.text(9)};
}

}  // namespace

bool SqliteLedger::book(const LedgerEntry& entry) {
  const std::optional<std::int64_t> violation =
      entry.violation == 0 ? std::nullopt : std::optional{entry.violation};
  return database_.run(
             "INSERT INTO ledger (group_no, member, case_no, kind, amount_fen, at_ms, by, reason, "
             "cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
             "ON CONFLICT DO NOTHING",
             entry.group, entry.member, violation, std::string{to_text(entry.kind)}, entry.amount,
             entry.at, entry.by, entry.reason, entry.cause) == 1;
}

std::vector<LedgerEntry> SqliteLedger::entries(std::int64_t violation) {
  std::vector<LedgerEntry> found;
  database_.each(
      "SELECT no, group_no, member, case_no, kind, amount_fen, at_ms, by, reason, cause FROM "
      "ledger WHERE case_no = ? ORDER BY no",
      [&](const Row& row) { found.push_back(read_entry(row)); }, violation);
  return found;
}

std::vector<LedgerEntry> SqliteLedger::entries_of(std::int64_t group, const MemberId& member) {
  std::vector<LedgerEntry> found;
  database_.each(
      "SELECT no, group_no, member, coalesce(case_no, 0), kind, amount_fen, at_ms, by, reason, "
      "cause FROM ledger WHERE group_no = ? AND member = ? ORDER BY no",
      [&](const Row& row) { found.push_back(read_entry(row)); }, group, member);
  return found;
}

std::vector<std::pair<MemberId, Fen>> SqliteLedger::balances(std::int64_t group) {
  std::vector<std::pair<MemberId, Fen>> found;
  database_.each(
      "SELECT member, sum(amount_fen) AS owed FROM ledger WHERE group_no = ? GROUP BY member "
      "HAVING owed <> 0 ORDER BY owed DESC, member",
      [&](const Row& row) { found.emplace_back(MemberId{row.text(0)}, Fen{row.integer(1)}); },
      group);
  return found;
}

}  // namespace qunguan::storage
