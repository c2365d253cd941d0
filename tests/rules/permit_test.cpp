#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::Evidence;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kLists =
    "lists: { 红头: { words: [红头文件, 关于印发] }, 活动: { words: [报名接龙] } }";

struct Permits : RuleBench {
  explicit Permits(const std::string& keys) : RuleBench{"{permit: {" + keys + "}}", kLists} {
    add("wang", "王五", Role::Admin);
    add("zhang", "张三");
    add("li", "李四");
  }

  std::vector<Evidence> send_file(Duration at, const std::string& who, const std::string& title) {
    Message message;
    message.kind = MessageKind::File;
    message.card = Card{.title = title};
    return say(at, who, message);
  }
};

const std::string kPapers = "what: 红头文件, kinds: [file], lists: [红头], for: 2h";
const std::string kEvents = "what: 活动消息, lists: [活动]";

TEST(PermitRule, FindsAPostThatNobodyApproved) {
  Permits group{kPapers};

  const std::vector<Evidence> found = group.send_file(10h, "zhang", "关于印发某某办法的通知.pdf");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"zhang"});
  EXPECT_EQ(found[0].wording, "unapproved");
  EXPECT_EQ(fact(found[0].facts, "类别"), "红头文件");
  ASSERT_TRUE(found[0].passage);
  EXPECT_EQ(found[0].passage->text, "关于印发");
  EXPECT_EQ(found[0].since, monday(8h));
}

TEST(PermitRule, TakesNoOtherPostForOne) {
  Permits group{kPapers};

  EXPECT_THAT(group.send_file(10h, "zhang", "三月考勤表.xlsx"), IsEmpty());
  EXPECT_THAT(group.say(10h, "zhang", "关于印发某某办法的通知在哪里"), IsEmpty());
}

TEST(PermitRule, LetsWhoHasAnApprovalPostWhileItHolds) {
  Permits group{kPapers};
  group.order(10h, "wang", "批准", {"zhang"}, "印发通知");
  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].wording, "allowed");

  EXPECT_THAT(group.send_file(11h, "zhang", "关于印发某某办法的通知.pdf"), IsEmpty());
  EXPECT_THAT(group.send_file(12h, "zhang", "关于印发某某办法的通知.pdf"), IsEmpty());
  EXPECT_THAT(group.send_file(12h + 1s, "zhang", "关于印发某某办法的通知.pdf"), SizeIs(1));
}

TEST(PermitRule, LetsNobodyElsePostUnderAnApproval) {
  Permits group{kPapers};
  group.order(10h, "wang", "批准", {"zhang"}, "印发通知");

  EXPECT_THAT(group.send_file(11h, "li", "关于印发某某办法的通知.pdf"), SizeIs(1));
}

TEST(PermitRule, CountsNoApprovalThatCameAfterThePost) {
  Permits group{kEvents};
  group.order(10h, "wang", "批准", {"zhang"}, "周日爬山");

  EXPECT_THAT(group.say(9h, "zhang", "周日爬山，报名接龙"), SizeIs(1));
}

TEST(PermitRule, TakesApprovalsFromThoseAloneWhoMayGiveThem) {
  Permits group{kEvents + ", by: \"dept:办公室\""};
  group.directory.add({.id = MemberId{"li"}, .department = "办公室"});

  group.order(9h, "wang", "批准", {"zhang"}, "周日爬山");
  EXPECT_EQ(group.remarks().at(0).wording, "not_yours");
  EXPECT_THAT(group.say(10h, "zhang", "周日爬山，报名接龙"), SizeIs(1));

  group.order(11h, "li", "批准", {"zhang"}, "周日爬山");
  EXPECT_THAT(group.say(12h, "zhang", "周日爬山，报名接龙"), IsEmpty());
}

TEST(PermitRule, AsksNoApprovalOfThoseWhoGiveThem) {
  Permits group{kEvents};

  EXPECT_THAT(group.say(10h, "wang", "周日爬山，报名接龙"), IsEmpty());
}

TEST(PermitRule, WantsTheMatterAndThePerson) {
  Permits group{kEvents};

  group.order(10h, "wang", "批准", {"zhang"}, "");
  EXPECT_THAT(group.remarks(), IsEmpty());
  group.order(10h, "wang", "批准", {}, "周日爬山");
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(PermitRule, MayBeForAWholeKind) {
  Permits group{"what: 文件, kinds: [file]"};

  const std::vector<Evidence> found = group.send_file(10h, "zhang", "三月考勤表.xlsx");

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].passage, std::nullopt);
}

std::string permit(const std::string& keys) { return with_rule("permit: " + keys); }

class PermitSlip : public testing::TestWithParam<Slip> {};

TEST_P(PermitSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Permit, PermitSlip,
    testing::Values(
        Slip{"no class", permit("▸{ what: 公文 }"), "no-effect", "kinds"},
        Slip{"no time", permit("{ what: 公文, kinds: [file], for: ▸1s }"), "bad-duration", "24h"},
        Slip{"a word that decides cases", permit("{ what: 公文, kinds: [file], word: ▸同意 }"),
             "taken-word", "换一个词"}));

}  // namespace
}  // namespace qunguan::test
