#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kHead = R"(
policy: 示范群规
groups: [示范群]
people: { leaders: [boss] }
lists:
  赌博: { words: [百家乐] }
  广告: { words: [日结兼职] }
ladders:
  通用: { window: 30d, steps: [warn, warn, fine 50, propose_removal] }
rules:
)";

const std::string kGambling =
    "  - { id: gambling, basis: 第四条, content: { lists: [赌博] }, then: 通用 }\n";
const std::string kQuiet =
    "  - { id: quiet, basis: 第三条, quiet_hours: \"23:30-07:30\", then: remind }\n";
const std::string kReply =
    "  - { id: reply30, basis: 第二条, reply_deadline: { asked_by: leaders, within: 30m }, then: "
    "fine 100 }\n";

TEST(Law2, TheSameEventsGiveTheSameRulings) {
  const auto play = [] {
    Scenario day{kHead + kGambling + kQuiet + kReply};
    std::string all;
    const auto note = [&](const std::vector<engine::Action>& actions) {
      for (const engine::Action& action : actions)
        all += format_action(action, *Zone::named("Asia/Shanghai")) + "\n";
    };
    note(day.say("10:00", "boss", "@lisi @zhangsan 图纸发了吗"));
    note(day.say("10:05", "lisi", "发了"));
    note(day.say("11:00", "wangwu", "百家乐"));
    note(day.say("23:40", "wangwu", "百家乐"));
    return all;
  };

  const std::string once = play();

  EXPECT_EQ(once, play());
  EXPECT_THAT(once, HasSubstr("fine"));
}

TEST(Law4, DeadlinesWindowsAndCountsSurviveARestart) {
  Scenario day{kHead + kGambling + kReply +
               "  - { id: flood, flood: { max_messages: 2, within: 1h }, then: warn }\n"};
  day.say("10:00", "boss", "@lisi 图纸发了吗");
  day.say("10:01", "zhangsan", "百家乐");
  day.say("10:02", "wangwu", "一");
  day.say("10:03", "wangwu", "二");

  day.restart();

  EXPECT_EQ(summary(day.say("10:20", "wangwu", "三")), "warn wangwu");
  EXPECT_EQ(day.say("10:21", "zhangsan", "百家乐").at(0).step, 2);
  EXPECT_EQ(summary(day.wait_until("10:30")), "fine lisi 10000");
}

TEST(Law5, TakesTheHeaviestStepAndRecordsTheRest) {
  Scenario day{kHead + kGambling + kQuiet};

  const auto actions = day.say("23:40", "zhangsan", "百家乐");

  ASSERT_EQ(summary(actions), "warn zhangsan");
  EXPECT_EQ(nlohmann::json::parse(actions[0].evidence)["also"][0]["rule"], "quiet");
}

TEST(Law5, DoesNotAdvanceTheLadderOfARuleThatDidNotRule) {
  Scenario day{kHead + kQuiet +
               "  - { id: ads, content: { lists: [广告] }, then: [remind, fine 5] }\n" + kGambling};

  day.say("10:00", "zhangsan", "日结兼职 百家乐");

  EXPECT_EQ(summary(day.say("10:01", "zhangsan", "日结兼职")), "remind zhangsan");
}

