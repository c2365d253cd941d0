#include "qunguan/text/lexicon.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Words = std::vector<std::string>;

Lexicon lexicon(Match match, const Words& words, const Words& allowed = {}) {
  Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(match);
  for (const std::string& word : words) EXPECT_TRUE(builder.add_word(list, word)) << word;
  for (const std::string& phrase : allowed) EXPECT_TRUE(builder.add_allowed(list, phrase));
  return builder.build();
}

/// The pieces of the text that were hit.
Words found(const Lexicon& words, std::string_view text) {
  Words pieces;
  for (const Hit& hit : words.scan(text))
    pieces.emplace_back(text.substr(hit.begin, hit.end - hit.begin));
  return pieces;
}

Words smart(const Words& words, std::string_view text) {
  return found(lexicon(Match::Smart, words), text);
}

Words anywhere(const Words& words, std::string_view text) {
  return found(lexicon(Match::Anywhere, words), text);
}

Words whole(const Words& words, std::string_view text) {
  return found(lexicon(Match::Whole, words), text);
}

// ---- Finding -----------------------------------------------------------------------------------

TEST(Lexicon, FindsNothingWithoutWords) {
  EXPECT_TRUE(Lexicon{}.empty());
  EXPECT_THAT(Lexicon{}.scan("赌博"), IsEmpty());

  Lexicon::Builder builder;
  builder.add_list(Match::Anywhere);
  const Lexicon lexicon = builder.build();

  EXPECT_TRUE(lexicon.empty());
  EXPECT_THAT(lexicon.scan("赌博"), IsEmpty());
}

TEST(Lexicon, FindsNothingInAnEmptyText) { EXPECT_THAT(smart({"赌博"}, ""), IsEmpty()); }

TEST(Lexicon, FindsAWordWhereverItStands) {
  EXPECT_THAT(smart({"赌博"}, "赌博"), ElementsAre("赌博"));
  EXPECT_THAT(smart({"赌博"}, "我赌博"), ElementsAre("赌博"));
  EXPECT_THAT(smart({"赌博"}, "一起来赌博吧"), ElementsAre("赌博"));
  EXPECT_THAT(smart({"赌博"}, "赌博，赌博。赌博"), ElementsAre("赌博", "赌博", "赌博"));
}

TEST(Lexicon, FindsWordsOfOneCharacter) {
  EXPECT_THAT(smart({"滚"}, "你给我滚！"), ElementsAre("滚"));
  EXPECT_THAT(anywhere({"滚"}, "滚滚"), ElementsAre("滚", "滚"));
}

TEST(Lexicon, FindsWordsThatShareLetters) {
  const Words words{"博彩", "彩金", "博彩平台", "平台", "台"};

  EXPECT_THAT(anywhere(words, "彩博彩平金博彩金台"), ElementsAre("博彩", "博彩", "台"));
  EXPECT_THAT(anywhere(words, "博彩平平台"), ElementsAre("博彩", "平台"));
  EXPECT_THAT(anywhere(words, "博彩平台"), ElementsAre("博彩平台"));
}

TEST(Lexicon, NamesTheListAndTheWordAsItIsSpelled) {
  Lexicon::Builder builder;
  const std::uint32_t gambling = builder.add_list(Match::Anywhere);
  const std::uint32_t advertising = builder.add_list(Match::Anywhere);
  ASSERT_TRUE(builder.add_word(gambling, "赌博"));
  ASSERT_TRUE(builder.add_word(advertising, "加 V信"));
  ASSERT_TRUE(builder.add_word(advertising, "賭博"));
  const Lexicon lexicon = builder.build();

  const std::vector<Hit> hits = lexicon.scan("加Ｖ信赌博");

  ASSERT_THAT(hits, SizeIs(3));
  EXPECT_EQ(hits[0], (Hit{advertising, 1, 0, 9, kCase | kWidth}));
  EXPECT_EQ(hits[1], (Hit{gambling, 0, 9, 15, 0}));
  EXPECT_EQ(hits[2], (Hit{advertising, 2, 9, 15, 0}));
  EXPECT_EQ(lexicon.word(1), "加 V信");
  EXPECT_EQ(lexicon.word(2), "賭博");
}

