#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::Remark;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Issues : RuleBench {
  explicit Issues(const std::string& keys = "") : RuleBench{"{issue: {" + keys + "}}"} {
    add("wang", "王五", Role::Admin);
    add("zhang", "张三");
    add("li", "李四");
    add("sun", "孙七");
  }

  std::string wording() const { return remarks().empty() ? "" : remarks().front().wording; }
};

TEST(IssueRule, ListsWhatIsOpenWithItsAge) {
  Issues group;
  group.order(10h, "li", "问题", {"zhang"}, "三楼漏水");
  EXPECT_EQ(group.wording(), "noted");
  group.order(48h, "li", "问题", {}, "大门灯坏了");

  group.order(58h, "sun", "问题", {}, "");

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].text,
            "未办结 2 件：\n1. 三楼漏水（张三，2 天）\n2. 大门灯坏了（未定，不到 1 天）");
}

TEST(IssueRule, RemindsOwnersAndTellsTheStaffOfWhatNobodyOwns) {
  Issues group;
  group.order(10h, "li", "问题", {"zhang"}, "三楼漏水");
  group.order(11h, "li", "问题", {}, "大门灯坏了");

  group.strike(33h);

  ASSERT_THAT(group.remarks(), SizeIs(2));
  EXPECT_EQ(group.remarks()[0].kind, ActionKind::Remind);
  EXPECT_EQ(group.remarks()[0].member, MemberId{"zhang"});
  EXPECT_THAT(fact(group.remarks()[0].facts, "清单"), HasSubstr("三楼漏水"));
  EXPECT_EQ(group.remarks()[1].to, Remark::To::Staff);
  EXPECT_THAT(group.remarks()[1].text, HasSubstr("大门灯坏了"));
  EXPECT_THAT(group.remarks()[1].text, Not(HasSubstr("三楼漏水")));
}

TEST(IssueRule, TellsTheStaffOfWhatTakesTooLong) {
  Issues group{"escalate_after: 3d"};
  group.order(10h, "li", "问题", {"zhang"}, "三楼漏水");
  group.strike(33h);
  EXPECT_THAT(group.remarks(), SizeIs(1));

  group.strike(33h + 72h);

  ASSERT_THAT(group.remarks(), SizeIs(2));
  EXPECT_EQ(group.remarks()[1].kind, ActionKind::Escalate);
}

TEST(IssueRule, SaysNothingWhereNothingIsOpen) {
  Issues group;

  group.strike(33h);
  EXPECT_THAT(group.remarks(), IsEmpty());

  group.order(34h, "li", "问题", {}, "");
  EXPECT_EQ(group.wording(), "nothing_open");
}

TEST(IssueRule, EndsWhenItsOwnerSaysSo) {
  Issues group;
  group.order(10h, "li", "问题", {"zhang"}, "三楼漏水");

  group.order(34h, "zhang", "办结", {}, "漏水");
  EXPECT_EQ(group.wording(), "done");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "用时"), "1 天");

  group.order(35h, "zhang", "办结", {}, "漏水");
  EXPECT_EQ(group.wording(), "none_such");
}

TEST(IssueRule, IsNotEndedByOthersNorByAWordThatFitsTwo) {
  Issues group;
  group.order(10h, "li", "问题", {"zhang"}, "三楼漏水");
  group.order(11h, "li", "问题", {"zhang"}, "四楼漏水");

  group.order(12h, "sun", "办结", {}, "三楼");
  EXPECT_EQ(group.wording(), "not_yours");
  group.order(12h, "zhang", "办结", {}, "漏水");
  EXPECT_EQ(group.wording(), "several");
  group.order(12h, "wang", "办结", {}, "三楼");
  EXPECT_EQ(group.wording(), "done");
}

TEST(IssueRule, EndsTheOldestOfThoseWordedAlike) {
  Issues group;
  group.order(10h, "li", "问题", {"zhang"}, "漏水");
  group.order(11h, "li", "问题", {"zhang"}, "漏水");
  group.order(11h, "li", "问题", {"zhang"}, "三楼漏水");

  group.order(12h, "wang", "办结", {}, "漏水");
  EXPECT_EQ(group.wording(), "done");
  ASSERT_THAT(group.closed(), SizeIs(1));
  group.order(13h, "wang", "办结", {}, "漏水");
  EXPECT_EQ(group.wording(), "done");
}

TEST(IssueRule, AsksForItsTimes) {
  const rules::Calendar calendar{.zone = *Zone::named("Asia/Shanghai")};
  Issues group{"remind: \"mon 09:00\""};

  EXPECT_EQ(group.rule().next_time(monday(9h), calendar), monday(7 * 24h + 9h));
}

TEST(IssueRule, IsForTheStaffWhereItSaysSo) {
  EXPECT_FALSE(Issues{}.rule().orders()[0].is_for_staff);
  EXPECT_TRUE(Issues{"by: staff"}.rule().orders()[0].is_for_staff);
}

}  // namespace
}  // namespace qunguan::test
