#include "qunguan/text/similarity.hpp"

#include <bit>
#include <random>
#include <string>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

const std::string kAdvert = "日结兼职刷单，一单一结，加微信13800000000了解，名额有限先到先得";

TextTraits traits(std::string_view text) { return traits_of(fold(text)); }

/// Text of common characters, so that unrelated texts share some pairs as real ones do.
std::string random_sentence(std::mt19937& random, int length) {
  static const std::string characters = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出";
  std::string text;
  for (int i = 0; i < length; ++i) {
    const std::size_t size = characters.size() / 3;
    // Squaring makes the first ones more frequent.
    const double where = std::generate_canonical<double, 32>(random);
    text += characters.substr(
        static_cast<std::size_t>(where * where * static_cast<double>(size)) * 3, 3);
  }
  return text;
}

/// The text with some of its characters left out.
std::string thinned(std::mt19937& random, const std::string& text, double share) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); i += 3)
    if (std::generate_canonical<double, 32>(random) >= share) kept += text.substr(i, 3);
  return kept;
}

TEST(TextTraits, AreNothingWithoutLettersAndDigits) {
  for (const char* text : {"", "…… 🎲！", "\u200B"}) {
    EXPECT_EQ(traits(text).hash, 0) << text;
    EXPECT_EQ(traits(text).letters, 0) << text;
    EXPECT_EQ(traits(text).fingerprint, Fingerprint{}) << text;
  }
}

TEST(TextTraits, AreEqualForTextsThatFoldToTheSameLettersAndDigits) {
  const TextTraits plain = traits("加VX123，日结兼职！");
  const TextTraits disguised = traits("🔥加ｖX①②③ 日*結兼\u200B職");

  EXPECT_EQ(plain.hash, disguised.hash);
  EXPECT_EQ(plain.fingerprint, disguised.fingerprint);
  EXPECT_EQ(plain.letters, 7);
}

TEST(TextTraits, DifferWithOneLetterOrDigit) {
  EXPECT_NE(traits("赌博").hash, traits("博赌").hash);
  EXPECT_NE(traits("加我1").hash, traits("加我2").hash);
  EXPECT_NE(traits("赌博").hash, traits("赌博博").hash);
}

TEST(TextTraits, LeaveDigitsOutOfTheFingerprint) {
  const TextTraits one = traits("电话13800000000联系");
  const TextTraits other = traits("电话１３９ 1111-2222联系🎲");

  EXPECT_EQ(one.fingerprint, other.fingerprint);
  EXPECT_EQ(one.letters, 4);
  EXPECT_NE(one.hash, other.hash);
}

TEST(Similarity, IsOneForTheSameLettersAndZeroForNoneInCommon) {
  EXPECT_EQ(similarity("日结兼职", "日結，兼职 1"), 1);
  EXPECT_EQ(similarity("日", "日"), 1);
  EXPECT_EQ(similarity("日结兼职", "今天天气"), 0);
  EXPECT_EQ(similarity("日", "月"), 0);
  EXPECT_EQ(similarity("日", ""), 0);
  EXPECT_EQ(similarity("", ""), 0);
  EXPECT_EQ(similarity("123", "123"), 0);
}

TEST(Similarity, IsTheShareOfCommonPairs) {
  EXPECT_DOUBLE_EQ(similarity("甲乙丙丁", "甲乙丙戊"), 2.0 * 2 / 6);
  EXPECT_DOUBLE_EQ(similarity("甲乙甲乙", "甲乙"), 2.0 * 1 / 4);  // each pair as often as it stands
}

TEST(MayBeSimilar, KnowsAnAdvertAgainThatWasReworded) {
  const std::string again = "日结兼职刷单，一单一结，加微信13911111111了解，名额不多先到先得！";

  EXPECT_GT(similarity(kAdvert, again), 0.8);
  EXPECT_TRUE(may_be_similar(traits(kAdvert).fingerprint, traits(again).fingerprint));
}

TEST(MayBeSimilar, TellsOtherTextsApart) {
  const std::string other = "各位家长，明天下午三点在学校礼堂开家长会，请准时参加";

  EXPECT_FALSE(may_be_similar(traits(kAdvert).fingerprint, traits(other).fingerprint));
}

TEST(MayBeSimilar, MissesHardlyAnySimilarPair) {
  std::mt19937 random{13};
  int similar = 0;
  int missed = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_sentence(random, 20 + round % 60);
    const std::string other = thinned(random, text, 0.15);
    if (similarity(text, other) < 0.7) continue;
    ++similar;
    if (!may_be_similar(traits(text).fingerprint, traits(other).fingerprint)) ++missed;
  }

  EXPECT_GT(similar, 1000);
  EXPECT_LT(missed * 200, similar);
}

TEST(MayBeSimilar, TakesHardlyAnyOtherPair) {
  std::mt19937 random{17};
  std::vector<Fingerprint> prints;
  for (int i = 0; i < 300; ++i) {
    std::string text;  // of characters from all of common Chinese: real texts share little
    for (int k = 0; k < 30; ++k) {
      const std::uint32_t point = 0x4E00U + random() % 0x800U;
      text += {static_cast<char>(0xE0U | (point >> 12U)),
               static_cast<char>(0x80U | ((point >> 6U) & 63U)),
               static_cast<char>(0x80U | (point & 63U))};
    }
    prints.push_back(traits(text).fingerprint);
  }

  int taken = 0;
  for (std::size_t i = 0; i < prints.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) taken += may_be_similar(prints[i], prints[k]) ? 1 : 0;

  EXPECT_LT(taken, 45);  // of 44,850: one in a thousand
}

TEST(Similarity, AnswersForAnyBytes) {
  std::mt19937 random{19};
  for (int round = 0; round < 2000; ++round) {
    const std::string a = random_text(random);
    const std::string b = random_text(random);
    const double share = similarity(a, b);

    ASSERT_GE(share, 0);
    ASSERT_LE(share, 1);
    ASSERT_EQ(share, similarity(b, a));
    ASSERT_EQ(traits(a).letters == 0, similarity(a, a) == 0);
  }
}

TEST(Similarity, AnswersForHugeTexts) {
  std::string text;
  while (text.size() < 1'000'000) text += "日结兼职";

  EXPECT_EQ(similarity(text, text + "日"), similarity(text + "日", text));
  EXPECT_EQ(traits(text).letters, 333'336);
  EXPECT_EQ(traits(text).fingerprint, traits(text + text).fingerprint);
}

}  // namespace
}  // namespace qunguan::text