TEST(Lexicon, RefusesWordsOfNothingAndWordsWithoutEnd) {
  Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(Match::Smart);
  std::string long_word;
  for (int i = 0; i < 64; ++i) long_word += "赌";

  EXPECT_EQ(builder.add_word(list, "").error().code, Error::Code::Invalid);
  EXPECT_EQ(builder.add_word(list, " 🎲\u200B。").error().code, Error::Code::Invalid);
  EXPECT_EQ(builder.add_allowed(list, "***").error().code, Error::Code::Invalid);
  EXPECT_TRUE(builder.add_word(list, long_word));
  EXPECT_EQ(builder.add_word(list, long_word + "赌").error().code, Error::Code::TooLarge);
  EXPECT_THAT(found(builder.build(), long_word), ElementsAre(long_word));
}

TEST(Lexicon, RefusesMoreDifferentCharactersThanItHasNumbersFor) {
  Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(Match::Anywhere);
  const auto utf8 = [](char32_t point) {
    return std::string{static_cast<char>(0xF0U | (point >> 18U)),
                       static_cast<char>(0x80U | ((point >> 12U) & 63U)),
                       static_cast<char>(0x80U | ((point >> 6U) & 63U)),
                       static_cast<char>(0x80U | (point & 63U))};
  };
  bool is_refused = false;

  // Planes 2 and 3 hold 80,000 code points that fold to themselves.
  for (char32_t point = 0x20000; point < 0x34000 && !is_refused; ++point)
    is_refused = !builder.add_word(list, utf8(point));

  EXPECT_TRUE(is_refused);
  EXPECT_TRUE(builder.add_word(list, utf8(0x20000) + utf8(0x20001)));
  EXPECT_THAT(found(builder.build(), utf8(0x20005)), SizeIs(1));
}

// ---- Disguise ----------------------------------------------------------------------------------

TEST(Lexicon, SeesThroughDisguise) {
  EXPECT_THAT(smart({"赌博"}, "来賭博吧"), ElementsAre("賭博"));
  EXPECT_THAT(smart({"賭博"}, "来赌博吧"), ElementsAre("赌博"));
  EXPECT_THAT(smart({"赌博"}, "来赌\u200B博吧"), ElementsAre("赌\u200B博"));
  EXPECT_THAT(smart({"赌博"}, "来赌\u0336博\u0336吧"), ElementsAre("赌\u0336博"));
  EXPECT_THAT(smart({"加vx"}, "加ⓋＸ吧"), ElementsAre("加ⓋＸ"));
  EXPECT_THAT(smart({"vx123"}, "𝐕𝐗①❷3️⃣"), ElementsAre("𝐕𝐗①❷3"));
  EXPECT_THAT(smart({"株"}, "㈱"), ElementsAre("㈱"));
  EXPECT_THAT(anywhere({"株甲乙"}, "㈱甲乙"), ElementsAre("㈱甲乙"));
}

TEST(Lexicon, ReadsLettersOfOtherScriptsAsWhatTheyLookLike) {
  const Lexicon words = lexicon(Match::Smart, {"vip群"});

  const std::vector<Hit> hits = words.scan("进ѵір群");

  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].foldings, kLookAlike);
  EXPECT_THAT(found(words, "进víp群"), SizeIs(1));
  EXPECT_THAT(found(words, "进аѵір群"), IsEmpty());  // a letter before it, as in avip群
}

