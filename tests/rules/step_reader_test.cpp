#include <gmock/gmock.h>

#include "support/broken_policy.hpp"

namespace qunguan::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Steps : public testing::TestWithParam<Slip> {};

TEST_P(Steps, AreRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Then, Steps,
    testing::Values(
        Slip{"no then", with_head("") + "  - ▸id: b\n    flood: { repeat: 3 }\n", "missing-key",
             "then"},
        Slip{"an empty list", with_then("then: ▸[]"), "empty-list", "remind"},
        Slip{"nothing", with_then("▸then:"), "empty-value", "补上"},
        Slip{"a misspelt step", with_then("then: ▸wran"), "unknown-step", "warn"},
        Slip{"a misspelt ladder", with_then("then: ▸通同"), "unknown-step", "通用"},
        Slip{"neither a step nor a ladder", with_then("then: ▸严重警告处分"), "unknown-step",
             "propose_removal"},
        Slip{"a ladder among steps", with_then("then: [remind, ▸通用]"), "unknown-step", "单独"},
        Slip{"the engine's own action", with_then("then: ▸credit"), "unknown-step", "可以写"},
        Slip{"a milder step after a heavier one", with_then("then: [warn, fine 50, ▸remind]"),
             "milder-step", "由轻到重"},
        Slip{"a smaller fine after a larger one", with_then("then:\n  - fine 100\n  - ▸fine 50"),
             "milder-step", "由轻到重"},
        Slip{"a fine without an amount", with_then("then: ▸fine"), "bad-amount", "fine 50"},
        Slip{"a fine in another unit", with_then("then: [warn, ▸fine 50块]"), "bad-amount",
             "fine 2.50元"},
        Slip{"a fine in fractions of a fen", with_then("then: ▸fine 0.505"), "bad-amount",
             "fine 2.50元"},
        Slip{"a fine of nothing", with_then("then: ▸fine 0"), "bad-amount", "fine 50"},
        Slip{"a fine below nothing", with_then("then: ▸warn + fine -5"), "bad-amount", "fine 50"},
        Slip{"a mute without a time", with_then("then: ▸mute"), "bad-duration", "mute 12h"},
        Slip{"a mute without a unit", with_then("then: ▸mute 30"), "bad-duration", "mute 12h"},
        Slip{"a red packet without a time", with_then("then: ▸red_packet"), "bad-duration",
             "red_packet 24h"},
        Slip{"a red packet of no time", with_then("then: ▸warn + red_packet 0h"), "bad-duration",
             "red_packet 24h"},
        Slip{"a red packet after a fine", with_then("then: [fine 5, ▸red_packet 24h]"),
             "milder-step", "由轻到重"},
        Slip{"two fines in one step", with_then("then: ▸warn + fine 50 + fine 20"),
             "repeated-sanction", "fine 70"},
        Slip{"a removal and its proposal", with_then("then: ▸remove + propose_removal"),
             "repeated-sanction", "fine 70"},
        Slip{"an unknown approval of a sanction",
             with_then("then: [warn, ▸propose_removal after 2 bosses]"), "bad-choice", "2 admins"},
        Slip{"an approval of what is only told", with_then("then: ▸warn + report after admin"),
             "no-effect", "after"},
        Slip{"an approval of no sanction", with_then("then: ▸wran after admin"), "unknown-step",
             "warn"},
        Slip{"an amount that is none before an approval", with_then("then: ▸fine x after admin"),
             "bad-amount", "fine 50"},
        Slip{"half a sum", with_then("then: ▸warn +"), "unknown-step", "warn"}));

