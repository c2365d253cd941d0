#include "qunguan/text/quotation.hpp"

#include <random>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

const std::string kRule = "\n- - - - - - - - - - - - - - -\n";

TEST(OwnWords, AreTheWholeTextWithoutAQuotation) {
  EXPECT_EQ(own_words(""), "");
  EXPECT_EQ(own_words("收到"), "收到");
  EXPECT_EQ(own_words("「收到」"), "「收到」");
  EXPECT_EQ(own_words("明细如下\n------\n一百元"), "明细如下\n------\n一百元");
}

TEST(OwnWords, FollowAWechatQuotation) {
  EXPECT_EQ(own_words("「张三：来赌博」" + kRule + "不要这样"), "不要这样");
  EXPECT_EQ(own_words("「张三：来赌博\n快来」" + kRule + "\n第一行\n第二行"), "第一行\n第二行");
  EXPECT_EQ(own_words("「张三:来赌博」\r\n- - - - - -\r\n不要"), "不要");
  EXPECT_EQ(own_words("「张三：来赌博」" + kRule), "");
}

TEST(OwnWords, FollowAWecomQuotation) {
  EXPECT_EQ(own_words("这是一条引用/回复消息：\n\"张三：\n来赌博\"\n------\n@张三 不要"),
            "@张三 不要");
  EXPECT_EQ(own_words("这是一条引用/回复消息：\n“张三：\n来赌博”\n------\n不要"), "不要");
  EXPECT_EQ(own_words("This is a quote/reply:\n\"Ann：\nhi\"\n------\nno"), "no");
}

TEST(OwnWords, FollowQuotationsOfQuotations) {
  EXPECT_EQ(own_words("「甲：「乙：来」" + kRule + "好」" + kRule + "不要"), "不要");
}

TEST(OwnWords, MayHoldLinesOfDashesThemselves) {
  EXPECT_EQ(own_words("「甲：来」" + kRule + "明细：\n------\n一百元"), "明细：\n------\n一百元");
}

TEST(OwnWords, BeginAtTheFirstLineOfDashesWhenTheQuotedBracketsDoNotMatch) {
  EXPECT_EQ(own_words("「甲：左「」" + kRule + "不要"), "不要");
  EXPECT_EQ(own_words("「甲：右」」" + kRule + "不要"), "不要");
}

TEST(OwnWords, AreTheWholeTextWhenTheQuotationIsNotClosed) {
  const std::string open = "「张三：来赌博" + kRule + "不要";

  EXPECT_EQ(own_words(open), open);
}

TEST(OwnWords, AreAnEndOfAnyText) {
  std::mt19937 random{2};
  for (int round = 0; round < 3000; ++round) {
    const std::string text = "「甲：" + random_text(random, {"「", "」", "：", "\n", "- - - - -\n",
                                                             "------", "\"", "x"});

    ASSERT_TRUE(text.ends_with(own_words(text)));
  }
}

TEST(OwnWords, AreFoundInHugeTexts) {
  std::string text;
  while (text.size() < 1'000'000) text += "「甲：" + kRule;

  EXPECT_TRUE(text.ends_with(own_words(text)));
}

}  // namespace
}  // namespace qunguan::text
