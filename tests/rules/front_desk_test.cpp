#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::Remark;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(FrontDeskRule, PassesAReportOnAndDoesNotRepeatItInTheChat) {
  RuleBench group{"{front_desk: {word: 举报, by: anyone, tell: staff, answer: 已转管理员}}"};
  group.add("zhang", "张三");

  group.order(10h, "zhang", "举报", {}, "钱先生一直在私聊推销保险");

  ASSERT_THAT(group.remarks(), SizeIs(2));
  const Remark& report = group.remarks()[0];
  EXPECT_EQ(report.kind, ActionKind::Escalate);
  EXPECT_EQ(report.to, Remark::To::Staff);
  EXPECT_EQ(report.member, std::nullopt);
  EXPECT_EQ(fact(report.facts, "内容"), "钱先生一直在私聊推销保险");
  EXPECT_EQ(fact(report.facts, "报告人"), "张三");
  const Remark& answer = group.remarks()[1];
  EXPECT_EQ(answer.to, Remark::To::Group);
  EXPECT_EQ(answer.member, MemberId{"zhang"});
  EXPECT_EQ(fact(answer.facts, "答复"), "已转管理员");
  for (const auto& [name, value] : answer.facts) EXPECT_THAT(value, Not(HasSubstr("钱先生")));
}

TEST(FrontDeskRule, NamesThoseWhomTheReportMentions) {
  RuleBench group{"{front_desk: {word: 举报, by: anyone, tell: staff}}"};
  group.add("qian", "钱先生");

  group.order(10h, "zhang", "举报", {"qian"}, "一直在推销保险");

  EXPECT_EQ(fact(group.remarks().at(0).facts, "内容"), "@钱先生 一直在推销保险");
}

TEST(FrontDeskRule, PassesOnWhatTheReportQuotes) {
  RuleBench group{"{front_desk: {word: 举报, by: anyone, tell: staff}}"};
  const Message message{.sender = {.id = MemberId{"zhang"}},
                        .text = "/举报",
                        .reply_to = Quote{.sender_id = MemberId{"qian"}, .text = "加我买保险"}};

  group.order(10h, message, {.word = "举报"});

  EXPECT_EQ(fact(group.remarks().at(0).facts, "内容"), "（引用：加我买保险）");
}

TEST(FrontDeskRule, MakesNothingOfAnEmptyReport) {
  RuleBench group{"{front_desk: {word: 举报, by: anyone, tell: staff}}"};

  group.order(10h, "zhang", "举报", {}, "");

  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(FrontDeskRule, TellsThePeopleItNamesOrElseTheStaff) {
  RuleBench group{"{front_desk: {word: 报失, by: anyone, tell: [\"title:安全员\"]}}"};
  group.add("wang");
  group.order(10h, "zhang", "报失", {}, "密码被盗");
  EXPECT_EQ(group.remarks().at(0).to, Remark::To::Staff);
  group.directory.add({.id = MemberId{"wang"}, .title = "安全员"});

  group.order(11h, "zhang", "报失", {}, "密码被盗");

  EXPECT_EQ(group.remarks().at(0).to, Remark::To::People);
  EXPECT_THAT(group.remarks().at(0).people, ElementsAre(MemberId{"wang"}));
}

TEST(FrontDeskRule, TellsTheOwner) {
  RuleBench group{"{front_desk: {word: 投诉, by: anyone, tell: owner}}"};

  group.order(10h, "zhang", "投诉", {}, "管理员态度不好");

  EXPECT_EQ(group.remarks().at(0).to, Remark::To::Owner);
}

TEST(FrontDeskRule, HandsOutATextToEverybody) {
  RuleBench group{"{front_desk: {word: 倡导, say: 本群倡导干货分享}}"};

  group.order(10h, "wang", "倡导", {}, "");

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].text, "本群倡导干货分享");
  EXPECT_EQ(group.remarks()[0].member, std::nullopt);
}

TEST(FrontDeskRule, IsForTheStaffUnlessItIsForAnyone) {
  EXPECT_TRUE(RuleBench{"{front_desk: {word: 倡导, say: 你好}}"}.rule().orders()[0].is_for_staff);
  EXPECT_FALSE(RuleBench{"{front_desk: {word: 举报, tell: staff, by: anyone}}"}
                   .rule()
                   .orders()[0]
                   .is_for_staff);
}

std::string desk(const std::string& keys) {
  return with_head("") + "  - id: b\n    front_desk: " + keys + "\n";
}

class FrontDeskSlip : public testing::TestWithParam<Slip> {};

TEST_P(FrontDeskSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    FrontDesk, FrontDeskSlip,
    testing::Values(Slip{"no effect", desk("▸{ word: 举报 }"), "no-effect", "tell"},
                    Slip{"an answer to nothing", desk("{ word: 倡导, say: 你好, answer: ▸好 }"),
                         "no-effect", "tell"},
                    Slip{"a word that decides cases", desk("{ word: ▸申诉, tell: staff }"),
                         "taken-word", "换一个词"},
                    Slip{"a placeholder that means nothing",
                         desk("{ word: 倡导, say: ▸\"{成员}你好\" }"), "bad-placeholder", "时间"},
                    Slip{"two texts", desk("{ word: 倡导, say: ▸[a, b] }"), "wrong-shape", "一起"},
                    Slip{"a consequence", desk("{ word: 倡导, say: 你好 }") + "    then: ▸warn\n",
                         "no-effect", "删去 then"}));

}  // namespace
}  // namespace qunguan::test
