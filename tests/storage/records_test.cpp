#include "qunguan/storage/records.hpp"

#include <gmock/gmock.h>

#include "qunguan/storage/sqlite_store.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using engine::LedgerEntry;
using storage::Records;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Instant kNow = from_ms(1'772'000'000'000);

/// A daemon's database: 张三 was fined 50 yuan and paid 20, 李四 was fined 10 and paid it.
class RecordsTest : public ::testing::Test {
 protected:
  RecordsTest() {
    store->begin();
    group = ports.rosters.group("s", GroupId{"g"}, "示范群").number;
    ports.rosters.save(group, {.id = MemberId{"zhangsan"}, .name = "张三", .group_nickname = ""});
    open_case(1, "zhangsan");
    book("zhangsan", LedgerEntry::Kind::Fine, 1, 5000);
    book("zhangsan", LedgerEntry::Kind::Payment, 1, -2000);
    open_case(2, "lisi");
    book("lisi", LedgerEntry::Kind::Fine, 2, 1000);
    book("lisi", LedgerEntry::Kind::Payment, 2, -1000);
    ports.outbox.add({.kind = ActionKind::Fine, .violation = 1}, group, {{.text = "请缴纳"}});
    ports.cases.decide({.number = 1, .kind = engine::Verdict::Kind::Upheld, .at = kNow},
                       engine::Standing::Counted);
    ports.watch.add_gap({.from = kNow, .to = kNow, .reason = "outage"});
    EXPECT_TRUE(store->commit());
  }

  void open_case(std::int64_t number, const std::string& member) {
    ports.cases.add({.number = number,
                     .group = group,
                     .member = MemberId{member},
                     .rule = RuleId{"reply30"},
                     .cause = {.kind = "question", .id = "m1"},
                     .at = kNow});
  }
  void book(const std::string& member, LedgerEntry::Kind kind, std::int64_t violation,
            std::int64_t fen) {
    ports.ledger.book({.group = group,
                       .member = MemberId{member},
                       .violation = violation,
                       .kind = kind,
                       .amount = Fen{fen},
                       .at = kNow});
  }

  TempFolder folder;
  std::string path = folder.file("qunguan.db");
  std::unique_ptr<storage::SqliteStore> store = *storage::SqliteStore::open(path);
  engine::Store ports = store->ports();
  std::int64_t group = 0;
};

TEST_F(RecordsTest, SumUpWhatEachMemberOwes) {
  const auto records = *Records::open(path);

  const auto owing = records->balances("", "", /*all=*/false);
  const auto all = records->balances("", "", /*all=*/true);

  ASSERT_THAT(owing, SizeIs(1));
  EXPECT_EQ(owing[0].member, "zhangsan");
  EXPECT_EQ(owing[0].member_name, "张三");
  EXPECT_EQ(owing[0].group_name, "示范群");
  EXPECT_EQ(owing[0].fines, 1);
  EXPECT_EQ(owing[0].owed, Fen{3000});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[1].owed, Fen{});
}

TEST_F(RecordsTest, FilterByGroupAndMember) {
  const auto records = *Records::open(path);

  EXPECT_THAT(records->balances("示范群", "lisi", true), SizeIs(1));
  EXPECT_THAT(records->balances("g", "lisi", true), SizeIs(1));
  EXPECT_THAT(records->balances("g2", "", true), IsEmpty());
  EXPECT_THAT(records->balances("", "wangwu", true), IsEmpty());
}

TEST_F(RecordsTest, ListLinesOfASpanFromItsFirstToBeforeItsLast) {
  const auto records = *Records::open(path);

  const auto lines = records->lines(kNow, kNow + Duration{1});

  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0].member_name, "张三");
  EXPECT_EQ(lines[0].rule, "reply30");
  EXPECT_EQ(lines[0].entry.amount, Fen{5000});
  EXPECT_EQ(lines[1].entry.kind, LedgerEntry::Kind::Payment);
  EXPECT_THAT(records->lines(kNow + Duration{1}, kNow + Duration{2}), IsEmpty());
  EXPECT_THAT(records->lines(kNow - Duration{1}, kNow), IsEmpty());
}

TEST_F(RecordsTest, ListRedPacketsThatAreOwed) {
  store->begin();
  for (const std::int64_t number : {3, 4, 5}) {
    open_case(number, "lisi" + std::to_string(number));
    book("lisi" + std::to_string(number), LedgerEntry::Kind::RedPacket, number, 0);
  }
  book("lisi4", LedgerEntry::Kind::RedPacketSent, 4, 0);
  ports.cases.decide({.number = 5, .kind = engine::Verdict::Kind::Withdrawn, .at = kNow},
                     engine::Standing::Withdrawn);
  ASSERT_TRUE(store->commit());
  const auto records = *Records::open(path);

  const auto owed = records->red_packets("", "");

  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].member, "lisi3");
  EXPECT_EQ(owed[0].violation, 3);
  EXPECT_EQ(owed[0].since, kNow);
  EXPECT_THAT(records->red_packets("g2", ""), IsEmpty());
}

TEST_F(RecordsTest, TellACaseWithAllThatFollowed) {
  const auto records = *Records::open(path);

  const auto story = records->story(1);

  ASSERT_TRUE(story);
  EXPECT_EQ(story->violation.rule, RuleId{"reply30"});
  EXPECT_EQ(story->member_name, "张三");
  EXPECT_THAT(story->entries, SizeIs(2));
  EXPECT_THAT(story->verdicts, SizeIs(1));
  ASSERT_THAT(story->deliveries, SizeIs(1));
  EXPECT_EQ(story->deliveries[0].state, "undeliverable");
  EXPECT_THAT(story->deliveries[0].note, HasSubstr("no channel"));
  EXPECT_FALSE(records->story(3));
}

TEST_F(RecordsTest, ShowWhatIsNotDelivered) {
  const auto records = *Records::open(path);

  const auto backlog = records->backlog();

  ASSERT_THAT(backlog, SizeIs(1));
  EXPECT_EQ(backlog[0].state, "undeliverable");
  EXPECT_EQ(backlog[0].count, 1);
}

TEST_F(RecordsTest, ShowGroupsGapsAndHealth) {
  const auto records = *Records::open(path);

  const auto groups = records->groups();

  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_EQ(groups[0].name, "示范群");
  EXPECT_FALSE(groups[0].is_staff_known);
  EXPECT_THAT(records->gaps(kNow), SizeIs(1));
  EXPECT_EQ(records->check(), "ok");
  EXPECT_FALSE(records->error());
}

TEST_F(RecordsTest, FollowTheDaemonWhileItRuns) {
  const auto records = *Records::open(path);
  store->begin();
  book("zhangsan", LedgerEntry::Kind::Payment, 1, -3000);

  const auto before = records->balances("", "zhangsan", true);
  ASSERT_TRUE(store->commit());

  EXPECT_EQ(before.at(0).owed, Fen{3000});
  EXPECT_EQ(records->balances("", "zhangsan", true).at(0).owed, Fen{});
}

TEST_F(RecordsTest, AreReadWhenNoDaemonRuns) {
  store.reset();

  EXPECT_THAT((*Records::open(path))->balances("", "", true), SizeIs(2));
}

TEST_F(RecordsTest, NeedADatabase) {
  const auto records = Records::open(folder.file("none.db"));

  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().code, Error::Code::NotFound);
}

}  // namespace
}  // namespace qunguan::test
