#include "text/evasions.hpp"

#include <gtest/gtest.h>

#include "qunguan/text/lexicon.hpp"

namespace qunguan::text {
namespace {

using Points = std::u32string;

constexpr int kTimes = 3;        // each word, in each disguise
constexpr double kLeast = 0.99;  // of those disguises that are seen through unasked

/// How many of the disguised words are found where they stand.
struct Recall {
  int tried = 0;
  int found = 0;
  std::string missed;

  double share() const { return tried == 0 ? 1 : static_cast<double>(found) / tried; }
};

class Evasions : public testing::Test {
 protected:
  Evasions() {
    Lexicon::Builder builder;
    const std::uint32_t list = builder.add_list(Match::Smart);
    for (const Points& word : test::banned_words())
      EXPECT_TRUE(builder.add_word_by_sound(list, test::to_utf8(word)));
    lexicon_ = builder.build();
  }

  Recall recall(const test::Evasion& evasion) const {
    test::Random random{20260302};
    Recall recall;
    for (int time = 0; time < kTimes; ++time)
      for (const Points& word : test::banned_words()) {
        const std::optional<Points> disguised = evasion.disguise(word, random);
        if (!disguised) continue;
        const std::string text = test::to_utf8(test::in_sentence(*disguised, random));
        ++recall.tried;
        if (finds(text, evasion.is_default))
          ++recall.found;
        else if (recall.missed.size() < 500)
          recall.missed += "\n" + text;
      }
    return recall;
  }

 private:
  bool finds(const std::string& text, bool as_written) const {
    for (const Hit& hit : lexicon_.scan(text))
      if (!as_written || (hit.foldings & kSound) == 0) return true;
    return false;
  }

  Lexicon lexicon_;
};

TEST_F(Evasions, AreSeenThroughUnasked) {
  for (const test::Evasion& evasion : test::evasions()) {
    if (!evasion.is_default) continue;

    const Recall seen = recall(evasion);

    EXPECT_GE(seen.tried, 12) << evasion.name;
    EXPECT_GE(seen.share(), kLeast) << evasion.name << seen.missed;
  }
}

TEST_F(Evasions, AreHeardWhereAWordAsksForIt) {
  for (const test::Evasion& evasion : test::evasions()) {
    if (evasion.is_default) continue;

    const Recall heard = recall(evasion);

    EXPECT_GE(heard.share(), 0.95) << evasion.name << heard.missed;
  }
}

}  // namespace
}  // namespace qunguan::text
