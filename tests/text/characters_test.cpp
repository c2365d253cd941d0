#include "qunguan/text/characters.hpp"

#include <random>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

std::string repeat(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(CountCharacters, CountsWhatPeopleSee) {
  EXPECT_EQ(count_characters(""), 0);
  EXPECT_EQ(count_characters("a赌博"), 3);
  EXPECT_EQ(count_characters("👨‍👩‍👧👍🏽🇨🇳❤️1️⃣"), 5);
  EXPECT_EQ(count_characters("e\u0301\r\n"), 2);
}

TEST(CountCharacters, CountsEveryBadByte) { EXPECT_EQ(count_characters("a\xFF\xFE\xC0"), 4); }

TEST(Cut, KeepsWhatFits) {
  EXPECT_EQ(cut("赌博", 6), "赌博");
  EXPECT_EQ(cut("赌博", 100), "赌博");
  EXPECT_EQ(cut("赌博", 5), "赌");
  EXPECT_EQ(cut("赌博", 2), "");
  EXPECT_EQ(cut("ab", 0), "");
}

TEST(Cut, CutsNoCharacterInTwo) {
  EXPECT_EQ(cut("a👨‍👩‍👧b", 10), "a");
  EXPECT_EQ(cut("a👨‍👩‍👧b", 19), "a👨‍👩‍👧");
  EXPECT_EQ(cut("ae\u0301", 2), "a");
}

TEST(Shorten, LeavesShortTextsAlone) {
  EXPECT_EQ(shorten("", 0), "");
  EXPECT_EQ(shorten("赌博", 2), "赌博");
  EXPECT_EQ(shorten("赌博", 3), "赌博");
}

TEST(Shorten, PutsAnEllipsisForTheRest) {
  EXPECT_EQ(shorten("一二三四", 3), "一二…");
  EXPECT_EQ(shorten("👨‍👩‍👧👍🏽🇨🇳", 2), "👨‍👩‍👧…");
  EXPECT_EQ(shorten("一二", 1), "…");
  EXPECT_EQ(shorten("一", 0), "");
}

TEST(Printable, ShowsBadBytesAndControlsAsReplacements) {
  EXPECT_EQ(printable("a\xFF赌\xE8\xB5"), "a\uFFFD赌\uFFFD\uFFFD");
  EXPECT_EQ(printable(std::string_view{"a\0b\x1B[0m\x7F\xC2\x9B", 10}),
            "a\uFFFDb\uFFFD[0m\uFFFD\uFFFD");
}

TEST(Printable, KeepsLineEndsAndTabs) { EXPECT_EQ(printable("a\r\n\tb"), "a\r\n\tb"); }

TEST(Printable, RemovesBidiControls) {
  EXPECT_EQ(printable("a\u202Eb\u2066c\u2069d\u200Fe\u200Ef\u061Cg\u202C"), "abcdefg");
}

TEST(Characters, AnswerForAnyBytes) {
  std::mt19937 random{5};
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(random);
    const std::size_t count = count_characters(text);

    ASSERT_LE(count, text.size());
    ASSERT_LE(count_characters(shorten(text, 5)), 5U);
    ASSERT_EQ(shorten(text, count), text);
    for (std::size_t bytes = 0; bytes < text.size(); bytes += 3) {
      const std::string_view beginning = cut(text, bytes);
      ASSERT_LE(beginning.size(), bytes);
      ASSERT_TRUE(text.starts_with(beginning));
    }
    ASSERT_EQ(printable(printable(text)), printable(text));
  }
}

TEST(Characters, AnswerForHugeTexts) {
  const std::string marks = "e" + repeat("\u0301", 500'000);
  const std::string han = repeat("赌博", 160'000);

  EXPECT_EQ(count_characters(marks), 1);
  EXPECT_EQ(cut(marks, 1000), "");
  EXPECT_EQ(shorten(marks, 1), marks);
  EXPECT_EQ(count_characters(han), 320'000);
  EXPECT_EQ(cut(han, 7).size(), 6);
  EXPECT_EQ(printable(han), han);
}

}  // namespace
}  // namespace qunguan::text
