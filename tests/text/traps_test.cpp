#include "support/traps.hpp"

#include <gtest/gtest.h>

#include "qunguan/text/lexicon.hpp"

namespace qunguan::text {
namespace {

TEST(Traps, CatchNobody) {
  const std::vector<test::Trap> traps = test::traps(QUNGUAN_SOURCE_DIR);

  ASSERT_GE(traps.size(), 300U);
  for (const test::Trap& trap : traps) {
    Lexicon::Builder builder;
    const std::uint32_t list = builder.add_list(Match::Smart);
    ASSERT_TRUE(builder.add_word(list, trap.word));

    EXPECT_TRUE(builder.build().scan(trap.sentence).empty())
        << trap.word << " in " << trap.sentence;
    EXPECT_NE(trap.sentence.find(trap.word), std::string::npos)
        << trap.word << " in " << trap.sentence;
  }
}

}  // namespace
}  // namespace qunguan::text
