#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/lessons.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
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

TEST(ContentRule, LetsWarningsPassWhereTheListSaysSo) {
  const std::string words = "{words: [百家乐, 出租银行卡], unless_warned: ";
  RuleBench group{"{content: {lists: [违法]}}", "lists: {违法: " + words + "true}}\n"};
  RuleBench strict{"{content: {lists: [违法]}}", "lists: {违法: " + words + "false}}\n"};

  for (const char* text : {"公安提醒：严禁出租银行卡", "请勿“出租银行卡”", "警惕百家乐骗局",
                           "出租银行卡是违法的", "隔壁老王玩百家乐被骗了"}) {
    EXPECT_THAT(group.say(0s, "li", text), IsEmpty()) << text;
    EXPECT_THAT(strict.say(0s, "li", text), SizeIs(1)) << text;
  }
  EXPECT_THAT(group.say(1s, "li", "出租银行卡，一天两百"), SizeIs(1));
  EXPECT_THAT(group.say(2s, "li", "严禁出租银行卡。百家乐上线"), SizeIs(1));
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

// ---- Words of several lists together ------------------------------------------------------------

const std::string kDefamation =
    "lists: {公司: {words: [公司, 领导]}, 贬损: {words: [黑心, 假货, 垃圾]}}\n";

TEST(ContentRule, WantsAWordOfEveryListTogether) {
  RuleBench group{"{content: {lists: [公司, 贬损], together: 20}}", kDefamation};

  const auto seen = group.say(0s, "zhang", "这家黑心公司专卖假货，领导没一个好东西");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].passage->text, "黑心公司");
  EXPECT_EQ(fact(seen[0].facts, "词表"), "公司、贬损");
  EXPECT_THAT(group.say(1s, "zhang", "班车连着三天晚点，希望公司换个司机"), IsEmpty());
  EXPECT_THAT(group.say(2s, "zhang", "门口的垃圾还没清"), IsEmpty());
}

TEST(ContentRule, CountsTheCharactersFromTheFirstWordToTheLast) {
  RuleBench group{"{content: {lists: [公司, 贬损], together: 11}}", kDefamation};

  EXPECT_THAT(group.say(0s, "zhang", "公司，一二三四五，垃圾"), SizeIs(1));
  EXPECT_THAT(group.say(1s, "zhang", "公司，一二三四五六，垃圾"), IsEmpty());
  EXPECT_THAT(group.say(2s, "zhang", "公司，一二👨‍👩‍👧四五，垃圾"),
              SizeIs(1));
}

TEST(ContentRule, DoesNotPutWordsOfTwoSentencesTogether) {
  RuleBench group{"{content: {lists: [公司, 贬损], together: 20}}", kDefamation};

  EXPECT_THAT(group.say(0s, "zhang", "今天去公司。垃圾别忘了倒"), IsEmpty());
  EXPECT_THAT(group.say(1s, "zhang", "今天去公司\n垃圾别忘了倒"), IsEmpty());
}

TEST(ContentRule, FindsTheNearestWordsOfMany) {
  RuleBench group{"{content: {lists: [公司, 贬损], together: 8}}", kDefamation};

  const auto seen = group.say(0s, "zhang", "公司的事说来话长，一时半会儿讲不完，反正领导都是垃圾");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].passage->text, "领导都是垃圾");
}

// ---- Words aimed at somebody else ---------------------------------------------------------------

const std::string kInsults = "lists: {辱骂: {words: [蠢猪, 有病, 蠢货, 蠢得像头猪]}}\n";

TEST(ContentRule, CountsAnInsultThatIsAimedAtSomebody) {
  RuleBench group{"{content: {lists: [辱骂], at_person: true}}", kInsults};
  group.add("zhang", "张三");

  EXPECT_THAT(group.say(0s, "li",
                        Message{.text = "@张三 蠢猪，脑子进水了",
                                .mentions = std::vector{MemberId{"zhang"}}}),
              SizeIs(1));
  EXPECT_THAT(group.say(1s, "li",
                        Message{.text = "蠢猪", .reply_to = Quote{.sender_id = MemberId{"zhang"}}}),
              SizeIs(1));
  EXPECT_THAT(group.say(2s, "li", "你才有病，蠢货"), SizeIs(1));
  EXPECT_THAT(group.say(3s, "li", "方案是谁写的？蠢货，说的就是他"), SizeIs(1));
}

