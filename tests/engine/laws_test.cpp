#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kHead = R"(
policy: 示范群规
groups: [示范群]
people: { leaders: [boss] }
lists: { 赌博: { words: [百家乐] } }
rules:
)";

const std::string kRemove = "  - { id: ads, content: { lists: [赌博] }, then: remove }\n";
const std::string kReply =
    "  - { id: reply30, reply_deadline: { asked_by: leaders, within: 30m, remind: 5m }, then: fine "
    "100 }\n";
const std::string kFlood =
    "  - { id: flood, flood: { max_messages: 2, within: 1h }, then: warn }\n";
const std::string kQuiet =
    "  - { id: quiet, basis: 第三条, quiet_hours: \"23:30-07:30\", then: remind }\n";

Event of_member(Scenario& day, EventType type, const std::string& at, const std::string& who) {
  Event event = day.event(type, at);
  event.members = {{.id = MemberId{who}, .name = who}};
  return event;
}

/// Who would be removed now.
std::vector<MemberId> removals(Scenario& day, Instant now = Scenario::time("2027-01-01T00:00")) {
  std::vector<MemberId> members;
  for (const engine::Claim& claim : day.file().deliveries().claim("app", now, 100))
    if (claim.delivery.kind == engine::DeliveryKind::Removal)
      members.push_back(claim.delivery.people.at(0));
  return members;
}

/// Fires what fell due while nobody looked, as the daemon does when it is back.
std::vector<engine::Action> come_back(Scenario& day, const std::string& at) {
  const Instant now = Scenario::time(at);
  for (auto next = std::optional{now}; next && *next <= now;) next = day.moderator().tick(now);
  return day.wait_until(at);
}

TEST(Law3, ARemovalWaitsInTheOutboxUntilItIsConfirmed) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");

  day.restart();

  EXPECT_THAT(removals(day), SizeIs(1));
}

TEST(Law3, ARemovalIsDoneWhenTheMemberIsGoneWhoeverDidIt) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:00", "lisi", "百家乐");

  day.feed(of_member(day, EventType::MemberLeft, "10:01", "zhangsan"));

  EXPECT_THAT(removals(day), ::testing::ElementsAre(MemberId{"lisi"}));
}

TEST(Law3, ARemovalIsDoneWhenASnapshotShowsThatTheMemberIsGone) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");
  Event snapshot = day.event(EventType::GroupSnapshot, "10:05");
  snapshot.members = {{.id = MemberId{"boss"}}, {.id = MemberId{"lisi"}}};

  day.feed(snapshot);

  EXPECT_THAT(removals(day), IsEmpty());
}

TEST(Law3, ARemovalOfWhoCameBackIsNotRepeated) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");
  ASSERT_THAT(removals(day), SizeIs(1));  // the call is under way

  day.feed(of_member(day, EventType::MemberJoined, "10:01", "zhangsan"));
  const engine::Claim claim = day.file().deliveries().interrupted().at(1);
  day.file().deliveries().settle(claim, {.state = engine::DeliveryState::Waiting});

  EXPECT_EQ(claim.delivery.kind, engine::DeliveryKind::Removal);
  EXPECT_THAT(removals(day), IsEmpty());
}

TEST(Law3, AnAppealHoldsTheRemovalBack) {
  Scenario day{kHead + kRemove};
  day.say("10:00", "zhangsan", "百家乐");

  day.say("10:01", "zhangsan", "/申诉 1 我说的是电影");

  EXPECT_THAT(removals(day), IsEmpty());
  day.say("10:02", "boss", "/维持 1");
  EXPECT_THAT(removals(day), SizeIs(1));
}

