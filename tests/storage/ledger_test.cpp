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

TEST_P(StoreContract, LedgerCreditsACauseOnceAndDeductsACaseOnce) {
  LedgerEntry march = entry(group(), LedgerEntry::Kind::Credit, -4000);
  march.violation = 0;
  march.cause = "stipend/2026-03";
  LedgerEntry april = march;
  april.cause = "stipend/2026-04";
  LedgerEntry another = march;
  another.member = MemberId{"lisi"};

  EXPECT_TRUE(ports().ledger.book(march));
  commit();
  crash();
  EXPECT_FALSE(ports().ledger.book(march));
  EXPECT_TRUE(ports().ledger.book(april));
  EXPECT_TRUE(ports().ledger.book(another));
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Deduction, 1000)));
  EXPECT_FALSE(ports().ledger.book(entry(group(), LedgerEntry::Kind::Deduction, 1000)));
}

TEST_P(StoreContract, LedgerDemandsARedPacketOfACaseOnceAndTakesItOnce) {
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::RedPacket, 0)));
  EXPECT_FALSE(ports().ledger.book(entry(group(), LedgerEntry::Kind::RedPacket, 0)));
  EXPECT_TRUE(ports().ledger.book(entry(group(), LedgerEntry::Kind::RedPacketSent, 0)));
  EXPECT_FALSE(ports().ledger.book(entry(group(), LedgerEntry::Kind::RedPacketSent, 0)));

  const auto lines = ports().ledger.entries(1);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].kind, LedgerEntry::Kind::RedPacket);
  EXPECT_EQ(lines[1].kind, LedgerEntry::Kind::RedPacketSent);
}

TEST_P(StoreContract, LedgerTellsAMembersLinesAndWhoHasABalance) {
  LedgerEntry credit = entry(group(), LedgerEntry::Kind::Credit, -4000);
  credit.violation = 0;
  credit.cause = "stipend/2026-03";
  LedgerEntry paid = entry(group(), LedgerEntry::Kind::Fine, 100);
  paid.member = MemberId{"lisi"};
  paid.violation = 2;
  LedgerEntry payment = paid;
  payment.kind = LedgerEntry::Kind::Payment;
  payment.amount = Fen{-100};
  LedgerEntry owing = paid;
  owing.member = MemberId{"sunqi"};
  owing.violation = 3;
  for (const LedgerEntry& line : {credit, paid, payment, owing}) ports().ledger.book(line);

  const auto lines = ports().ledger.entries_of(group(), MemberId{"zhangsan"});
  const auto balances = ports().ledger.balances(group());

  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].violation, 0);
  EXPECT_EQ(lines[0].cause, "stipend/2026-03");
  EXPECT_THAT(balances, ::testing::ElementsAre(::testing::Pair(MemberId{"sunqi"}, Fen{100}),
                                               ::testing::Pair(MemberId{"zhangsan"}, Fen{-4000})));
  EXPECT_THAT(ports().ledger.entries_of(group() + 1, MemberId{"zhangsan"}), SizeIs(0));
}

}  // namespace
}  // namespace qunguan::test
