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

TEST(ReplyDeadlineRule, OwesNoAnswerToACourtesy) {
  for (const char* text : {"@张三 辛苦了，谢谢！", "收到，好的", "干得漂亮👍", "@张三 欢迎欢迎"}) {
    RuleBench group = office();
    group.say(10h, "wang", ask({"zhang"}, text));

    EXPECT_THAT(group.wait_until(11h), IsEmpty()) << text;
  }
  for (const char* text : {"@张三", "收到了吗", "收到？", "辛苦一下，把图纸发我", "好的，马上改"}) {
    RuleBench group = office();
    group.say(10h, "wang", ask({"zhang"}, text));

    EXPECT_THAT(group.wait_until(11h), SizeIs(1)) << text;
  }
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

TEST(ReplyDeadlineRule, TakesAskingAfterWhatWasMissedForTheSameQuestionForAnHour) {
  RuleBench group = office();
  group.say(16h, "wang", ask({"zhang"}));
  ASSERT_THAT(group.wait_until(16h + 31min), SizeIs(1));

  group.say(16h + 40min, "wang", ask({"zhang"}, "人呢？"));

  EXPECT_THAT(group.opened(), IsEmpty());
  EXPECT_THAT(group.wait_until(18h), IsEmpty());
  group.say(18h, "wang", ask({"zhang"}, "明天的会议室订了吗"));
  EXPECT_THAT(group.wait_until(19h), SizeIs(1));
}

TEST(ReplyDeadlineRule, TakesAnotherQuestionForOneOnceTheMemberHasSpoken) {
  RuleBench group = office();
  group.say(16h, "wang", ask({"zhang"}));
  ASSERT_THAT(group.wait_until(16h + 31min), SizeIs(1));
  group.say(16h + 35min, "zhang", "刚看到，马上");
  EXPECT_THAT(group.closed(), SizeIs(1));

  group.say(17h, "wang", ask({"zhang"}, "另外报价单也发一下"));

  EXPECT_THAT(group.wait_until(18h), SizeIs(1));
}

TEST(ReplyDeadlineRule, TakesNoWordToTheBotForAQuestion) {
  RuleBench group = office();

  group.say(10h, "wang", ask({"zhang"}, "/考核意见 @张三 很好"));

  EXPECT_THAT(group.wait_until(11h), IsEmpty());
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

TEST(ReplyDeadlineRule, TakesAnAnswerThatMentionsItsOwnSenderAlone) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));

  group.say(10h + 1min, "zhang", ask({"zhang"}, "我来核对"));

  EXPECT_THAT(group.closed(), SizeIs(1));
}

TEST(ReplyDeadlineRule, TakesAQuoteOfTheQuestionItselfForAnAnswer) {
  RuleBench group = office();
  group.say(10h, "wang", ask({"zhang"}));

  group.say(10h + 1min, "zhang",
            Message{.text = "「王总：今天核对完客户清单」\n- - - - - - -\n在核对",
                    .reply_to = Quote{.message_id = MessageId{"e1"}, .sender_id = {}}});

  EXPECT_THAT(group.closed(), SizeIs(1));
}

DirectoryEntry on_leave(const std::string& id, int first, int last) {
  const auto day = [](int number) {
    return std::chrono::local_days{std::chrono::year{2026} / 3 / number};
  };
  DirectoryEntry entry{.id = MemberId{id}};
  entry.leave = {{.first = day(first), .last = day(last)}};
  return entry;
}

TEST(ReplyDeadlineRule, AsksNothingOfWhoIsOnLeaveThatDay) {
  RuleBench group = office();
  group.directory.add(on_leave("zhang", 1, 2));
  group.directory.add(on_leave("li", 3, 5));

  group.say(23h, "wang", ask({"zhang", "li"}));

  ASSERT_THAT(group.opened(), SizeIs(1));
  EXPECT_EQ(group.opened()[0].member, MemberId{"li"});
}

TEST(ReplyDeadlineRule, AsksNothingOfWhoHasDeparted) {
  RuleBench group = office();
  DirectoryEntry zhang{.id = MemberId{"zhang"}};
  zhang.last_day = std::chrono::local_days{std::chrono::year{2026} / 3 / 1};
  group.directory.add(zhang);

  group.say(10h, "wang", ask({"zhang"}));

  EXPECT_THAT(group.opened(), IsEmpty());
}

RuleBench office_with_delegate(const std::string& delegate) {
  RuleBench group = office();
  DirectoryEntry zhang{.id = MemberId{"zhang"}};
  zhang.delegate = MemberId{delegate};
  group.directory.add(zhang);
  return group;
}

TEST(ReplyDeadlineRule, TakesTheDelegatesAnswerForThePersons) {
  RuleBench group = office_with_delegate("li");
  group.say(10h, "wang", ask({"zhang"}));

  group.say(10h + 1min, "li", ask({"zhang"}, "帮你看看"));
  EXPECT_THAT(group.closed(), IsEmpty());
  group.say(10h + 2min, "li", "我替张三核对");

  EXPECT_THAT(group.closed(), SizeIs(1));
}

