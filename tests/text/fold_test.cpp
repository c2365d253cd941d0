#include "qunguan/text/fold.hpp"

#include <memory>
#include <random>

#include <gmock/gmock.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

using testing::ElementsAre;

/// ICU's own, slow way: NFKC_Casefold, then Traditional-Simplified.
class IcuPipeline {
 public:
  IcuPipeline() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    simplified_.reset(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    EXPECT_TRUE(U_SUCCESS(status)) << u_errorName(status);
  }

  std::string fold(const icu::UnicodeString& text) const {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString folded = casefold_->normalize(text, status);
    simplified_->transliterate(folded);
    std::string utf8;
    return folded.toUTF8String(utf8);
  }

 private:
  const icu::Normalizer2* casefold_ = nullptr;
  std::unique_ptr<icu::Transliterator> simplified_;
};

bool is_within(UChar32 point, UChar32 first, UChar32 last) {
  return point >= first && point <= last;
}

/// Where we differ from ICU on purpose; `generate_fold_table.cpp` says why.
bool is_exception(UChar32 point) {
  const bool is_keycap = point == 0x20E3;
  const bool is_circled_number = is_within(point, 0x2776, 0x2793) ||
                                 is_within(point, 0x24EB, 0x24FF) ||
                                 is_within(point, 0x1F10B, 0x1F10C);
  const bool is_circled_letter =
      is_within(point, 0x1F150, 0x1F169) || is_within(point, 0x1F170, 0x1F189);
  const bool is_in_circle_of_ramie = point == 0x82CE || point == 0x85B4;  // 苎, 薴
  return is_keycap || is_circled_number || is_circled_letter || is_in_circle_of_ramie;
}

TEST(Fold, MakesOfEveryCodePointWhatIcuMakesOfIt) {
  const IcuPipeline icu;
  int compared = 0;

  for (UChar32 point = 0; point <= 0x10FFFF; ++point) {
    const int type = u_charType(point);
    if (type == U_UNASSIGNED || type == U_SURROGATE || is_exception(point)) continue;
    const icu::UnicodeString text{point};
    std::string utf8;
    text.toUTF8String(utf8);

    ASSERT_EQ(fold_to_utf8(utf8), icu.fold(text)) << "U+" << std::hex << point;
    ++compared;
  }

  EXPECT_GT(compared, 280'000);
}

TEST(Fold, ReadsSignsThatShowALetterOrDigit) {
  EXPECT_EQ(fold_to_utf8("❶❿➀➓⓫⓴⓵⓾⓿🄋🄌"), "1101101120110000");
  EXPECT_EQ(fold_to_utf8("🅐🅩🅰🆉"), "azaz");
  EXPECT_EQ(fold_to_utf8("1️⃣"), "1");
  EXPECT_EQ(fold_to_utf8("苎苧薴"), "苎苎苎");
}

TEST(Fold, LeavesWhatIsFoldedAsItIs) {
  for (char32_t point = 0; point <= 0x10FFFF; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    std::string utf8;
    icu::UnicodeString{static_cast<UChar32>(point)}.toUTF8String(utf8);
    const std::string once = fold_to_utf8(utf8);

    ASSERT_EQ(fold_to_utf8(once), once) << "U+" << std::hex << static_cast<unsigned>(point);
  }
}

TEST(Fold, KnowsWhereEachPointCameFrom) {
  const FoldedText folded = fold("a賭\u200BＢ㈱");

  EXPECT_EQ(folded.points, U"a赌b(株)");
  EXPECT_THAT(folded.begins, ElementsAre(0, 1, 7, 10, 10, 10));
  EXPECT_THAT(folded.ends, ElementsAre(1, 4, 10, 13, 13, 13));
}

TEST(Fold, DropsWhatCannotBeSeen) {
  EXPECT_EQ(fold_to_utf8("赌\u200B博\u200D\u202E\u2066\uFE0F\u00AD\u2060\uFEFF\u034F"), "赌博");
}

TEST(Fold, TurnsEachBadByteIntoOneReplacement) {
  const FoldedText folded = fold("a\xE8\xB5z\xFF\xC0\xAF\xED\xA0\x80\xF5");

  EXPECT_EQ(folded.points, U"a\uFFFD\uFFFDz\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_THAT(folded.begins, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
}

TEST(Fold, GrowsWithSignsThatStandForWholePhrases) {
  std::string greetings;
  for (int i = 0; i < 1000; ++i) greetings += "\uFDFA";

  const FoldedText folded = fold(greetings + "!");

  EXPECT_EQ(folded.points.size(), 18'001);
  EXPECT_EQ(folded.points.back(), U'!');
  EXPECT_EQ(folded.ends.back(), 3001);
}

TEST(Fold, IsTheSameWithAndWithoutPlaces) {
  std::mt19937 random{1};
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(random);
    const FoldedText folded = fold(text);

    ASSERT_EQ(folded.points.size(), folded.begins.size());
    ASSERT_EQ(folded.points.size(), folded.ends.size());
    std::string utf8;
    icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(folded.points.data()),
                                  static_cast<std::int32_t>(folded.points.size()))
        .toUTF8String(utf8);
    ASSERT_EQ(utf8, fold_to_utf8(text));
    for (std::size_t i = 0; i < folded.points.size(); ++i) {
      ASSERT_LT(folded.begins[i], folded.ends[i]);
      ASSERT_LE(folded.ends[i], text.size());
    }
  }
}

std::u32string those(std::u32string_view points, bool (*is)(char32_t)) {
  std::u32string chosen;
  for (const char32_t point : points)
    if (is(point)) chosen += point;
  return chosen;
}

TEST(PointClasses, TellNoiseFromSentenceMarksAndLetters) {
  const std::u32string all = U" *🎲·…,。！？!?；\n\r\u2028a1赌々〇ä\u0301あ\u200B\uFFFD\uE000";

  EXPECT_EQ(those(all, is_noise), U" *🎲·…,\u0301\u200B\uFFFD\uE000");
  EXPECT_EQ(those(all, is_sentence_mark), U"。！？!?；\n\r\u2028");
  EXPECT_EQ(those(all, is_han), U"赌々〇");
}

TEST(PointClasses, TakeHanThatIsYoungerThanTheTablesForHan) {
  EXPECT_TRUE(is_han(0x2EBF0));  // extension I, Unicode 15.1
  EXPECT_FALSE(is_noise(0x2EBF0));
}

TEST(PointClasses, KnowNothingBeyondTheLastCodePoint) {
  EXPECT_FALSE(is_noise(0x110000));
  EXPECT_FALSE(is_sentence_mark(0xFFFFFFFF));
  EXPECT_FALSE(is_han(0x80000000));
}

}  // namespace
}  // namespace qunguan::text
