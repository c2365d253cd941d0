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

}  // namespace
}  // namespace qunguan::test