TEST(Lexicon, ReadsChineseDigitsWhereAWordHasDigits) {
  const Lexicon words = lexicon(Match::Smart, {"1元秒杀", "一夜情", "陆家嘴"});
  const auto foldings = [&](std::string_view text) {
    const std::vector<Hit> hits = words.scan(text);
    return hits.size() == 1 ? int{hits[0].foldings} : -1;
  };

  EXPECT_EQ(foldings("今天一元秒杀"), kDigits);
  EXPECT_EQ(foldings("今天壹元秒杀"), kDigits);
  EXPECT_EQ(foldings("找1夜情"), kDigits);
  EXPECT_EQ(foldings("找一夜情"), 0);
  EXPECT_EQ(foldings("去陆家嘴"), 0);
  EXPECT_EQ(foldings("二十一元秒杀"), -1);
  EXPECT_EQ(foldings("21元秒杀"), -1);
}

TEST(Lexicon, PutsTogetherWhatIsTakenApart) {
  const Lexicon words = lexicon(Match::Smart, {"赌博", "女朋友"}, {"反赌博"});

  const std::vector<Hit> hits = words.scan("来贝者 博吧");

  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0], (Hit{0, 0, 3, 13, kTakenApart | kNoise}));
  EXPECT_THAT(found(words, "来贝者十尃"), ElementsAre("贝者十尃"));
  EXPECT_THAT(found(words, "反贝者博"), IsEmpty());
  EXPECT_THAT(found(words, "贝。者博"), IsEmpty());
  EXPECT_THAT(found(words, "贝者博，赌博"), ElementsAre("贝者博", "赌博"));
}

/// A list whose words are found by sound, too.
Lexicon by_sound(const Words& words, const Words& allowed = {}) {
  Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(Match::Smart);
  for (const std::string& word : words) EXPECT_TRUE(builder.add_word_by_sound(list, word)) << word;
  for (const std::string& phrase : allowed) EXPECT_TRUE(builder.add_allowed(list, phrase));
  return builder.build();
}

TEST(Lexicon, HearsOnlyWordsThatAskForIt) {
  for (const std::string text :
       {"来duBo吧", "来du bo吧", "来赌bo吧", "来du博吧", "来DB吧", "来堵博吧"}) {
    EXPECT_THAT(smart({"赌博"}, text), IsEmpty()) << text;

    const std::vector<Hit> hits = by_sound({"赌博"}).scan(text);

    ASSERT_THAT(hits, SizeIs(1)) << text;
    EXPECT_TRUE(is_unsure(hits[0].foldings)) << text;
  }
}

TEST(Lexicon, HearsWholeSyllablesAlone) {
  for (const std::string text : {"dubos", "dub o", "adb", "dbs", "du.bo2", "读b", "肚播音"})
    EXPECT_THAT(found(by_sound({"赌博"}), text), IsEmpty()) << text;
}

TEST(Lexicon, TakesAWordOfOrdinaryChineseForItself) {
  EXPECT_THAT(found(by_sound({"新人"}), "互相信任才好"), IsEmpty());
  EXPECT_THAT(found(by_sound({"新人"}), "欢迎馨忍"), SizeIs(1));
}

TEST(Lexicon, IsSureOfWhatIsWrittenOut) {
  const Lexicon words = by_sound({"赌博", "db"}, {"堵博物馆"});

  EXPECT_EQ(words.scan("赌博")[0].foldings, 0);
  EXPECT_EQ(words.scan("贝者博")[0].foldings, kTakenApart);
  EXPECT_EQ(words.scan("db")[0].foldings, 0);
  EXPECT_THAT(words.scan("堵博物馆"), IsEmpty());
}

TEST(Lexicon, SkipsNoiseInsideAWord) {
  EXPECT_THAT(smart({"赌博"}, "来赌 博吧"), ElementsAre("赌 博"));
  EXPECT_THAT(smart({"赌博"}, "来赌*博吧"), ElementsAre("赌*博"));
  EXPECT_THAT(smart({"赌博"}, "来赌🎲博吧"), ElementsAre("赌🎲博"));
  EXPECT_THAT(smart({"赌博"}, "真人賭-博"), ElementsAre("賭-博"));
  EXPECT_THAT(smart({"赌博"}, "来赌·.、博吧"), ElementsAre("赌·.、博"));
  EXPECT_THAT(smart({"赌博"}, "赌\xFF\xFE博"), ElementsAre("赌\xFF\xFE博"));
}

