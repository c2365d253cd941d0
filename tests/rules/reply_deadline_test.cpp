#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kPeople = "people: {leaders: [wang]}\n";

RuleBench office(const std::string& more = "", const std::string& calendar = "") {
  RuleBench group{"{reply_deadline: {asked_by: leaders, within: 30m" + more + "}}",
                  kPeople + calendar};
  for (const char* id : {"wang", "zhang", "li"}) group.add(id);
  group.roster.is_complete = true;
  return group;
}

Message ask(std::vector<std::string> whom, const std::string& text = "今天核对完客户清单") {
  Message message{.text = text};
  message.mentions.emplace();
  for (std::string& id : whom) message.mentions->emplace_back(std::move(id));
  return message;
}

TEST(ReplyDeadlineRule, FindsAgainstWhoStaysSilentAlone) {
  RuleBench group = office();
  group.say(10h + 15min, "wang", ask({"zhang", "li"}));
  group.say(10h + 27min, "li", "我这边开始核对了");

  EXPECT_THAT(group.wait_until(10h + 45min), IsEmpty());
  const auto seen = group.wait_until(10h + 45min + 1s);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].member, MemberId{"zhang"});
  EXPECT_EQ(fact(seen[0].facts, "截止时间"), "10:45");
  EXPECT_EQ(seen[0].since, monday(10h + 15min));
}

TEST(ReplyDeadlineRule, TakesAnAnswerInTheLastSecond) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));

  group.say(10h + 30min, "zhang", "行，午饭前给您");

  EXPECT_THAT(group.closed(), SizeIs(1));
  EXPECT_THAT(group.wait_until(12h), IsEmpty());
}

TEST(ReplyDeadlineRule, DoesNotMoveTheEndWhenAskedAgain) {
  RuleBench group = office();
  group.say(16h, "wang", ask({"zhang"}));

  group.say(16h + 29min, "wang", ask({"zhang"}, "人呢？"));

  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_THAT(group.wait_until(18h), SizeIs(1));
}

TEST(ReplyDeadlineRule, TakesAnAnswerThatNamesItsOwnSenderForOne) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));

  group.say(10h + 5min, "zhang", ask({"zhang"}, "在的，此事找@张三"));

  EXPECT_THAT(group.wait_until(11h), IsEmpty());
}

TEST(ReplyDeadlineRule, TakesNoWordToSomebodyElseForAnAnswer) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));
  Message quoting{.text = "哈哈",
                  .reply_to = Quote{.message_id = MessageId{"x"}, .sender_id = MemberId{"li"}}};

  group.say(10h + 1min, "zhang", ask({"li"}, "中午吃什么"));
  group.say(10h + 2min, "zhang", quoting);

  EXPECT_THAT(group.wait_until(11h), SizeIs(1));
}

TEST(ReplyDeadlineRule, TakesAnyKindOfMessageToTheAskerOrToNobody) {
  for (const Message& answer :
       {Message{.kind = MessageKind::Image}, ask({"wang"}, "好"), ask({"wang", "li"}, "好"),
        Message{.text = "1",
                .reply_to = Quote{.message_id = MessageId{"e1"}, .sender_id = MemberId{"wang"}}}}) {
    RuleBench group = office();
    group.say(10h, "wang", ask({"zhang"}));

    group.say(10h + 5min, "zhang", answer);

    EXPECT_THAT(group.wait_until(11h), IsEmpty());
  }
}

TEST(ReplyDeadlineRule, NarrowsWhatCounts) {
  RuleBench group = office(", counts: {quote: true, words: [收到, 好的]}");
  group.say(10h, "wang", ask({"zhang", "li"}));

  group.say(10h + 1min, "zhang", "没收到附件啊？");
  group.say(10h + 2min, "li", "收到！");

  EXPECT_THAT(group.wait_until(11h),
              ElementsAre(::testing::Field(&rules::Evidence::member, MemberId{"zhang"})));
}

TEST(ReplyDeadlineRule, IsOwedByEveryoneWhenAllAreAsked) {
  RuleBench group = office();
  Message all{.text = "@所有人 请确认"};
  all.mentions_all = true;

  group.say(10h, "wang", all);

  EXPECT_THAT(group.opened(), SizeIs(2));
}

TEST(ReplyDeadlineRule, IgnoresAllWhereTheRuleSaysSo) {
  RuleBench group = office(", mentions_all: ignored");
  Message all{.text = "@所有人 请确认"};
  all.mentions_all = true;

  group.say(10h, "wang", all);

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(ReplyDeadlineRule, ListensToLeadersAlone) {
  RuleBench group = office();

  group.say(10h, "li", ask({"zhang"}));

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(ReplyDeadlineRule, TimesNeitherLeadersNorWhoIsNotThere) {
  RuleBench group = office();

  group.say(10h, "wang", ask({"wang", "nobody"}));

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(ReplyDeadlineRule, CancelsARecalledQuestion) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));

  group.recall(10h + 5min, "wang", "e1");

  EXPECT_THAT(group.wait_until(11h), IsEmpty());
}

TEST(ReplyDeadlineRule, ForgetsWhoLeft) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));

  group.leave(10h + 5min, "zhang");

  EXPECT_THAT(group.wait_until(11h), IsEmpty());
}

TEST(ReplyDeadlineRule, RemindsBeforeTheEnd) {
  RuleBench group = office(", remind: 5m");
  group.say(10h, "wang", ask({"zhang"}));

  EXPECT_THAT(group.wait_until(10h + 26min), IsEmpty());

  ASSERT_THAT(group.hints(), SizeIs(1));
  EXPECT_EQ(group.hints()[0].wording, "reminder");
  EXPECT_THAT(group.wait_until(11h), SizeIs(1));
}

TEST(ReplyDeadlineRule, RunsOnTheDutyClock) {
  RuleBench group =
      office(", clock: duty", "calendar: {duty: [\"09:00-12:00\", \"13:30-18:00\"]}\n");
  group.say(17h + 50min, "wang", ask({"zhang"}));

  EXPECT_EQ(group.opened().at(0).due, monday(33h + 20min));
}

TEST(ReplyDeadlineRule, TakesNoLateAnswerDeliveredBeforeItsQuestion) {
  RuleBench group = office();
  group.say(10h + 31min, "zhang", "核对完了");

  group.say(10h, "wang", ask({"zhang"}));

  EXPECT_THAT(group.opened(), SizeIs(1));
}

TEST(ReplyDeadlineRule, AcceptsAnAnswerDeliveredBeforeItsQuestion) {
  RuleBench group = office();
  group.say(10h + 2min, "zhang", ask({"wang"}, "在核对了"));

  group.say(10h, "wang", ask({"zhang"}));

  EXPECT_THAT(group.opened(), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
