#include "rules/spoken_words.hpp"

#include <gtest/gtest.h>

namespace qunguan::rules {
namespace {

TEST(SpokenWords, AreUnderstoodAsPeopleWriteThem) {
  const SpokenWords words{{"收到", "执行"}};

  for (const char* said :
       {"收到", "收到！！", "收到~", "收到收到", "好的收到", "好的，收到啦", "收到谢谢老师",
        "马上执行!", "我马上执行", "没问题收到", "刚才没看到，现在收到了", "刚才没看到现在收到",
        "收到👌", "收到，几点开始？", "收到@王总 ", "@王总 收到", "沒問題，收到", "已分别收到",
        "「王总：今天核对」\n- - - - - -\n收到"})
    EXPECT_TRUE(words.are_said(said)) << said;
}

TEST(SpokenWords, AreNotSaidWhereTheyAreDenied) {
  const SpokenWords words{{"收到", "执行", "完成"}};

  for (const char* said : {"没收到", "還沒收到", "没有收到附件", "还没完成", "未完成", "完成不了",
                           "今天完成不了了", "不执行", "无法按时完成", "我没收到"})
    EXPECT_FALSE(words.are_said(said)) << said;
}

TEST(SpokenWords, AreNotSaidWhereTheyAreAskedFor) {
  const SpokenWords words{{"收到", "执行"}};

  for (const char* said :
       {"收到附件了吗?", "收到附件了吗", "收到没", "收到没呀", "收到？", "谁收到了", "怎么执行",
        "哪里收到的", "没收到附件啊?", "「王总：收到请回复」\n- - - - - -\n什么事"})
    EXPECT_FALSE(words.are_said(said)) << said;
}

TEST(SpokenWords, StandApartFromOtherLatinLetters) {
  const SpokenWords words{{"ok"}};

  EXPECT_TRUE(words.are_said("ＯＫ"));
  EXPECT_TRUE(words.are_said("ok的"));
  EXPECT_FALSE(words.are_said("okr会议几点"));
}

TEST(SpokenWords, MayBeSigns) {
  const SpokenWords words{{"👌", "+1"}};

  EXPECT_TRUE(words.are_said("👌"));
  EXPECT_TRUE(words.are_said("好👌"));
  EXPECT_TRUE(words.are_said("+1"));
  EXPECT_FALSE(words.are_said("加1"));
}

TEST(SpokenWords, AreNeverSaidWhereThereAreNone) {
  EXPECT_TRUE(SpokenWords{}.empty());
  EXPECT_FALSE(SpokenWords{}.are_said("收到"));
  EXPECT_FALSE(SpokenWords{{"收到"}}.are_said(""));
}

}  // namespace
}  // namespace qunguan::rules