TEST(ContentRule, LetsPeopleMockThemselvesAndScoldThings) {
  RuleBench group{"{content: {lists: [辱骂], at_person: true}}", kInsults};
  group.add("zhang", "张三");

  EXPECT_THAT(group.say(0s, "li", "我今天蠢得像头猪，把U盘落出租车上了"), IsEmpty());
  EXPECT_THAT(group.say(1s, "li", "他说我有病"), IsEmpty());
  EXPECT_THAT(group.say(2s, "li",
                        Message{.text = "@张三 我真是个蠢货，U盘落车上了",
                                .mentions = std::vector{MemberId{"zhang"}}}),
              IsEmpty());
  EXPECT_THAT(group.say(3s, "li", "这台机器有病，其他机器都好好的"), IsEmpty());
  EXPECT_THAT(group.say(4s, "li", "你看看。这台机器有病"), IsEmpty());
}

TEST(ContentRule, IsAimedAtNobodyByOnesOwnQuotation) {
  RuleBench group{"{content: {lists: [辱骂], at_person: true}}", kInsults};

  EXPECT_THAT(
      group.say(0s, "li", Message{.text = "蠢猪", .reply_to = Quote{.sender_id = MemberId{"li"}}}),
      IsEmpty());
  EXPECT_THAT(
      group.say(1s, "li",
                Message{.kind = MessageKind::Link, .card = Card{.title = "你才有病：喜剧"}}),
      IsEmpty());
}

// ---- Where it looks -----------------------------------------------------------------------------

TEST(ContentRule, LooksInTitlesAlone) {
  RuleBench group{"{content: {lists: [密级], regex: ['〔2026〕'], in: [title]}}",
                  "lists: {密级: {words: [机密], match: anywhere}}\n"};

  EXPECT_THAT(group.say(0s, "zhang",
                        Message{.kind = MessageKind::File,
                                .text = "[文件]",
                                .card = Card{.title = "关于某事项的通知(机密).pdf"}}),
              SizeIs(1));
  EXPECT_THAT(
      group.say(1s, "zhang",
                Message{.kind = MessageKind::File, .card = Card{.title = "某发〔2026〕3号"}}),
      SizeIs(1));
  EXPECT_THAT(group.say(2s, "li", "提醒：机密文件一律不得发群，见〔2026〕3号"), IsEmpty());
}

TEST(ContentRule, LooksInTheSendersOwnTextAlone) {
  RuleBench group{"{content: {lists: [赌博], links: forbidden, in: text}}", kLists};
  const Message card{.kind = MessageKind::Link,
                     .card = Card{.title = "百家乐平台", .url = "https://evil.example/a"}};

  EXPECT_THAT(group.say(0s, "li", card), IsEmpty());
  EXPECT_THAT(group.say(1s, "li", "今晚百家乐"), SizeIs(1));
  EXPECT_THAT(group.say(2s, "li", "看 https://evil.example/a"), SizeIs(1));
}

// ---- Length -------------------------------------------------------------------------------------

std::string characters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "字";
  return text;
}

TEST(ContentRule, FindsATextOfMoreCharactersThanAllowed) {
  RuleBench group{"{content: {longer_than: 200}}"};

  EXPECT_THAT(group.say(0s, "zhang", characters(200)), IsEmpty());
  EXPECT_THAT(group.say(1s, "zhang", " " + characters(200) + "\n"), IsEmpty());
  const auto seen = group.say(2s, "zhang", characters(201));

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(fact(seen[0].facts, "字数"), "201");
  EXPECT_EQ(fact(seen[0].facts, "上限"), "200");
}

TEST(ContentRule, TakesEachLinkForOneCharacter) {
  RuleBench group{"{content: {longer_than: 10}}"};
  const std::string link = "https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuvwxyz";

  EXPECT_THAT(group.say(0s, "zhang", link + " 全文 " + link), IsEmpty());
  EXPECT_THAT(group.say(1s, "zhang", characters(8) + " " + link), IsEmpty());
  EXPECT_THAT(group.say(2s, "zhang", characters(9) + " " + link), SizeIs(1));
}

