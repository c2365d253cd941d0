#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::PastCase;
using rules::Remark;
using State = rules::PastCase::State;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// Sunday, 2026-03-01, 09:00.
constexpr Duration kFirstOfMarch = -15h;
/// Wednesday, 2026-04-01, 09:00.
constexpr Duration kFirstOfApril = 30 * 24h + 9h;

struct Digest : RuleBench {
  explicit Digest(const std::string& keys) : RuleBench{"{digest: {" + keys + "}}"} {
    add("wang", "王五", Role::Admin);
    add("zhang", "张三");
    add("li", "李四");
  }

  PastCase& breach(Duration at, const std::string& rule, const std::string& member = "zhang") {
    cases.push_back({.number = std::ssize(cases) + 1,
                     .member = MemberId{member},
                     .rule = rule,
                     .rule_type = {},
                     .at = monday(at)});
    return cases.back();
  }

  std::string text() const { return remarks().empty() ? "" : remarks().front().text; }
};

const std::string kMonthly = "at: \"day 1 09:00\", show: ";

TEST(DigestRule, TellsWhatWasFoundSinceTheLastReport) {
  Digest group{kMonthly + "[breaches, penalties]"};
  group.breach(kFirstOfMarch - 1s, "广告");
  group.breach(kFirstOfMarch, "广告");
  group.breach(10h, "宵禁").is_warned = true;
  group.breach(11h, "宵禁").fined = Fen{5000};
  group.breach(12h, "宵禁").state = State::Void;
  group.breach(kFirstOfApril, "广告");

  group.strike(kFirstOfApril);

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].kind, ActionKind::Report);
  EXPECT_EQ(group.remarks()[0].to, Remark::To::Staff);
  EXPECT_EQ(group.text(),
            "【{群}】{规则}（03-01 09:00 至 04-01 09:00）\n违规 3 起：宵禁 2，广告 1\n"
            "警告 1 次，罚款 1 笔共 50元");
}

TEST(DigestRule, CountsMembers) {
  Digest group{kMonthly + "[members]"};
  group.add("bot", "群管", Role::Bot);
  group.add("gone").present = false;
  group.roster.members[MemberId{"li"}].joined_at = monday(24h);

  group.strike(kFirstOfApril);

  EXPECT_THAT(group.text(), HasSubstr("成员 3 人，新加入 1 人"));
}

TEST(DigestRule, NamesTheCasesThatWaitForSomebody) {
  Digest group{kMonthly + "[undecided]"};
  group.breach(-40 * 24h, "广告").state = State::Appealed;
  group.breach(10h, "广告").state = State::Waiting;
  group.breach(11h, "广告");

  group.strike(kFirstOfApril);

  EXPECT_THAT(group.text(), HasSubstr("未处理的申诉：1 号；等待同意：2 号"));
}

TEST(DigestRule, TellsOpenQuestionsAndIssuesWithTheirAge) {
  Digest group{kMonthly + "[unanswered, issues]"};
  group.owed_elsewhere["unanswered"].push_back({.cause = {"question", "m1"}, .facts = {}});
  group.owed_elsewhere["reply_deadline"].push_back({.cause = {"noticed", "m1"}, .facts = {}});
  group.owed_elsewhere["issue"].push_back({.since = monday(kFirstOfApril - 5 * 24h - 1h),
                                           .facts = {{"事项", "三楼漏水"}, {"负责人", "张三"}}});

  group.strike(kFirstOfApril);

  EXPECT_THAT(group.text(), HasSubstr("没人答的提问 1 个，还没到期的待回复 0 个"));
  EXPECT_THAT(group.text(), HasSubstr("未办结的事项 1 件\n1. 三楼漏水（张三，5 天）"));
}

TEST(DigestRule, TellsEachSuggestionOnce) {
  Digest group{"at: \"day 1 09:00\", collect: 建议, to: owner"};
  group.order(10h, "zhang", "建议", {}, "请加一个公告栏");
  EXPECT_EQ(group.remarks().at(0).wording, "taken");

  group.strike(kFirstOfApril);
  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].to, Remark::To::Owner);
  EXPECT_THAT(group.text(), HasSubstr("收到的建议：\n1. 张三：请加一个公告栏"));

  group.strike(kFirstOfApril + 30 * 24h);
  EXPECT_THAT(group.text(), HasSubstr("没有收到建议"));
}

TEST(DigestRule, ReadsNoPlaceholderInWhatMembersWrote) {
  Digest group{"at: \"day 1 09:00\", collect: 建议"};
  group.order(10h, "zhang", "建议", {}, "写成{群}的样子");

  group.strike(kFirstOfApril);

  EXPECT_THAT(group.text(), HasSubstr("写成｛群｝的样子"));
}

TEST(DigestRule, PartsWhatIsTooLongForOneMessage) {
  Digest group{"at: \"day 1 09:00\", collect: 建议"};
  for (int i = 0; i < 20; ++i) group.order(10h, "zhang", "建议", {}, std::string(180, 'x'));

  group.strike(kFirstOfApril);

  ASSERT_THAT(group.remarks(), SizeIs(3));
  for (const Remark& remark : group.remarks()) EXPECT_LT(remark.text.size(), 2'000U);
  EXPECT_THAT(group.text(), HasSubstr("（1/3）"));
}

TEST(DigestRule, BelongsToTheTimeSinceTheTimeBefore) {
  Digest group{"at: [\"mon 09:00\", \"thu 09:00\"], show: [breaches]"};
  group.breach(3 * 24h, "广告");
  group.breach(3 * 24h + 10h, "宵禁");

  group.strike(7 * 24h + 9h);

  EXPECT_THAT(group.text(), HasSubstr("03-05 09:00 至 03-09 09:00"));
  EXPECT_THAT(group.text(), HasSubstr("违规 1 起：宵禁 1"));
  EXPECT_THAT(group.text(), Not(HasSubstr("广告")));
}

TEST(DigestRule, TakesNoOrderWithoutWords) {
  Digest group{"at: \"day 1 09:00\", collect: 建议"};

  group.order(10h, "zhang", "建议", {}, "");

  EXPECT_THAT(group.remarks(), IsEmpty());
  EXPECT_THAT(group.opened(), IsEmpty());
}

std::string digest(const std::string& keys) {
  return with_head("") + "  - id: b\n    digest: " + keys + "\n";
}

class DigestSlip : public testing::TestWithParam<Slip> {};

TEST_P(DigestSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Digest, DigestSlip,
    testing::Values(Slip{"nothing to tell", digest("▸{ at: \"mon 09:00\" }"), "no-effect", "show"},
                    Slip{"a figure that is none", digest("{ at: \"mon 09:00\", show: [▸消息数] }"),
                         "bad-choice", "members"}));

}  // namespace
}  // namespace qunguan::test
