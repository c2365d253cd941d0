#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class StatementRuleTest : public ::testing::Test {
 protected:
  RuleBench group{"{statement: {}}"};
};

TEST_F(StatementRuleTest, TellsAMemberHisOwn) {
  group.order(1h, "zhang", "账单", {}, "");

  ASSERT_THAT(group.statements(), SizeIs(1));
  EXPECT_EQ(group.statements()[0].reader, MemberId{"zhang"});
  EXPECT_EQ(group.statements()[0].member, MemberId{"zhang"});
}

TEST_F(StatementRuleTest, TellsNobodySomebodyElses) {
  group.order(1h, "zhang", "账单", {"li"}, "");

  EXPECT_THAT(group.statements(), IsEmpty());
}

TEST_F(StatementRuleTest, TellsTheStaffAllOrOne) {
  group.order(1h, "boss", "总账", {}, "");
  ASSERT_THAT(group.statements(), SizeIs(1));
  EXPECT_FALSE(group.statements()[0].member);

  group.order(2h, "boss", "总账", {"li"}, "");
  ASSERT_THAT(group.statements(), SizeIs(1));
  EXPECT_EQ(group.statements()[0].member, MemberId{"li"});
  EXPECT_EQ(group.statements()[0].reader, MemberId{"boss"});
}

TEST_F(StatementRuleTest, KeepsAllForTheStaff) {
  const std::vector<rules::OrderForm> forms = group.rule().orders();

  ASSERT_THAT(forms, SizeIs(2));
  EXPECT_FALSE(forms[0].is_for_staff);
  EXPECT_TRUE(forms[1].is_for_staff);
}

TEST(StatementRule, IsRefusedWithOneWordForBoth) {
  expect_refused({"one word", with_head("") + "  - id: s\n    statement: ▸{ word: 账, all: 账 }\n",
                  "same-word", "账单"});
}

}  // namespace
}  // namespace qunguan::test