TEST(Law5, QueuedMessagesAfterARemovalAddNothing) {
  Scenario day{kHead + "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "remove zhangsan");
  for (int i = 0; i < 20; ++i) EXPECT_THAT(day.say("10:00:01", "zhangsan", "百家乐"), IsEmpty());
}

TEST(Law5, JudgesAMemberWhoCameBack) {
  Scenario day{kHead + "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"};
  day.say("10:00", "zhangsan", "百家乐");
  for (const EventType type : {EventType::MemberLeft, EventType::MemberJoined}) {
    Event event = day.event(type, "11:00");
    event.members = {{.id = MemberId{"zhangsan"}}};
    day.feed(event);
  }

  EXPECT_EQ(summary(day.say("12:00", "zhangsan", "百家乐")), "remove zhangsan");
}

TEST(Law6, EvidenceExplainsTheRuling) {
  Scenario day{kHead + kGambling};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:01", "zhangsan", "今晚百\u200B家乐");

  const nlohmann::json evidence = nlohmann::json::parse(actions.at(0).evidence);
  EXPECT_EQ(evidence["rule"], "gambling");
  EXPECT_EQ(evidence["basis"][0], "第四条");
  EXPECT_EQ(evidence["policy"].get<std::string>().size(), 16U);
  EXPECT_EQ(evidence["count"], 1);
  EXPECT_EQ(evidence["passage"]["begin"], std::string{"今晚"}.size());
  EXPECT_EQ(evidence["passage"]["foldings"][0], "invisible");
  EXPECT_EQ(evidence["clock"]["at"], "2026-03-02T10:01:00+08:00");
  EXPECT_EQ(actions[0].message.text().front(), 'm');
}

TEST(Law7, WhatOnlySoundsLikeAWordWaitsForAPerson) {
  std::string policy = kHead + "  - { id: gambling, content: { lists: [赌] }, then: fine 50 }\n";
  policy.insert(policy.find("ladders:"), "  赌: { by_sound: [赌博] }\n");
  Scenario day{policy};

  const auto heard = day.say("10:00", "zhangsan", "来堵博");
  const auto written = day.say("10:01", "zhangsan", "来赌博");

  EXPECT_THAT(summary(heard), HasSubstr("review"));
  EXPECT_THAT(summary(heard), Not(HasSubstr("fine")));
  EXPECT_EQ(nlohmann::json::parse(heard.at(0).evidence)["unsure"], true);
  EXPECT_THAT(summary(written), HasSubstr("fine"));
}

/// With a list that is heard, too.
std::string heard_under(const std::string& rules) {
  std::string policy = kHead + rules;
  policy.insert(policy.find("ladders:"), "  赌: { by_sound: [赌博] }\n");
  return policy;
}

TEST(Law7, WhatWasHeardCostsWhatTheLadderSaysOnceAPersonAgreed) {
  Scenario day{
      heard_under("  - { id: gambling, content: { lists: [赌] }, then: [remind, fine 50] }\n")};
  day.say("10:00", "zhangsan", "来赌博");
  day.say("10:01", "zhangsan", "来堵博");

  const auto agreed = day.say("10:02", "boss", "/同意");

  EXPECT_THAT(summary(agreed), HasSubstr("fine zhangsan 5000"));
}

TEST(Law7, WhatIsOnlySuspectedDoesNotCountOnALadder) {
  for (const char* steps : {"[remind, fine 50]", "[report, fine 50]"}) {
    Scenario day{heard_under(
        "  - { id: gambling, content: { lists: [赌] }, then: " + std::string{steps} + " }\n")};

    const auto heard = day.say("10:00", "zhangsan", "来堵博");
    const auto written = day.say("10:01", "zhangsan", "来赌博");

    EXPECT_THAT(summary(heard), Not(HasSubstr("remind"))) << steps;
    EXPECT_THAT(summary(written), Not(HasSubstr("fine"))) << steps;
  }
}

TEST(Law7, WhatIsSureIsNotHeldUpByWhatIsNot) {
  Scenario day{
      heard_under("  - { id: heard, content: { lists: [赌] }, then: fine 50 }\n"
                  "  - { id: adverts, content: { lists: [广告] }, then: warn }\n")};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "日结兼职，来堵博")), "warn zhangsan");
}

TEST(Law6, ANoticeNamesRuleBasisFindingNextStepAndAppeal) {
  Scenario day{
      kHead +
      "  - { id: gambling, name: 禁赌, basis: [3.6-1], content: { lists: [赌博] }, then: 通用 }\n"};

  const std::string text = day.say("10:00", "zhangsan", "今晚百家乐").at(0).text;

  EXPECT_THAT(text, HasSubstr("@zhangsan 警告：消息含有“赌博”类禁止内容“百家乐”"));
  EXPECT_THAT(text, HasSubstr("依据：《示范群规》3.6（禁赌）"));
  EXPECT_THAT(text, HasSubstr("下一步：30天内再次违反：警告"));
  EXPECT_THAT(text, HasSubstr("/申诉 1 理由"));
}

TEST(Notice, TellsNoNextTimeToWhoIsRemoved) {
  Scenario day{kHead + "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"};

  const auto actions = day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(actions), "remove zhangsan");
  EXPECT_THAT(actions.at(0).text, Not(HasSubstr("下一步")));
}

