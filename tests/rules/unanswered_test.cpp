#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using To = rules::Remark::To;

constexpr const char* kQuestion = "请问打卡补签找哪位？";

RuleBench group_of(const std::string& more = "", const std::string& calendar = "") {
  RuleBench group{"{unanswered: {within: 2h" + more + "}}", calendar};
  for (const char* id : {"zhang", "li", "wang"}) group.add(id);
  return group;
}

Message to(const std::string& whom, const std::string& text) {
  Message message{.text = text};
  message.mentions = {MemberId{whom}};
  return message;
}

TEST(UnansweredRule, TellsTheStaffWhatNobodyAnswered) {
  RuleBench group = group_of();
  group.say(10h, "zhang", kQuestion);

  group.wait_until(12h);
  EXPECT_THAT(group.remarks(), IsEmpty());
  EXPECT_THAT(group.wait_until(12h + 1s), IsEmpty());

  ASSERT_THAT(group.remarks(), SizeIs(1));
  const rules::Remark& told = group.remarks()[0];
  EXPECT_EQ(told.kind, ActionKind::Remind);
  EXPECT_EQ(told.to, To::Staff);
  EXPECT_EQ(told.member, MemberId{"zhang"});
  EXPECT_EQ(fact(told.facts, "提问"), kQuestion);
  EXPECT_EQ(fact(told.facts, "提问人"), "zhang");
}

TEST(UnansweredRule, TellsThoseItNames) {
  RuleBench group = group_of(", tell: [\"tag:值班\"]");
  group.directory.add({.id = MemberId{"wang"}, .tags = {"值班"}});
  group.say(10h, "zhang", kQuestion);

  group.wait_until(13h);

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].to, To::People);
  EXPECT_THAT(group.remarks()[0].people, ElementsAre(MemberId{"wang"}));
}

TEST(UnansweredRule, TellsTheStaffWhereNobodyIsOnDutyButTheAsker) {
  RuleBench group = group_of(", tell: [\"tag:值班\"]");
  group.directory.add({.id = MemberId{"zhang"}, .tags = {"值班"}});
  group.say(10h, "zhang", kQuestion);

  group.wait_until(13h);

  EXPECT_EQ(group.remarks().at(0).to, To::Staff);
}

TEST(UnansweredRule, KnowsAQuestion) {
  for (const char* text : {"打卡补签在哪里办？", "打卡补签在哪里办?", "打卡补签在哪里办？？！",
                           "请问打卡补签找哪位", "求问打卡补签流程", "谁知道打卡补签找哪位",
                           "打卡补签在哪里办？谢谢", "大家好，打卡补签在哪里办？"}) {
    RuleBench group = group_of();

    group.say(10h, "zhang", text);

    EXPECT_THAT(group.opened(), SizeIs(1)) << text;
  }
}

TEST(UnansweredRule, KnowsWhatIsNone) {
  for (const char* text :
       {"这还用问吗?", "这样也行吗？哈哈？", "你是不是傻？", "难道不是这样？", "打卡补签在前台办",
        "啊？", "真的吗？", "ok？", "1+1=?", "「李：打卡补签找哪位？」\n- - - - - -\n前台办"}) {
    RuleBench group = group_of();

    group.say(10h, "zhang", text);

    EXPECT_THAT(group.opened(), IsEmpty()) << text;
  }
}

TEST(UnansweredRule, LeavesAloneWhatSomebodyWasAsked) {
  RuleBench group = group_of();
  Message quoting{.text = kQuestion,
                  .reply_to = Quote{.message_id = MessageId{"x"}, .sender_id = MemberId{"li"}}};

  group.say(10h, "zhang", to("li", kQuestion));
  EXPECT_THAT(group.opened(), IsEmpty());
  group.say(10h, "zhang", quoting);

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(UnansweredRule, IsClosedByWhatAnybodyElseSaysToTheAskerOrToNobody) {
  const Message quote{
      .text = "前台",
      .reply_to = Quote{.message_id = MessageId{"e1"}, .sender_id = MemberId{"zhang"}}};
  for (const Message& answer :
       {Message{.text = "前台"}, to("zhang", "前台"), quote, Message{.kind = MessageKind::Image}}) {
    RuleBench group = group_of();
    group.say(10h, "zhang", kQuestion);

    group.say(11h, "li", answer);

    EXPECT_THAT(group.closed(), SizeIs(1));
  }
}

TEST(UnansweredRule, WaitsOnWhilePeopleTalkToEachOther) {
  RuleBench group = group_of();
  group.say(10h, "zhang", kQuestion);

  group.say(11h, "li", to("wang", "下班一起走"));
  group.say(11h, "zhang", "在线等");
  group.wait_until(13h);

  EXPECT_THAT(group.remarks(), SizeIs(1));
}

TEST(UnansweredRule, IsClosedWhenTheAskerNeedsNothingMore) {
  for (const char* text : {"已解决", "知道了", "谢谢大家", "好的，谢谢！"}) {
    RuleBench group = group_of();
    group.say(10h, "zhang", kQuestion);

    group.say(10h + 5min, "zhang", text);

    EXPECT_THAT(group.closed(), SizeIs(1)) << text;
  }
}

TEST(UnansweredRule, TakesWhatTheAskerAddsForTheSameQuestion) {
  RuleBench group = group_of();
  group.say(10h, "zhang", kQuestion);

  group.say(10h + 30min, "zhang", "有没有人知道？谢谢");

  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_THAT(group.closed(), IsEmpty());
}

TEST(UnansweredRule, ForgetsWhatWasRecalled) {
  RuleBench group = group_of();
  group.say(10h, "zhang", kQuestion);

  group.recall(10h + 1min, "zhang", "e1");

  EXPECT_THAT(group.closed(), SizeIs(1));
}

TEST(UnansweredRule, ForgetsWhoLeft) {
  RuleBench group = group_of();
  group.say(10h, "zhang", kQuestion);

  group.leave(10h + 1min, "zhang");

  EXPECT_THAT(group.closed(), SizeIs(1));
}

TEST(UnansweredRule, RunsOnTheDutyClock) {
  RuleBench group = group_of(", clock: duty", "calendar: {duty: [\"09:00-18:00\"]}\n");

  group.say(17h, "zhang", kQuestion);

  EXPECT_EQ(group.opened().at(0).due, monday(34h));
}

TEST(UnansweredRule, HearsAnAnswerDeliveredBeforeItsQuestion) {
  RuleBench group = group_of();
  group.say(10h + 2min, "li", "前台");

  group.say(10h, "zhang", kQuestion);

  EXPECT_THAT(group.opened(), IsEmpty());
}

class Unanswered : public testing::TestWithParam<Slip> {};

TEST_P(Unanswered, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Slips, Unanswered,
    testing::Values(
        Slip{"no time", with_head("") + "  - id: b\n    unanswered: ▸{ tell: boss }\n",
             "missing-key", "within"},
        Slip{"too short", with_head("") + "  - id: b\n    unanswered: { within: ▸30s }\n",
             "bad-duration", "1m"},
        Slip{"a sanction",
             with_head("") + "  - id: b\n    unanswered: { within: 2h }\n    then: ▸warn\n",
             "no-effect", "then"}));

}  // namespace
}  // namespace qunguan::test
