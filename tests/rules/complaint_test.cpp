#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ComplaintRuleTest : public ::testing::Test {
 protected:
  ComplaintRuleTest() {
    group.add("boss", "", Role::Owner);
    group.add("deputy", "", Role::Admin);
    group.add("zhang", "", Role::Admin);
    group.add("li");
    group.add("wang");
  }

  void complain(Duration at, const std::string& who, const std::string& about) {
    EXPECT_THAT(group.order(at, who, "投诉", {about}, "通知漏发"), IsEmpty());
  }

  /// The wordings of what was said, in order.
  std::vector<std::string> said() {
    std::vector<std::string> wordings;
    for (const rules::Remark& remark : group.remarks()) wordings.push_back(remark.wording);
    return wordings;
  }

  RuleBench group{"{complaint: { about: [zhang, boss] }}"};
};

TEST_F(ComplaintRuleTest, TellsTheOwnerAndTheComplainerAlone) {
  complain(1h, "li", "zhang");

  ASSERT_THAT(group.opened(), SizeIs(1));
  EXPECT_EQ(group.opened()[0].member, MemberId{"zhang"});
  ASSERT_THAT(said(), ElementsAre("filed", "taken"));
  EXPECT_EQ(group.remarks()[0].to, rules::Remark::To::People);
  EXPECT_THAT(group.remarks()[0].people, ElementsAre(MemberId{"boss"}));
  EXPECT_EQ(fact(group.remarks()[0].facts, "投诉号"), "03020100");
  EXPECT_EQ(fact(group.remarks()[0].facts, "投诉人"), "li");
  EXPECT_THAT(group.remarks()[1].people, ElementsAre(MemberId{"li"}));
}

TEST_F(ComplaintRuleTest, FindsABreachWhereTheOwnerUpholdsIt) {
  complain(1h, "li", "zhang");

  const auto found = group.order(2h, "boss", "属实", {}, "");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_EQ(found[0].wording, "upheld");
  EXPECT_EQ(found[0].cause.kind, "complaint");
  EXPECT_EQ(found[0].by, MemberId{"boss"});
  EXPECT_EQ(fact(found[0].facts, "原因"), "通知漏发");
  EXPECT_THAT(group.closed(), SizeIs(1));
  EXPECT_THAT(said(), ElementsAre("told_upheld"));
}

TEST_F(ComplaintRuleTest, NamesTheComplainerInNoFinding) {
  complain(1h, "li", "zhang");

  const auto found = group.order(2h, "boss", "属实", {}, "");
  ASSERT_THAT(found, SizeIs(1));
  for (const auto& [name, value] : found[0].facts) EXPECT_NE(value, "li") << name;
}

TEST_F(ComplaintRuleTest, FindsAGraveOneBySo) {
  complain(1h, "li", "zhang");

  const auto found = group.order(2h, "boss", "属实", {}, "03020100 情节严重");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].cause.kind, "grave_complaint");
  EXPECT_EQ(found[0].wording, "upheld_as_grave");
}

TEST_F(ComplaintRuleTest, GuessesNothingOfWhatElseFollows) {
  complain(1h, "li", "zhang");

  for (const char* rest : {"情节不严重", "严重", "情节严重吗", "03020100 03020100", "3月2日那件"}) {
    EXPECT_THAT(group.order(2h, "boss", "属实", {}, rest), IsEmpty()) << rest;
    EXPECT_THAT(group.closed(), IsEmpty()) << rest;
    EXPECT_THAT(said(), IsEmpty()) << rest;
  }
}

TEST_F(ComplaintRuleTest, FindsNothingWhereTheOwnerDismissesIt) {
  complain(1h, "li", "zhang");

  EXPECT_THAT(group.order(2h, "boss", "不属实", {}, ""), IsEmpty());
  EXPECT_THAT(group.closed(), SizeIs(1));
  EXPECT_THAT(said(), ElementsAre("dismissed", "told_dismissed"));

  EXPECT_THAT(group.order(3h, "boss", "属实", {}, ""), IsEmpty());
  EXPECT_THAT(said(), ElementsAre("none"));
}

