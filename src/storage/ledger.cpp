#include "storage/ports.hpp"

namespace qunguan::storage {

using engine::LedgerEntry;

bool SqliteLedger::book(const LedgerEntry& entry) {
  const std::optional<std::int64_t> violation =
      entry.violation == 0 ? std::nullopt : std::optional{entry.violation};
  return database_.run(
             "INSERT INTO ledger (group_no, member, case_no, kind, amount_fen, at_ms, by, reason) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
             "ON CONFLICT DO NOTHING",
             entry.group, entry.member, violation, std::string{to_text(entry.kind)}, entry.amount,
             entry.at, entry.by, entry.reason) == 1;
}

std::vector<LedgerEntry> SqliteLedger::entries(std::int64_t violation) {
  std::vector<LedgerEntry> found;
  database_.each(
      "SELECT no, group_no, member, kind, amount_fen, at_ms, by, reason FROM ledger WHERE case_no "
      "= ? ORDER BY no",
      [&](const Row& row) {
        LedgerEntry entry{.number = row.integer(0),
                          .group = row.integer(1),
                          .member = MemberId{row.text(2)},
                          .violation = violation,
                          .amount = Fen{row.integer(4)},
                          .at = row.instant(5),
                          .by = row.text(6),
                          .reason = row.text(7)};
        entry.kind = engine::parse_ledger_kind(row.text(3)).value_or(LedgerEntry::Kind::Fine);
        found.push_back(std::move(entry));
      },
      violation);
  return found;
}

}  // namespace qunguan::storage
