#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::chrono::local_days march(unsigned day) {
  return std::chrono::local_days{std::chrono::year{2026} / 3 / day};
}

RuleBench firm(const std::string& settings = "belongs: [anyone]") {
  RuleBench group{"{membership: {" + settings + "}}"};
  group.directory.add({.id = MemberId{"zhang"}, .name = "张三", .department = "销售部"});
  group.directory.add({.id = MemberId{"li"}, .name = "李四", .department = "财务部"});
  group.add("zhang", "张三");
  group.roster.is_complete = group.roster.is_staff_known = true;
  return group;
}

TEST(MembershipRule, FindsWhoIsNotInTheDirectoryWhenHeComesIn) {
  RuleBench group = firm();

  const auto seen = group.enter(10h, "qian", "钱先生");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].member, MemberId{"qian"});
  EXPECT_EQ(seen[0].wording, "unlisted");
  EXPECT_EQ(fact(seen[0].facts, "昵称"), "钱先生");
  EXPECT_EQ(seen[0].since, std::nullopt);
  EXPECT_THAT(group.enter(11h, "li", "李四"), IsEmpty());
}

TEST(MembershipRule, FindsAtTheAuditWhoWasThereBefore) {
  RuleBench group = firm();
  group.add("qian", "钱先生");

  EXPECT_THAT(group.strike(9h), SizeIs(1));
}

TEST(MembershipRule, TakesOneStayForOneCase) {
  RuleBench group = firm();
  group.enter(10h, "qian", "钱先生");

  for (int day = 1; day < 100; ++day) EXPECT_THAT(group.strike(day * 24h + 9h), IsEmpty()) << day;
}

TEST(MembershipRule, FindsHimAgainWhenHeLeftAndCameBack) {
  RuleBench group = firm();
  const auto first = group.enter(10h, "qian", "钱先生");
  group.leave(11h, "qian");

  const auto again = group.enter(12h, "qian", "钱先生");

  ASSERT_THAT(again, SizeIs(1));
  EXPECT_NE(first.at(0).cause, again[0].cause);
}

TEST(MembershipRule, FindsHimAgainWhenHeWasInTheDirectoryBetween) {
  RuleBench group = firm("belongs: [\"dept:销售部\"]");
  group.add("li", "李四");
  EXPECT_THAT(group.strike(9h), SizeIs(1));
  group.directory.add({.id = MemberId{"li"}, .name = "李四", .department = "销售部"});
  EXPECT_THAT(group.strike(33h), IsEmpty());
  group.directory.add({.id = MemberId{"li"}, .name = "李四", .department = "财务部"});

  EXPECT_THAT(group.strike(57h), SizeIs(1));
}

TEST(MembershipRule, JudgesNobodyWithoutADirectory) {
  RuleBench group{"{membership: {belongs: [anyone], required: [anyone], departed: true}}"};
  group.roster.is_complete = group.roster.is_staff_known = true;

  EXPECT_THAT(group.enter(10h, "qian"), IsEmpty());
  EXPECT_THAT(group.strike(33h), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(MembershipRule, WaitsUntilItIsKnownWhoIsStaff) {
  RuleBench group = firm();
  group.add("qian", "钱先生", Role::Unknown);
  group.roster.is_staff_known = false;
  EXPECT_THAT(group.strike(9h), IsEmpty());
  group.roster.is_staff_known = true;

  EXPECT_THAT(group.strike(33h), SizeIs(1));
}

TEST(MembershipRule, LetsInTheDepartmentsAndPeopleItNames) {
  RuleBench group = firm("belongs: [\"dept:销售部\", guest]");
  group.add("guest");
  group.add("li", "李四");

  const auto seen = group.strike(9h);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].member, MemberId{"li"});
}

TEST(MembershipRule, LetsInWhomItNamesBesideTheDirectory) {
  RuleBench group = firm("belongs: [anyone, guest]");
  group.add("guest");

  EXPECT_THAT(group.strike(9h), IsEmpty());
}

TEST(MembershipRule, LetsStayWhoIsOnLeave) {
  RuleBench group = firm();
  group.directory.add({.id = MemberId{"zhang"}, .name = "张三", .leave = {{march(1), march(20)}}});

  EXPECT_THAT(group.strike(9h), IsEmpty());
}

