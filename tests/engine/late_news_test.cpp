#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kHead = R"(
policy: 示范群规
groups: [示范群]
people: { leaders: [boss] }
lists: { 赌博: { words: [百家乐] } }
rules:
)";

const std::string kName = "  - { id: name, nickname: { format: \"{部门}-{姓名}\" }, then: warn }\n";
const std::string kGrace =
    "  - { id: name, nickname: { format: \"{部门}-{姓名}\", grace: 1h }, then: warn }\n";
const std::string kReply =
    "  - { id: r, reply_deadline: { asked_by: leaders, within: 30m }, then: fine 100 }\n";
const std::string kRemove = "  - { id: ads, content: { lists: [赌博] }, then: remove }\n";
const std::string kFine = "  - { id: g, content: { lists: [赌博] }, then: fine 50 }\n";

Event named_message(Scenario& day, const std::string& at, const std::string& nickname) {
  Event said = day.message(at, "n1", "早");
  said.message.sender.group_nickname = nickname;
  return said;
}

Event of_member(Scenario& day, EventType type, const std::string& at, const std::string& who) {
  Event event = day.event(type, at);
  event.members = {{.id = MemberId{who}, .name = who}};
  return event;
}

/// Who would be removed now.
std::vector<MemberId> removals(Scenario& day) {
  std::vector<MemberId> members;
  for (const engine::Claim& claim :
       day.file().deliveries().claim("app", Scenario::time("2027-01-01T00:00"), 100))
    if (claim.delivery.kind == engine::DeliveryKind::Removal)
      members.push_back(claim.delivery.people.at(0));
  return members;
}

bool is_present(Scenario& day, const std::string& who) {
  const std::int64_t group = day.store().rosters.group("s", GroupId{"g"}, {}).number;
  return day.store().rosters.load(group).find(MemberId{who})->present;
}

TEST(LateNews, OfANameThatWasChangedSinceIsNotJudged) {
  Scenario day{kHead + kName};
  EXPECT_THAT(day.feed(named_message(day, "10:00:30", "工程部-李四")), IsEmpty());

  EXPECT_THAT(day.feed(named_message(day, "09:59:30", "旧名字")), IsEmpty());
  EXPECT_THAT(day.feed(named_message(day, "10:01:00", "工程部-李四")), IsEmpty());
}

TEST(LateNews, OfANameTellsWhatNothingNewerTold) {
  Scenario day{kHead + kName};
  day.say("10:00:30", "n1", "早");

  EXPECT_EQ(summary(day.feed(named_message(day, "09:59:30", "旧名字"))), "warn n1");
}

TEST(LateNews, OfARoleDoesNotUndoALaterOne) {
  Scenario day{kHead + kFine};
  Event owner = day.event(EventType::GroupOwnerChanged, "10:00:30");
  owner.owner = MemberId{"lisi"};
  day.feed(owner);

  Event late = day.message("09:59:30", "boss", "早");
  late.message.sender.role = Role::Owner;
  day.feed(late);

  EXPECT_EQ(summary(day.say("10:01", "boss", "百家乐")), "fine boss 5000");
}

TEST(LateNews, OfAMessageDoesNotBringBackWhoHasLeft) {
  Scenario day{kHead + kName};
  day.feed(of_member(day, EventType::MemberLeft, "10:00:30", "zhangsan"));

  day.say("09:59:30", "zhangsan", "早");

  EXPECT_FALSE(is_present(day, "zhangsan"));
}

TEST(LateNews, OfALeaveDoesNotTakeAwayWhoHasComeBack) {
  Scenario day{kHead + kRemove};
  day.feed(of_member(day, EventType::MemberJoined, "10:00:30", "zhangsan"));

  day.feed(of_member(day, EventType::MemberLeft, "09:59:30", "zhangsan"));

  EXPECT_TRUE(is_present(day, "zhangsan"));
}

TEST(LateNews, OfAJoinDoesNotBringBackWhoHasLeft) {
  Scenario day{kHead + kName};
  day.feed(of_member(day, EventType::MemberLeft, "10:00:30", "新人"));

  EXPECT_THAT(day.feed(of_member(day, EventType::MemberJoined, "09:59:30", "新人")), IsEmpty());
  EXPECT_FALSE(is_present(day, "新人"));
}

TEST(LateNews, OfAJoinBeginsTheGraceWhenItIsHeard) {
  Scenario day{kHead + kGrace};
  day.wait_until("09:00");
  Event joined = of_member(day, EventType::MemberJoined, "10:00", "新人");
  joined.received_at = Scenario::time("10:04");

  EXPECT_EQ(summary(day.feed(joined)), "remind 新人");
  EXPECT_THAT(day.wait_until("11:03:59"), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("11:04")), "warn 新人");
}

TEST(LateNews, OfAJoinIsNotPunishedButLookedAtTheNextDay) {
  Scenario day{kHead + kName};
  Event joined = of_member(day, EventType::MemberJoined, "10:00", "新人");
  joined.received_at = Scenario::time("10:04");

  EXPECT_EQ(summary(day.feed(joined)), "record 新人");
  day.wait_until("2026-03-03T10:03:59");
  EXPECT_EQ(summary(day.wait_until("2026-03-03T10:04")), "warn 新人");
}

TEST(LateNews, OfWhoSpeaksForTheFirstTimeBeginsHisGrace) {
  Scenario day{kHead + kGrace};
  day.wait_until("09:00");
  Event said = named_message(day, "10:00", "新人");
  said.received_at = Scenario::time("10:04");

  EXPECT_EQ(summary(day.feed(said)), "remind n1");
  EXPECT_EQ(summary(day.wait_until("11:04")), "warn n1");
}

TEST(LateNews, OfAQuestionOpensNoDeadline) {
  Scenario day{kHead + kReply};
  Event question = day.message("10:00", "boss", "@lisi 图纸发了吗");
  question.received_at = Scenario::time("10:04");
  day.feed(question);

  EXPECT_THAT(day.wait_until("11:00"), IsEmpty());
}

TEST(LateNews, OfABackloggedJoinLeavesTheNameToTheFirstLiveEvent) {
  Scenario day{kHead + kGrace};
  day.wait_until("09:00");
  Event joined = of_member(day, EventType::MemberJoined, "10:00", "新人");
  joined.history = true;
  ASSERT_THAT(day.feed(joined), IsEmpty());

  day.restart();

  EXPECT_EQ(summary(day.say("10:30", "新人", "大家好")), "remind 新人");
  EXPECT_EQ(summary(day.wait_until("11:30")), "warn 新人");
}

TEST(LateNews, OfAJoinBeforeTheRemovalWasOrderedDoesNotLiftIt) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");

  day.feed(of_member(day, EventType::MemberJoined, "09:59:30", "zhangsan"));

  EXPECT_THAT(day.say("10:00:10", "zhangsan", "百家乐"), IsEmpty());
  EXPECT_THAT(removals(day), ElementsAre(MemberId{"zhangsan"}));
}

TEST(LateNews, OfABackloggedJoinDoesNotLiftARemoval) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");
  Event joined = of_member(day, EventType::MemberJoined, "10:00:30", "zhangsan");
  joined.history = true;

  day.feed(joined);

  EXPECT_THAT(removals(day), SizeIs(1));
}

}  // namespace
}  // namespace qunguan::test
