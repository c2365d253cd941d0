#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

engine::Timer timer(std::int64_t group, const std::string& member, Instant due) {
  engine::Timer timer{.group = group, .rule = RuleId{"reply30"}, .meaning = "meaning"};
  timer.deadline = {.member = MemberId{member},
                    .cause = {.kind = "question", .id = "m1"},
                    .since = due - std::chrono::minutes{30},
                    .due = due,
                    .facts = {{"提问人", "群主"}, {"截止时间", "10:30"}}};
  timer.end_at = due + std::chrono::seconds{30};
  return timer;
}

std::vector<std::string> owners(const std::vector<engine::Timer>& timers) {
  std::vector<std::string> members;
  for (const engine::Timer& one : timers) members.push_back(one.deadline.member.text());
  return members;
}

TEST_P(StoreContract, TimersFallDueInOrderAfterACrash) {
  const std::int64_t number = group();
  ports().timers.open(timer(number, "later", at(300)));
  ports().timers.open(timer(number, "sooner", at(100)));
  ports().timers.open(timer(number, "as soon", at(100)));
  commit();

  crash();

  EXPECT_EQ(ports().timers.next_fire(), at(130));
  EXPECT_THAT(owners(ports().timers.due(at(129), 10)), IsEmpty());
  EXPECT_THAT(owners(ports().timers.due(at(130), 10)), ElementsAre("sooner", "as soon"));
  EXPECT_THAT(owners(ports().timers.due(at(999), 10)), ElementsAre("sooner", "as soon", "later"));
  EXPECT_THAT(ports().timers.due(at(999), 2), SizeIs(2));
}

TEST_P(StoreContract, TimersComeBackAsTheyWereOpened) {
  engine::Timer opened = timer(group(), "lisi", at(100));
  opened.remind_at = at(50);
  const std::int64_t number = ports().timers.open(opened);
  commit();

  crash();

  const auto found = ports().timers.open_in(opened.group);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].number, number);
  EXPECT_EQ(found[0].deadline.number, number);
  EXPECT_EQ(found[0].rule, opened.rule);
  EXPECT_EQ(found[0].meaning, "meaning");
  EXPECT_EQ(found[0].deadline.member, MemberId{"lisi"});
  EXPECT_EQ(found[0].deadline.cause, opened.deadline.cause);
  EXPECT_EQ(found[0].deadline.since, opened.deadline.since);
  EXPECT_EQ(found[0].deadline.due, at(100));
  EXPECT_EQ(found[0].deadline.facts, opened.deadline.facts);
  EXPECT_EQ(found[0].remind_at, at(50));
  EXPECT_EQ(found[0].end_at, at(130));
}

TEST_P(StoreContract, TimersFireForTheReminderAndThenForTheEnd) {
  engine::Timer opened = timer(group(), "lisi", at(100));
  opened.remind_at = at(50);
  const std::int64_t number = ports().timers.open(opened);

  EXPECT_EQ(ports().timers.next_fire(), at(50));
  ports().timers.remind_no_more(number);

  EXPECT_EQ(ports().timers.next_fire(), at(130));
  EXPECT_FALSE(ports().timers.open_in(opened.group).at(0).remind_at);
}

TEST_P(StoreContract, TimersThatArePutOffFireThen) {
  const engine::Timer opened = timer(group(), "lisi", at(100));
  const std::int64_t number = ports().timers.open(opened);

  ports().timers.put_off(number, at(700));

  EXPECT_THAT(ports().timers.due(at(699), 10), IsEmpty());
  ASSERT_THAT(ports().timers.due(at(700), 10), SizeIs(1));
  EXPECT_EQ(ports().timers.open_in(opened.group).at(0).end_at, at(700));
  EXPECT_EQ(ports().timers.open_in(opened.group).at(0).deadline.due, at(100));
}

TEST_P(StoreContract, TimersThatAreClosedFireNoMore) {
  const std::int64_t number = ports().timers.open(timer(group(), "lisi", at(100)));

  ports().timers.close(number);

  EXPECT_THAT(ports().timers.due(at(999), 10), IsEmpty());
  EXPECT_EQ(ports().timers.next_fire(), std::nullopt);
}

TEST_P(StoreContract, TimersNeverTakeTheNumberOfAnother) {
  const std::int64_t first = ports().timers.open(timer(group(), "lisi", at(100)));
  ports().timers.close(first);

  EXPECT_GT(ports().timers.open(timer(group(), "lisi", at(200))), first);
}

TEST_P(StoreContract, TimersBelongToTheirGroup) {
  ports().timers.open(timer(group("g1"), "lisi", at(100)));

  EXPECT_THAT(ports().timers.open_in(group("g2")), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