TEST(ContentRule, CountsNeitherQuotationsNorTitles) {
  RuleBench group{"{content: {longer_than: 10}}"};

  EXPECT_THAT(group.say(0s, "li",
                        "「张三：" + characters(50) + "」\n- - - - - - - - - - - - - - -\n太长了"),
              IsEmpty());
  EXPECT_THAT(group.say(1s, "li",
                        Message{.kind = MessageKind::Link, .card = Card{.title = characters(50)}}),
              IsEmpty());
}

TEST(ContentRule, LeavesToPeopleWhatAClassifierSuspects) {
  RuleBench group{"{content: {classifier: 推销, above: 0.8}}", "", {{"推销", advert_classifier()}}};

  const auto seen = group.say(0s, "zhang", "厂家直销皮鞋，加我私聊");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_TRUE(seen[0].is_unsure);
  EXPECT_EQ(seen[0].wording, "likeness");
  EXPECT_EQ(fact(seen[0].facts, "分类器"), "推销");
  EXPECT_THAT(group.say(1s, "li", "今天学校的风很大，要降温了"), IsEmpty());
  EXPECT_THAT(group.say(2s, "li", Message{.kind = MessageKind::Image, .text = "[图片]"}),
              IsEmpty());
}

TEST(ContentRule, IsSureOfWhatStandsInAListWhateverAClassifierSays) {
  RuleBench group{"{content: {lists: [x], classifier: 推销, above: 0.8}}",
                  "lists: {x: {words: [厂家直销]}}\n",
                  {{"推销", advert_classifier()}}};

  const auto seen = group.say(0s, "zhang", "厂家直销皮鞋，加我私聊");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_FALSE(seen[0].is_unsure);
}

// ---- By sound ----------------------------------------------------------------------------------

const std::string kBySound =
    "lists: {赌博: {words: [百家乐], by_sound: [赌博], allow: [赌博危害]}}\n";

TEST(ContentRule, IsUnsureOfWhatOnlySoundsLikeAWord) {
  RuleBench group{"{content: {lists: [赌博]}}", kBySound};

  for (const char* text : {"来duBo", "来堵博", "DB走起", "来赌bo"}) {
    const auto seen = group.say(0s, "zhang", text);

    ASSERT_THAT(seen, SizeIs(1)) << text;
    EXPECT_TRUE(seen[0].is_unsure) << text;
    EXPECT_TRUE(text::is_unsure(seen[0].passage->foldings)) << text;
  }
}

TEST(ContentRule, IsSureOfAWordThatIsWrittenOutBesideOneThatIsHeard) {
  RuleBench group{"{content: {lists: [赌博]}}", kBySound};

  const auto seen = group.say(0s, "zhang", "来堵博，百家乐也行");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_FALSE(seen[0].is_unsure);
  EXPECT_EQ(seen[0].passage->text, "百家乐");
}

// ---- Over several messages ---------------------------------------------------------------------

TEST(ContentRule, ReadsAWordThatGoesOverSeveralMessages) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  EXPECT_THAT(group.say(0s, "zhang", "今晚百"), IsEmpty());
  EXPECT_THAT(group.say(2s, "li", "家"), IsEmpty());
  EXPECT_THAT(group.say(4s, "zhang", "家"), IsEmpty());
  const auto seen = group.say(9s, "zhang", "乐走起");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].wording, "split");
  EXPECT_EQ(seen[0].passage->text, "百家乐");
  EXPECT_EQ(seen[0].passage->begin, 0U);
  EXPECT_EQ(seen[0].passage->end, std::string{"乐"}.size());
  EXPECT_EQ(seen[0].passage->foldings, text::kJoined);
  EXPECT_THAT(seen[0].events, ElementsAre(EventId{"e1"}, EventId{"e3"}));
  EXPECT_THAT(group.say(10s, "zhang", "乐"), IsEmpty());  // what showed a breach is used up
}