TEST(Law7, ExemptsOwnerAdminsAndBot) {
  Scenario day{kHead + kGambling};
  Event bot = day.message("10:00", "robot", "百家乐");
  bot.message.sender.role = Role::Bot;

  EXPECT_THAT(day.say("10:00", "boss", "百家乐"), IsEmpty());
  EXPECT_THAT(day.say("10:00", "admin1", "百家乐"), IsEmpty());
  EXPECT_THAT(day.feed(bot), IsEmpty());
}

TEST(Law7, BindsAdminsWhereARuleNamesThem) {
  Scenario day{
      kHead +
      "  - { id: gambling, content: { lists: [赌博] }, when: { roles: [admin] }, then: warn }\n"};

  EXPECT_EQ(summary(day.say("10:00", "admin1", "百家乐")), "warn admin1");
  EXPECT_THAT(day.say("10:00", "zhangsan", "百家乐"), IsEmpty());
}

TEST(Law7, AFuseStopsAutomaticFines) {
  Scenario day{"fuse: { fines: 2, within: 1h }\n" + kHead +
               "  - { id: gambling, content: { lists: [赌博] }, then: fine 10 }\n"};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "lisi", "百家乐");

  EXPECT_EQ(summary(day.say("10:02", "wangwu", "百家乐")), "review wangwu");
  EXPECT_EQ(day.balance("wangwu"), Fen{});
  EXPECT_EQ(summary(day.say("11:30", "wangwu", "百家乐")), "fine wangwu 1000");
}

TEST(Law7, AFuseStopsRemovalsOfTooLargeAPartOfTheGroup) {
  // Six are there: of 40 percent, two whole members.
  Scenario day{"fuse: { removals: 5, percent: 40, within: 1h }\n" + kHead +
               "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"};
  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "remove zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "lisi", "百家乐")), "remove lisi");

  EXPECT_EQ(summary(day.say("10:02", "wangwu", "百家乐")), "propose_removal wangwu");
}

TEST(Law7, AFuseLetsOneMemberOfASmallGroupGo) {
  Scenario day{"fuse: { percent: 1, within: 1h }\n" + kHead +
               "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "remove zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "lisi", "百家乐")), "propose_removal lisi");
}

TEST(Law7, AfterTheFuseWhatPeopleAgreeToIsDone) {
  Scenario day{
      "fuse: { fines: 1, within: 1h }\n" + kHead +
      "  - { id: gambling, content: { lists: [赌博] }, then: fine 10 + propose_removal }\n"};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "lisi", "百家乐");

  EXPECT_EQ(summary(day.say("10:05", "boss", "/同意 2")),
            "fine lisi 1000; remove lisi; announce boss");
}

TEST(Law8, ARuleInTestModeWritesNothingAndOutranksNothing) {
  Scenario day{kHead +
               "  - { id: heavy, content: { lists: [赌博] }, then: fine 500, mode: test }\n" +
               kGambling};

  const auto actions = day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(actions), "warn zhangsan; fine zhangsan 50000 (test)");
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
  EXPECT_THAT(day.outbox().deliveries, SizeIs(1));
}

TEST(Law8, ModeWarnLetsNothingHeavierPass) {
  Scenario day{kHead +
               "  - { id: g, content: { lists: [赌博] }, then: [fine 500, remove], mode: warn }\n"};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "warn zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "zhangsan", "百家乐")), "warn zhangsan");
}

