#include <algorithm>

#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(FloodRule, FlagsTheFirstMessageBeyondTheQuota) {
  RuleBench group{"{flood: {max_messages: 2, within: 10s}}"};
  group.say(0s, "wang");
  group.say(1s, "wang");

  const std::vector<rules::Evidence> seen = group.say(2s, "wang");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_THAT(seen[0].events, ElementsAre(EventId{"e1"}, EventId{"e2"}, EventId{"e3"}));
  EXPECT_EQ(fact(seen[0].facts, "条数"), "3");
  EXPECT_EQ(fact(seen[0].facts, "时长"), "10秒");
}

TEST(FloodRule, CountsWithinTheWholeWindowAndNotPastIt) {
  RuleBench group{"{flood: {max_messages: 2, within: 1h}}"};
  group.say(0s, "wang");
  group.say(30min, "wang");

  EXPECT_THAT(group.say(60min + 1s, "wang"), IsEmpty());
  EXPECT_THAT(group.say(60min + 2s, "wang"), SizeIs(1));
}

TEST(FloodRule, CountsEachMemberAlone) {
  RuleBench group{"{flood: {max_messages: 2, within: 10s}}"};
  group.say(0s, "wang");
  group.say(1s, "li");
  group.say(2s, "zhang");

  EXPECT_THAT(group.say(3s, "wang"), IsEmpty());
}

TEST(FloodRule, LetsAMessageShowOneBreachOnly) {
  RuleBench group{"{flood: {max_messages: 2, within: 10s}}"};
  for (const auto at : {0s, 1s, 2s}) group.say(at, "wang");

  EXPECT_THAT(group.say(3s, "wang"), IsEmpty());
  EXPECT_THAT(group.say(4s, "wang"), IsEmpty());
  EXPECT_THAT(group.say(5s, "wang"), SizeIs(1));
}

TEST(FloodRule, CountsOnlyTheKindsItNames) {
  RuleBench group{"{flood: {max_messages: 1, within: 1m, kinds: [sticker]}}"};
  const Message sticker{.kind = MessageKind::Sticker};

  group.say(0s, "wang", sticker);
  EXPECT_THAT(group.say(1s, "wang"), IsEmpty());
  EXPECT_THAT(group.say(2s, "wang", sticker), SizeIs(1));
}

TEST(FloodRule, FlagsTheSameTextThreeTimesInARow) {
  RuleBench group{"{flood: {repeat: 3}}"};
  group.say(0s, "ming", "作业是什么");
  group.say(10s, "ming", "作业 是什么！");

  EXPECT_EQ(group.say(20s, "ming", "作业是什么？").at(0).wording, "repeat");
}

TEST(FloodRule, LetsOthersGiveTheSameAnswer) {
  RuleBench group{"{flood: {repeat: 3}}"};
  group.say(0s, "ming", "收到");
  group.say(1s, "hong", "收到");

  EXPECT_THAT(group.say(2s, "gang", "收到"), IsEmpty());
}

TEST(FloodRule, StartsAnewWhenSomethingElseWasSaid) {
  RuleBench group{"{flood: {repeat: 3}}"};
  group.say(0s, "ming", "作业是什么");
  group.say(1s, "ming", "作业是什么");
  group.say(2s, "ming", "哦，看到了");

  EXPECT_THAT(group.say(3s, "ming", "作业是什么"), IsEmpty());
}

TEST(FloodRule, DoesNotTakeTwoPicturesForTheSame) {
  RuleBench group{"{flood: {repeat: 2, repost_within: 1d}}"};
  const Message picture{.kind = MessageKind::Image, .text = "[图片]"};

  group.say(0s, "ming", picture);
  EXPECT_THAT(group.say(1s, "ming", picture), IsEmpty());
}

TEST(FloodRule, FindsARepostWithSmallChanges) {
  RuleBench group{"{flood: {repost_within: 24h}}"};
  group.say(8h, "zhang", "手机放枕头边等于慢性中毒，早看早知道");
  group.say(9h, "li", "今天下午三点在二楼会议室开会，请大家准时参加");

  const auto seen = group.say(12h, "wang", "手机放枕边等于慢性中毒！！早看早知道🌹");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].wording, "repost");
  EXPECT_EQ(seen[0].events.front(), EventId{"e1"});
}

