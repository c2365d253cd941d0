#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::Evidence;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Saturday 2026-03-07, 18:00.
constexpr Duration kDinner = 5 * 24h + 18h;

struct Gathering : RuleBench {
  explicit Gathering(const std::string& keys = "") : RuleBench{"{gathering: {" + keys + "}}"} {
    add("wang", "王五", Role::Admin);
    add("zhang", "张三");
    add("li", "李四");
  }

  std::string wording() const { return remarks().empty() ? "" : remarks().front().wording; }

  void announce_dinner(Duration at = 1h) {
    order(at, "wang", "活动", {}, "周六聚餐 2026-03-07 18：00 老地方，AA");
  }

  std::string list(Duration at) {
    order(at, "li", "活动名单", {}, "周六聚餐");
    return fact(remarks().at(0).facts, "名单");
  }

  std::vector<Evidence> miss(Duration at, const std::vector<std::string>& people) {
    return order(at, "wang", "缺席", people, "周六聚餐");
  }
};

TEST(GatheringRule, FindsWhoSignedUpAndStayedAway) {
  Gathering group;
  group.say(10h, "zhang", "报名周六聚餐");

  const std::vector<Evidence> found = group.miss(kDinner + 2h, {"zhang"});

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_EQ(found[0].wording, "absent");
  EXPECT_EQ(found[0].by, MemberId{"wang"});
  EXPECT_EQ(fact(found[0].facts, "活动"), "周六聚餐");
}

TEST(GatheringRule, LeavesAnEventToWhomItIsOf) {
  Gathering group{"by: anyone"};
  group.order(1h, "zhang", "活动", {}, "周六聚餐 2026-03-07 18:00 老地方");

  group.order(2h, "li", "活动", {}, "聚餐 2026-03-08 09:00 我家");
  EXPECT_EQ(group.wording(), "not_yours");
  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_THAT(group.closed(), IsEmpty());
  group.order(3h, "li", "取消活动", {}, "周六聚餐");
  EXPECT_EQ(group.wording(), "not_yours");
  group.order(4h, "zhang", "活动", {}, "周六聚餐 2026-03-07 19:00");
  EXPECT_EQ(group.wording(), "announced");
  group.order(5h, "wang", "活动", {}, "周六聚餐 2026-03-07 20:00");
  EXPECT_EQ(group.wording(), "announced");
  group.order(6h, "zhang", "取消活动", {}, "周六聚餐");
  EXPECT_EQ(group.wording(), "off") << "it stays his, whoever moved it";
}

TEST(GatheringRule, LetsWhoAnnouncedItCallItOff) {
  Gathering group{"by: anyone"};
  group.order(1h, "zhang", "活动", {}, "周六聚餐 2026-03-07 18:00");

  group.order(2h, "zhang", "取消活动", {}, "聚餐");

  EXPECT_EQ(group.wording(), "off");
}

TEST(GatheringRule, LetsAnybodyUseTheNameOfWhatIsOver) {
  Gathering group{"by: anyone"};
  group.order(1h, "zhang", "活动", {}, "周六聚餐 2026-03-07 18:00");

  group.order(kDinner + 24h, "li", "活动", {}, "周六聚餐 2026-03-14 18:00");

  EXPECT_EQ(group.wording(), "announced");
}

TEST(GatheringRule, FindsNobodyWhoCancelledBefore) {
  for (const char* words :
       {"孩子发烧,聚餐我退出", "不好意思，周六来不了", "聚餐请假", "取消报名"}) {
    Gathering group;
    group.say(10h, "zhang", "我报名周六聚餐！");
    group.say(20h, "zhang", words);

    EXPECT_THAT(group.miss(kDinner + 2h, {"zhang"}), IsEmpty()) << words;
    EXPECT_EQ(group.wording(), "not_signed_up");
  }
}

TEST(GatheringRule, FindsNobodyWhoNeverSignedUp) {
  Gathering group;
  group.say(10h, "zhang", "报名周六聚餐");
  group.say(11h, "li", "聚餐报名截止了吗");

  EXPECT_THAT(group.miss(kDinner + 2h, {"li"}), IsEmpty());
  EXPECT_EQ(fact(group.remarks().at(0).facts, "名单"), "李四");
}

TEST(GatheringRule, FindsEachOnce) {
  Gathering group;
  group.say(10h, "zhang", "报名周六聚餐");
  group.miss(kDinner + 2h, {"zhang"});

  EXPECT_THAT(group.miss(kDinner + 3h, {"zhang"}), IsEmpty());
}

TEST(GatheringRule, FindsNobodyWhereTwoEventsMayBeMeant) {
  Gathering group;
  group.say(10h, "zhang", "报名周六聚餐");
  group.say(11h, "zhang", "报名部门聚餐");

  EXPECT_THAT(group.order(kDinner + 2h, "wang", "缺席", {"zhang"}, "聚餐"), IsEmpty());
  EXPECT_THAT(group.miss(kDinner + 2h, {"zhang"}), SizeIs(1));
}

TEST(GatheringRule, CountsNoWordAfterItBegan) {
  Gathering group;
  group.announce_dinner();
  group.say(10h, "zhang", "报名");
  group.say(kDinner + 1h, "zhang", "聚餐我退出");

  EXPECT_THAT(group.miss(kDinner + 2h, {"zhang"}), SizeIs(1));
}

TEST(GatheringRule, FindsNobodyBeforeItBegan) {
  Gathering group;
  group.announce_dinner();
  group.say(10h, "zhang", "报名周六的聚餐");

  EXPECT_THAT(group.miss(kDinner - 1h, {"zhang"}), IsEmpty());
  EXPECT_EQ(group.wording(), "not_yet");
}

