#include "qunguan/domain/short_text.hpp"

#include <unordered_set>

#include <gmock/gmock.h>

#include "qunguan/domain/id.hpp"

namespace qunguan {
namespace {

class ShortTextOfLength : public testing::TestWithParam<std::size_t> {
 protected:
  const std::string written_ = std::string(GetParam(), 'x');
};

TEST_P(ShortTextOfLength, IsReadAsItWasWritten) { EXPECT_EQ(ShortText{written_}.view(), written_); }

TEST_P(ShortTextOfLength, IsCopiedWhole) {
  const ShortText original{written_};
  ShortText copy{"other"};

  copy = original;

  EXPECT_EQ(copy.view(), written_);
  EXPECT_EQ(original.view(), written_);
}

TEST_P(ShortTextOfLength, LeavesNothingBehindWhenMoved) {
  ShortText original{written_};

  const ShortText moved{std::move(original)};

  EXPECT_EQ(moved.view(), written_);
  EXPECT_EQ(original.view(), "");  // NOLINT(bugprone-use-after-move): this is what is asked
}

TEST_P(ShortTextOfLength, MayBeAssignedToItself) {
  ShortText text{written_};
  const ShortText& same = text;

  text = same;

  EXPECT_EQ(text.view(), written_);
}

INSTANTIATE_TEST_SUITE_P(Bounds, ShortTextOfLength,
                         testing::Values(0, 1, 32, ShortText::kShort - 1, ShortText::kShort,
                                         ShortText::kShort + 1, 200));

TEST(ShortText, OrdersLikeText) {
  EXPECT_LT(ShortText{"a"}, ShortText{"ab"});
  EXPECT_LT(ShortText{std::string(200, 'a')}, ShortText{"b"});
  const std::string_view with_nul{"a\0", 2};
  EXPECT_NE(ShortText{with_nul}, ShortText{"a"});
}

TEST(Id, OfAnyLengthIsFoundAgain) {
  const MemberId short_id{"wang"}, long_id{std::string(64, 'w')};
  const std::unordered_set<MemberId> known{short_id, long_id};

  EXPECT_TRUE(known.contains(MemberId{"wang"}));
  EXPECT_TRUE(known.contains(MemberId{std::string(64, 'w')}));
  EXPECT_FALSE(known.contains(MemberId{std::string(63, 'w')}));
}

}  // namespace
}  // namespace qunguan
