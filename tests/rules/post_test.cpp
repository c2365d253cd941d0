#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::Remark;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kTwice = R"({post: {at: ["08:00", "20:00"], say: [甲, 乙, 丙], order: 寄语}})";

/// What is posted at that time.
std::string text_at(RuleBench& group, Duration at) {
  group.strike(at);
  return group.remarks().empty() ? std::string{} : group.remarks()[0].text;
}

TEST(PostRule, AsksForItsTimes) {
  RuleBench group{kTwice};
  const rules::Calendar calendar{.zone = *Zone::named("Asia/Shanghai")};

  EXPECT_EQ(group.rule().next_time(monday(7h), calendar), monday(8h));
  EXPECT_EQ(group.rule().next_time(monday(8h), calendar), monday(20h));
  EXPECT_EQ(group.rule().next_time(monday(20h), calendar), monday(32h));
}

TEST(PostRule, SaysItsTextsInTurnAndTheSameOneWhenAskedAgain) {
  RuleBench group{kTwice};

  const std::string morning = text_at(group, 8h);
  const std::string evening = text_at(group, 20h);
  const std::string next = text_at(group, 32h);

  EXPECT_NE(morning, evening);
  EXPECT_NE(evening, next);
  EXPECT_NE(morning, next);
  EXPECT_EQ(text_at(group, 44h), morning);
  RuleBench restarted{kTwice};
  EXPECT_EQ(text_at(restarted, 8h), morning);
}

TEST(PostRule, SpeaksToTheGroupOrToTheStaff) {
  RuleBench group{kTwice};
  text_at(group, 8h);
  EXPECT_EQ(group.remarks().at(0).kind, ActionKind::Announce);
  EXPECT_EQ(group.remarks().at(0).to, Remark::To::Group);

  RuleBench staff{R"({post: {at: "last day 18:00", say: 请整理本月台账, to: staff}})"};
  text_at(staff, 18h);
  EXPECT_EQ(staff.remarks().at(0).kind, ActionKind::Report);
  EXPECT_EQ(staff.remarks().at(0).to, Remark::To::Staff);
}

TEST(PostRule, SaysTheTextWhoseTurnItIsWhenOrdered) {
  RuleBench group{kTwice};
  const std::string morning = text_at(group, 8h);

  group.order(9h, "wang", "寄语", {}, "");

  EXPECT_EQ(group.remarks().at(0).text, morning);
}

TEST(PostRule, IsSilentInQuietHoursAndSaysWhyToWhoOrdersIt) {
  RuleBench group{
      R"({post: {at: "08:00", say: 早, order: 早安, unless_spans: ["sat 00:00-10:00"]}})"};

  EXPECT_EQ(text_at(group, 128h), "");
  group.order(129h, "wang", "早安", {}, "");

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].wording, "quiet");
}

TEST(PostRule, FollowsMessagesThatBeginAsItSays) {
  RuleBench group{"{post: {after: 【对外分享】, say: 请大家转发朋友圈}}"};

  group.say(
      10h, "wang",
      Message{.kind = MessageKind::Link, .card = Card{.title = "【对外分享】开业十周年活动"}});
  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].text, "请大家转发朋友圈");
  group.say(11h, "wang",
            Message{.kind = MessageKind::Link, .card = Card{.title = "【内部】库存日报"}});

  EXPECT_THAT(group.remarks(), IsEmpty());
}

std::string post(const std::string& keys) {
  return with_head("") + "  - id: b\n    post: " + keys + "\n";
}

class PostSlip : public testing::TestWithParam<Slip> {};

TEST_P(PostSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Post, PostSlip,
    testing::Values(Slip{"no text", post("▸{ at: \"08:00\" }"), "missing-key", "say"},
                    Slip{"no time", post("▸{ say: 早 }"), "no-effect", "order"},
                    Slip{"a time that is none", post("{ say: 早, at: [\"08:00\", ▸\"8点\"] }"),
                         "bad-time", "last day"},
                    Slip{"a time that is always quiet",
                         post("{ say: 早, at: ▸\"06:00\", unless_spans: [\"23:00-07:00\"] }"),
                         "no-effect", "unless_spans"},
                    Slip{"a placeholder that means nothing",
                         post("{ at: \"08:00\", say: ▸\"{成员}早\" }"), "bad-placeholder",
                         "时间"}));

}  // namespace
}  // namespace qunguan::test