TEST(Lexicon, SkipsAtMostThreeCharactersOfNoise) {
  EXPECT_THAT(anywhere({"赌博"}, "赌***博"), SizeIs(1));
  EXPECT_THAT(anywhere({"赌博"}, "赌****博"), IsEmpty());
  EXPECT_THAT(anywhere({"赌博"}, "赌****博赌博"), ElementsAre("赌博"));
  EXPECT_THAT(anywhere({"赌博站"}, "赌***博***站"), SizeIs(1));
}

TEST(Lexicon, CountsNoiseInCharactersAsPeopleDo) {
  EXPECT_THAT(anywhere({"赌博"}, "赌👨‍👩‍👧‍👦🇨🇳👍🏽博"), SizeIs(1));
  EXPECT_THAT(anywhere({"赌博"}, "赌……博"), SizeIs(1));
  EXPECT_THAT(anywhere({"赌博"}, "赌👍🏽👍🏽👍🏽👍🏽博"), IsEmpty());
}

TEST(Lexicon, NeverReachesAcrossTheEndOfASentence) {
  for (const std::string mark : {"。", "！", "!", "？", "?", "；", ";", "\n", "\r\n", "\u2028"})
    EXPECT_THAT(anywhere({"赌博"}, "赌" + mark + "博"), IsEmpty()) << mark;
  EXPECT_THAT(anywhere({"赌博"}, "赌 。博"), IsEmpty());
  EXPECT_THAT(anywhere({"赌博"}, "赌。博，赌 \n博，赌博"), ElementsAre("赌博"));
}

TEST(Lexicon, StripsNoiseFromItsWordsToo) {
  EXPECT_THAT(smart({"赌 - 博"}, "来赌博"), ElementsAre("赌博"));
  EXPECT_THAT(smart({"赌。博"}, "来赌博"), ElementsAre("赌博"));
}

TEST(Lexicon, TellsWhichFoldingsWereNeededInsideTheHit) {
  const Lexicon words = lexicon(Match::Anywhere, {"赌博", "vx", "1号"});
  const auto foldings = [&](std::string_view text) {
    const std::vector<Hit> hits = words.scan(text);
    return hits.size() == 1 ? int{hits[0].foldings} : -1;
  };

  EXPECT_EQ(foldings("Ａ賭Ａ 赌博 ① -"), 0);
  EXPECT_EQ(foldings("賭博"), kTraditional);
  EXPECT_EQ(foldings("赌\u200B博\u200B"), kInvisible);
  EXPECT_EQ(foldings("赌　博"), kNoise);  // the space's width is not the word's
  EXPECT_EQ(foldings("Vx"), kCase);
  EXPECT_EQ(foldings("ｖx"), kWidth);
  EXPECT_EQ(foldings("ＶX"), kWidth | kCase);
  EXPECT_EQ(foldings("ⓥx"), kCompatibility);
  EXPECT_EQ(foldings("❶号"), kCompatibility);
  EXPECT_EQ(foldings("賭\u200B*\u200B博"), kTraditional | kInvisible | kNoise);
}

// ---- Latin -------------------------------------------------------------------------------------

