#include "rules/topic.hpp"

#include <gmock/gmock.h>

namespace qunguan::rules {
namespace {

/// The letters by which a text goes on with a topic; empty when it does not.
std::string shared(const char* topic, const char* text, bool was_in_it = false) {
  const std::optional<Topic> read = Topic::read(topic);
  EXPECT_TRUE(read) << topic;
  const std::optional<Passage> passage = read ? read->continued_by(text, was_in_it) : std::nullopt;
  return passage ? passage->text : std::string{};
}

TEST(Topic, IsKnownByAPairOfLetters) {
  EXPECT_EQ(shared("加班费的事不要再讨论了", "那加班到底给不给钱"), "加班");
  EXPECT_EQ(shared("政治话题请停止", "就政治来讲他错了"), "政治");
  EXPECT_EQ(shared("球赛的事别聊了", "球賽裁判有问题"), "球賽");
}

TEST(Topic, IsKnownByAWordOfAnotherScriptWhereItStandsAlone) {
  EXPECT_EQ(shared("别聊NBA了", "nba总决赛真好看"), "nba");
  EXPECT_EQ(shared("别聊NBA了", "这个NBAX接口坏了"), "");
}

TEST(Topic, IsKnownByTheOneLetterThatItsNounTurnsOn) {
  EXPECT_EQ(shared("球赛的事别聊了", "就一句，那个点球绝对是误判"), "球");
  EXPECT_EQ(shared("股票别谈了", "这只股还要涨"), "股");
}

TEST(Topic, IsNotKnownByALetterThatMeansSomethingElse) {
  EXPECT_EQ(shared("球赛的事别聊了", "全球市场部的报表好了吗"), "");
  EXPECT_EQ(shared("股票别谈了", "股东大会的材料请看"), "");
  EXPECT_EQ(shared("年会的事别聊了", "今年的预算什么时候报"), "");
  EXPECT_EQ(shared("年会的事别聊了", "会议室订好了吗？", true), "");
  EXPECT_EQ(shared("油价别聊了", "大家加油"), "");
}

TEST(Topic, IsKnownByALetterFromWhoTookPart) {
  EXPECT_EQ(shared("油价别聊了", "油又贵了", true), "油");
  EXPECT_EQ(shared("油价别聊了", "油又贵了", false), "");
}

TEST(Topic, IsNotInWhatIsNew) {
  EXPECT_EQ(shared("球赛的事别聊了", "明白。会议室订好了吗？", true), "");
  EXPECT_EQ(shared("球赛的事别聊了", "今天的事先这样", true), "");
  EXPECT_EQ(shared("政治话题请停止", "停车问题请大家讨论", true), "");
}

TEST(Topic, IsNotContinuedByWhoSaysThatHeStops) {
  for (const char* text : {"好的，不聊球赛了", "收到，球赛的事打住", "抱歉，刚才聊球赛忘了时间",
                           "球赛为什么不能聊？", "大家别说球赛了"})
    EXPECT_EQ(shared("球赛的事别聊了", text, true), "") << text;
}

TEST(Topic, IsNothingWhereNoLetterTellsItFromOthers) {
  for (const char* text :
       {"", "别聊了", "大家不要再说了", "这个话题到此为止", "王老师的事", "！！", "a"})
    EXPECT_FALSE(Topic::read(text)) << text;
}

TEST(Topic, ShowsWhereItIsContinued) {
  const std::string text = "就一句，那个点球绝对是误判";

  const std::optional<Passage> passage = Topic::read("球赛")->continued_by(text, false);

  ASSERT_TRUE(passage);
  EXPECT_EQ(text.substr(passage->begin, passage->end - passage->begin), "球");
}

}  // namespace
}  // namespace qunguan::rules
