#include <gmock/gmock.h>

#include "qunguan/rules/policy_book.hpp"
#include "support/broken_policy.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string registered(const std::string& keys, const std::string& group = "示范群") {
  return "policy: 示范群规\ngroups: [" + group + "]\nregistry: " + keys +
         "\nrules:\n  - { id: quiet, quiet_hours: \"23:30-07:30\", then: remind }\n";
}

TEST(Registry, TakesAGroupOfWhichAllIsOnRecord) {
  EXPECT_THAT(diagnose(registered("{ members: 工程部全体, content: 工作通知, admins: 王五, "
                                  "approver: 分管领导, required: [members, content, admins, "
                                  "approver] }")),
              IsEmpty());
}

TEST(Registry, TakesThePolicysOwnAdminsForThem) {
  EXPECT_THAT(
      diagnose("admins: [wangwu]\n" + registered("{ members: 工程部全体, content: 工作通知 }")),
      IsEmpty());
}

TEST(Registry, NamesEverythingThatIsMissing) {
  const auto problems = diagnose(registered("{ content: 工作通知 }", "某部临时群"));

  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].code, "registry-incomplete");
  EXPECT_THAT(problems[0].message.zh, HasSubstr("缺：成员、管理员"));
}

TEST(Registry, OfABaseIsCompletedByThoseThatBuildOnIt) {
  const std::string base =
      "base: 公司通用\nregistry: { required: [members, approver], approver: 分管领导 }\nrules:\n"
      "  - { id: quiet, quiet_hours: \"23:30-07:30\", then: remind }\n";
  const std::string good =
      "policy: 甲\nextends: 公司通用\ngroups: [甲群]\nregistry: { members: 甲部 }\n";
  const std::string bad = "policy: 乙\nextends: 公司通用\ngroups: [乙群]\n";
  std::vector<policy::Diagnostic> problems;

  const auto book =
      rules::PolicyBook::load({{"base.yaml", base}, {"good.yaml", good}, {"bad.yaml", bad}},
                              std::chrono::days{30}, problems);

  EXPECT_EQ(book, nullptr);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].file, "bad.yaml");
  EXPECT_EQ(problems[0].code, "registry-incomplete");
}

class RegistrySlip : public testing::TestWithParam<Slip> {};

TEST_P(RegistrySlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Registry, RegistrySlip,
    testing::Values(
        Slip{"a missing admin", registered("▸{ members: 全体, content: 通知 }", "某部临时群"),
             "registry-incomplete", "admins"},
        Slip{"a field that is none", registered("{ required: [▸群主], members: 全体 }"),
             "bad-choice", "members"},
        Slip{"an indecent name",
             registered("{ required: [members], members: 全体, forbidden: [赌王] }", "▸快乐赌王群"),
             "forbidden-name", "改名"}));

}  // namespace
}  // namespace qunguan::test
