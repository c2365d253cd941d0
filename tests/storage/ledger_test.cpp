#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using engine::LedgerEntry;
using ::testing::SizeIs;

LedgerEntry entry(std::int64_t group, LedgerEntry::Kind kind, std::int64_t fen) {
  return {.group = group,
          .member = MemberId{"zhangsan"},
          .violation = 1,
          .kind = kind,
          .amount = Fen{fen},
          .at = from_ms(9),
          .by = "admin1",
          .reason = "红包"};
}

TEST_P(StoreContract, LedgerKeepsItsLines) {
  ports().ledger.book(entry(group(), LedgerEntry::Kind::Fine, 5000));
  commit();

  crash();

  const auto lines = ports().ledger.entries(1);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].group, group());
  EXPECT_EQ(lines[0].member, MemberId{"zhangsan"});
  EXPECT_EQ(lines[0].violation, 1);
  EXPECT_EQ(lines[0].kind, LedgerEntry::Kind::Fine);
  EXPECT_EQ(lines[0].amount, Fen{5000});
  EXPECT_EQ(lines[0].at, from_ms(9));
  EXPECT_EQ(lines[0].by, "admin1");
  EXPECT_EQ(lines[0].reason, "红包");
}

TEST_P(StoreContract, LedgerFinesAndReversesACaseOnce) {
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Fine, 5000)));
  EXPECT_FALSE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Fine, 5000)));
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Reversal, -5000)));
  EXPECT_FALSE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Reversal, -5000)));

  EXPECT_THAT(ports().ledger.entries(1), SizeIs(2));
}

TEST_P(StoreContract, LedgerTakesPaymentsInParts) {
  ports().ledger.book(entry(group(), LedgerEntry::Kind::Fine, 5000));

  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Payment, -2000)));
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Payment, -2000)));
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Waiver, -1000)));

  Fen owed;
  for (const LedgerEntry& line : ports().ledger.entries(1)) owed += line.amount;
  EXPECT_EQ(owed, Fen{});
}

TEST_P(StoreContract, LedgerKnowsLinesOfNoCase) {
  LedgerEntry loose = entry(group(), LedgerEntry::Kind::Fine, 100);
  loose.violation = 0;

  EXPECT_TRUE(ports().ledger.book(loose));
  EXPECT_TRUE(ports().ledger.book(loose));
}

}  // namespace
}  // namespace qunguan::test
