#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleBench hall() { return RuleBench{"{welcome: {say: \"欢迎{成员}，本群用于工作\"}}"}; }

TEST(WelcomeRule, WelcomesWhoComesIn) {
  RuleBench group = hall();

  group.come_in(10h, {"zhang"});

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].kind, ActionKind::Welcome);
  EXPECT_EQ(group.remarks()[0].member, MemberId{"zhang"});
  EXPECT_EQ(group.remarks()[0].text, "欢迎{成员}，本群用于工作");
}

TEST(WelcomeRule, WelcomesThoseWhoComeTogetherAtOnce) {
  RuleBench group = hall();
  group.add("zhang", "销售部-张三");
  group.add("li", "工程部-李四");

  group.come_in(10h, {"zhang", "li"});

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].member, std::nullopt);
  EXPECT_EQ(fact(group.remarks()[0].facts, "成员"), "销售部-张三、工程部-李四");
}

TEST(WelcomeRule, SaysNothingOfAnEntryThatIsShownAgain) {
  RuleBench group = hall();
  group.come_in(10h, {"zhang"});

  group.come_in(10h + 5min, {"zhang"});

  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(WelcomeRule, WelcomesTheNewOneAloneWhenTheOthersAreKnown) {
  RuleBench group = hall();
  group.come_in(10h, {"zhang"});

  group.come_in(10h + 5min, {"zhang", "li"});

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].member, MemberId{"li"});
}

TEST(WelcomeRule, WelcomesWhoLeftAndComesAgain) {
  RuleBench group = hall();
  group.come_in(10h, {"zhang"});
  group.leave(11h, "zhang");

  group.come_in(12h, {"zhang"});

  EXPECT_THAT(group.remarks(), SizeIs(1));
}

TEST(WelcomeRule, SaysNothingOfRenamesAndBots) {
  RuleBench group = hall();
  group.add("robot", "群管家", Role::Bot);

  group.rename(10h, "zhang", "销售部-张三");
  EXPECT_THAT(group.remarks(), IsEmpty());
  group.come_in(10h, {"robot"});

  EXPECT_THAT(group.remarks(), IsEmpty());
}

const char* const kAcknowledged =
    "{welcome: {say: 看过请回复收到, ack: {words: [收到], within: 4h}}}";

TEST(WelcomeRule, RemindsOnceWhoDoesNotSayThatHeReadIt) {
  RuleBench group{kAcknowledged};
  group.come_in(10h, {"zhang"});

  group.wait_until(14h + 1s);
  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].kind, ActionKind::Remind);
  EXPECT_EQ(group.remarks()[0].member, MemberId{"zhang"});

  group.wait_until(18h + 1s);
  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].to, rules::Remark::To::Staff);
  EXPECT_EQ(group.remarks()[0].wording, "never_read");
}

TEST(WelcomeRule, NotesWhoSaysThatHeReadIt) {
  RuleBench group{kAcknowledged};
  group.come_in(10h, {"zhang", "li"});
  group.say(10h + 30min, "zhang", "还没看");
  EXPECT_THAT(group.closed(), IsEmpty());

  group.say(11h, "zhang", "收到，谢谢");
  ASSERT_THAT(group.closed(), SizeIs(1));
  EXPECT_EQ(group.closed()[0].wording, "answered");
  EXPECT_EQ(group.closed()[0].member, MemberId{"zhang"});
}

TEST(WelcomeRule, AsksNobodyToReadItAgainForAnEntryThatIsShownAgain) {
  RuleBench group{kAcknowledged};
  group.come_in(10h, {"zhang"});
  group.say(11h, "zhang", "收到");

  group.come_in(12h, {"zhang"});

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(WelcomeRule, WaitsNoMoreForWhoLeft) {
  RuleBench group{kAcknowledged};
  group.come_in(10h, {"zhang"});

  group.leave(11h, "zhang");

  EXPECT_THAT(group.closed(), SizeIs(2));
}

TEST(WelcomeRule, RefusesATemplateThatMeansNothing) {
  expect_refused({"a placeholder that means nothing",
                  with_head("") + "  - id: b\n    welcome: { say: ▸\"欢迎{新人}\" }\n",
                  "bad-placeholder", "成员"});
  expect_refused(
      {"no text", with_head("") + "  - id: b\n    welcome: ▸{}\n", "missing-key", "say"});
}

}  // namespace
}  // namespace qunguan::test
