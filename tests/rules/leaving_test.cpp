#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleBench club(const std::string& settings) {
  RuleBench group{"{leaving: {" + settings + "}}"};
  group.add("wang", "王五", Role::Admin);
  group.add("zhang", "销售部-张三");
  group.add("li", "李四");
  return group;
}

RuleBench free_to_go() { return club("by: self"); }
RuleBench with_reasons() { return club("by: admin, reason_within: 10m"); }

std::chrono::local_days march(unsigned day) {
  return std::chrono::local_days{std::chrono::year{2026} / 3 / day};
}

TEST(LeavingRule, FindsWhoLeavesOfHisOwnAccord) {
  for (const char* actor : {"", "zhang"}) {
    RuleBench group = free_to_go();

    const auto seen = group.leave(10h, "zhang", actor);

    ASSERT_THAT(seen, SizeIs(1)) << actor;
    EXPECT_EQ(seen[0].member, MemberId{"zhang"});
    ASSERT_THAT(group.remarks(), SizeIs(1));
    EXPECT_EQ(group.remarks()[0].to, rules::Remark::To::Staff);
  }
}

TEST(LeavingRule, FindsNobodyWhoWasRemoved) {
  RuleBench group = free_to_go();

  EXPECT_THAT(group.leave(10h, "zhang", "wang"), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(LeavingRule, FindsNobodyWhoseRemovalWasOrdered) {
  RuleBench group = free_to_go();
  group.removals.insert(MemberId{"zhang"});

  EXPECT_THAT(group.leave(10h, "zhang"), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(LeavingRule, LetsGoWhoIsInHisLastDays) {
  RuleBench group = free_to_go();
  group.directory.add({.id = MemberId{"zhang"}, .name = "张三", .last_day = march(2)});
  group.directory.add({.id = MemberId{"li"}, .name = "李四", .last_day = march(3)});

  EXPECT_THAT(group.leave(10h, "zhang"), IsEmpty());
  EXPECT_THAT(group.leave(10h, "li"), SizeIs(1));
}

TEST(LeavingRule, RemindsHimOnceWhenHeComesBack) {
  RuleBench group = free_to_go();
  group.leave(10h, "zhang");

  group.enter(40h, "zhang", "张三");
  ASSERT_THAT(group.hints(), SizeIs(1));
  EXPECT_EQ(fact(group.hints()[0].facts, "退群日"), "2026-03-02");
  group.leave(41h, "zhang", "wang");
  group.enter(42h, "zhang", "张三");

  EXPECT_THAT(group.hints(), IsEmpty());
}

TEST(LeavingRule, SaysNothingToNewcomers) {
  RuleBench group = free_to_go();

  group.enter(10h, "sun", "孙七");

  EXPECT_THAT(group.hints(), IsEmpty());
}

TEST(LeavingRule, FindsAgainstWhoRemovesWithoutAReason) {
  RuleBench group = with_reasons();
  group.leave(10h, "zhang", "wang");

  EXPECT_THAT(group.wait_until(10h + 10min), IsEmpty());
  const auto seen = group.wait_until(10h + 10min + 1s);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].member, MemberId{"wang"});
  EXPECT_EQ(fact(seen[0].facts, "移出成员"), "销售部-张三");
  EXPECT_EQ(seen[0].since, monday(10h));
}

TEST(LeavingRule, TakesAReasonBeforeOrAfter) {
  for (const Duration at : {Duration{9h + 51min}, Duration{10h + 9min}}) {
    RuleBench group = with_reasons();
    group.directory.add({.id = MemberId{"zhang"}, .name = "张三"});
    if (at < 10h) group.say(at, "wang", "张三调往外地分公司，今天请出本群");
    group.leave(10h, "zhang", "wang");
    if (at > 10h) group.say(at, "wang", "张三调往外地分公司，已请出本群");

    EXPECT_THAT(group.wait_until(11h), IsEmpty());
  }
}

TEST(LeavingRule, TakesAReasonThatAnotherAdminGives) {
  RuleBench group = with_reasons();
  group.add("zhao", "赵六", Role::Owner);
  group.leave(10h, "zhang", "wang");
  Message message{.text = "他已离职"};
  message.mentions = {MemberId{"zhang"}};

  group.say(10h + 1min, "zhao", message);

  EXPECT_THAT(group.wait_until(11h), IsEmpty());
}

TEST(LeavingRule, TakesNoReasonFromMembersOrAboutOthersOrOutOfTime) {
  RuleBench group = with_reasons();
  group.say(9h + 40min, "wang", "销售部-张三 今天离职");
  group.leave(10h, "zhang", "wang");
  group.say(10h + 1min, "li", "销售部-张三 走了？");
  group.say(10h + 2min, "wang", "李四，明天的会改到十点");

  EXPECT_THAT(group.wait_until(11h), SizeIs(1));
}

TEST(LeavingRule, TakesEachRemovalForACaseOfItsOwn) {
  RuleBench group = with_reasons();
  group.leave(10h, "zhang", "wang");
  group.leave(10h + 1min, "li", "wang");

  const auto seen = group.wait_until(11h);

  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_NE(seen[0].cause, seen[1].cause);
}

TEST(LeavingRule, AsksNoReasonForQuittingNorForWhatWasOrdered) {
  RuleBench group = with_reasons();
  group.removals.insert(MemberId{"li"});

  group.leave(10h, "zhang", "zhang");
  EXPECT_THAT(group.opened(), IsEmpty());
  group.leave(10h, "zhang");
  EXPECT_THAT(group.opened(), IsEmpty());
  group.leave(10h, "li", "wang");
  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(LeavingRule, IsRefusedWithPlaceReasonAndFix) {
  for (const Slip& slip :
       {Slip{"nobody leaves", with_rule("leaving: ▸{}"), "missing-key", "by"},
        Slip{"a reason for oneself", with_rule("leaving: { by: self, reason_within: ▸10m }"),
             "no-effect", "by: admin"},
        Slip{"too short", with_rule("leaving: { by: admin, reason_within: ▸10s }"), "bad-duration",
             "10m"}})
    expect_refused(slip);
}

}  // namespace
}  // namespace qunguan::test