INSTANTIATE_TEST_SUITE_P(
    Ladders, Steps,
    testing::Values(
        Slip{"no steps", with_head("ladders: { 通用: ▸{ window: 30d } }"), "missing-key", "steps"},
        Slip{"empty steps", with_head("ladders: { 通用: { steps: ▸[] } }"), "empty-list",
             "写上内容"},
        Slip{"a milder step", with_head("ladders: { 通用: { steps: [remove, ▸warn] } }"),
             "milder-step", "由轻到重"},
        Slip{"a window without a unit",
             with_head("ladders: { 通用: { window: ▸30, steps: [warn] } }"), "bad-duration", "3d"},
        Slip{"no window at all", with_head("ladders: { 通用: { window: ▸0d, steps: [warn] } }"),
             "bad-duration", "30d"},
        Slip{"a step for a name", with_head("ladders: { ▸warn: { steps: [warn] } }"), "bad-name",
             "换一个"},
        Slip{"a list for a ladder", with_head("ladders: { 通用: ▸[warn, fine 50] }"), "wrong-shape",
             "冒号"},
        Slip{"a list of ladders", with_head("ladders: ▸[warn]"), "wrong-shape", "steps"},
        Slip{"an unknown key of a ladder", with_then("then: { ▸windows: 3d, steps: [warn] }"),
             "unknown-key", "window"}));

TEST(StepReader, ReadsMoneyAsYuan) {
  const rules::Policy policy = load(with_then("then: [fine 2.50元, fine ￥50, warn + fine 100]"));

  const std::vector<rules::Step>& steps = policy.rules.front().ladder.steps;
  ASSERT_THAT(steps, SizeIs(3));
  EXPECT_EQ(steps[0].fine(), Fen{250});
  EXPECT_EQ(steps[1].fine(), Fen{5000});
  EXPECT_EQ(steps[2].fine(), Fen{10000});
  EXPECT_THAT(steps[2].sanctions, SizeIs(2));
}

TEST(StepReader, ReadsRedPacketsWithTheirTime) {
  const rules::Policy policy = load(with_then("then: [warn, warn + red_packet 24h, fine 5]"));

  const rules::Sanction& owed = policy.rules.front().ladder.steps.at(1).heaviest();
  EXPECT_EQ(owed.kind, ActionKind::RedPacket);
  EXPECT_EQ(owed.duration, std::chrono::hours{24});
}

TEST(StepReader, TakesALadderByItsNameWithItsWindow) {
  const rules::Policy policy = load(with_then("then: 通用"));

  const rules::Ladder& ladder = policy.rules.front().ladder;
  EXPECT_EQ(ladder.name, "通用");
  EXPECT_EQ(ladder.window, std::chrono::days{30});
}

TEST(StepReader, GivesARuleALadderOfItsOwnWithAWindow) {
  const rules::Policy policy = load(with_then("then: { window: 7d, steps: [remind, warn] }"));

  const rules::Ladder& ladder = policy.rules.front().ladder;
  EXPECT_EQ(ladder.name, "");
  EXPECT_EQ(ladder.window, std::chrono::days{7});
  EXPECT_THAT(ladder.steps, SizeIs(2));
}

TEST(StepReader, ReadsEveryFormOfApproval) {
  const auto approval = [](const std::string& text) {
    return load(with_then("then: warn\napproval: " + text)).rules.front().approval;
  };

  EXPECT_EQ(approval("admin").admins, 1);
  EXPECT_EQ(approval("2 admins").admins, 2);
  EXPECT_EQ(approval("3 admins").admins, 3);
  EXPECT_TRUE(approval("owner").by_owner);
}

TEST(StepReader, ReadsWhoMustAgreeToOneSanction) {
  const rules::Step step =
      load(with_then("then: warn + mute 12h after admin + propose_removal after 2 admins"))
          .rules.front()
          .ladder.steps.front();

  ASSERT_THAT(step.sanctions, SizeIs(3));
  EXPECT_FALSE(step.sanctions[0].approval.is_needed());
  EXPECT_EQ(step.sanctions[1].duration, std::chrono::hours{12});
  EXPECT_EQ(step.sanctions[1].approval.admins, 1);
  EXPECT_EQ(step.sanctions[2].approval.admins, 2);
}

}  // namespace
}  // namespace qunguan::test
