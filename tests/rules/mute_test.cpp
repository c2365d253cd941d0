#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleBench muted(const std::string& term = "12h 连发表情") {
  RuleBench group{"{mute: {longest: 7d}}"};
  group.add("wang", "王五", Role::Admin);
  group.order(10h, "wang", "禁言", {"zhang"}, term);
  return group;
}

TEST(MuteRule, SaysWhoIsMutedUntilWhen) {
  const RuleBench group = muted();

  ASSERT_THAT(group.opened(), SizeIs(1));
  EXPECT_EQ(group.opened()[0].due, monday(22h));
  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].member, MemberId{"zhang"});
  EXPECT_EQ(fact(group.remarks()[0].facts, "截止时间"), "03-02 22:00");
  EXPECT_EQ(fact(group.remarks()[0].facts, "登记人"), "王五");
  EXPECT_EQ(fact(group.remarks()[0].facts, "原因"), "连发表情");
}

TEST(MuteRule, FindsWhoSpeaksAllTheSame) {
  RuleBench group = muted();

  const auto found = group.say(15h, "zhang", "我说句话都不行？");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_THAT(group.say(15h, "li"), IsEmpty());
}

TEST(MuteRule, TakesAnHourOfTalkForOneDisobedience) {
  RuleBench group = muted();

  const auto first = group.say(15h + 1min, "zhang");
  const auto again = group.say(15h + 59min, "zhang");
  const auto later = group.say(16h + 1min, "zhang");

  EXPECT_EQ(first.at(0).cause, again.at(0).cause);
  EXPECT_NE(first.at(0).cause, later.at(0).cause);
}

TEST(MuteRule, EndsWithItsTimeAndWithAnOrder) {
  RuleBench group = muted();
  EXPECT_THAT(group.say(22h, "zhang", "下次注意"), IsEmpty());
  EXPECT_THAT(group.say(23h, "zhang", "下次注意"), IsEmpty());

  RuleBench other = muted();
  other.order(11h, "wang", "解禁", {"zhang"}, "");
  EXPECT_EQ(other.remarks().at(0).wording, "lifted");
  EXPECT_THAT(other.say(15h, "zhang"), IsEmpty());
}

TEST(MuteRule, LetsPassWhatWasOnItsWayWhenTheOrderCame) {
  RuleBench group = muted();

  EXPECT_THAT(group.say(10h + 10s, "zhang"), IsEmpty());
  EXPECT_THAT(group.say(10h + 11s, "zhang"), SizeIs(1));
}

TEST(MuteRule, IsSetAnewByAnotherOrder) {
  RuleBench group = muted();

  group.order(11h, "wang", "禁言", {"zhang"}, "2小时 连发表情");

  EXPECT_THAT(group.closed(), SizeIs(1));
  EXPECT_THAT(group.say(12h, "zhang"), SizeIs(1));
  EXPECT_THAT(group.say(14h, "zhang"), IsEmpty());
}

TEST(MuteRule, MakesNothingOfAnOrderWithoutTimeOrReason) {
  for (const char* term : {"", "12h", "连发表情", "很久 连发表情", "0s 连发表情"}) {
    const RuleBench group = muted(term);

    EXPECT_THAT(group.opened(), IsEmpty()) << term;
    EXPECT_THAT(group.remarks(), IsEmpty()) << term;
  }
}

TEST(MuteRule, MutesNobodyLongerThanTheRuleAllows) {
  const RuleBench group = muted("8d 连发表情");

  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_EQ(group.remarks().at(0).wording, "too_long");
  EXPECT_EQ(group.remarks().at(0).member, MemberId{"wang"});
}

TEST(MuteRule, RefusesALimitOfNothing) {
  expect_refused({"no time", with_rule("mute: { longest: ▸0s }"), "bad-duration", "7d"});
}

}  // namespace
}  // namespace qunguan::test
