#include "qunguan/text/classifier.hpp"

#include <gmock/gmock.h>

#include "support/lessons.hpp"

namespace qunguan::text {
namespace {

double score(const Classifier& model, const std::string& text) { return model.score(fold(text)); }

TEST(Classifier, TellsWhatItWasShownFromWhatItWasNot) {
  const Classifier& model = *test::advert_classifier();

  EXPECT_GT(score(model, "厂家直销皮鞋，加我私聊"), 0.8);
  EXPECT_LT(score(model, "今天学校的风很大，要降温了"), 0.2);
}

TEST(Classifier, IsNotMisledByHowTheTextIsWritten) {
  const Classifier& model = *test::advert_classifier();

  EXPECT_EQ(score(model, "廠家直銷手錶，加我領優惠"), score(model, "厂家直销手表，加我领优惠"));
  EXPECT_EQ(score(model, "加V１２３"), score(model, "加v456"));
}

TEST(Classifier, LearnsTheSameFromTheSame) {
  std::vector<Classifier::Example> other = test::lessons();
  other.pop_back();

  EXPECT_EQ(Classifier::learn(test::lessons())->digest(), test::advert_classifier()->digest());
  EXPECT_NE(Classifier::learn(other)->digest(), test::advert_classifier()->digest());
}

TEST(Classifier, IsTheSameAfterItWasWrittenAndRead) {
  const Classifier& model = *test::advert_classifier();

  const Result<Classifier> again = Classifier::parse(model.bytes());

  ASSERT_TRUE(again);
  EXPECT_EQ(again->digest(), model.digest());
  EXPECT_EQ(score(*again, "清仓甩卖"), score(model, "清仓甩卖"));
  EXPECT_LE(model.bytes().size(), std::size_t{20} << 20U);
}

TEST(Classifier, SaysHowWellItDidOnWhatItHadNotLearnt) {
  const Classifier& model = *test::advert_classifier();

  const Classifier::Trial& trial = model.trial();
  EXPECT_EQ(trial.examples, 24);
  EXPECT_GT(trial.accuracy, 0.9);
  ASSERT_FALSE(trial.limits.empty());
  EXPECT_EQ(trial.limits.front().above, 0.5);
  EXPECT_LE(trial.limits.front().rightly, trial.matches);
}

TEST(Classifier, RefusesToLearnFromTooFew) {
  std::vector<Classifier::Example> few = test::lessons();
  few.resize(70);  // sixty and ten

  const Result<Classifier> model = Classifier::learn(few);

  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().message, testing::HasSubstr("60 that match and 10 that do not"));
}

TEST(Classifier, RefusesWhatIsNoModel) {
  const std::string whole = test::advert_classifier()->bytes();

  EXPECT_FALSE(Classifier::parse(""));
  EXPECT_FALSE(Classifier::parse(whole.substr(1)));
  EXPECT_FALSE(Classifier::parse(whole.substr(0, whole.size() - 1)));
  EXPECT_FALSE(Classifier::parse(std::string(whole.size(), 'x')));
}

TEST(Classifier, JudgesAnyText) {
  const Classifier& model = *test::advert_classifier();

  for (const std::string& text :
       {std::string{}, std::string{"\xFF\xFE"}, std::string(100'000, 'a')})
    EXPECT_TRUE(score(model, text) >= 0 && score(model, text) <= 1);
}

}  // namespace
}  // namespace qunguan::text
