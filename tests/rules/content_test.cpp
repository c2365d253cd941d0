#include <gmock/gmock.h>

#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kLists =
    "lists: {赌博: {words: [赌博, 百家乐, 网上赌场], allow: [反赌博宣传]}}\n";

TEST(ContentRule, FindsAListedWordWithItsPlace) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  const auto seen = group.say(0s, "zhang", "今晚百家乐走起");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].passage->text, "百家乐");
  EXPECT_EQ(seen[0].passage->begin, std::string{"今晚"}.size());
  EXPECT_EQ(fact(seen[0].facts, "词表"), "赌博");
}

TEST(ContentRule, SeesThroughDisguiseAndSaysWhich) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  for (const char* text : {"来赌 博", "来賭博", "来赌\u200B博", "来赌*博", "真人賭-博，筹码现结"}) {
    const auto seen = group.say(0s, "zhang", text);

    ASSERT_THAT(seen, SizeIs(1)) << text;
    EXPECT_NE(seen[0].passage->foldings, 0) << text;
  }
}

TEST(ContentRule, LetsInnocentWordsAndAllowedPhrasesPass) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  EXPECT_THAT(group.say(0s, "li", "我赌博物馆周一闭馆，不信去门口看"), IsEmpty());
  EXPECT_THAT(group.say(1s, "li", "周五有反赌博宣传"), IsEmpty());
  EXPECT_THAT(group.say(2s, "li", "周五有反赌博宣传，晚上百家乐"), SizeIs(1));
}

TEST(ContentRule, LeavesWordsInsideOrdinaryWordsAlone) {
  RuleBench group{"{content: {lists: [x]}}", "lists: {x: {words: [口交, 去死, 靠, 女, 赌博]}}\n"};

  for (const char* text : {"路口交通不好", "走进了去死胡同", "这个人很可靠", "我女儿放学了"})
    EXPECT_THAT(group.say(0s, "li", text), IsEmpty()) << text;
}

TEST(ContentRule, DoesNotPunishQuotations) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};
  Message quoting{.text = "这是谁发的？",
                  .reply_to = Quote{.sender_id = MemberId{"zhang"}, .text = "今晚百家乐走起"}};
  Message record{.kind = MessageKind::ChatRecord,
                 .text = "聊天记录",
                 .records = {Record{.sender = "张三", .text = "百家乐"}}};

  EXPECT_THAT(group.say(0s, "li", quoting), IsEmpty());
  EXPECT_THAT(group.say(1s, "li", record), IsEmpty());
  EXPECT_THAT(
      group.say(2s, "li", "「张三：今晚百家乐走起」\n- - - - - - - - - - - - - - -\n请撤回"),
      IsEmpty());
}

TEST(ContentRule, ReadsTheTitlesOfCardsAndTheWishOfRedPackets) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  EXPECT_THAT(
      group.say(0s, "li", Message{.kind = MessageKind::Link, .card = Card{.title = "百家乐平台"}}),
      SizeIs(1));
  EXPECT_THAT(group.say(1s, "li",
                        Message{.kind = MessageKind::RedPacket,
                                .red_packet = RedPacket{.wish = "百家乐发财"}}),
              SizeIs(1));
}

TEST(ContentRule, MatchesAnywhereOrWholeOnRequest) {
  RuleBench anywhere{"{content: {lists: [赌博], match: anywhere}}", kLists};
  RuleBench whole{"{content: {lists: [赌博], match: whole}}", kLists};

  EXPECT_THAT(anywhere.say(0s, "li", "我赌博物馆周一闭馆"), SizeIs(1));
  EXPECT_THAT(whole.say(0s, "li", "我爱赌博"), IsEmpty());
  EXPECT_THAT(whole.say(1s, "li", "赌博！"), SizeIs(1));
}

TEST(ContentRule, FindsExpressions) {
  RuleBench group{R"({content: {regex: ['加(我)?\s*[vV]信?']}})"};

  EXPECT_EQ(group.say(0s, "li", "需要的加我 V").at(0).passage->text, "加我 V");
  EXPECT_THAT(group.say(1s, "li", "加油"), IsEmpty());
}

TEST(ContentRule, LooksAtEveryLink) {
  RuleBench group{"{content: {links: {allow: [qq.com, our.example]}}}"};

  EXPECT_THAT(group.say(0s, "li", "看 https://mp.weixin.qq.com/s/abc"), IsEmpty());
  EXPECT_THAT(group.say(1s, "li", "看 https://our.example/a https://evil.example/b"), SizeIs(1));
  EXPECT_THAT(group.say(2s, "li", "看 https://myqq.com/"), SizeIs(1));
}

TEST(ContentRule, ForbidsNamedDomainsAlone) {
  RuleBench group{"{content: {links: {deny: [evil.example]}}}"};

  EXPECT_THAT(group.say(0s, "li", "http://shop.evil.example/x"), SizeIs(1));
  EXPECT_THAT(group.say(1s, "li", "http://good.example/x"), IsEmpty());
}

TEST(ContentRule, ForbidsKindsOfMessages) {
  RuleBench group{"{content: {kinds: [red_packet]}}"};

  EXPECT_THAT(group.say(0s, "ming", Message{.kind = MessageKind::RedPacket, .text = "恭喜发财"}),
              SizeIs(1));
  EXPECT_THAT(group.say(1s, "hong", "学校规定不能发红包哦"), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
