#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kPolicy = R"(policy: 示范群规
groups: [示范群]
lists: { 赌博: { words: [百家乐] } }
rules:
  - { id: gambling, name: 禁赌, content: { lists: [赌博] }, then: fine 50 }
  - { id: tried, content: { lists: [赌博] }, then: fine 50, mode: test }
  - { id: reply, reply_deadline: { asked_by: "role:admin", within: 30m }, then: warn }
  - { id: daily, digest: { at: "18:00", show: [breaches, penalties, undecided], collect: 建议 } }
  - { id: table, assessment: {} }
)";

/// Two fines, each found by the rule that is tried, too; the second, number 3, is taken back. An
/// answer in time, and one that never came.
Scenario day_with_a_record() {
  Scenario day{kPolicy};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "lisi", "百家乐");
  day.say("10:05", "admin1", "/撤销 3 误判");
  day.say("11:00", "admin1", "@zhangsan @wangwu 图纸发了吗");
  day.say("11:10", "zhangsan", "发了");
  day.wait_until("12:00");
  return day;
}

std::string text_of(const std::vector<engine::Action>& actions) {
  for (const engine::Action& action : actions)
    if (action.kind == ActionKind::Report) return action.text;
  return {};
}

TEST(Reports, CountWhatTheStoreHasAndNothingThatWasTakenBack) {
  Scenario day = day_with_a_record();
  day.restart();

  const std::string report = text_of(day.wait_until("18:00:01"));

  EXPECT_THAT(report, HasSubstr("违规 2 起："));
  EXPECT_THAT(report, HasSubstr("禁赌 1"));
  EXPECT_THAT(report, HasSubstr("警告 1 次，罚款 1 笔共 50元"));
  EXPECT_THAT(report, HasSubstr("未处理的申诉：没有；等待同意：没有"));
}

TEST(Reports, NameAnAppealThatNobodyDecided) {
  Scenario day = day_with_a_record();
  day.say("13:00", "zhangsan", "/申诉 1 我在反赌");

  EXPECT_THAT(text_of(day.wait_until("18:00:01")), HasSubstr("未处理的申诉：1 号"));
}

TEST(Reports, KeepSuggestionsOverARestartAndTellThemOnce) {
  Scenario day{kPolicy};
  day.say("10:00", "zhangsan", "/建议 请加一个公告栏");
  day.restart();

  EXPECT_THAT(text_of(day.wait_until("18:00:01")), HasSubstr("1. zhangsan：请加一个公告栏"));
  EXPECT_THAT(text_of(day.wait_until("2026-03-03T18:00:01")), Not(HasSubstr("公告栏")));
}

TEST(Reports, ExportAMonthWithAnswersInTimeAndLate) {
  Scenario day = day_with_a_record();

  const std::string table = text_of(day.say("13:00", "admin1", "/导出 2026-03 考核"));

  EXPECT_THAT(table, HasSubstr("【示范群】2026-03 考核（本月未完）\n成员,昵称,违规"));
  EXPECT_THAT(table, HasSubstr("\nzhangsan,zhangsan,1,0,1,50,0,1,0,0"));
  EXPECT_THAT(table, HasSubstr("\nlisi,lisi,0,0,0,0,0,0,0,0"));
  EXPECT_THAT(table, HasSubstr("\nwangwu,wangwu,1,1,0,0,1,0,0,0"));
}

TEST(Reports, GoToNoPlainMember) {
  Scenario day = day_with_a_record();

  const auto actions = day.say("13:00", "lisi", "/导出 2026-03 考核");

  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_THAT(actions[0].text, HasSubstr("只有群主和管理员可以使用"));
  EXPECT_THAT(actions[0].text, Not(HasSubstr(",")));
}

TEST(Reports, KeepADutyTableOverARestart) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n  - { id: rota, rota: { period: week } }\n"};
  day.say("10:00", "boss", "/轮值 2026-03-09 @zhangsan");
  day.restart();

  EXPECT_THAT(day.wait_until("2026-03-08T12:00"), IsEmpty());
  const auto actions = day.wait_until("2026-03-09T09:00:01");
  EXPECT_EQ(summary(actions), "announce zhangsan");
}

TEST(Report, TellsWhatMembersWroteAndNothingElseOfIt) {
  Scenario day{kPolicy};
  day.say("10:00", "zhangsan", "/建议 把{规则}和{依据}都写成{群}");

  const auto actions = day.wait_until("18:00");

  ASSERT_FALSE(actions.empty());
  EXPECT_THAT(actions.back().text, HasSubstr("zhangsan：把｛规则｝和｛依据｝都写成｛群｝"));
}

}  // namespace
}  // namespace qunguan::test
