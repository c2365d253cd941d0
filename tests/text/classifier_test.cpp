#include "qunguan/text/classifier.hpp"

#include <gmock/gmock.h>

namespace qunguan::text {
namespace {

/// Sixty sales pitches and sixty remarks on the weather.
std::vector<Classifier::Example> lessons() {
  const std::vector<std::string> goods{"手表", "皮包", "鞋子", "茶叶", "面膜", "酒水"};
  const std::vector<std::string> pitches{"厂家直销{}，加我领优惠", "{}清仓甩卖，最后三天",
                                         "高仿{}一手货源", "{}代购，量大从优",
                                         "想要{}的私聊我下单"};
  const std::vector<std::string> places{"公司", "学校", "山里", "海边", "车站", "老家"};
  const std::vector<std::string> remarks{"{}今天下雨了", "{}的风好大", "明天{}会降温吗",
                                         "{}这边出太阳了", "刚从{}回来，路上很堵"};
  std::vector<Classifier::Example> lessons;
  const auto add = [&](const std::vector<std::string>& patterns,
                       const std::vector<std::string>& words, bool is_match) {
    for (std::string text : patterns)
      for (const std::string& word : words) {
        std::string filled = text;
        lessons.push_back(
            {.text = filled.replace(filled.find("{}"), 2, word), .is_match = is_match});
        lessons.push_back({.text = "大家好，" + lessons.back().text, .is_match = is_match});
      }
  };
  add(pitches, goods, true);
  add(remarks, places, false);
  return lessons;
}

const Classifier& learnt() {
  static const Classifier model = *Classifier::learn(lessons());
  return model;
}

double score(const Classifier& model, const std::string& text) { return model.score(fold(text)); }

TEST(Classifier, TellsWhatItWasShownFromWhatItWasNot) {
  const Classifier& model = learnt();

  EXPECT_GT(score(model, "厂家直销皮鞋，加我私聊"), 0.8);
  EXPECT_LT(score(model, "今天学校的风很大，要降温了"), 0.2);
}

TEST(Classifier, IsNotMisledByHowTheTextIsWritten) {
  const Classifier& model = learnt();

  EXPECT_EQ(score(model, "廠家直銷手錶，加我領優惠"), score(model, "厂家直销手表，加我领优惠"));
  EXPECT_EQ(score(model, "加V１２３"), score(model, "加v456"));
}

TEST(Classifier, LearnsTheSameFromTheSame) {
  std::vector<Classifier::Example> other = lessons();
  other.pop_back();

  EXPECT_EQ(Classifier::learn(lessons())->digest(), learnt().digest());
  EXPECT_NE(Classifier::learn(other)->digest(), learnt().digest());
}

TEST(Classifier, IsTheSameAfterItWasWrittenAndRead) {
  const Classifier& model = learnt();

  const Result<Classifier> again = Classifier::parse(model.bytes());

  ASSERT_TRUE(again);
  EXPECT_EQ(again->digest(), model.digest());
  EXPECT_EQ(score(*again, "清仓甩卖"), score(model, "清仓甩卖"));
  EXPECT_LE(model.bytes().size(), std::size_t{20} << 20U);
}

TEST(Classifier, SaysHowWellItDidOnWhatItHadNotLearnt) {
  const Classifier& model = learnt();

  const Classifier::Trial& trial = model.trial();
  EXPECT_EQ(trial.examples, 24);
  EXPECT_GT(trial.accuracy, 0.9);
  ASSERT_FALSE(trial.limits.empty());
  EXPECT_EQ(trial.limits.front().above, 0.5);
  EXPECT_LE(trial.limits.front().rightly, trial.matches);
}

TEST(Classifier, RefusesToLearnFromTooFew) {
  std::vector<Classifier::Example> few = lessons();
  few.resize(70);  // sixty and ten

  const Result<Classifier> model = Classifier::learn(few);

  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().message, testing::HasSubstr("60 that match and 10 that do not"));
}

TEST(Classifier, RefusesWhatIsNoModel) {
  const std::string whole = learnt().bytes();

  EXPECT_FALSE(Classifier::parse(""));
  EXPECT_FALSE(Classifier::parse(whole.substr(1)));
  EXPECT_FALSE(Classifier::parse(whole.substr(0, whole.size() - 1)));
  EXPECT_FALSE(Classifier::parse(std::string(whole.size(), 'x')));
}

TEST(Classifier, JudgesAnyText) {
  const Classifier& model = learnt();

  for (const std::string& text :
       {std::string{}, std::string{"\xFF\xFE"}, std::string(100'000, 'a')})
    EXPECT_TRUE(score(model, text) >= 0 && score(model, text) <= 1);
}

}  // namespace
}  // namespace qunguan::text