TEST(Lexicon, WantsLatinWordsToStandApart) {
  EXPECT_THAT(smart({"db"}, "db"), ElementsAre("db"));
  EXPECT_THAT(smart({"db"}, "来DB吧"), ElementsAre("DB"));
  EXPECT_THAT(smart({"db"}, "a db, x"), ElementsAre("db"));
  EXPECT_THAT(smart({"vx"}, "加vx_1_vx"), ElementsAre("vx", "vx"));
  EXPECT_THAT(anywhere({"db"}, "adb"), IsEmpty());
  EXPECT_THAT(anywhere({"db"}, "db2"), IsEmpty());
  EXPECT_THAT(anywhere({"db"}, "ａ\u200Bdb"), IsEmpty());
  EXPECT_THAT(anywhere({"sm"}, "smart"), IsEmpty());
}

TEST(Lexicon, TakesNoSpaceForNoiseInsideLatinWords) {
  EXPECT_THAT(anywhere({"db"}, "ad big"), IsEmpty());
  EXPECT_THAT(anywhere({"db"}, "a d b c"), IsEmpty());
  EXPECT_THAT(anywhere({"db"}, "d\u3000b"), IsEmpty());
  EXPECT_THAT(anywhere({"db"}, "d.b"), ElementsAre("d.b"));
  EXPECT_THAT(anywhere({"db"}, "d*-b"), ElementsAre("d*-b"));
}

TEST(Lexicon, FindsLatinPhrasesAcrossTheirOwnSpaces) {
  const Words words{"make money"};

  EXPECT_THAT(anywhere(words, "Make  money"), ElementsAre("Make  money"));
  EXPECT_THAT(anywhere(words, "makemoney"), ElementsAre("makemoney"));
  EXPECT_THAT(anywhere(words, "mak emoney"), IsEmpty());
}

TEST(Lexicon, WantsTheLatinEndOfAMixedWordToStandApart) {
  EXPECT_THAT(smart({"加vx"}, "请加vx联系"), ElementsAre("加vx"));
  EXPECT_THAT(smart({"加vx"}, "请加 vx联系"), ElementsAre("加 vx"));
  EXPECT_THAT(smart({"加vx"}, "请加vx1"), IsEmpty());
  EXPECT_THAT(smart({"3p群"}, "13p群"), IsEmpty());
}

// ---- Where it may match ------------------------------------------------------------------------

TEST(Lexicon, LeavesLongerWordsOfOrdinaryChineseAlone) {
  EXPECT_THAT(smart({"口交"}, "路口交通"), IsEmpty());
  EXPECT_THAT(smart({"去死"}, "去死胡同"), IsEmpty());
  EXPECT_THAT(smart({"靠"}, "可靠"), IsEmpty());
  EXPECT_THAT(smart({"靠"}, "这人很靠谱"), IsEmpty());
  EXPECT_THAT(smart({"客"}, "我的博客"), IsEmpty());
  EXPECT_THAT(smart({"赌博"}, "我赌博物馆周一闭馆"), IsEmpty());
  EXPECT_THAT(smart({"小姐"}, "小姐姐你好"), IsEmpty());
}

TEST(Lexicon, LeavesLongerWordsAloneThoughNoiseStandsInThem) {
  EXPECT_THAT(smart({"口交"}, "路口-交通"), IsEmpty());
  EXPECT_THAT(smart({"口交"}, "路口\u200B交通"), IsEmpty());
  EXPECT_THAT(smart({"口交"}, "路口\u0336交\u0336通"), IsEmpty());
  EXPECT_THAT(smart({"口交"}, "路-口 交-通"), ElementsAre("口 交"));
  EXPECT_THAT(smart({"赌博"}, "只赌-博一次"), ElementsAre("赌-博"));  // not 只赌, then 博
}

TEST(Lexicon, TakesAParticleForNoPartOfALongerWord) {
  EXPECT_THAT(smart({"去死"}, "去死吧"), ElementsAre("去死"));
  EXPECT_THAT(smart({"去死"}, "你怎么不去死啊"),
              IsEmpty());  // 不去 is a word: benefit of the doubt
  EXPECT_THAT(smart({"去死"}, "他去死了"), ElementsAre("去死"));
}