TEST(Law4, WhatFellDueWhileWeWereDownIsOnlyReported) {
  Scenario day{kHead + kReply};
  day.moderator().beat({.at = Scenario::time("10:00"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.restart();
  day.moderator().beat({.at = Scenario::time("12:00"), .uptime = 3h, .boot = "b"});

  EXPECT_EQ(summary(come_back(day, "12:00")), "report lisi");
  EXPECT_EQ(day.balance("lisi"), Fen{});
}

TEST(Law4, WhatFellDueInARestartThatMissedNothingHappensLateAsOfItsTime) {
  Scenario day{kHead + kReply};
  day.moderator().beat({.at = Scenario::time("10:29:58"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.restart();
  day.moderator().beat({.at = Scenario::time("10:30:05"), .uptime = 1h + 7s, .boot = "b"});
  const auto actions = come_back(day, "10:30:05");

  ASSERT_EQ(summary(actions), "fine lisi 10000");
  EXPECT_EQ(actions[0].time, Scenario::time("10:30"));
}

TEST(Law4, AReminderIsMadeLateWhileItIsOfUse) {
  Scenario day{kHead + kReply};
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.restart();

  EXPECT_EQ(summary(come_back(day, "10:29")), "remind lisi");
  EXPECT_EQ(summary(come_back(day, "10:30")), "fine lisi 10000");
}

TEST(Law4, AGapIsRememberedAfterARestart) {
  Scenario day{kHead + kReply};
  day.moderator().beat({.at = Scenario::time("10:00"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "boss", "@lisi 图纸发了吗");
  day.moderator().beat({.at = Scenario::time("10:10"), .uptime = 1h + 10min, .boot = "b"});

  day.restart();

  EXPECT_EQ(day.wait_until("10:30").back().kind, ActionKind::Report);
  EXPECT_EQ(day.balance("lisi"), Fen{});
}

TEST(Law4, AGracePeriodSurvivesARestart) {
  Scenario day{
      kHead + "  - { id: name, nickname: { format: \"{部门}-{姓名}\", grace: 1h }, then: warn }\n"};
  day.wait_until("09:00");
  day.feed(of_member(day, EventType::MemberJoined, "10:00", "小李"));

  day.restart();

  EXPECT_THAT(day.wait_until("10:59:59"), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("11:00")), "warn 小李");
}

TEST(Law4, ACommandCountsInAWindowBeforeARestartAsAfterIt) {
  const auto play = [](bool restarts) {
    Scenario day{kHead + kFlood};
    day.say("10:00", "zhangsan", "一");
    day.say("10:01", "zhangsan", "二");
    day.say("10:02", "zhangsan", "三");
    day.say("10:03", "zhangsan", "/申诉 1 我只是打字快");
    day.say("10:04", "zhangsan", "四");
    if (restarts) day.restart();
    return summary(day.say("10:05", "zhangsan", "五"));
  };

  EXPECT_EQ(play(/*restarts=*/false), play(/*restarts=*/true));
}

TEST(Law4, OurOwnMessagesCountInNoWindowAfterARestart) {
  Scenario day{kHead + "  - { id: repost, flood: { repost_within: 1d }, then: warn }\n"};
  Event notice = day.message("10:00", "robot", "今天下午三点在二楼会议室开会，请大家准时参加");
  notice.message.sender.is_self = true;
  day.feed(notice);

  day.restart();

  EXPECT_THAT(day.say("10:05", "zhangsan", "今天下午三点在二楼会议室开会，请大家准时参加"),
              IsEmpty());
}

TEST(Law4, ANightThatARestartFallsIntoStaysOneNight) {
  Scenario day{kHead + kQuiet};
  EXPECT_EQ(summary(day.say("2026-03-02T23:40", "zhangsan", "还没睡")), "remind zhangsan");

  day.restart();

  EXPECT_THAT(day.say("2026-03-03T01:01", "zhangsan", "真的"), IsEmpty());
  EXPECT_EQ(summary(day.say("2026-03-03T01:01", "lisi", "我也")), "remind lisi");
  EXPECT_THAT(day.say("2026-03-03T07:30", "wangwu", "早"), IsEmpty());
}

TEST(Law9, RememberedMessagesAreBoundedAndWhatIsDroppedIsCounted) {
  engine::Settings settings = Scenario::default_settings();
  settings.remembered_messages = 3;
  Scenario day{kHead + kFlood, settings};

  for (int i = 0; i < 10; ++i) day.say("10:00", "m" + std::to_string(i), "早");

  EXPECT_EQ(day.moderator().counters().remembered, 3U);
  EXPECT_EQ(day.moderator().counters().forgotten, 7U);
}

TEST(Law9, RememberedMessagesStayBoundedAfterARestart) {
  engine::Settings settings = Scenario::default_settings();
  settings.remembered_messages = 3;
  Scenario day{kHead + kFlood, settings};
  for (int i = 0; i < 10; ++i) day.say("10:00", "m" + std::to_string(i), "早");

  day.restart();
  day.say("10:01", "zhangsan", "早");

  EXPECT_EQ(day.moderator().counters().remembered, 3U);
}

TEST(Law9, MessagesAreRememberedNoLongerThanARuleLooksBack) {
  Scenario day{kHead + kFlood};
  day.say("10:00", "zhangsan", "一");
  day.say("10:30", "zhangsan", "二");

  day.say("11:15", "zhangsan", "三");

  EXPECT_EQ(day.moderator().counters().remembered, 2U);
}

TEST(Law9, AGroupThatWasDroppedFromMemoryIsJudgedAsBefore) {
  engine::Settings settings = Scenario::default_settings();
  settings.remembered_members = 1;
  Scenario day{
      "policy: p\ngroups: [示范群]\nlists: { 赌博: { words: [百家乐] } }\nrules:\n"
      "  - { id: g, content: { lists: [赌博] }, then: [warn, fine 5] }\n",
      settings};
  const auto say_in = [&](const std::string& group, const std::string& at) {
    Event said = day.message(at, "zhangsan", "百家乐");
    said.group = GroupId{group};
    said.message.sender.role = Role::Member;
    return summary(day.feed(said));
  };

  EXPECT_EQ(say_in("g", "10:00"), "warn zhangsan");
  EXPECT_EQ(say_in("g2", "10:01"), "warn zhangsan");
  EXPECT_EQ(say_in("g", "10:02"), "fine zhangsan 500");
  EXPECT_EQ(say_in("g2", "10:03"), "fine zhangsan 500");
}

TEST(Law9, DeadlinesThatFallDueTogetherAreTakenAFewAtATime) {
  Scenario day{kHead + kReply};
  day.say("10:00", "boss", "@lisi @zhangsan @wangwu 图纸发了吗");

  const std::optional<Instant> next = day.moderator().tick(Scenario::time("10:25"), 2);

  EXPECT_EQ(day.moderator().counters().deadlines, 2U);
  EXPECT_EQ(next, Scenario::time("10:25"));
}

TEST(Law10, AnOfflineAccountVoidsTheFineOfItsOwnSource) {
  Scenario day{kHead + kReply};
  day.say("10:00", "boss", "@lisi 图纸发了吗");
  Event offline = day.event(EventType::AccountOffline, "10:05");
  offline.group = GroupId{};
  day.feed(offline);
  day.say("10:20", "wangwu", "早");

  const auto actions = day.wait_until("10:30");

  EXPECT_EQ(actions.back().kind, ActionKind::Report);
  EXPECT_EQ(day.balance("lisi"), Fen{});
}

TEST(Law11, ATextIsKeptAsLongAsRetentionAndItsExcerptAsLongAsTheCase) {
  Scenario day{kHead + "  - { id: g, content: { lists: [赌博] }, then: fine 50 }\n"};
  day.say("10:00", "zhangsan", "今晚百家乐走起");
  const std::int64_t number = day.store().cases.find(1)->event;
  ASSERT_EQ(day.store().journal.event(number)->message.text, "今晚百家乐走起");

  day.file().purge(Scenario::time("10:00") + 24h, 24h, 100);
  ASSERT_TRUE(day.store().journal.event(number));
  day.file().purge(Scenario::time("10:00") + 24h + 1ms, 24h, 100);

  EXPECT_FALSE(day.store().journal.event(number));
  EXPECT_THAT(day.store().cases.find(1)->evidence, HasSubstr("百家乐"));
  EXPECT_THAT(day.store().cases.find(1)->evidence, ::testing::Not(HasSubstr("走起")));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Law11, AMessageWhoseTextIsGoneIsStillKnownAndStillRuledOnce) {
  Scenario day{kHead + "  - { id: g, content: { lists: [赌博] }, then: fine 50 }\n"};
  const Event message = day.message("10:00", "zhangsan", "百家乐");
  day.feed(message);
  day.file().purge(Scenario::time("10:00") + 25h, 24h, 100);

  day.restart();

  EXPECT_THAT(day.feed(message), IsEmpty());
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Acceptance, ANameThatWasSetBeforeWeCameIsLookedAtAllTheSame) {
  Scenario day{kHead + "  - { id: name, nickname: { format: \"{部门}-{姓名}\" }, then: remind }\n"};
  Event snapshot = day.event(EventType::GroupSnapshot, "09:00");
  snapshot.group = GroupId{"g9"};
  snapshot.owner = MemberId{"boss"};
  snapshot.members = {{.id = MemberId{"old"}, .name = "追风少年"},
                      {.id = MemberId{"good"}, .name = "销售部-张三"}};

  EXPECT_EQ(summary(day.feed(snapshot)), "remind old");
}

}  // namespace
}  // namespace qunguan::test
