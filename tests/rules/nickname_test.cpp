#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleBench company(const std::string& rule = R"({nickname: {format: "{部门}-{姓名}"}})") {
  RuleBench group{rule};
  group.directory.add({.id = MemberId{"u12"}, .name = "张三", .department = "销售部"});
  return group;
}

TEST(NicknameRule, WantsTheDirectorysNameExactly) {
  RuleBench group = company();

  EXPECT_THAT(group.rename(0s, "u12", "销售部-张三"), IsEmpty());
  EXPECT_THAT(group.rename(1s, "u12", "销售部-李四"), SizeIs(1));
  EXPECT_THAT(group.rename(2s, "u12", "追风少年"), SizeIs(1));
}

TEST(NicknameRule, TakesAllDashesForOneAndNothingElseForADash) {
  RuleBench group = company();

  for (const char* good :
       {"销售部-张三", "销售部—张三", "销售部–张三", "销售部‐张三", "销售部－张三", "销售部——张三"})
    EXPECT_THAT(group.rename(0s, "u12", good), IsEmpty()) << good;
  for (const char* bad : {"销售部_张三", "销售部 张三", "销售部张三", "销售部+张三"})
    EXPECT_THAT(group.rename(0s, "u12", bad), SizeIs(1)) << bad;
}

TEST(NicknameRule, SaysExactlyWhatToChange) {
  RuleBench group = company();

  const auto seen = group.rename(0s, "u12", "销售部_张三");

  EXPECT_EQ(fact(seen.at(0).facts, "示例"), "销售部-张三");
  EXPECT_EQ(fact(seen.at(0).facts, "昵称"), "销售部_张三");
  EXPECT_THAT(fact(seen.at(0).facts, "原因"), HasSubstr("-"));
}

TEST(NicknameRule, JudgesStrangersByShape) {
  RuleBench group = company();

  EXPECT_THAT(group.rename(0s, "u99", "采购部-王小五"), IsEmpty());
  EXPECT_THAT(group.rename(1s, "u99", "采购部-a very long name!"), SizeIs(1));
}

TEST(NicknameRule, HasAFormatForEachKindOfPeople) {
  RuleBench group{
      R"({nickname: {format: "{部门}-{姓名}", formats: [{who: leaders, format: "{姓名}"}]}})",
      "people: {leaders: [zong]}\n"};

  EXPECT_THAT(group.rename(0s, "zong", "李四"), IsEmpty());
  EXPECT_THAT(group.rename(0s, "u1", "李四"), SizeIs(1));
}

TEST(NicknameRule, HintsAtOnceAndFindsAgainstWhoDidNotChangeInTime) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d}})");

  EXPECT_THAT(group.join(10h, "u12", "小李"), IsEmpty());
  ASSERT_THAT(group.hints(), SizeIs(1));
  EXPECT_EQ(fact(group.hints()[0].facts, "期限"), "3天");
  EXPECT_THAT(group.wait_until(10h + 72h), IsEmpty());
  EXPECT_THAT(group.wait_until(10h + 72h + 1s), SizeIs(1));
}

TEST(NicknameRule, IsContentWhenTheNicknameWasChangedInTime) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d}})");
  group.join(0h, "u12", "小李");

  EXPECT_THAT(group.rename(71h, "u12", "销售部-张三"), IsEmpty());
  EXPECT_THAT(group.closed(), SizeIs(1));
  EXPECT_THAT(group.wait_until(200h), IsEmpty());
}

TEST(NicknameRule, GivesNoNewGraceForAnotherWrongName) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d}})");
  group.join(0h, "u12", "小李");

  group.rename(71h, "u12", "小王");

  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_THAT(group.wait_until(73h), SizeIs(1));
}

TEST(NicknameRule, TellsWhoTakesAnotherWrongNameWhenTheGraceEnds) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d}})");
  group.join(0h, "u12", "小李");

  group.rename(71h + 59min, "u12", "小王");

  ASSERT_THAT(group.hints(), SizeIs(1));
  EXPECT_EQ(group.hints()[0].wording, "again");
  EXPECT_EQ(fact(group.hints()[0].facts, "期限"), "2026-03-05 00:00");
}

TEST(NicknameRule, TellsWhoTakesAnotherWrongNameAfterTheGraceWhenTheNextStepFollows) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d, every: 1d}})");
  group.join(0h, "u12", "小李");
  group.wait_until(73h);

  group.rename(80h, "u12", "小王");

  ASSERT_THAT(group.hints(), SizeIs(1));
  EXPECT_EQ(fact(group.hints()[0].facts, "期限"), "2026-03-06 00:00");
  EXPECT_THAT(group.wait_until(96h + 1s), SizeIs(1));
}