TEST(MembershipRule, FindsTheDepartedTheDayAfterTheirLast) {
  RuleBench group = firm("departed: true");
  group.directory.add({.id = MemberId{"zhang"}, .name = "张三", .last_day = march(3)});

  EXPECT_THAT(group.strike(33h), IsEmpty());
  const auto seen = group.strike(57h);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].wording, "departed");
  EXPECT_EQ(fact(seen[0].facts, "最后工作日"), "2026-03-03");
}

TEST(MembershipRule, MindsStrangersOnlyWhereItSaysWhoBelongs) {
  RuleBench group = firm("departed: true");

  EXPECT_THAT(group.enter(10h, "qian", "钱先生"), IsEmpty());
}

TEST(MembershipRule, FindsWhoIsNotEmployedYet) {
  RuleBench group = firm("employed: true");
  group.directory.add({.id = MemberId{"sun"}, .name = "孙七", .employed_from = march(15)});
  group.directory.add({.id = MemberId{"wu"}, .name = "吴九", .employed_from = march(2)});

  EXPECT_THAT(group.enter(10h, "wu", "吴九"), IsEmpty());
  const auto seen = group.enter(11h, "sun", "孙七");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].wording, "early");
  EXPECT_EQ(fact(seen[0].facts, "入职日"), "2026-03-15");
}

TEST(MembershipRule, TellsTheStaffWhoIsMissing) {
  RuleBench group = firm("required: [anyone]");

  EXPECT_THAT(group.strike(9h), IsEmpty());

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].to, rules::Remark::To::Staff);
  EXPECT_EQ(fact(group.remarks()[0].facts, "名单"), "李四（财务部）");
}

TEST(MembershipRule, RepeatsTheListAfterAWeekOrWhenItChanged) {
  RuleBench group = firm("required: [anyone]");
  std::vector<int> told;
  for (int day = 0; day < 10; ++day) {
    if (day == 2) group.directory.add({.id = MemberId{"sun"}, .name = "孙七"});
    group.strike(day * 24h + 9h);
    if (!group.remarks().empty()) told.push_back(day);
  }

  EXPECT_THAT(told, ::testing::ElementsAre(0, 2, 9));
}

TEST(MembershipRule, TellsAnewWhoWasThereBetween) {
  RuleBench group = firm("required: [anyone]");
  group.strike(9h);
  group.add("li");
  group.strike(33h);
  EXPECT_THAT(group.remarks(), IsEmpty());
  group.leave(40h, "li");

  group.strike(57h);

  EXPECT_THAT(group.remarks(), SizeIs(1));
}

TEST(MembershipRule, MissesNeitherTheDepartedNorOthersThanItRequires) {
  RuleBench group = firm("required: [\"dept:财务部\"]");
  group.directory.add(
      {.id = MemberId{"li"}, .name = "李四", .department = "财务部", .last_day = march(1)});
  group.directory.add({.id = MemberId{"wu"}, .name = "吴九", .department = "工程部"});

  group.strike(9h);

  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(MembershipRule, MissesNobodyWhileTheMembersAreNotAllKnown) {
  RuleBench group = firm("required: [anyone]");
  group.roster.is_complete = false;

  group.strike(9h);

  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(MembershipRule, HoldsItsAuditsAtTheirTime) {
  const Zone shanghai = *Zone::named("Asia/Shanghai");
  const rules::Calendar calendar{.zone = shanghai};
  const RuleBench daily = firm();
  const RuleBench weekly = firm("departed: true, audit: \"wed 00:05\"");

  EXPECT_EQ(daily.rule().next_time(monday(8h), calendar), monday(9h));
  EXPECT_EQ(daily.rule().next_time(monday(9h), calendar), monday(33h));
  EXPECT_EQ(weekly.rule().next_time(monday(9h), calendar), monday(48h + 5min));
  EXPECT_EQ(weekly.rule().next_time(monday(49h), calendar), monday(216h + 5min));
}

TEST(MembershipRule, IsRefusedWithPlaceReasonAndFix) {
  for (const Slip& slip :
       {Slip{"checks nothing", with_rule("membership: ▸{ departed: false }"), "no-effect",
             "belongs"},
        Slip{"no time", with_rule("membership: { departed: true, audit: ▸25:00 }"), "bad-time",
             "09:00"}})
    expect_refused(slip);
}

}  // namespace
}  // namespace qunguan::test
