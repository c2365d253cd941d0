#include "qunguan/text/patterns.hpp"

#include <random>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Patterns patterns(const std::vector<std::string>& expressions) {
  Patterns all;
  for (const std::string& expression : expressions) EXPECT_TRUE(all.add(expression)) << expression;
  EXPECT_TRUE(all.compile());
  return all;
}

Error refusal(std::string_view expression) {
  const Result<std::uint32_t> added = Patterns{}.add(expression);
  EXPECT_FALSE(added) << expression;
  return added ? Error{} : added.error();
}

TEST(Patterns, MatchNothingWhenThereAreNone) {
  const Patterns none = patterns({});

  EXPECT_TRUE(none.empty());
  EXPECT_THAT(none.match("1"), IsEmpty());
}

TEST(Patterns, TellWhereEachMatchedFirst) {
  const Patterns some = patterns({R"(1[3-9]\d{9})", "微信号?[:：]", "没有"});

  const std::vector<PatternHit> hits = some.match("加微信：13800000000 13900000000");

  ASSERT_THAT(hits, SizeIs(2));
  EXPECT_EQ(hits[0].pattern, 0);
  EXPECT_EQ(hits[0].begin, 12);
  EXPECT_EQ(hits[0].end, 23);
  EXPECT_EQ(hits[1].pattern, 1);
  EXPECT_EQ(hits[1].begin, 3);
  EXPECT_EQ(hits[1].end, 12);
}

TEST(Patterns, DisregardCase) { EXPECT_THAT(patterns({"vx"}).match("加VX"), SizeIs(1)); }

TEST(Patterns, TakeCharactersForCharacters) {
  EXPECT_THAT(patterns({"^赌.博$"}).match("赌🎲博"), SizeIs(1));
  EXPECT_THAT(patterns({R"(^\p{Han}{2}$)"}).match("赌博"), SizeIs(1));
}

TEST(Patterns, RefuseBadSyntaxWithTheReason) {
  EXPECT_EQ(refusal("(赌博").code, Error::Code::Invalid);
  EXPECT_THAT(refusal("(赌博").message, HasSubstr("missing )"));
  EXPECT_EQ(refusal("\xFF").code, Error::Code::Invalid);
  EXPECT_EQ(refusal("(?=a)b").code, Error::Code::Invalid);
}

TEST(Patterns, RefuseWhatMatchesTheEmptyText) {
  for (const char* expression : {"", "a*", "^", "$", "(赌博)?", "a|", "\\b", "x?\\b", "\\B"})
    EXPECT_EQ(refusal(expression).code, Error::Code::Invalid) << expression;
}

TEST(Patterns, RefuseWhatIsTooDearToRun) {
  EXPECT_EQ(refusal(R"((\pL{1,40}){1,20}x)").code, Error::Code::TooLarge);
  EXPECT_EQ(refusal(R"(\pL{1,300}x)").code, Error::Code::TooLarge);
}

TEST(Patterns, RefuseTooManyTogether) {
  Patterns many;
  Result<std::uint32_t> added{0U};
  for (int i = 0; i < 50 && added; ++i) added = many.add(R"([a-z]{1,900}x)" + std::to_string(i));
  ASSERT_TRUE(added);

  const Result<void> compiled = many.compile();

  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().code, Error::Code::TooLarge);
}

TEST(Patterns, MissNothingWhenATextNeedsMoreStatesThanFit) {
  // Each one remembers the last 12 to 19 characters: together that is more states than memory.
  std::vector<std::string> expressions;
  for (int i = 12; i < 20; ++i) expressions.push_back("[ab]*a[ab]{" + std::to_string(i) + "}c");
  const Patterns dear = patterns(expressions);
  std::mt19937 random{1};
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += (random() & 1U) != 0 ? 'a' : 'b';
  text += "aaaaaaaaaaaaaaaaaaaaaaaac";

  EXPECT_THAT(dear.match(text), SizeIs(8));
}

TEST(Patterns, AnswerForAnyBytes) {
  const Patterns some = patterns({"赌.?博", "[^a]b", R"(\W\w)", R"(\x{FFFD})", "@[^ ]+"});
  std::mt19937 random{11};
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(random);
    for (const PatternHit& hit : some.match(text)) {
      ASSERT_LT(hit.begin, hit.end);
      ASSERT_LE(hit.end, text.size());
    }
    static_cast<void>(Patterns{}.add(text));
  }
}

}  // namespace
}  // namespace qunguan::text
