#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string policy(const std::string& stipend = "") {
  return "policy: 示范群规\ngroups: [示范群]\nrules:\n"
         "  - { id: complaint, complaint: { about: [zhangsan, admin1] },"
         " when: { people: [zhangsan, admin1] }, then: remind }\n"
         "  - { id: stipend, basis: 四.1, stipend: { to: [zhangsan], amount: 40, what: 津贴, less: "
         "{ "
         "complaint: 10 } }" +
         stipend +
         " }\n"
         "  - { id: delay, command: { word: 拖延 }, then: fine 50 }\n"
         "  - { id: account, statement: {} }\n";
}

Event complaint(Scenario& day, const std::string& at, const std::string& about) {
  Event event = day.message(at, "lisi", "/投诉 @" + about + " 通知漏发");
  event.message.mentions = {MemberId{about}};
  return event;
}

void uphold(Scenario& day, const std::string& date, const std::string& more = "") {
  day.feed(complaint(day, date + "T10:00", "zhangsan"));
  day.say(date + "T11:00", "boss", "/属实" + more);
}

/// What the group and the member owe each other.
Fen owed(Scenario& day, const std::string& member) {
  Fen sum;
  for (const auto& entry : day.store().ledger.entries_of(1, MemberId{member})) sum += entry.amount;
  return sum;
}

TEST(Stipend, IsBookedOnceWhenTheMonthIsOver) {
  Scenario day{policy()};

  const auto actions = day.wait_until("2026-04-01T00:00");

  ASSERT_EQ(summary(actions), "credit zhangsan 4000");
  EXPECT_THAT(actions[0].text,
              AllOf(HasSubstr("zhangsan 2026年3月津贴入账 40元"), HasSubstr("《示范群规》四.1")));
  ASSERT_THAT(day.outbox().deliveries, SizeIs(1));
  EXPECT_EQ(day.outbox().deliveries[0].kind, engine::DeliveryKind::Private);
  EXPECT_EQ(day.outbox().deliveries[0].people.front(), MemberId{"zhangsan"});
  EXPECT_EQ(owed(day, "zhangsan"), Fen{-4000});
  EXPECT_THAT(day.wait_until("2026-04-30T23:59"), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("2026-05-01T00:00")), "credit zhangsan 4000");
}

TEST(Stipend, IsBookedAfterARestartThatLayOverTheMonthsEnd) {
  Scenario day{policy()};

  day.restart();

  EXPECT_EQ(summary(day.wait_until("2026-04-03T09:00")), "credit zhangsan 4000");
  day.restart();
  EXPECT_THAT(day.wait_until("2026-04-04T09:00"), IsEmpty());
  EXPECT_EQ(owed(day, "zhangsan"), Fen{-4000});
}

TEST(Stipend, IsBookedForThoseWhoWereEntitledWhereThePeopleChangeBeforeItIs) {
  Scenario day{policy()};
  day.wait_until("2026-03-31T23:59");
  std::string others = policy();
  others.replace(others.find("to: [zhangsan]"), 14, "to: [lisi]");

  const auto actions = day.reload(others, "2026-04-03T09:00");

  EXPECT_EQ(summary(actions), "credit zhangsan 4000");
  EXPECT_EQ(owed(day, "zhangsan"), Fen{-4000});
  EXPECT_EQ(owed(day, "lisi"), Fen{0});
  EXPECT_EQ(summary(day.wait_until("2026-05-01T00:00")), "credit lisi 4000");
}

TEST(Stipend, IsBookedForThoseWhoWereEntitledWhereTheDirectoryChangesBeforeItIs) {
  std::string tagged = policy();
  tagged.replace(tagged.find("to: [zhangsan]"), 14, "to: \"tag:轮值\"");
  Scenario day{tagged};
  day.directory.add({.id = MemberId{"zhangsan"}, .tags = {"轮值"}});
  day.reload(tagged, "00:00");
  day.wait_until("2026-03-31T23:59");
  day.directory = {};
  day.directory.add({.id = MemberId{"lisi"}, .tags = {"轮值"}});

  EXPECT_EQ(summary(day.reload(tagged, "2026-04-03T09:00")), "credit zhangsan 4000");
}

TEST(Stipend, IsNotBookedTwiceWhereTheRuleChangesAfterIt) {
  Scenario day{policy()};
  day.wait_until("2026-04-01T00:00");

  EXPECT_THAT(day.reload(policy(", name: 轮值津贴"), "2026-04-01T00:01"), IsEmpty());
}

TEST(Stipend, IsBookedOnceHoweverOftenTheStoreFails) {
  for (int call = 1; call < 40; ++call) {
    Scenario day{policy()};
    uphold(day, "2026-03-10");
    day.disk().fail_call(call);
    while (!day.try_wait_until("2026-04-01T00:00")) continue;
    day.disk().fail_call(1'000'000);

    day.wait_until("2026-04-02T00:00");

    EXPECT_EQ(owed(day, "zhangsan"), Fen{-3000}) << call;
  }
}

