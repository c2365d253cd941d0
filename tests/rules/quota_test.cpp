#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Message kPlace{.kind = MessageKind::Location};
const Message kLink{.kind = MessageKind::Link};
constexpr auto kDay = std::chrono::days{1};

RuleBench sales(const std::string& more = "") {
  RuleBench group{"{quota: {who: [zhang, li], kinds: [location], by: \"09:00\", what: 位置" + more +
                  "}}"};
  for (const char* id : {"zhang", "li", "zhao"}) group.add(id);
  return group;
}

RuleBench editors() {
  RuleBench group{
      R"({quota: {who: zhang, kinds: [link], count: 5, every: week, by: "sun 20:00", remind: 1d}})"};
  group.add("zhang");
  return group;
}

TEST(QuotaRule, FindsWhoSentNothingInTime) {
  RuleBench group = sales();
  group.say(8h + 50min, "zhang", kPlace);
  group.say(8h + 55min, "li", "马上到");

  const auto found = group.strike(9h);

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].member, MemberId{"li"});
  EXPECT_EQ(found[0].since, monday());
  EXPECT_EQ(fact(found[0].facts, "内容"), "位置");
  EXPECT_EQ(fact(found[0].facts, "已有"), "0");
  EXPECT_EQ(fact(found[0].facts, "截止时间"), "03-02 09:00");
}

TEST(QuotaRule, TakesWhatIsSentInTheLastSecondAndNotWhatWasSentYesterday) {
  RuleBench group = sales();
  group.say(9h, "zhang", kPlace);
  group.say(9h, "li", kPlace);
  EXPECT_THAT(group.strike(9h), IsEmpty());

  EXPECT_THAT(group.strike(kDay + 9h), SizeIs(2));
}

TEST(QuotaRule, TakesADayForOneIncident) {
  RuleBench group = sales();

  EXPECT_NE(group.strike(9h).at(0).cause, group.strike(kDay + 9h).at(0).cause);
}

TEST(QuotaRule, AsksOnDaysOfWorkUnlessItIsDaily) {
  const rules::Calendar calendar{.zone = *Zone::named("Asia/Shanghai")};

  EXPECT_EQ(sales().rule().next_time(monday(4 * kDay + 9h), calendar), monday(7 * kDay + 9h));
  EXPECT_EQ(sales(", days: daily").rule().next_time(monday(4 * kDay + 9h), calendar),
            monday(5 * kDay + 9h));
}

TEST(QuotaRule, RemindsWhoIsShortBeforeTheEnd) {
  RuleBench group = sales(", remind: 30m");
  const rules::Calendar calendar{.zone = *Zone::named("Asia/Shanghai")};
  EXPECT_EQ(group.rule().next_time(monday(), calendar), monday(8h + 30min));
  EXPECT_EQ(group.rule().next_time(monday(8h + 30min), calendar), monday(9h));
  EXPECT_EQ(group.rule().next_time(monday(9h), calendar), monday(kDay + 8h + 30min));
  group.say(8h, "zhang", kPlace);

  EXPECT_THAT(group.strike(8h + 30min), IsEmpty());

  EXPECT_THAT(group.hints(), ElementsAre(Field(&rules::Hint::member, MemberId{"li"})));
}

TEST(QuotaRule, SkipsWhoIsOnLeaveOrGoneOrNotYetThere) {
  RuleBench group = sales();
  const std::chrono::local_days today = *rules::parse_day("2026-03-02");
  group.directory.add({.id = MemberId{"li"}, .leave = {{.first = today, .last = today}}});
  group.roster.members[MemberId{"zhang"}].present = false;
  EXPECT_THAT(group.strike(9h), IsEmpty());

  RuleBench others = sales();
  others.directory.add({.id = MemberId{"li"}, .last_day = today - kDay});
  others.roster.members[MemberId{"zhang"}].first_seen_at = monday(8h);
  EXPECT_THAT(others.strike(9h), IsEmpty());
}

TEST(QuotaRule, DoesNotKnowWhoIsNotInTheGroup) {
  RuleBench group{"{quota: {who: [ghost], by: \"09:00\"}}"};

  EXPECT_THAT(group.strike(9h), IsEmpty());
}

TEST(QuotaRule, CountsFromMondayToTheEndOfTheWeek) {
  RuleBench group = editors();
  for (const int day : {0, 1, 2, 6}) group.say(day * kDay + 10h, "zhang", kLink);

  EXPECT_THAT(group.strike(5 * kDay + 20h), IsEmpty());
  EXPECT_EQ(fact(group.hints().at(0).facts, "已有"), "3");
  const auto found = group.strike(6 * kDay + 20h);

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(fact(found[0].facts, "已有"), "4");
  EXPECT_EQ(fact(found[0].facts, "期间"), "本周");
  EXPECT_EQ(found[0].since, monday());
}

TEST(QuotaRule, FindsNothingWhereEnoughWasSent) {
  RuleBench group = editors();
  for (const int day : {0, 1, 2, 3, 6}) group.say(day * kDay + 10h, "zhang", kLink);

  EXPECT_THAT(group.strike(6 * kDay + 20h), IsEmpty());
  EXPECT_THAT(group.hints(), IsEmpty());
}

class QuotaSlip : public testing::TestWithParam<Slip> {};

TEST_P(QuotaSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Quota, QuotaSlip,
    testing::Values(
        Slip{"nobody", with_rule("quota: ▸{ by: \"09:00\" }"), "missing-key", "who"},
        Slip{"no end", with_rule("quota: ▸{ who: leaders }"), "missing-key", "by"},
        Slip{"no weekday for a week",
             with_rule("quota: { who: leaders, every: week, by: ▸\"20:00\" }"), "bad-time",
             "sun 20:00"},
        Slip{"a weekday for a day", with_rule("quota: { who: leaders, by: ▸\"sun 20:00\" }"),
             "bad-time", "09:00"},
        Slip{"days of a week",
             with_rule("quota: { who: leaders, every: week, by: \"sun 20:00\", days: ▸daily }"),
             "no-effect", "删去"},
        Slip{"a reminder on the day before",
             with_rule("quota: { who: leaders, by: \"09:00\", remind: ▸10h }"), "bad-duration",
             "1h"},
        Slip{"no number", with_rule("quota: { who: leaders, by: \"09:00\", count: ▸0 }"),
             "bad-number", "1"}));

}  // namespace
}  // namespace qunguan::test