TEST(NicknameRule, LooksAgainDayByDayWhileItStaysWrong) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d, every: 1d}})");
  group.join(0h, "u12", "小李");

  EXPECT_THAT(group.wait_until(72h + 24h * 2 + 1s), SizeIs(3));
}

TEST(NicknameRule, ForgetsWhoLeft) {
  RuleBench group = company(R"({nickname: {format: "{部门}-{姓名}", grace: 3d}})");
  group.join(0h, "u12", "小李");

  group.leave(1h, "u12");

  EXPECT_THAT(group.wait_until(200h), IsEmpty());
}

TEST(NicknameRule, SaysNothingWhereNobodyKnowsTheName) {
  RuleBench group = company();

  EXPECT_THAT(group.rename(0s, "u50", ""), IsEmpty());
}

TEST(NicknameRule, NamesTheGraceThatHasPassed) {
  RuleBench group{R"({nickname: {format: "{部门}-{姓名}", grace: 3d}})"};
  group.join(0h, "zhang", "小张");

  const auto seen = group.wait_until(73h);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(fact(seen[0].facts, "期限"), "3天");
}

TEST(NicknameRule, IsContentWithTheRealNameSomewhere) {
  RuleBench group = company(R"({nickname: {contains: "{姓名}"}})");

  for (const char* good : {"张三", "销售部-张三", "張三（销售）", "张三🌹"})
    EXPECT_THAT(group.rename(0s, "u12", good), IsEmpty()) << good;
  const auto seen = group.rename(1s, "u12", "追风少年");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(fact(seen[0].facts, "示例"), "张三");
  EXPECT_EQ(fact(seen[0].facts, "原因"), "缺少“张三”");
}

TEST(NicknameRule, WantsNoRealNameOfWhomNobodyKnows) {
  RuleBench group = company(R"({nickname: {contains: "{部门}"}})");
  group.add("u99").department = "采购部";

  EXPECT_THAT(group.rename(0s, "u99", "追风少年"), IsEmpty());
}

TEST(NicknameRule, TellsTheStaffOfAnotherPersonsName) {
  RuleBench group = company(R"({nickname: {contains: "{姓名}", impersonation: report}})");
  group.directory.add({.id = MemberId{"u13"}, .name = "王小五"});

  group.rename(0s, "u12", "采购部-王小五");

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].to, rules::Remark::To::Staff);
  EXPECT_EQ(group.remarks()[0].member, MemberId{"u12"});
  EXPECT_EQ(fact(group.remarks()[0].facts, "真名"), "王小五");
}

TEST(NicknameRule, CallsNobodyAnImpostorWhoHasHisOwnName) {
  RuleBench group = company(R"({nickname: {contains: "{姓名}", impersonation: report}})");
  group.directory.add({.id = MemberId{"u13"}, .name = "王小五"});
  group.directory.add({.id = MemberId{"u14"}, .name = "张三"});
  group.directory.add({.id = MemberId{"u15"}, .name = "张三丰"});

  for (const auto& [id, name] : std::vector<std::pair<std::string, std::string>>{
           {"u12", "张三（代王小五）"}, {"u14", "张三"}, {"u15", "张三丰"}, {"u12", "追风少年"}}) {
    group.rename(0s, id, name);
    EXPECT_THAT(group.remarks(), IsEmpty()) << name;
  }
}

TEST(NicknameRule, TellsOfANameOnceAndOnlyWhereItIsAsked) {
  RuleBench silent = company();
  silent.directory.add({.id = MemberId{"u13"}, .name = "王小五"});
  RuleBench group = company(R"({nickname: {contains: "{姓名}", impersonation: report}})");
  group.directory.add({.id = MemberId{"u13"}, .name = "王小五"});

  silent.rename(0s, "u12", "王小五");
  EXPECT_THAT(silent.remarks(), IsEmpty());
  group.rename(0s, "u12", "王小五");
  EXPECT_THAT(group.remarks(), SizeIs(1));
  group.wait_until(50h);
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(NicknameRule, KnowsPupilsAndTheirClasses) {
  RuleBench group{R"({nickname: {format: "{班级}{学生}{爸爸|妈妈|爷爷|奶奶}"}})"};
  group.directory.add({.id = MemberId{"p1"}, .class_name = "三年二班", .student = "张小明"});

  EXPECT_THAT(group.rename(0s, "p1", "三年二班张小明妈妈"), IsEmpty());
  EXPECT_THAT(group.rename(1s, "p1", "三年二班李小红妈妈"), SizeIs(1));
  const auto seen = group.rename(2s, "p1", "三年二班张小明");

  EXPECT_EQ(fact(seen.at(0).facts, "示例"), "三年二班张小明{爸爸/妈妈/爷爷/奶奶}");
  EXPECT_EQ(fact(seen.at(0).facts, "原因"), "末尾缺少“爸爸或妈妈或爷爷或奶奶”");
}

}  // namespace
}  // namespace qunguan::test
