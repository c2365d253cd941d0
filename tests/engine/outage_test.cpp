#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using ::testing::IsEmpty;

const std::string kReply = R"(
policy: 示范群规
groups: [示范群]
people: { leaders: [boss] }
rules:
  - { id: reply30, reply_deadline: { asked_by: leaders, within: 30m }, then: fine 100 }
)";

/// A question at ten, and an account that goes offline five minutes later.
class Offline : public ::testing::Test {
 protected:
  Offline() {
    day_.say("10:00", "boss", "@lisi 图纸发了吗");
    day_.feed(of_the_source(EventType::AccountOffline, "10:05"));
  }

  Event of_the_source(EventType type, const std::string& at) {
    Event event = day_.event(type, at);
    event.group = GroupId{};
    event.group_name.clear();
    return event;
  }

  Scenario day_{kReply};
};

TEST_F(Offline, EndsByNoPing) {
  day_.feed(of_the_source(EventType::Ping, "10:05:01"));

  EXPECT_EQ(summary(day_.wait_until("10:30")), "report lisi");
}

TEST_F(Offline, EndsByNothingThatCannotBeRead) {
  day_.feed(of_the_source(EventType::Unknown, "10:05:01"));

  EXPECT_EQ(summary(day_.wait_until("10:30")), "report lisi");
}

TEST_F(Offline, EndsByNoBacklog) {
  Event old = day_.message("10:05:01", "wangwu", "早");
  old.history = true;
  day_.feed(old);

  EXPECT_EQ(summary(day_.wait_until("10:30")), "report lisi");
}

TEST_F(Offline, EndsByNoMessageFromBeforeIt) {
  Event late = day_.message("10:04:59", "wangwu", "早");
  late.received_at = Scenario::time("10:05:01");
  day_.feed(late);

  EXPECT_EQ(summary(day_.wait_until("10:30")), "report lisi");
}

TEST_F(Offline, ThatHasEndedVoidsNoLaterDeadline) {
  day_.say("10:20", "wangwu", "早");
  day_.say("10:21", "boss", "@zhangsan 图纸发了吗");

  EXPECT_EQ(summary(day_.wait_until("10:51")), "report lisi; fine zhangsan 10000");
}

/// A question at ten; down from 10:29:40 to 10:30:38, where the source sends again for ten
/// minutes what it could not deliver.
class Outage : public ::testing::Test {
 protected:
  Outage() {
    day_.say("10:00", "boss", "@lisi 图纸发了吗");
    day_.moderator().beat({.at = Scenario::time("10:29:40"), .uptime = 1h, .boot = "b"});
    day_.restart();
    day_.moderator().beat({.at = Scenario::time("10:30:38"), .uptime = 1h + 58s, .boot = "b"});
    static_cast<void>(day_.moderator().tick(Scenario::time("10:30:38")));
  }

  static engine::Settings settings() {
    engine::Settings settings = Scenario::default_settings();
    settings.settling = 30s;
    settings.sources[0].redelivers = 10min;
    return settings;
  }

  Scenario day_{kReply, settings()};
};

TEST_F(Outage, LeavesTheAnswerTimeToBeSentAgain) {
  Event answer = day_.message("10:29:50", "lisi", "发了");
  answer.received_at = Scenario::time("10:30:40");

  EXPECT_EQ(summary(day_.feed(answer)), "record lisi");
  EXPECT_THAT(day_.wait_until("11:00"), IsEmpty());
}

TEST_F(Outage, PutsTheEndOffUntilAllMustHaveCome) {
  EXPECT_THAT(day_.wait_until("10:41:07"), IsEmpty());

  const auto actions = day_.wait_until("10:41:08");

  ASSERT_EQ(summary(actions), "fine lisi 10000");
  EXPECT_EQ(actions[0].time, Scenario::time("10:30"));
}

TEST_F(Outage, PutsTheEndOffOverAnotherRestart) {
  day_.restart();

  EXPECT_THAT(day_.wait_until("10:41:07"), IsEmpty());
  EXPECT_EQ(summary(day_.wait_until("10:41:08")), "fine lisi 10000");
}

}  // namespace
}  // namespace qunguan::test