TEST_F(ComplaintRuleTest, AsksForTheNumberWhereSeveralAreOpen) {
  complain(1h, "li", "zhang");
  complain(1h, "wang", "zhang");

  EXPECT_THAT(group.order(2h, "boss", "属实", {}, ""), IsEmpty());
  ASSERT_THAT(said(), ElementsAre("which"));
  EXPECT_EQ(fact(group.remarks()[0].facts, "投诉号"), "03020100、030201001");

  EXPECT_THAT(group.order(3h, "boss", "属实", {}, "030201001"), SizeIs(1));
  EXPECT_THAT(group.order(4h, "boss", "属实", {}, ""), SizeIs(1));
}

TEST_F(ComplaintRuleTest, LeavesComplaintsUnderOtherRulesToThem) {
  group.owed_elsewhere["complaint"] = {{.number = 900,
                                        .member = MemberId{"zhao"},
                                        .cause = {"complaint", "m900"},
                                        .facts = {{"投诉号", "03010000"}}}};
  EXPECT_THAT(group.order(1h, "boss", "属实", {}, ""), IsEmpty());
  EXPECT_THAT(group.remarks(), IsEmpty());

  complain(1h, "li", "zhang");
  EXPECT_THAT(group.order(2h, "boss", "属实", {}, ""), IsEmpty());
  EXPECT_THAT(said(), ElementsAre("which"));
}

TEST_F(ComplaintRuleTest, ListensToNobodyButTheOwner) {
  complain(1h, "li", "zhang");

  for (const char* who : {"deputy", "zhang"}) {
    EXPECT_THAT(group.order(2h, who, "属实", {}, ""), IsEmpty());
    EXPECT_THAT(said(), ElementsAre("not_judge"));
  }
}

TEST_F(ComplaintRuleTest, LetsTheAdminsJudgeTheOwner) {
  complain(1h, "li", "boss");
  EXPECT_THAT(group.remarks()[0].people, ElementsAre(MemberId{"deputy"}, MemberId{"zhang"}));

  EXPECT_THAT(group.order(2h, "boss", "不属实", {}, ""), IsEmpty());
  EXPECT_THAT(said(), ElementsAre("not_judge"));
  EXPECT_THAT(group.order(3h, "deputy", "属实", {}, ""), SizeIs(1));
}

TEST_F(ComplaintRuleTest, TakesComplaintsAboutThoseInOfficeAloneAndOnceAtATime) {
  complain(1h, "li", "wang");
  EXPECT_THAT(said(), ElementsAre("not_about"));
  complain(2h, "zhang", "zhang");
  EXPECT_THAT(said(), ElementsAre("not_about"));

  complain(3h, "li", "zhang");
  complain(4h, "li", "zhang");
  EXPECT_THAT(said(), ElementsAre("again"));
  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST_F(ComplaintRuleTest, NeedsOnePersonAndAReason) {
  group.order(1h, "li", "投诉", {}, "通知漏发");
  EXPECT_THAT(said(), IsEmpty());
  group.order(1h, "li", "投诉", {"zhang"}, "");
  EXPECT_THAT(said(), IsEmpty());
  group.order(1h, "li", "投诉", {"zhang", "boss"}, "通知漏发");
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(ComplaintRuleTest, RemindsTheOwnerAndLapsesAfterAMonth) {
  complain(1h, "li", "zhang");

  group.wait_until(days{3} + 2h);
  EXPECT_THAT(said(), ElementsAre("waiting"));
  EXPECT_THAT(group.remarks()[0].people, ElementsAre(MemberId{"boss"}));

  group.wait_until(days{30} + 2h);
  EXPECT_THAT(said(), ElementsAre("lapsed"));
}

TEST(ComplaintRule, IsRefusedWhereItIsAboutNobody) {
  expect_refused({"nobody", with_rule("complaint: ▸{ word: 投诉 }"), "missing-key", "about"});
  expect_refused(
      {"no time", with_rule("complaint: { about: leaders, remind: ▸10s }"), "bad-duration", "3d"});
}

}  // namespace
}  // namespace qunguan::test
