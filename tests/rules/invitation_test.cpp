#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleBench club(const std::string& settings = "") {
  RuleBench group{"{invitation: {" + settings + "}}"};
  group.add("boss", "群主", Role::Owner);
  group.add("wang", "王五", Role::Admin);
  group.add("zhang", "张三");
  return group;
}

TEST(InvitationRule, FindsAgainstWhoInvitesWithoutAsking) {
  RuleBench group = club();

  const auto seen = group.enter(10h, "qian", "钱先生", "zhang");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].member, MemberId{"zhang"});
  EXPECT_EQ(fact(seen[0].facts, "新成员"), "钱先生");
}

TEST(InvitationRule, TellsTheStaffOfTheNewcomer) {
  RuleBench group = club();

  group.enter(10h, "qian", "钱先生", "zhang");

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].to, rules::Remark::To::Staff);
  EXPECT_EQ(group.remarks()[0].member, MemberId{"qian"});
  EXPECT_EQ(fact(group.remarks()[0].facts, "邀请人"), "张三");
}

TEST(InvitationRule, LetsOwnerAndAdminsInvite) {
  RuleBench group = club();

  for (const char* who : {"boss", "wang"}) {
    EXPECT_THAT(group.enter(10h, "qian", "钱先生", who), IsEmpty()) << who;
    EXPECT_THAT(group.remarks(), IsEmpty()) << who;
  }
}

TEST(InvitationRule, LetsInviteWhomItNames) {
  RuleBench group = club("by: [zhang]");

  EXPECT_THAT(group.enter(10h, "qian", "钱先生", "zhang"), IsEmpty());
  EXPECT_THAT(group.enter(11h, "sun", "孙七", "wang"), SizeIs(1));
}

TEST(InvitationRule, SaysNothingWhereNobodyIsKnownToHaveInvited) {
  RuleBench group = club();

  EXPECT_THAT(group.enter(10h, "qian", "钱先生"), IsEmpty());
  EXPECT_THAT(group.enter(11h, "sun", "孙七", "sun"), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(InvitationRule, LetsInWhomAnAdminAllowed) {
  for (const char* rest : {"钱先生 邀请人", "钱 先生 邀请人：", "邀请人 钱先生", "qian 邀请人"}) {
    RuleBench group = club();
    group.order(10h, "wang", "同意入群", {"zhang"}, rest);

    EXPECT_THAT(group.remarks(), SizeIs(1)) << rest;
    EXPECT_THAT(group.enter(11h, "qian", "钱先生", "zhang"), IsEmpty()) << rest;
    EXPECT_THAT(group.closed(), SizeIs(1)) << rest;
    EXPECT_THAT(group.remarks(), IsEmpty()) << rest;
  }
}

TEST(InvitationRule, TakesThePermitForWhoHasNoNameYet) {
  RuleBench group = club();
  group.order(10h, "wang", "同意入群", {"zhang"}, "钱先生 邀请人");

  EXPECT_THAT(group.enter(11h, "qian", "", "zhang"), IsEmpty());
}

TEST(InvitationRule, LetsAPermitBeUsedOnceByWhomItIsForAndInTime) {
  RuleBench group = club();
  group.order(10h, "wang", "同意入群", {"zhang"}, "钱先生 邀请人");
  group.add("li", "李四");

  EXPECT_THAT(group.enter(11h, "sun", "孙七", "zhang"), SizeIs(1));
  EXPECT_THAT(group.enter(12h, "qian", "钱先生", "li"), SizeIs(1));
  EXPECT_THAT(group.enter(13h, "qian", "钱先生", "zhang"), IsEmpty());
  EXPECT_THAT(group.enter(14h, "qian", "钱先生", "zhang"), SizeIs(1));
}

TEST(InvitationRule, LetsAPermitLapse) {
  RuleBench group = club("permit: 1d");
  group.order(10h, "wang", "同意入群", {"zhang"}, "钱先生 邀请人");

  EXPECT_THAT(group.enter(34h + 1s, "qian", "钱先生", "zhang"), SizeIs(1));
}

TEST(InvitationRule, MakesNothingOfAnOrderWithoutNewcomerOrInviter) {
  RuleBench group = club();

  group.order(10h, "wang", "同意入群", {"zhang"}, "邀请人");
  EXPECT_THAT(group.remarks(), IsEmpty());
  EXPECT_THAT(group.opened(), IsEmpty());

  group.order(10h, "wang", "同意入群", {}, "钱先生 邀请人");
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(InvitationRule, IsRefusedWithPlaceReasonAndFix) {
  expect_refused(
      {"too short a permit", with_rule("invitation: { permit: ▸10s }"), "bad-duration", "7d"});
}

}  // namespace
}  // namespace qunguan::test