TEST(FloodRule, FindsTheSameAdvertWithAnotherPhoneNumber) {
  RuleBench group{"{flood: {repost_within: 7d, repost_by: same_member}}"};
  group.say(0h, "zhang", "本厂新到平缝机配件，八折，电话联系张三13800000001");

  EXPECT_THAT(group.say(72h, "zhang", "本厂新到平缝机配件，八 折!!电话联系张三~13911112222"),
              SizeIs(1));
  EXPECT_THAT(group.say(73h, "zhang", "本厂招机修师傅两名，包吃住，有意者请联系"), IsEmpty());
  EXPECT_THAT(group.say(73h, "li", "本厂新到平缝机配件，八折，电话联系张三13800000001"), IsEmpty());
}

TEST(FloodRule, LetsSignUpChainsGrowAndShortAnswersRecur) {
  RuleBench group{"{flood: {repost_within: 24h}}"};
  group.say(8h, "zhang", "今天晚上七点聚会报名接龙：1.张三");
  group.say(8h, "zhang", "收到");

  EXPECT_THAT(group.say(8h + 5min, "li", "今天晚上七点聚会报名接龙：1.张三 2.李四"), IsEmpty());
  EXPECT_THAT(group.say(8h + 6min, "li", "收到"), IsEmpty());
}

TEST(FloodRule, DoesNotCountWhatWasSaidLater) {
  RuleBench group{"{flood: {max_messages: 2, within: 10s}}"};
  for (const auto at : {20s, 40s, 60s}) group.say(at, "wang");

  EXPECT_THAT(group.say(10s, "wang"), IsEmpty());
}

TEST(FloodRule, CountsALateMessageWithThoseBeforeIt) {
  RuleBench group{"{flood: {max_messages: 2, within: 10s}}"};
  for (const auto at : {1s, 2s, 30s}) group.say(at, "wang");

  const std::vector<rules::Evidence> seen = group.say(3s, "wang");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_THAT(seen[0].events, ElementsAre(EventId{"e1"}, EventId{"e2"}, EventId{"e4"}));
}

TEST(FloodRule, FindsNothingAgainstTheQuietInWhateverOrderTheyAreDelivered) {
  std::vector<std::chrono::seconds> times{0s, 20s, 40s, 60s, 80s};

  do {
    RuleBench group{"{flood: {max_messages: 1, within: 10s, repeat: 2, repeat_within: 10s}}"};
    for (const auto at : times) EXPECT_THAT(group.say(at, "wang", "还没吃饭"), IsEmpty());
  } while (std::next_permutation(times.begin(), times.end()));
}

TEST(FloodRule, DoesNotTakeTheAuthorForTheCopierWhenTheCopyIsDeliveredFirst) {
  RuleBench group{"{flood: {repost_within: 24h, repost_by: anyone}}"};
  group.say(50s, "copier", "手机放枕头边等于慢性中毒，早看早知道");

  EXPECT_THAT(group.say(30s, "author", "手机放枕头边等于慢性中毒，早看早知道"), IsEmpty());
}

TEST(FloodRule, LetsAnAdvertBePostedOnce) {
  RuleBench group{"{flood: {repost_within: 7d, lists: [广告]}}",
                  "lists: {广告: {words: [八折, 新到]}}\n"};
  group.say(0h, "zhang", "本厂新到平缝机配件，八折，电话联系张三");
  group.say(1h, "zhang", "今天下午三点在二楼会议室开会，请大家准时参加");

  EXPECT_THAT(group.say(71h, "zhang", "今天下午三点在二楼会议室开会，请大家准时参加"), IsEmpty());
  EXPECT_THAT(group.say(72h, "zhang", "本厂新到平缝机配件，八 折!!电话联系张三~"), SizeIs(1));
}

}  // namespace
}  // namespace qunguan::test