TEST(ReplyDeadlineRule, TakesTheDelegatesAnswerDeliveredBeforeTheQuestion) {
  RuleBench group = office_with_delegate("li");
  group.say(10h + 2min, "li", "我替张三核对");

  group.say(10h, "wang", ask({"zhang"}));

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(ReplyDeadlineRule, LetsNobodyAnswerHimselfAsADelegate) {
  RuleBench group = office_with_delegate("wang");
  group.say(10h, "wang", ask({"zhang"}));

  group.say(10h + 1min, "wang", "中午开会");

  EXPECT_THAT(group.wait_until(11h), SizeIs(1));
}

RuleBench day_office(const std::string& keys, const std::string& calendar = "") {
  RuleBench group{"{reply_deadline: {asked_by: leaders, " + keys + "}}", kPeople + calendar};
  for (const char* id : {"wang", "zhang", "li"}) group.add(id);
  group.roster.is_complete = true;
  return group;
}

TEST(ReplyDeadlineRule, EndsAtATimeOfTheDay) {
  RuleBench group = day_office("by: \"18:00\"");

  group.say(10h, "wang", ask({"zhang"}));

  ASSERT_THAT(group.opened(), SizeIs(1));
  EXPECT_EQ(group.opened()[0].due, monday(18h));
  EXPECT_EQ(fact(group.opened()[0].facts, "截止时间"), "18:00");
  EXPECT_EQ(fact(group.opened()[0].facts, "时限"), "18:00前");
}

TEST(ReplyDeadlineRule, EndsTheNextDayWhereTheTimeHasPassed) {
  for (const Duration asked : {Duration{17h + 59min + 30s}, Duration{18h}, Duration{20h}}) {
    RuleBench group = day_office("by: \"18:00\"");

    group.say(asked, "wang", ask({"zhang"}));

    EXPECT_EQ(group.opened().at(0).due, monday(42h));
    EXPECT_EQ(fact(group.opened()[0].facts, "截止时间"), "03-03 18:00");
  }
}

TEST(ReplyDeadlineRule, EndsWithTheDay) {
  RuleBench group = day_office("by: end_of_day");

  group.say(10h, "wang", ask({"zhang"}));

  EXPECT_EQ(group.opened().at(0).due, monday(24h));
  EXPECT_EQ(fact(group.opened()[0].facts, "截止时间"), "24:00");
  EXPECT_EQ(fact(group.opened()[0].facts, "时限"), "当天");
}

TEST(ReplyDeadlineRule, EndsOnAWorkdayByTheDutyClock) {
  RuleBench group = day_office("by: \"18:00\", clock: duty",
                               "calendar: {workdays: mon-fri, makeup: [2026-03-08]}\n");

  group.say(4 * 24h + 19h, "wang", ask({"zhang"}));  // Friday evening; Sunday is worked

  EXPECT_EQ(group.opened().at(0).due, monday(6 * 24h + 18h));
}

TEST(ReplyDeadlineRule, RemindsOfNoTimeThatIsPast) {
  RuleBench group = day_office("by: \"18:00\", remind: 1h");

  group.say(17h + 30min, "wang", ask({"zhang"}));

  EXPECT_EQ(group.opened().at(0).remind_at, std::nullopt);
}

RuleBench notice_board(const std::string& more = "") {
  return day_office("asks: notice, within: 1h" + more);
}

TEST(ReplyDeadlineRule, AsksEverybodyByANotice) {
  for (const char* text : {"【通知】周五消防演练", "通知：周五消防演练", "通知:周五消防演练"}) {
    RuleBench group = notice_board();

    group.say(10h, "wang", ask({"li"}, text));

    EXPECT_THAT(group.wait_until(12h), SizeIs(2)) << text;
  }
}

TEST(ReplyDeadlineRule, TakesWhatMentionsAllForANotice) {
  RuleBench group = notice_board();
  Message all{.text = "@所有人 周五消防演练"};
  all.mentions_all = true;

  group.say(10h, "wang", all);

  EXPECT_THAT(group.wait_until(12h), SizeIs(2));
}

TEST(ReplyDeadlineRule, TakesNothingElseForANotice) {
  RuleBench group = notice_board();

  group.say(10h, "wang", ask({"zhang"}));
  EXPECT_THAT(group.opened(), IsEmpty());
  group.say(10h, "wang", "通知大家一声，电梯坏了");
  EXPECT_THAT(group.opened(), IsEmpty());
  group.say(10h, "li", "【通知】电梯坏了");
  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(ReplyDeadlineRule, TellsNothingOfARecalledNotice) {
  RuleBench group = notice_board();
  group.say(10h, "wang", "【通知】周五消防演练");

  group.recall(10h + 5min, "wang", "e1");

  EXPECT_THAT(group.closed(), SizeIs(5));  // two people twice, and the tally
  EXPECT_THAT(group.wait_until(12h), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
