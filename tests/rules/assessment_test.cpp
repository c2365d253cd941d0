#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::PastCase;
using rules::Remark;
using State = rules::PastCase::State;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// Wednesday, 2026-04-01, 10:00.
constexpr Duration kAfterMarch = 30 * 24h + 10h;

struct Assessment : RuleBench {
  Assessment() : RuleBench{"{assessment: {}}"} {
    add("wang", "王五", Role::Admin);
    add("zhang", "张三");
    add("li", "李四");
  }

  PastCase& breach(Duration at, const std::string& member, const std::string& type = "content") {
    cases.push_back({.number = std::ssize(cases) + 1,
                     .member = MemberId{member},
                     .rule = "广告",
                     .rule_type = type,
                     .at = monday(at)});
    return cases.back();
  }

  std::string table(const std::string& month = "2026-03 考核", Duration at = kAfterMarch) {
    order(at, "wang", "导出", {}, month);
    return remarks().empty() ? "" : remarks().front().text;
  }
};

TEST(AssessmentRule, HandsTheStaffTheTableOfThatMonthAlone) {
  Assessment group;
  group.breach(-25h, "zhang");
  PastCase& warned = group.breach(10h, "zhang");
  warned.is_warned = true;
  warned.fined = Fen{5050};
  group.breach(11h, "zhang", "reply_deadline");
  group.breach(12h, "li", "quota");
  group.breach(13h, "li").state = State::Appealed;
  group.breach(14h, "li").state = State::Void;
  group.breach(kAfterMarch - 10h, "li");
  group.answers[MemberId{"li"}] = 7;

  const std::string table = group.table();

  EXPECT_EQ(table,
            "【{群}】2026-03 考核\n"
            "成员,昵称,违规,警告,罚款笔数,罚款元,未按时回复,按时回复,未完成定额,待处理\n"
            "li,李四,1,0,0,0,0,7,1,1\n"
            "wang,王五,0,0,0,0,0,0,0,0\n"
            "zhang,张三,2,1,1,50.50,1,0,0,0");
  EXPECT_EQ(group.remarks()[0].kind, ActionKind::Report);
  EXPECT_EQ(group.remarks()[0].to, Remark::To::Staff);
  ASSERT_THAT(group.remarks(), SizeIs(2));
  EXPECT_EQ(group.remarks()[1].wording, "sent");
  EXPECT_EQ(group.remarks()[1].to, Remark::To::Group);
}

TEST(AssessmentRule, IsForTheStaffAlone) {
  EXPECT_TRUE(Assessment{}.rule().orders()[0].is_for_staff);
}

TEST(AssessmentRule, LeavesOutWhoCameLaterAndKeepsWhoWentWithACase) {
  Assessment group;
  group.roster.members[MemberId{"li"}].joined_at = monday(kAfterMarch);
  group.roster.members[MemberId{"zhang"}].present = false;
  group.breach(10h, "zhang");

  const std::string table = group.table();

  EXPECT_THAT(table, Not(HasSubstr("李四")));
  EXPECT_THAT(table, HasSubstr("张三,1,"));
}

TEST(AssessmentRule, SaysThatAMonthIsNotOver) {
  Assessment group;

  EXPECT_THAT(group.table("2026年3月", 10h), HasSubstr("2026-03 考核（本月未完）"));
}

TEST(AssessmentRule, KnowsNothingOfMonthsToComeAndOfNoMonth) {
  Assessment group;

  group.table("2026-05", 10h);
  EXPECT_EQ(group.remarks().at(0).wording, "yet_to_come");
  group.table("上个月", 10h);
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(AssessmentRule, WritesNamesThatSpoilNoTable) {
  Assessment group;
  group.add("zhang", "=张,\"三\"");

  EXPECT_THAT(group.table(), HasSubstr("zhang,\"'=张,\"\"三\"\"\",0"));
}

TEST(AssessmentRule, PartsATableThatIsTooLongAndRepeatsItsHead) {
  Assessment group;
  for (int i = 0; i < 80; ++i) group.add("member" + std::to_string(i), "销售一部-成员");

  group.table();

  ASSERT_THAT(group.remarks(), SizeIs(4));
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(group.remarks()[static_cast<std::size_t>(i)].text, HasSubstr("成员,昵称,违规"));
    EXPECT_LT(group.remarks()[static_cast<std::size_t>(i)].text.size(), 2'000U);
  }
}

}  // namespace
}  // namespace qunguan::test
