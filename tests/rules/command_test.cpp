#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CommandRule, FindsAgainstEveryoneWhoIsMentionedInTheNameOfWhoSaysSo) {
  RuleBench group{"{command: {word: 拖延}}"};
  group.add("wang", "王五", Role::Admin);

  const auto found = group.order(10h, "wang", "拖延", {"zhang", "li"}, "三楼漏水");

  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_EQ(found[1].member, MemberId{"li"});
  EXPECT_EQ(found[0].by, MemberId{"wang"});
  EXPECT_EQ(fact(found[0].facts, "原因"), "三楼漏水");
  EXPECT_EQ(fact(found[0].facts, "登记人"), "王五");
}

TEST(CommandRule, MakesNothingOfAnOrderWithoutPeopleOrReason) {
  RuleBench group{"{command: {word: 拖延}}"};

  EXPECT_THAT(group.order(10h, "wang", "拖延", {}, "三楼漏水"), IsEmpty());
  EXPECT_THAT(group.order(10h, "wang", "拖延", {"zhang"}, ""), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(CommandRule, NeedsNoReasonWhereTheRuleSaysSo) {
  RuleBench group{"{command: {word: 头像不合格, reason: optional}}"};

  const auto found = group.order(10h, "wang", "头像不合格", {"zhang"}, "");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].wording, "found");
}

TEST(CommandRule, FindsAgainstWhoIsQuotedWhereTheRuleSaysSo) {
  RuleBench group{"{command: {word: 跑题, about: quoted, reason: optional}}"};

  const Message message{
      .sender = {.id = MemberId{"wang"}},
      .text = "/跑题",
      .reply_to = Quote{.message_id = MessageId{"m"}, .sender_id = MemberId{"zhang"}}};

  const auto found = group.order(10h, message, {.word = "跑题"});

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_THAT(group.order(11h, "wang", "跑题", {"li"}, ""), IsEmpty());
}

TEST(CommandRule, IsForTheStaffAlone) {
  const RuleBench group{"{command: {word: 拖延}}"};

  const std::vector<rules::OrderForm> forms = group.rule().orders();

  ASSERT_THAT(forms, SizeIs(1));
  EXPECT_EQ(forms[0].word, "拖延");
  EXPECT_EQ(forms[0].usage, "/拖延 @成员 原因");
  EXPECT_TRUE(forms[0].is_for_staff);
}

class CommandSlip : public testing::TestWithParam<Slip> {};

TEST_P(CommandSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Command, CommandSlip,
    testing::Values(
        Slip{"no word", with_rule("command: ▸{ reason: optional }"), "missing-key", "word"},
        Slip{"a word that decides cases", with_rule("command: { word: ▸驳回 }"), "taken-word",
             "换一个词"},
        Slip{"a word that begins like one", with_rule("command: { word: ▸同意请假 }"), "taken-word",
             "换一个词"},
        Slip{"a word that confirms", with_rule("command: { word: ▸确认 }"), "taken-word",
             "换一个词"},
        Slip{"a word that takes back", with_rule("command: { word: ▸误报 }"), "taken-word",
             "换一个词"},
        Slip{"two words", with_rule("command: { word: ▸推诿 拖延 }"), "bad-word", "举报"},
        Slip{"a slash", with_rule("command: { word: ▸/拖延 }"), "bad-word", "斜杠"},
        Slip{"somebody unknown", with_rule("command: { word: 拖延, about: ▸quotes }"), "bad-choice",
             "quoted"}));

}  // namespace
}  // namespace qunguan::test
