#include "qunguan/text/surroundings.hpp"

#include <gtest/gtest.h>

namespace qunguan::text {
namespace {

/// Around the first place where the word stands.
std::string around(std::string_view text, std::string_view word) {
  const std::size_t begin = text.find(word);
  return phrase_around(text, begin, begin + word.size());
}

TEST(PhraseAround, IsTheWordsThatAStretchLiesIn) {
  EXPECT_EQ(around("前面路口交通管制", "口交"), "路口交通");
  EXPECT_EQ(around("女儿发烧了", "女"), "女儿");
}

TEST(PhraseAround, TakesTheNextWordToOneThatStandsAlone) {
  EXPECT_EQ(around("新来的兼职老师好", "兼职"), "兼职老师");
  EXPECT_EQ(around("加微信 wechat", "加"), "加微");
}

TEST(PhraseAround, TakesTheWordBeforeWhereNoneFollowsThatTells) {
  EXPECT_EQ(around("校外兼职。", "兼职"), "校外兼职");
  EXPECT_EQ(around("校外兼职的", "兼职"), "校外兼职");
}

TEST(PhraseAround, IsEmptyWhereNothingStandsBesideIt) {
  EXPECT_EQ(around("兼职", "兼职"), "");
  EXPECT_EQ(around("！兼职。", "兼职"), "");
  EXPECT_EQ(phrase_around("", 0, 0), "");
}

TEST(PhraseAround, BearsTextThatIsNoUtf8) {
  EXPECT_EQ(around("\xFF校外兼职\xE5", "兼职"), "校外兼职");
}

}  // namespace
}  // namespace qunguan::text