TEST(ContentRule, JoinsOnlyWhatFollowsWithinSecondsAndMakesAWord) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  group.say(0s, "zhang", "百家");
  EXPECT_THAT(group.say(11s, "zhang", "乐"), IsEmpty());
  group.say(60s, "zhang", "我赌");
  EXPECT_THAT(group.say(61s, "zhang", "博物馆周一闭馆"), IsEmpty());
  group.say(120s, "zhang", "百家。");
  EXPECT_THAT(group.say(121s, "zhang", "乐"), IsEmpty());
  group.say(180s, "zhang", "周五有反赌");
  EXPECT_THAT(group.say(181s, "zhang", "博宣传"), IsEmpty());
  group.say(240s, "zhang", "百家");
  EXPECT_THAT(group.say(241s, "zhang", Message{.kind = MessageKind::Image, .text = "乐"}),
              IsEmpty());
}

TEST(ContentRule, JoinsWhateverPartOfAWordAMessageBeginsWith) {
  RuleBench group{"{content: {lists: [赌博]}}", kLists};

  group.say(0s, "zhang", "快来網上");
  EXPECT_THAT(group.say(1s, "zhang", " *賭场，筹码现结"), SizeIs(1));
  group.say(60s, "zhang", "快来网");
  group.say(61s, "zhang", "上");
  group.say(62s, "zhang", "赌");
  EXPECT_THAT(group.say(63s, "zhang", "场"), SizeIs(1));
}

// ---- Contacts ----------------------------------------------------------------------------------

TEST(ContentRule, ForbidsContactsInDisguise) {
  RuleBench group{"{content: {contacts: {kinds: [phone, qq], allow: ['13900139000']}}}"};

  const auto seen = group.say(0s, "zhang", "打一三八零零一三八零零零");

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(fact(seen[0].facts, "联系方式"), "手机号");
  EXPECT_EQ(seen[0].passage->text, "一三八零零一三八零零零");
  EXPECT_THAT(group.say(1s, "zhang", "QQ：123456"), SizeIs(1));
  EXPECT_THAT(group.say(2s, "zhang", "打139 0013 9000"), IsEmpty());
  EXPECT_THAT(group.say(3s, "zhang", "打139 0013 9000，或13800138000"), SizeIs(1));
  EXPECT_THAT(group.say(4s, "zhang", "加微信：abc_12345"), IsEmpty());
}

TEST(ContentRule, AllowsAContactHoweverItIsWritten) {
  for (const char* written :
       {"139-0013-9000", "139 0013 9000", "+86 139 0013 9000", "一三九零零一三九零零零"}) {
    RuleBench group{"{content: {contacts: {allow: ['" + std::string{written} + "', ZhangSan]}}}"};

    EXPECT_THAT(group.say(0s, "zhang", "打13900139000"), IsEmpty()) << written;
    EXPECT_THAT(group.say(1s, "zhang", "微信号：13900139000"), IsEmpty()) << written;
    EXPECT_THAT(group.say(2s, "zhang", "加微信zhangsan一起"), IsEmpty()) << written;
    EXPECT_THAT(group.say(3s, "zhang", "打13900139001"), SizeIs(1)) << written;
  }
}

TEST(ContentRule, SaysWhichAllowedContactsHaveNoEffect) {
  const auto allowing = [](const std::string& contacts) {
    return with_head("") + "  - id: c\n    content: { contacts: " + contacts +
           " }\n    then: warn\n";
  };
  expect_refused({"a name", allowing("{ allow: [▸张三] }"), "no-effect", "删去"});
  expect_refused({"too short", allowing("{ allow: [▸'1234'] }"), "no-effect", "删去"});
  expect_refused(
      {"another kind", allowing("{ kinds: [phone], allow: [▸zhangsan88] }"), "no-effect", "删去"});
}

TEST(ContentRule, ForbidsAllContactsOrSome) {
  RuleBench all{"{content: {contacts: forbidden}}"};
  RuleBench some{"{content: {contacts: [invitation, short_link]}}"};

  EXPECT_THAT(all.say(0s, "zhang", "加微信：abc_12345"), SizeIs(1));
  EXPECT_THAT(all.say(1s, "zhang", "大家好"), IsEmpty());
  EXPECT_THAT(some.say(0s, "zhang", "加微信：abc_12345"), IsEmpty());
  EXPECT_THAT(some.say(1s, "zhang", "进群 https://weixin.qq.com/g/AbC"), SizeIs(1));
  EXPECT_THAT(some.say(2s, "zhang", "看 t.cn/A6x"), SizeIs(1));
}

}  // namespace
}  // namespace qunguan::test