TEST(Law10, AGapOfOursVoidsTheFine) {
  Scenario day{kHead + kReply};
  day.moderator().beat({.at = Scenario::time("10:00"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.moderator().beat({.at = Scenario::time("10:10"), .uptime = 1h + 10min, .boot = "b"});

  const auto actions = day.wait_until("10:30");
  EXPECT_EQ(summary(actions), "report lisi");
  EXPECT_THAT(actions.at(0).text, HasSubstr("中断"));
  EXPECT_EQ(day.balance("lisi"), Fen{});
}

TEST(Law10, AnOutageWhileADeadlineSettlesVoidsTheFine) {
  engine::Settings settings = Scenario::default_settings();
  settings.settling = 30s;
  Scenario day{kHead + kReply, settings};
  day.say("10:00", "boss", "@lisi 图纸发了吗");
  day.moderator().beat({.at = Scenario::time("10:30"), .uptime = 1h, .boot = "b"});

  day.moderator().beat({.at = Scenario::time("10:31"), .uptime = 61min, .boot = "b"});

  EXPECT_EQ(summary(day.wait_until("10:31")), "report lisi");
}

TEST(Law10, AnOutageThatTheSourceMakesGoodVoidsNothing) {
  engine::Settings settings = Scenario::default_settings();
  settings.sources[0].redelivers = 20min;
  Scenario day{kHead + kReply, settings};
  day.moderator().beat({.at = Scenario::time("10:00"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.moderator().beat({.at = Scenario::time("10:10"), .uptime = 1h + 10min, .boot = "b"});

  EXPECT_EQ(summary(day.wait_until("10:30")), "fine lisi 10000");
}

TEST(Law10, AClockJumpVoidsTheFine) {
  Scenario day{kHead + kReply};
  day.moderator().beat({.at = Scenario::time("10:00"), .uptime = 1h, .boot = "b"});
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.moderator().beat({.at = Scenario::time("10:40"), .uptime = 1h + 5s, .boot = "b"});

  EXPECT_EQ(summary(day.wait_until("10:40")), "report lisi");
}

TEST(Law10, AChangeOfTheRulesMeaningIsOnlyReported) {
  Scenario day{kHead + kReply};
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.reload(kHead +
                 "  - { id: reply30, basis: 第二条, reply_deadline: { asked_by: leaders, within: "
                 "10m }, then: fine 100 }\n",
             "10:05");

  EXPECT_EQ(summary(day.wait_until("10:30")), "report lisi");
}

TEST(Law10, AChangeOfItsWordingChangesNothing) {
  Scenario day{kHead + kReply};
  day.say("10:00", "boss", "@lisi 图纸发了吗");

  day.reload(kHead +
                 "  - { id: reply30, name: 限时回复, basis: 第二条之一, reply_deadline: { "
                 "asked_by: leaders, within: 30m }, then: fine 100 }\n",
             "10:05");

  EXPECT_EQ(summary(day.wait_until("10:30")), "fine lisi 10000");
}

TEST(Law10, NobodyIsSanctionedBeforeTheStaffIsKnown) {
  Scenario day{kHead + kGambling};
  const auto elsewhere = [&](Role role) {
    Event event = day.message("10:00", "stranger", "百家乐");
    event.group = GroupId{role == Role::Unknown ? "g2" : "g3"};
    event.message.sender.role = role;
    return day.feed(event);
  };

  EXPECT_EQ(summary(elsewhere(Role::Unknown)), "record stranger");
  EXPECT_EQ(summary(elsewhere(Role::Member)), "warn stranger");
}

TEST(Law10, WhatComesTooLateIsStoredAndNotPunished) {
  Scenario day{kHead + kGambling};
  Event late = day.message("10:00", "zhangsan", "百家乐");
  late.received_at = late.at + 181s;
  Event in_time = day.message("10:10", "zhangsan", "百家乐");
  in_time.received_at = in_time.at + 180s;

  EXPECT_EQ(summary(day.feed(late)), "record zhangsan");
  EXPECT_EQ(summary(day.feed(in_time)), "warn zhangsan");
}

TEST(Law10, BacklogIsNeverSanctioned) {
  Scenario day{kHead + kGambling};
  Event old = day.message("10:00", "zhangsan", "百家乐");
  old.history = true;

  EXPECT_THAT(day.feed(old), IsEmpty());
}

TEST(Law10, LateDeliveriesHaveASettlingWindow) {
  engine::Settings settings = Scenario::default_settings();
  settings.settling = 30s;
  Scenario day{kHead + kReply, settings};
  day.say("10:15", "boss", "@lisi 图纸发了吗");
  EXPECT_THAT(day.wait_until("10:45:29"), IsEmpty());

  Event answer = day.message("10:44:58", "lisi", "发了");
  answer.received_at = Scenario::time("10:45:12");
  const auto taken = day.moderator().accept(
      answer, engine::prepare(answer, std::make_shared<const rules::PolicyBook>()));

  ASSERT_TRUE(taken);
  EXPECT_EQ(summary(day.wait_until("10:46")), "record lisi");
}

TEST(Ladder, CountsWithinItsWindow) {
  Scenario day{kHead +
               "  - { id: gambling, content: { lists: [赌博] }, then: { window: 1h, steps: "
               "[remind, warn, fine 5] } }\n"};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "remind zhangsan");
  EXPECT_EQ(summary(day.say("10:30", "zhangsan", "百家乐")), "warn zhangsan");
  EXPECT_EQ(summary(day.say("11:10", "zhangsan", "百家乐")), "warn zhangsan");
  EXPECT_EQ(summary(day.say("11:20", "zhangsan", "百家乐")), "fine zhangsan 500");
  EXPECT_EQ(summary(day.say("11:21", "zhangsan", "百家乐")), "fine zhangsan 500");
}

TEST(Ladder, IsSharedByItsNameAndAloneWithoutOne) {
  Scenario day{kHead + kGambling + "  - { id: ads, content: { lists: [广告] }, then: 通用 }\n"};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "zhangsan", "日结兼职");

  EXPECT_EQ(summary(day.say("10:02", "zhangsan", "百家乐")), "fine zhangsan 5000");
  EXPECT_EQ(summary(day.say("10:03", "lisi", "百家乐")), "warn lisi");
}

TEST(Step, MayHaveTwoSanctionsAndSendsOneNotice) {
  Scenario day{kHead + "  - { id: g, content: { lists: [赌博] }, then: warn + fine 50 }\n"};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "warn zhangsan; fine zhangsan 5000");
  EXPECT_THAT(day.outbox().deliveries, SizeIs(1));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Rule, WithTwoMembersAskedFinesBothForOneQuestion) {
  Scenario day{kHead + kReply};
  day.say("10:00", "boss", "@lisi @zhangsan 图纸发了吗");

  EXPECT_EQ(summary(day.wait_until("10:30")), "fine lisi 10000; fine zhangsan 10000");
}

TEST(Rule, EditedDoesNotReopenOldIncidents) {
  Scenario day{kHead + kQuiet};
  day.say("23:40", "zhangsan", "还没睡");

  day.reload(
      kHead + "  - { id: quiet, basis: 第三条修订, quiet_hours: \"23:30-07:30\", then: remind }\n",
      "23:41");

  EXPECT_THAT(day.say("23:45", "zhangsan", "真的"), IsEmpty());
}

TEST(Rule, ThatIsNewSweepsThoseWhoAreThereAlready) {
  Scenario day{kHead + kQuiet};

  const auto swept = day.reload(
      kHead + kQuiet + "  - { id: name, nickname: { format: \"{部门}-{姓名}\" }, then: remind }\n",
      "09:00");

  EXPECT_EQ(summary(swept), "remind lisi; remind wangwu; remind zhangsan");
  day.restart();
  EXPECT_THAT(day.wait_until("09:01"), IsEmpty());
}

TEST(Event, DeliveredTwiceIsJudgedOnce) {
  Scenario day{kHead + kGambling};
  const Event message = day.message("10:00", "zhangsan", "百家乐");

  EXPECT_THAT(day.feed(message), SizeIs(1));
  EXPECT_THAT(day.feed(message), IsEmpty());
}

TEST(Event, OfAGroupThatNoPolicyNamesIsOnlyJournalled) {
  Scenario day{kHead + kGambling};
  Event elsewhere = day.message("10:00", "zhangsan", "百家乐");
  elsewhere.group = GroupId{"other"};
  elsewhere.group_name = "别的群";

  EXPECT_THAT(day.feed(elsewhere), IsEmpty());
  EXPECT_EQ(day.moderator().counters().ungoverned, 1U);
}

TEST(Group, StaysGovernedWhenItIsRenamed) {
  Scenario day{kHead + kGambling, [] {
                 engine::Settings settings = Scenario::default_settings();
                 settings.groups[0].name.clear();
                 return settings;
               }()};
  Event renamed = day.event(EventType::GroupRenamed, "09:00");
  renamed.group_name = "无法无天群";
  day.feed(renamed);

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "warn zhangsan");
}

}  // namespace
}  // namespace qunguan::test
