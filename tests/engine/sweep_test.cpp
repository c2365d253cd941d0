#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;

const std::string kHead = "policy: 示范群规\ngroups: [示范群]\n";
const std::string kStaff = "owner: boss\n";
const std::string kOthers = "people: { leaders: [boss] }\n";
const std::string kName =
    "rules:\n  - { id: name, nickname: { format: \"{部门}-{姓名}\" }, then: [warn, fine 50, fine "
    "100, fine 200] }\n";
const std::string kGrace =
    "rules:\n  - { id: name, nickname: { format: \"{部门}-{姓名}\", grace: 3d }, then: warn }\n";

Event joined(Scenario& day, const std::string& at, const std::string& who) {
  Event event = day.event(EventType::MemberJoined, at);
  event.members = {{.id = MemberId{who}, .name = who}};
  return event;
}

TEST(Sweep, AfterARestartFinesNobodyAgainForTheSameName) {
  Scenario day{kHead + kStaff + kName};
  ASSERT_EQ(summary(day.feed(joined(day, "10:00", "小可爱"))), "warn 小可爱");

  day.restart();

  EXPECT_THAT(day.wait_until("10:01"), IsEmpty());
}

TEST(Sweep, AfterAnEditOfOtherPartsFinesNobodyAgainForTheSameName) {
  Scenario day{kHead + kStaff + kName};
  ASSERT_EQ(summary(day.feed(joined(day, "10:00", "小可爱"))), "warn 小可爱");

  EXPECT_THAT(day.reload(kHead + kStaff + kOthers + kName, "10:01"), IsEmpty());
  EXPECT_THAT(day.reload(kHead + kStaff + kName, "10:02"), IsEmpty());
  EXPECT_EQ(day.balance("小可爱"), Fen{});
}

TEST(Sweep, RepeatsNoHintToWhoseGraceRunsAlready) {
  Scenario day{kHead + kGrace};
  ASSERT_EQ(summary(day.feed(joined(day, "10:00", "小可爱"))), "remind 小可爱");

  EXPECT_THAT(day.reload(kHead + kOthers + kGrace, "10:01"), IsEmpty());
}

TEST(Sweep, AsksWhoWasRightUntilTheRuleChanged) {
  Scenario day{kHead + kName};
  ASSERT_EQ(summary(day.feed(joined(day, "10:00", "小可爱"))), "warn 小可爱");
  ASSERT_THAT(day.feed(joined(day, "10:01", "工程部-李四")), IsEmpty());

  const auto swept = day.reload(
      kHead + "rules:\n  - { id: name, nickname: { format: \"{部门}+{姓名}\" }, then: warn }\n",
      "10:02");

  EXPECT_EQ(summary(swept), "warn 工程部-李四");
}

TEST(Sweep, ANewRuleKnowsWhoSpokeBeforeItCame) {
  Scenario day{kHead + kGrace};
  day.say("20:00", "lisi", "晚上好");

  day.restart();

  EXPECT_THAT(
      day.reload(kHead + "rules: [{ id: idle, silence: { idle: 1d }, then: warn }]\n", "21:00"),
      IsEmpty());
  EXPECT_EQ(summary(day.wait_until("2026-03-03T10:00")), "warn wangwu; warn zhangsan");
}

}  // namespace
}  // namespace qunguan::test