TEST(Stipend, IsLessByEachComplaintThatWasUpheldInTheMonth) {
  Scenario day{policy()};
  uphold(day, "2026-03-10");
  uphold(day, "2026-03-20");
  EXPECT_EQ(owed(day, "zhangsan"), Fen{});

  const auto actions = day.wait_until("2026-04-01T00:00");

  ASSERT_EQ(summary(actions), "credit zhangsan 4000; debit zhangsan 1000; debit zhangsan 1000");
  EXPECT_THAT(actions[0].text, HasSubstr("入账 20元（40元，扣 20元：1 号、2 号）"));
  EXPECT_EQ(owed(day, "zhangsan"), Fen{-2000});
  EXPECT_EQ(summary(day.wait_until("2026-05-01T00:00")), "credit zhangsan 4000");
}

TEST(Stipend, NeverComesToBeADebt) {
  Scenario day{policy()};
  for (const char* date : {"2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13", "2026-03-14"})
    uphold(day, date);

  day.wait_until("2026-04-01T00:00");

  EXPECT_EQ(owed(day, "zhangsan"), Fen{});
}

TEST(Stipend, IsVoidedByAGraveComplaint) {
  Scenario day{policy()};
  uphold(day, "2026-03-10");
  uphold(day, "2026-03-11", " 情节严重");

  const auto actions = day.wait_until("2026-04-01T00:00");

  EXPECT_EQ(summary(actions), "credit zhangsan 4000; debit zhangsan 1000; debit zhangsan 3000");
  EXPECT_THAT(actions[0].text, HasSubstr("入账 0元（40元，全部取消：1 号、2 号）"));
}

TEST(Stipend, IsNotLessByWhatWasDismissedOrWithdrawn) {
  Scenario day{policy()};
  day.feed(complaint(day, "2026-03-10T10:00", "zhangsan"));
  day.say("2026-03-10T11:00", "boss", "/不属实");
  uphold(day, "2026-03-11");
  day.say("2026-03-12T10:00", "boss", "/撤销 1 查错了人");

  EXPECT_EQ(summary(day.wait_until("2026-04-01T00:00")), "credit zhangsan 4000");
}

TEST(Stipend, GivesBackWhatACaseTookThatIsWithdrawnLater) {
  Scenario day{policy()};
  uphold(day, "2026-03-10");
  day.wait_until("2026-04-01T00:00");

  const auto actions = day.say("2026-04-02T10:00", "boss", "/撤销 1 查错了人");

  EXPECT_EQ(summary(actions), "credit zhangsan 1000; announce zhangsan");
  EXPECT_EQ(owed(day, "zhangsan"), Fen{-4000});
}

TEST(Stipend, IsNotBookedInTestMode) {
  Scenario day{policy(", mode: test")};

  EXPECT_EQ(summary(day.wait_until("2026-04-01T00:00")), "credit zhangsan 4000 (test)");
  EXPECT_EQ(owed(day, "zhangsan"), Fen{});
  EXPECT_THAT(day.outbox().deliveries, IsEmpty());
}

TEST(Complaint, TellsNobodyInTheGroupWhoComplained) {
  Scenario day{policy()};
  day.outbox().deliveries.clear();

  day.feed(complaint(day, "2026-03-10T10:00", "zhangsan"));
  day.say("2026-03-10T11:00", "boss", "/属实");

  for (const engine::Delivery& delivery : day.outbox().deliveries) {
    const bool is_public = delivery.kind == engine::DeliveryKind::Notice;
    EXPECT_TRUE(!is_public || delivery.text.find("lisi") == delivery.text.npos) << delivery.text;
  }
}

TEST(Complaint, CanBeAppealedAsAnyCase) {
  Scenario day{policy()};
  uphold(day, "2026-03-10");

  day.say("2026-03-10T12:00", "zhangsan", "/申诉 1 我发过了");

  EXPECT_EQ(summary(day.wait_until("2026-04-01T00:00")), "credit zhangsan 4000");
}

TEST(Account, IsToldToItsMemberAlone) {
  Scenario day{policy()};
  Event delay = day.message("10:00", "boss", "/拖延 @zhangsan 三楼漏水");
  delay.message.mentions = {MemberId{"zhangsan"}};
  day.feed(delay);
  day.outbox().deliveries.clear();

  const auto actions = day.say("10:05", "zhangsan", "/账单");

  ASSERT_EQ(summary(actions), "announce zhangsan");
  EXPECT_EQ(actions[0].text,
            "【示范群】zhangsan的账单\n2026-03-02 罚款 50元（1 号）\n合计：欠 50元");
  ASSERT_THAT(day.outbox().deliveries, SizeIs(1));
  EXPECT_EQ(day.outbox().deliveries[0].kind, engine::DeliveryKind::Private);
  EXPECT_THAT(day.outbox().deliveries[0].people, ElementsAre(MemberId{"zhangsan"}));
  EXPECT_THAT(day.say("10:06", "lisi", "/账单").at(0).text, HasSubstr("没有记录"));
}

TEST(Account, OfEverybodyIsToldToTheStaffAlone) {
  Scenario day{policy()};
  Event delay = day.message("10:00", "boss", "/拖延 @lisi 三楼漏水");
  delay.message.mentions = {MemberId{"lisi"}};
  day.feed(delay);
  day.wait_until("2026-04-01T00:00");

  EXPECT_EQ(day.say("2026-04-01T10:05", "boss", "/总账").at(0).text,
            "【示范群】账上没有结清的：\nlisi 欠 50元\nzhangsan 群里应付 40元");
  EXPECT_THAT(day.say("2026-04-01T10:06", "lisi", "/总账").at(0).text,
              HasSubstr("只有群主和管理员"));
}

}  // namespace
}  // namespace qunguan::test
