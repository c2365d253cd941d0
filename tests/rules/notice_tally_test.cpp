#include <algorithm>

#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kNotice = "【通知】周五14:00消防演练，收到请回复";

std::string policy(const std::string& more = "") {
  return "policy: 示范群规\ngroups: [示范群]\nreport_to: role:admin\nrules:\n"
         "  - { id: receipt, reply_deadline: { asked_by: \"role:admin\", asks: notice, within: 1h "
         "}, "
         "then: remind" +
         more + " }\n";
}

Event left(Scenario& day, const std::string& at, const std::string& who) {
  Event event = day.event(EventType::MemberLeft, at);
  event.members = {{.id = MemberId{who}, .name = who}};
  return event;
}

/// What the staff is told, when anything is.
std::string told(const std::vector<engine::Action>& actions) {
  std::string text;
  for (const engine::Action& action : actions)
    if (action.kind == ActionKind::Report) text += action.text;
  return text;
}

TEST(NoticeTally, NamesWhoDidNotAnswerAndCountsWhoDid) {
  Scenario day{policy()};
  day.say("09:00", "admin1", kNotice);
  day.say("09:05", "zhangsan", "收到");

  const auto actions = day.wait_until("10:00");

  EXPECT_EQ(summary(actions), "report -; remind lisi; remind wangwu");
  EXPECT_THAT(told(actions), HasSubstr("已回复 1 人，未回复 2 人：lisi、wangwu"));
  EXPECT_THAT(told(actions), HasSubstr("的通知“"));
}

TEST(NoticeTally, SaysThatAllAnswered) {
  Scenario day{policy()};
  day.say("09:00", "admin1", kNotice);
  for (const char* id : {"zhangsan", "lisi", "wangwu"}) day.say("09:05", id, "收到");

  const auto actions = day.wait_until("10:00");

  EXPECT_EQ(summary(actions), "report -");
  EXPECT_THAT(told(actions), HasSubstr("3 人全部已回复"));
}

TEST(NoticeTally, SurvivesARestart) {
  Scenario day{policy()};
  day.say("09:00", "admin1", kNotice);
  day.say("09:05", "zhangsan", "收到");

  day.restart();
  const auto actions = day.wait_until("10:00");

  EXPECT_THAT(told(actions), HasSubstr("已回复 1 人，未回复 2 人"));
}

TEST(NoticeTally, ForgetsWhoLeft) {
  Scenario day{policy()};
  day.say("09:00", "admin1", kNotice);
  day.say("09:05", "zhangsan", "收到");

  day.feed(left(day, "09:10", "zhangsan"));
  day.feed(left(day, "09:10", "lisi"));
  const auto actions = day.wait_until("10:00");

  EXPECT_THAT(told(actions), HasSubstr("已回复 0 人，未回复 1 人：wangwu"));
  EXPECT_THAT(told(actions), Not(HasSubstr("lisi")));
}

TEST(NoticeTally, CountsThoseAloneWhomTheRuleConcerns) {
  Scenario day{policy(", unless: { people: [lisi] }")};
  day.say("09:00", "admin1", kNotice);
  day.say("09:05", "lisi", "收到");

  EXPECT_THAT(told(day.wait_until("10:00")),
              HasSubstr("已回复 0 人，未回复 2 人：wangwu、zhangsan"));
}

TEST(NoticeTally, TakesAnAnswerInTheLastSecond) {
  Scenario day{policy()};
  day.say("09:00", "admin1", kNotice);
  for (const char* id : {"zhangsan", "lisi"}) day.say("09:05", id, "收到");

  day.say("10:00", "wangwu", "收到");

  EXPECT_THAT(told(day.wait_until("10:01")), HasSubstr("3 人全部已回复"));
}

TEST(NoticeTally, AsksOnceWhoStillOwesAnAnswerToTheNoticeBefore) {
  Scenario day{policy()};
  day.say("09:00", "admin1", kNotice);
  day.say("09:05", "zhangsan", "收到");
  day.say("09:30", "admin1", "【通知】还没回复的请回复");

  EXPECT_EQ(summary(day.wait_until("10:00")), "report -; remind lisi; remind wangwu");
  EXPECT_EQ(summary(day.wait_until("10:30")), "report -; remind zhangsan");
}

}  // namespace
}  // namespace qunguan::test
