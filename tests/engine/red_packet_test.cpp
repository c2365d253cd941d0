#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string policy(const std::string& then, const std::string& rest = "") {
  return "policy: 示范群规\ngroups: [示范群]\nlists: { 谩骂: { words: [蠢猪] } }\nrules:\n"
         "  - { id: abuse, content: { lists: [谩骂] }, then: " +
         then + rest + " }\n";
}

Event packet(Scenario& day, const std::string& at, const std::string& who) {
  Event event = day.message(at, who, "");
  event.message.kind = MessageKind::RedPacket;
  return event;
}

TEST(RedPacket, IsDemandedWithTheFindingAndItsTime) {
  Scenario day{policy("warn + red_packet 24h")};

  const auto actions = day.say("10:00", "zhangsan", "蠢猪");

  ASSERT_EQ(summary(actions), "warn zhangsan; debit zhangsan");
  EXPECT_THAT(actions[0].text, HasSubstr("警告，1天内发一个群红包"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
}

TEST(RedPacket, IsAskedForAndThenReportedNeverFined) {
  Scenario day{policy("red_packet 24h")};
  day.say("10:00", "zhangsan", "蠢猪");

  const auto reminded = day.wait_until("2026-03-03T04:00");
  const auto reported = day.wait_until("2026-03-03T10:00");

  ASSERT_EQ(summary(reminded), "remind zhangsan");
  EXPECT_THAT(reminded[0].text, AllOf(HasSubstr("@zhangsan"), HasSubstr("03-03 10:00")));
  ASSERT_EQ(summary(reported), "report zhangsan");
  EXPECT_THAT(reported[0].text, AllOf(HasSubstr("【红包 1】zhangsan"), HasSubstr("没有发群红包")));
  EXPECT_EQ(reported[0].rule, RuleId{"abuse"});
  EXPECT_THAT(day.wait_until("2026-03-10T10:00"), IsEmpty());
}

TEST(RedPacket, IsSettledByTheMembersNextOneAlone) {
  Scenario day{policy("red_packet 24h")};
  day.say("10:00", "zhangsan", "蠢猪");

  EXPECT_THAT(day.feed(packet(day, "10:01", "lisi")), IsEmpty());
  EXPECT_EQ(summary(day.feed(packet(day, "10:02", "zhangsan"))), "record zhangsan");
  EXPECT_THAT(day.feed(packet(day, "10:03", "zhangsan")), IsEmpty());
  EXPECT_THAT(day.wait_until("2026-03-10T10:00"), IsEmpty());
}

TEST(RedPacket, SentBeforeTheFindingSettlesNothing) {
  Scenario day{policy("red_packet 24h")};
  day.say("10:00", "zhangsan", "蠢猪");
  Event late = packet(day, "10:00", "zhangsan");
  late.received_at = Scenario::time("10:01");

  EXPECT_THAT(day.feed(late), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("2026-03-03T10:00")), "remind zhangsan; report zhangsan");
}

TEST(RedPacket, SettlesOneDemandEach) {
  Scenario day{policy("red_packet 24h")};
  day.say("10:00", "zhangsan", "蠢猪");
  day.say("10:05", "zhangsan", "蠢猪");

  const auto settled = day.feed(packet(day, "11:00", "zhangsan"));

  ASSERT_EQ(summary(settled), "record zhangsan");
  EXPECT_EQ(settled[0].violation, 1);
  const auto rest = day.wait_until("2026-03-03T11:00");
  ASSERT_EQ(summary(rest), "remind zhangsan; report zhangsan");
  EXPECT_EQ(rest[1].violation, 2);
}

TEST(RedPacket, SettlesWhatWasReportedAsUnpaid) {
  Scenario day{policy("red_packet 1h")};
  day.say("10:00", "zhangsan", "蠢猪");
  day.wait_until("11:00");

  EXPECT_EQ(summary(day.feed(packet(day, "12:00", "zhangsan"))), "record zhangsan");
  EXPECT_THAT(day.feed(packet(day, "12:01", "zhangsan")), IsEmpty());
}

TEST(RedPacket, SettlesAlsoWhereOnlyBacklogTellsOfIt) {
  Scenario day{policy("red_packet 1h")};
  day.say("10:00", "zhangsan", "蠢猪");
  Event told = packet(day, "10:10", "zhangsan");
  told.history = true;

  day.feed(told);

  EXPECT_THAT(day.wait_until("11:00"), IsEmpty());
}

TEST(RedPacket, IsNotOwedOnceTheCaseIsWithdrawn) {
  Scenario day{policy("red_packet 1h")};
  day.say("10:00", "zhangsan", "蠢猪");

  day.say("10:10", "admin1", "/撤销 1 看错了");

  EXPECT_THAT(day.wait_until("12:00"), IsEmpty());
  EXPECT_THAT(day.feed(packet(day, "12:01", "zhangsan")), IsEmpty());
}

TEST(RedPacket, IsNotAskedForWhileAnAppealIsOpen) {
  Scenario day{policy("red_packet 1h")};
  day.say("10:00", "zhangsan", "蠢猪");
  day.say("10:10", "zhangsan", "/申诉 1 我没骂人");

  EXPECT_THAT(day.wait_until("2026-03-03T10:00"), IsEmpty());

  day.say("2026-03-03T10:30", "admin1", "/维持 1");
  EXPECT_EQ(summary(day.wait_until("2026-03-05T10:00")), "report zhangsan");
}

TEST(RedPacket, WaitsForApproval) {
  Scenario day{policy("red_packet 1h", ", approval: admin")};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "蠢猪")), "review zhangsan");
  EXPECT_THAT(day.wait_until("12:00"), IsEmpty());
  EXPECT_EQ(summary(day.say("12:00", "admin1", "/同意 1")), "debit zhangsan; announce admin1");
  EXPECT_EQ(summary(day.wait_until("13:00")), "remind zhangsan; report zhangsan");
}

