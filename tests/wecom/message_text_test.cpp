#include "qunguan/wecom/message_text.hpp"

#include <random>

#include <gmock/gmock.h>

#include "qunguan/domain/envelope.hpp"

namespace qunguan::wecom {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::SizeIs;
using testing::StartsWith;

std::string repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (; times > 0; --times) repeated += text;
  return repeated;
}

bool is_utf8(std::string_view text) {
  std::string json = R"({"id":"e","type":"x","timestamp":"2026-01-01T00:00:00Z","data":{"t":")";
  json += text;
  return parse_envelope(json + "\"}}").has_value();
}

TEST(FitText, LeavesWhatFits) {
  EXPECT_EQ(fit_text("你好\n案例 12"), "你好\n案例 12");
  const std::string full(2048, 'x');
  EXPECT_EQ(fit_text(full), full);
}

TEST(FitText, KeepsTheLastLine) {
  const std::string text = repeat("群", 700) + "\n案例 12，申诉请回复";

  const std::string fitted = fit_text(text);

  EXPECT_LE(fitted.size(), 2048U);
  EXPECT_GT(fitted.size(), 2040U);
  EXPECT_THAT(fitted, StartsWith("群群"));
  EXPECT_THAT(fitted, EndsWith("群…\n案例 12，申诉请回复"));
}

TEST(FitText, KnowsTheLastLineBeforeLineEnds) {
  EXPECT_THAT(fit_text(std::string(3000, 'x') + "\ncase 12\n\n"), EndsWith("x…\ncase 12"));
}

TEST(FitText, CutsOneLongLineAtItsEnd) {
  EXPECT_EQ(fit_text(std::string(2049, 'x')), std::string(2045, 'x') + "…");
  EXPECT_EQ(fit_text("case 12\n" + std::string(2048, 'x')),
            "case 12\n" + std::string(2037, 'x') + "…");
}

TEST(FitText, CutsNoCharacterInTwo) {
  std::mt19937 random{3};
  for (int i = 0; i < 3000; ++i) {
    std::string text = repeat("a", random() % 5);
    for (std::size_t left = random() % 60; left > 0; --left)
      text += std::array<const char*, 5>{"é", "群", "😀", "x", " "}[random() % 5];
    const std::string last = "#" + std::to_string(random() % 1000);
    text += "\\n" + last;  // read by the check below as JSON
    const std::size_t limit = 10 + random() % 60;
    const std::string fitted = fit_text(text, limit);
    ASSERT_LE(fitted.size(), limit);
    ASSERT_TRUE(is_utf8(fitted.substr(0, fitted.find('\\')))) << text << " at " << limit;
  }
}

TEST(FitText, CutsWhatIsNoUtf8Anywhere) {
  EXPECT_THAT(fit_text(std::string(3000, '\x80')), SizeIs(2048));
  EXPECT_EQ(fit_text("abcdef", 2), "ab");
  EXPECT_EQ(fit_text("abcdef", 0), "");
  EXPECT_EQ(fit_text("群群", 4), "…");
}

TEST(PartsOf, LeavesWhatFitsAsItIs) {
  EXPECT_THAT(parts_of(std::string(2048, 'x')), ElementsAre(std::string(2048, 'x')));
}

TEST(PartsOf, EndWhereLinesDoAndLoseNothing) {
  std::string text;
  for (int line = 0; line < 300; ++line)
    text += "第 " + std::to_string(line) + " 件：张三，罚款 50 元\n";

  const std::vector<std::string> parts = parts_of(text);

  ASSERT_THAT(parts, SizeIs(::testing::Gt(3U)));
  std::string whole;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    EXPECT_LE(parts[i].size(), 2048U);
    const std::string head =
        "（" + std::to_string(i + 1) + "/" + std::to_string(parts.size()) + "）";
    ASSERT_TRUE(parts[i].starts_with(head)) << parts[i].substr(0, 20);
    whole += (i == 0 ? "" : "\n") + parts[i].substr(head.size());
  }
  EXPECT_EQ(whole, text);
}

TEST(PartsOf, CutALineThatFitsInNoneBetweenCharacters) {
  std::string text = "x";
  for (int i = 0; i < 1'500; ++i) text += "罚";

  std::string whole;
  for (const std::string& part : parts_of(text)) {
    EXPECT_LE(part.size(), 2048U);
    whole += part.substr(part.find("）") + std::string_view{"）"}.size());
  }

  EXPECT_EQ(whole, text);
}

}  // namespace
}  // namespace qunguan::wecom
