#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Duration kDay = 24h;

RuleBench lounge(const std::string& settings) {
  RuleBench group{"{silence: {" + settings + "}}"};
  group.add("wang", "王五", Role::Admin).first_seen_at = monday();
  return group;
}

/// Says something of any kind, as the roster hears it.
void speak(RuleBench& group, Duration at, const std::string& who) {
  group.roster.members[MemberId{who}].spoke_at = monday(at);
}

TEST(SilenceRule, FindsWhoNeverSpokeSinceHeCame) {
  RuleBench group = lounge("since_join: 3d");
  group.join(8h, "zhou", "小周★");

  EXPECT_THAT(group.wait_until(3 * kDay + 8h), IsEmpty());
  const auto seen = group.wait_until(3 * kDay + 8h + 1s);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].wording, "newcomer");
  EXPECT_EQ(seen[0].since, monday(8h));
}

TEST(SilenceRule, LetsBeWhoSaidAnythingSinceHeCame) {
  RuleBench group = lounge("since_join: 3d");
  group.join(8h, "zhou", "小周★");
  speak(group, 2 * kDay, "zhou");

  EXPECT_THAT(group.wait_until(400 * kDay), IsEmpty());
}

TEST(SilenceRule, WatchesNewcomersWithoutAName) {
  RuleBench group = lounge("since_join: 3d");

  group.enter(8h, "zhou");

  EXPECT_THAT(group.opened(), SizeIs(1));
}

TEST(SilenceRule, TimesNobodySinceHeCameWhoWasThereBeforeUs) {
  RuleBench group = lounge("since_join: 3d");
  Member& old = group.add("li", "李四");
  old.joined_at = monday(-100 * kDay);
  old.first_seen_at = monday();

  group.rename(1h, "li", "李四四");

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(SilenceRule, FindsWhoIsIdleAndAgainAfterAnotherSpan) {
  RuleBench group = lounge("idle: 90d");
  group.join(0h, "zhou", "小周");

  EXPECT_THAT(group.wait_until(90 * kDay), IsEmpty());
  EXPECT_THAT(group.wait_until(91 * kDay), SizeIs(1));
  EXPECT_THAT(group.wait_until(180 * kDay), IsEmpty());
  EXPECT_THAT(group.wait_until(181 * kDay), SizeIs(1));
}

TEST(SilenceRule, CountsIdlenessFromTheNewestMessage) {
  RuleBench group = lounge("idle: 90d");
  group.join(0h, "zhou", "小周");
  speak(group, 50 * kDay, "zhou");

  // What is known of his newest message may be an hour behind.
  EXPECT_THAT(group.wait_until(140 * kDay + 1h), IsEmpty());
  EXPECT_THAT(group.wait_until(140 * kDay + 2h), SizeIs(1));
}

TEST(SilenceRule, CountsTheIdlenessOfOldMembersFromWhenWeFirstSawThem) {
  RuleBench group = lounge("idle: 90d");
  Member& old = group.add("li", "李四");
  old.joined_at = monday(-100 * kDay);
  old.first_seen_at = monday();

  group.rename(1h, "li", "李四四");

  ASSERT_THAT(group.opened(), SizeIs(1));
  EXPECT_EQ(group.opened()[0].due, monday(90 * kDay));
}

TEST(SilenceRule, KeepsOneTimerForAMember) {
  RuleBench group = lounge("idle: 90d");
  group.join(0h, "zhou", "小周");

  group.rename(1h, "zhou", "小周★");

  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(SilenceRule, TimesNewcomersFirstAndEverybodyLater) {
  RuleBench group = lounge("since_join: 3d, idle: 90d");
  group.join(0h, "zhou", "小周");
  speak(group, 1 * kDay, "zhou");

  EXPECT_THAT(group.wait_until(91 * kDay), IsEmpty());
  const auto seen = group.wait_until(92 * kDay);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].wording, "idle");
}

TEST(SilenceRule, BeginsAnewForWhoComesBack) {
  RuleBench group = lounge("since_join: 3d");
  group.join(0h, "zhou", "小周");
  speak(group, 1h, "zhou");
  group.leave(30h, "zhou");
  EXPECT_THAT(group.closed(), SizeIs(1));

  group.join(40h, "zhou", "小周");

  EXPECT_THAT(group.wait_until(112h), IsEmpty());
  EXPECT_THAT(group.wait_until(113h), SizeIs(1));
}

TEST(SilenceRule, ForgetsWhoLeft) {
  RuleBench group = lounge("since_join: 3d");
  group.join(0h, "zhou", "小周");

  group.leave(30h, "zhou");

  EXPECT_THAT(group.wait_until(10 * kDay), IsEmpty());
}

TEST(SilenceRule, CountsFromTheEndOfLeave) {
  RuleBench group = lounge("since_join: 3d");
  const std::chrono::local_days tuesday{std::chrono::year{2026} / 3 / 3};
  group.directory.add(
      {.id = MemberId{"zhou"}, .leave = {{tuesday, tuesday + std::chrono::days{6}}}});
  group.join(0h, "zhou", "小周");

  EXPECT_THAT(group.wait_until(11 * kDay), IsEmpty());
  EXPECT_THAT(group.wait_until(11 * kDay + 1s), SizeIs(1));
}

TEST(SilenceRule, WaitsForWhoHasExplainedHimself) {
  RuleBench group = lounge("since_join: 3d, explained: 30d");
  group.join(0h, "zhou", "小周");
  group.order(1 * kDay, "wang", "说明", {"zhou"}, "出差，信号不好");

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(fact(group.remarks()[0].facts, "说明成员"), "小周");
  EXPECT_THAT(group.wait_until(31 * kDay), IsEmpty());
  EXPECT_THAT(group.wait_until(31 * kDay + 1s), SizeIs(1));
}

TEST(SilenceRule, MakesNothingOfAnExplanationWithoutMemberOrReason) {
  RuleBench group = lounge("idle: 90d");

  group.order(1h, "wang", "说明", {"zhou"}, "");
  EXPECT_THAT(group.remarks(), IsEmpty());
  group.order(1h, "wang", "说明", {}, "出差");
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(SilenceRule, IsRefusedWithPlaceReasonAndFix) {
  for (const Slip& slip :
       {Slip{"no span", with_rule("silence: ▸{ explained: 90d }"), "no-effect", "since_join"},
        Slip{"too short", with_rule("silence: { idle: ▸1h }"), "bad-duration", "90d"},
        Slip{"too long", with_rule("silence: { idle: ▸400d }"), "bad-duration", "90d"}})
    expect_refused(slip);
}

}  // namespace
}  // namespace qunguan::test