TEST(RedPacket, IsNotOwedInTestMode) {
  Scenario day{policy("red_packet 1h", ", mode: test")};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "蠢猪")), "debit zhangsan (test)");
  EXPECT_THAT(day.wait_until("12:00"), IsEmpty());
  EXPECT_THAT(day.feed(packet(day, "12:01", "zhangsan")), IsEmpty());
}

TEST(RedPacket, IsRememberedOverARestartAndWithoutItsRule) {
  Scenario day{policy("red_packet 1h")};
  day.say("10:00", "zhangsan", "蠢猪");
  day.say("10:01", "lisi", "蠢猪");

  day.restart();
  day.reload(
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: flood, flood: { max_messages: 9, within: 1m }, then: warn }\n",
      "10:05");

  EXPECT_EQ(summary(day.feed(packet(day, "10:10", "zhangsan"))), "record zhangsan");
  EXPECT_EQ(summary(day.wait_until("12:00")), "remind lisi; report lisi");
}

TEST(RedPacket, IsReportedWithTheDoubtWhereWeMayHaveMissedIt) {
  Scenario day{policy("red_packet 1h")};
  day.moderator().beat({.at = Scenario::time("10:00"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "zhangsan", "蠢猪");
  day.moderator().beat({.at = Scenario::time("10:30"), .uptime = 1h + 30min, .boot = "b"});

  const auto actions = day.wait_until("12:00");

  ASSERT_EQ(summary(actions), "remind zhangsan; report zhangsan");
  EXPECT_THAT(actions[1].text, HasSubstr("可能漏收"));
}

TEST(RedPacket, IsDemandedOnceHoweverOftenTheStoreFails) {
  for (int call = 1; call < 60; ++call) {
    Scenario day{policy("red_packet 1h")};
    const Event said = day.message("10:00", "zhangsan", "蠢猪");
    day.disk().fail_call(call);
    if (!day.try_feed(said)) day.feed(said);
    const Event sent = packet(day, "10:10", "zhangsan");
    if (!day.try_feed(sent)) day.feed(sent);
    day.disk().fail_call(1'000'000);

    EXPECT_THAT(day.wait_until("12:00"), IsEmpty()) << call;
  }
}

}  // namespace
}  // namespace qunguan::test