TEST(Lexicon, FindsModernWordsThatAreListedThemselves) {
  EXPECT_THAT(smart({"博客"}, "看看我的博客"), ElementsAre("博客"));
  EXPECT_THAT(smart({"加微信"}, "请加微信"), ElementsAre("加微信"));
}

TEST(Lexicon, JudgesWordsFarIntoALongText) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "今天天气不错，路口交通也好，";

  EXPECT_THAT(smart({"口交", "赌博"}, text + "一起来赌博吧" + text), ElementsAre("赌博"));
}

TEST(Lexicon, FindsAnywhereInsideLongerWords) {
  EXPECT_THAT(anywhere({"口交"}, "路口交通"), ElementsAre("口交"));
}

TEST(Lexicon, FindsWholeTextsOnly) {
  EXPECT_THAT(whole({"1"}, "1"), ElementsAre("1"));
  EXPECT_THAT(whole({"收到"}, " 【收到】。！\n"), ElementsAre("收到"));
  EXPECT_THAT(whole({"收到"}, "收 到"), ElementsAre("收 到"));
  EXPECT_THAT(whole({"收到"}, "收到了"), IsEmpty());
  EXPECT_THAT(whole({"收到"}, "收到。收到"), IsEmpty());
}

// ---- Allowed phrases and overlaps --------------------------------------------------------------

TEST(Lexicon, CancelsHitsThatAnAllowedPhraseOverlaps) {
  const Lexicon words = lexicon(Match::Anywhere, {"黄片", "赌博"}, {"三黄片", "反赌", "ＡＢ"});

  EXPECT_THAT(found(words, "三黄片"), IsEmpty());
  EXPECT_THAT(found(words, "三黃 片"), IsEmpty());
  EXPECT_THAT(found(words, "反赌博"), IsEmpty());
  EXPECT_THAT(found(words, "三黄片和黄片"), ElementsAre("黄片"));
  EXPECT_THAT(found(words, "黄片三黄片黄片"), ElementsAre("黄片", "黄片"));
  EXPECT_THAT(found(words, "反赌反赌反赌博博赌博"), ElementsAre("赌博"));
}

TEST(Lexicon, LetsAListCancelOnlyItsOwnHits) {
  Lexicon::Builder builder;
  const std::uint32_t first = builder.add_list(Match::Anywhere);
  const std::uint32_t second = builder.add_list(Match::Anywhere);
  const std::uint32_t third = builder.add_list(Match::Anywhere);
  for (const std::uint32_t list : {first, second, third})
    ASSERT_TRUE(builder.add_word(list, "黄片"));
  ASSERT_TRUE(builder.add_allowed(second, "三黄片"));

  const std::vector<Hit> hits = builder.build().scan("三黄片");

  ASSERT_THAT(hits, SizeIs(2));
  EXPECT_EQ(hits[0].list, first);
  EXPECT_EQ(hits[1].list, third);
}

TEST(Lexicon, KeepsOnlyTheLongestOfAListsOverlappingHits) {
  EXPECT_THAT(anywhere({"赌", "赌博", "博彩"}, "赌博彩"), ElementsAre("赌博"));
  EXPECT_THAT(anywhere({"甲乙", "乙丙丁", "丁戊"}, "甲乙丙丁戊"), ElementsAre("乙丙丁"));
  EXPECT_THAT(anywhere({"甲乙", "乙丙丁", "丁戊"}, "甲乙丙"), ElementsAre("甲乙"));
  EXPECT_THAT(anywhere({"赌博", "賭博"}, "赌博"), ElementsAre("赌博"));
}

TEST(Lexicon, LetsNoDroppedHitHideAShorterOne) {
  EXPECT_THAT(smart({"干", "干口交"}, "他干口交通"), ElementsAre("干"));
}

