#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using std::chrono::days;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const std::string kRule = "{stipend: { to: [zhang, li], amount: 40 }}";
constexpr Duration kMonthEnd = days{30};  // from Monday 2026-03-02 to 2026-04-01 00:00

TEST(StipendRule, CreditsEverybodyOnDutyWhenTheMonthIsOver) {
  RuleBench group{kRule};
  group.add("zhang");
  group.add("li");
  group.add("wang");

  EXPECT_THAT(group.strike(kMonthEnd), IsEmpty());

  ASSERT_THAT(group.credits(), SizeIs(2));
  EXPECT_EQ(group.credits()[0].member, MemberId{"li"});
  const rules::Credit& credit = group.credits()[1];
  EXPECT_EQ(credit.member, MemberId{"zhang"});
  EXPECT_EQ(credit.amount, Fen{4000});
  EXPECT_EQ(credit.what, "津贴");
  EXPECT_EQ(credit.cause, (rules::Cause{"stipend", "2026-03"}));
  EXPECT_EQ(credit.since, monday(-days{1}));
  EXPECT_EQ(credit.until, monday(kMonthEnd));
  EXPECT_EQ(fact(credit.facts, "期间"), "2026年3月");
}

TEST(StipendRule, WantsToBeAskedWhenEachMonthEnds) {
  RuleBench group{kRule};
  const rules::Calendar calendar{.zone = *Zone::named("Asia/Shanghai")};

  EXPECT_EQ(group.rule().next_time(monday(), calendar), monday(kMonthEnd));
  EXPECT_EQ(group.rule().next_time(monday(kMonthEnd), calendar), monday(kMonthEnd + days{30}));
}

TEST(StipendRule, CreditsNobodyWhoIsGoneOrNoLongerEmployed) {
  RuleBench group{kRule};
  group.add("zhang").present = false;
  group.add("li");
  group.directory.add({.id = MemberId{"li"},
                       .last_day = std::chrono::local_days{std::chrono::year{2026} / 3 / 20}});

  group.strike(kMonthEnd);

  EXPECT_THAT(group.credits(), IsEmpty());
}

TEST(StipendRule, TakesOffWhatTheRulesItNamesFound) {
  RuleBench group{"{stipend: { to: zhang, amount: 40元, what: 轮值津贴, less: { r: 10 } }}"};
  group.add("zhang");

  group.strike(kMonthEnd);

  ASSERT_THAT(group.credits(), SizeIs(1));
  EXPECT_EQ(group.credits()[0].what, "轮值津贴");
  EXPECT_THAT(group.credits()[0].less, ::testing::ElementsAre(Pair(RuleId{"r"}, Fen{1000})));
  EXPECT_EQ(group.credits()[0].voided_by, "grave_complaint");
}

TEST(StipendRule, IsRefusedWhereItSaysNothing) {
  const auto unjudged = [](const std::string& type, const std::string& more = "") {
    return with_head("") + "  - id: s\n    " + type + "\n" + more;
  };
  expect_refused({"nobody", unjudged("stipend: ▸{ amount: 40 }"), "missing-key", "to"});
  expect_refused({"no amount", unjudged("stipend: ▸{ to: zhang }"), "missing-key", "amount"});
  expect_refused(
      {"no money", unjudged("stipend: { to: zhang, amount: ▸很多 }"), "bad-amount", "40"});
  expect_refused({"an unknown rule",
                  unjudged("stipend: { to: zhang, amount: 40, less: { ▸complaint: 10 } }"),
                  "unknown-rule", "id"});
  expect_refused({"no rules", unjudged("stipend: { to: zhang, amount: 40, less: ▸10 }"),
                  "wrong-shape", "complaint"});
  expect_refused({"a step", unjudged("stipend: { to: zhang, amount: 40 }", "    then: ▸warn\n"),
                  "no-effect", "删去"});
  expect_refused({"a notice", unjudged("stipend: { to: zhang, amount: 40 }", "    notice: ▸好\n"),
                  "no-effect", "删去"});
}

}  // namespace
}  // namespace qunguan::test