TEST(GatheringRule, LeavesOtherEventsAlone) {
  Gathering group;
  group.say(10h, "zhang", "报名周六聚餐");
  group.say(11h, "zhang", "报名周日爬山");

  group.say(12h, "zhang", "爬山我退出");

  EXPECT_THAT(group.miss(kDinner + 2h, {"zhang"}), SizeIs(1));
}

TEST(GatheringRule, TakesWhoSaysNotOfWhatForCancellingAll) {
  Gathering group;
  group.say(10h, "zhang", "报名周六聚餐");
  group.say(11h, "zhang", "报名周日爬山");

  group.say(12h, "zhang", "我退出");

  EXPECT_THAT(group.closed(), SizeIs(2));
}

TEST(GatheringRule, ReadsChains) {
  Gathering group;
  group.say(10h, "zhang", "#接龙\n周六聚餐，AA\n\n1. 王五\n2. 张三");
  group.say(11h, "li", "#接龙\n周六聚餐，AA\n\n1. 王五\n2. 张三\n3. 李四");
  group.say(12h, "zhang", "#接龙\n周六聚餐，AA\n\n1. 王五\n2. 李四");

  EXPECT_EQ(group.list(13h), "李四");
}

TEST(GatheringRule, AnnouncesAndRemindsOfAnEvent) {
  Gathering group{"remind: 1d"};
  group.announce_dinner();
  EXPECT_EQ(group.wording(), "announced");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "开始时间"), "03-07 18:00");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "备注"), "老地方，AA");
  ASSERT_THAT(group.opened(), SizeIs(1));
  EXPECT_EQ(group.opened()[0].remind_at, monday(kDinner - 24h));
  group.say(2h, "zhang", "报名！");

  group.wait_until(kDinner - 24h + 1s);

  EXPECT_EQ(group.wording(), "reminder");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "名单"), "张三");
}

TEST(GatheringRule, ReadsDaysWithoutAYear) {
  Gathering group;

  group.order(1h, "wang", "活动", {}, "周六聚餐 3月7日 18:00");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "开始时间"), "03-07 18:00");
  group.order(1h, "wang", "活动", {}, "年会 01-15 14:00");
  EXPECT_EQ(group.wording(), "announced");
  group.order(1h, "wang", "活动", {}, "年会 2026-01-15 14:00");
  EXPECT_EQ(group.wording(), "past");
  group.order(1h, "wang", "活动", {}, "年会 周六");
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(GatheringRule, SignsNobodyUpForWhatHeDidNotName) {
  Gathering group;
  group.announce_dinner();

  group.say(2h, "zhang", "报名周六爬山");
  EXPECT_EQ(group.list(3h), "还没有人报名");
  group.say(4h, "zhang", "#接龙 周六聚餐\n1. 张三丰");
  EXPECT_EQ(group.list(5h), "还没有人报名");
  group.say(6h, "zhang", "周六聚餐我报名");
  EXPECT_EQ(group.list(7h), "张三");
}

TEST(GatheringRule, DoesNotTakeLastTimesPeopleForThisTimes) {
  Gathering group;
  group.announce_dinner();
  group.say(2h, "zhang", "报名");
  group.order(kDinner + 24h, "wang", "活动", {}, "周六聚餐 2026-03-14 18:00");

  EXPECT_THAT(group.miss(kDinner + 24h * 8, {"zhang"}), IsEmpty());
}

TEST(GatheringRule, CallsOffNeitherOfTwoThatMayBeMeant) {
  Gathering group;
  group.announce_dinner();
  group.order(1h, "wang", "活动", {}, "周日聚餐 2026-03-08 18:00");

  group.order(2h, "wang", "取消活动", {}, "聚餐");

  EXPECT_THAT(group.closed(), IsEmpty());
}

TEST(GatheringRule, ForgetsAnEventThatIsCalledOff) {
  Gathering group;
  group.announce_dinner();
  group.say(2h, "zhang", "报名");

  group.order(3h, "wang", "取消活动", {}, "聚餐");
  EXPECT_THAT(group.closed(), SizeIs(2));

  group.order(4h, "wang", "取消活动", {}, "聚餐");
  EXPECT_EQ(group.wording(), "unknown");
}

TEST(GatheringRule, LetsMembersCancelByAnOrder) {
  Gathering group;
  group.say(1h, "zhang", "报名周六聚餐");

  group.order(2h, "zhang", "退出活动", {}, "聚餐");
  EXPECT_EQ(group.wording(), "quit");

  group.order(3h, "zhang", "退出活动", {}, "聚餐");
  EXPECT_EQ(group.wording(), "nothing_to_quit");
}

TEST(GatheringRule, ForgetsWhoLeaves) {
  Gathering group;
  group.say(1h, "zhang", "报名周六聚餐");

  group.leave(2h, "zhang");

  EXPECT_EQ(group.list(3h), "还没有人报名");
}

TEST(GatheringRule, TakesNoChatForASignUp) {
  Gathering group;

  for (const char* words : {"怎么报名", "报名了没", "没报名周六聚餐", "大家早上好"}) {
    group.say(1h, "zhang", words);
    EXPECT_THAT(group.opened(), IsEmpty()) << words;
  }
}

TEST(GatheringRule, SaysWhoMayAnnounce) {
  EXPECT_TRUE(Gathering{}.rule().orders()[0].is_for_staff);
  EXPECT_FALSE(Gathering{"by: anyone"}.rule().orders()[0].is_for_staff);
  EXPECT_THAT(Gathering{"word: 聚会"}.rule().orders()[3].word, HasSubstr("聚会名单"));
}

}  // namespace
}  // namespace qunguan::test