TEST(Lexicon, ReportsOverlappingHitsOfDifferentLists) {
  Lexicon::Builder builder;
  ASSERT_TRUE(builder.add_word(builder.add_list(Match::Anywhere), "赌博"));
  ASSERT_TRUE(builder.add_word(builder.add_list(Match::Anywhere), "赌博网站"));

  const std::vector<Hit> hits = builder.build().scan("赌博网站");

  ASSERT_THAT(hits, SizeIs(2));
  EXPECT_EQ(hits[0].list, 1);  // the longer one first
  EXPECT_EQ(hits[1].list, 0);
}

// ---- Against a plain search --------------------------------------------------------------------

/// Words of few letters, so that they share beginnings and ends in every way.
std::u32string random_word(std::mt19937& random) {
  std::u32string word;
  const int length = std::uniform_int_distribution{1, 5}(random);
  for (int i = 0; i < length; ++i)
    word += U"甲乙丙丁戊"[std::uniform_int_distribution{0, 4}(random)];
  return word;
}

std::string to_utf8(std::u32string_view points) {
  std::string utf8;
  for (const char32_t point : points) {
    utf8 += static_cast<char>(0xE0U | (point >> 12U));
    utf8 += static_cast<char>(0x80U | ((point >> 6U) & 63U));
    utf8 += static_cast<char>(0x80U | (point & 63U));
  }
  return utf8;
}

TEST(Lexicon, FindsWhatAPlainSearchFinds) {
  std::mt19937 random{7};
  for (int round = 0; round < 200; ++round) {
    Lexicon::Builder builder;
    std::vector<std::u32string> words;
    for (int i = 0; i < 20; ++i) {
      words.push_back(random_word(random));
      // A list of its own for each word: nothing overlaps within a list but the word itself.
      ASSERT_TRUE(builder.add_word(builder.add_list(Match::Anywhere), to_utf8(words.back())));
    }
    const Lexicon lexicon = builder.build();
    std::u32string text;
    for (int i = 0; i < 10; ++i) text += random_word(random);

    std::set<std::pair<std::size_t, std::size_t>> expected;  // list, end; the first of overlaps
    for (std::size_t list = 0; list < words.size(); ++list) {
      const std::u32string& word = words[list];
      for (std::size_t at = text.find(word); at != text.npos;
           at = text.find(word, at + word.size()))
        expected.emplace(list, (at + word.size()) * 3);
    }
    std::set<std::pair<std::size_t, std::size_t>> actual;
    for (const Hit& hit : lexicon.scan(to_utf8(text))) actual.emplace(hit.list, hit.end);

    ASSERT_EQ(actual, expected);
  }
}

// ---- Hostile texts -----------------------------------------------------------------------------

TEST(Lexicon, AnswersAnyBytesTheSameWithAndWithoutFoldingFirst) {
  const Lexicon words = lexicon(Match::Smart, {"赌博", "1-b", "张三", "com", "ﬁ"}, {"张三吧"});
  std::mt19937 random{3};
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_text(random);

    const std::vector<Hit> hits = words.scan(text);

    ASSERT_EQ(hits, words.scan(text, fold(text)));
    for (const Hit& hit : hits) {
      ASSERT_LT(hit.begin, hit.end);
      ASSERT_LE(hit.end, text.size());
    }
  }
}

TEST(Lexicon, ReadsHugeTextsInOnePass) {
  std::string hits;
  std::string marks = "赌";
  std::string near_misses;
  while (hits.size() < 1'000'000) hits += "赌 博";
  while (marks.size() < 1'000'000) marks += "\u0301";
  while (near_misses.size() < 1'000'000) near_misses += "赌赌赌赌博赌";
  const Lexicon words = lexicon(Match::Smart, {"赌博", "赌赌赌赌赌赌赌赌"});

  EXPECT_GT(words.scan(hits).size(), 100'000U);
  EXPECT_THAT(words.scan(marks + "博"), IsEmpty());
  EXPECT_GT(words.scan(near_misses).size(), 10'000U);
}

}  // namespace
}  // namespace qunguan::text
