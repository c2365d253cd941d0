#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleBench stopped(const std::string& topic = "球赛的事别聊了") {
  RuleBench group{"{stop: {for: 1h}}"};
  group.add("wang", "王五", Role::Admin);
  group.order(10h, "wang", "停", {}, topic);
  return group;
}

TEST(StopRule, TellsEverybodyUntilWhen) {
  const RuleBench group = stopped();

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].member, std::nullopt);
  EXPECT_EQ(fact(group.remarks()[0].facts, "截止时间"), "11:00");
  EXPECT_EQ(fact(group.remarks()[0].facts, "管理员"), "王五");
}

TEST(StopRule, FindsWhoGoesOn) {
  RuleBench group = stopped();

  const auto found = group.say(10h + 5min, "zhang", "就一句，那个点球绝对是误判");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_EQ(found[0].passage->text, "球");
}

TEST(StopRule, LeavesAloneWhoObeysAndTurnsToSomethingNew) {
  RuleBench group = stopped();

  EXPECT_THAT(group.say(10h + 5min, "zhang", "明白。会议室订好了吗？"), IsEmpty());
  EXPECT_THAT(group.say(10h + 6min, "zhang", "会议室订好了吗？"), IsEmpty());
  EXPECT_THAT(group.say(10h + 7min, "li", "@老球迷 会议室订好了吗？"), IsEmpty());
}

TEST(StopRule, TakesOneLetterFromWhoTookPartAlone) {
  RuleBench group{"{stop: {for: 1h}}"};
  group.say(9h + 55min, "zhang", "油价又涨了");
  group.say(9h + 40min, "li", "早");
  group.order(10h, "wang", "停", {}, "油价别聊了");

  EXPECT_THAT(group.say(10h + 5min, "zhang", "油越来越贵"), SizeIs(1));
  EXPECT_THAT(group.say(10h + 5min, "li", "油越来越贵"), IsEmpty());
}

TEST(StopRule, HoldsFromTheOrderToItsEndButNotForWhatWasOnItsWay) {
  RuleBench group = stopped();

  EXPECT_THAT(group.say(9h + 59min, "zhang", "球赛真好看"), IsEmpty());
  EXPECT_THAT(group.say(10h + 10s, "zhang", "球赛真好看"), IsEmpty());
  EXPECT_THAT(group.say(10h + 11s, "zhang", "球赛真好看"), SizeIs(1));
  EXPECT_THAT(group.say(11h, "zhang", "球赛真好看"), IsEmpty());
}

TEST(StopRule, TakesTenMinutesOfItForOneDisobedience) {
  RuleBench group = stopped();

  const auto first = group.say(10h + 1min, "zhang", "球赛真好看");
  const auto again = group.say(10h + 9min, "zhang", "球赛真好看");
  const auto later = group.say(10h + 11min, "zhang", "球赛真好看");

  EXPECT_EQ(first.at(0).cause, again.at(0).cause);
  EXPECT_NE(first.at(0).cause, later.at(0).cause);
}

TEST(StopRule, EndsWhenAnAdminSaysSo) {
  RuleBench group = stopped();

  group.order(10h + 5min, "wang", "恢复", {}, "加班");
  EXPECT_EQ(group.remarks().at(0).wording, "nothing_stopped");
  EXPECT_THAT(group.say(10h + 6min, "zhang", "球赛真好看"), SizeIs(1));
  group.order(10h + 7min, "wang", "恢复", {}, "");

  EXPECT_EQ(group.remarks().at(0).wording, "resumed");
  EXPECT_THAT(group.say(10h + 20min, "zhang", "球赛真好看"), IsEmpty());
}

TEST(StopRule, MakesNothingOfAnOrderThatNamesNoTopic) {
  const RuleBench group = stopped("别聊了");

  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(StopRule, RefusesATimeThatIsNone) {
  expect_refused({"too long", with_rule("stop: { for: ▸2d }"), "bad-duration", "1h"});
}

}  // namespace
}  // namespace qunguan::test
