#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(QuietHoursRule, FindsTalkFromTheFirstSecondToBeforeTheLast) {
  RuleBench group{R"({quiet_hours: "23:30-07:30"})"};

  EXPECT_THAT(group.say(23h + 29min + 59s, "zhang"), IsEmpty());
  EXPECT_THAT(group.say(23h + 30min, "zhang"), SizeIs(1));
  EXPECT_THAT(group.say(31h + 29min + 59s, "li"), SizeIs(1));
  EXPECT_THAT(group.say(31h + 30min, "wang"), IsEmpty());
}

TEST(QuietHoursRule, TakesOneNightForOneIncident) {
  RuleBench group{R"({quiet_hours: ["22:00-07:30"]})"};

  const auto first = group.say(23h, "zhang");
  const auto again = group.say(26h, "zhang");
  const auto next_night = group.say(47h, "zhang");

  EXPECT_EQ(first.at(0).cause, again.at(0).cause);
  EXPECT_NE(first.at(0).cause, next_night.at(0).cause);
}

TEST(QuietHoursRule, NamesTheHours) {
  RuleBench group{R"({quiet_hours: "23:30-07:30"})"};

  EXPECT_EQ(fact(group.say(24h, "zhang").at(0).facts, "时段"), "23:30-07:30");
}

TEST(QuietHoursRule, IsQuietButForTheWindows) {
  RuleBench group{R"({quiet_hours: {except: ["00:00-07:30", "thu 21:00-22:30"]}})"};

  const auto wednesday = group.say(48h + 21h + 10min, "zhang");

  ASSERT_THAT(wednesday, SizeIs(1));
  EXPECT_EQ(wednesday[0].wording, "closed");
  EXPECT_EQ(fact(wednesday[0].facts, "时段"), "00:00-07:30、周四 21:00-22:30");
  EXPECT_THAT(group.say(72h + 21h + 20min, "zhang"), IsEmpty());
  EXPECT_THAT(group.say(72h + 22h + 30min, "zhang"), SizeIs(1));
  EXPECT_THAT(group.say(96h + 2h, "li"), IsEmpty());
  EXPECT_THAT(group.say(96h + 7h + 30min, "li"), SizeIs(1));
}

TEST(QuietHoursRule, TakesOneDayOutsideTheWindowsForOneIncident) {
  RuleBench group{R"({quiet_hours: {except: ["00:00-07:30"]}})"};

  const auto morning = group.say(8h, "zhang");
  const auto evening = group.say(23h + 59min, "zhang");
  const auto tomorrow = group.say(32h, "zhang");

  EXPECT_EQ(morning.at(0).cause, evening.at(0).cause);
  EXPECT_NE(morning.at(0).cause, tomorrow.at(0).cause);
}

TEST(QuietHoursRule, LeavesWindowsOpenWithinItsHours) {
  RuleBench group{R"({quiet_hours: {hours: "18:00-08:00", except: "mon 21:00-22:00"}})"};

  EXPECT_THAT(group.say(20h + 59min, "zhang"), SizeIs(1));
  EXPECT_THAT(group.say(21h, "zhang"), IsEmpty());
  EXPECT_THAT(group.say(45h, "zhang"), SizeIs(1));
  EXPECT_THAT(group.say(60h, "zhang"), IsEmpty());
}

TEST(QuietHoursRule, LetsAnEmergencyThrough) {
  RuleBench group{R"({quiet_hours: {hours: ["22:00-07:30"], unless_lists: [紧急]}})",
                  "lists: {紧急: {words: [紧急, 着火]}}\n"};

  EXPECT_THAT(group.say(23h, "zhang", "紧急：三号仓库漏水"), IsEmpty());
  EXPECT_THAT(group.say(23h + 1min, "zhang", "睡了吗"), SizeIs(1));
}

}  // namespace
}  // namespace qunguan::test
