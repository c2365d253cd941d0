#include <gmock/gmock.h>

#include "qunguan/engine/confirming_queue.hpp"
#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using engine::DeliveryKind;
using engine::DeliveryState;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kPolicy = R"(
policy: 示范群规
groups: [示范群]
people: { leaders: [boss] }
lists: { 赌博: { words: [百家乐] } }
rules:
  - { id: ads, content: { lists: [赌博] }, then: remove }
  - { id: reply30, reply_deadline: { asked_by: leaders, within: 30m }, then: fine 100 }
)";

/// A group whose removals a channel carries out; zhangsan's is ordered at 10:00.
class Removal : public ::testing::Test {
 protected:
  Removal() { day.say("10:00", "zhangsan", "百家乐"); }

  /// The call begins.
  engine::Claim claim(const std::string& at) {
    for (const engine::Claim& one : day.file().deliveries().claim("app", Scenario::time(at), 100))
      if (one.delivery.kind == DeliveryKind::Removal) return one;
    ADD_FAILURE() << "no removal waits";
    return {};
  }

  /// Its answer comes.
  void settle(const engine::Claim& claim, const std::string& at,
              DeliveryState state = DeliveryState::Done) {
    engine::ConfirmingQueue{day.file().deliveries(), day.moderator()}.settle(
        claim, {.state = state, .next_attempt = {}, .note = "", .at = Scenario::time(at)});
  }

  void join(const std::string& at) {
    Event event = day.event(EventType::MemberJoined, at);
    event.members = {{.id = MemberId{"zhangsan"}, .name = "zhangsan"}};
    day.feed(event);
  }

  /// As it stands in the file.
  bool is_present() {
    return day.file().ports().rosters.load(1).find(MemberId{"zhangsan"})->present;
  }
  std::vector<engine::Timer> timers() { return day.file().ports().timers.open_in(1); }

  /// Who is fined for not answering a question to everybody.
  std::string fined_for(const std::string& question, const std::string& due) {
    day.say(question, "boss", "@所有人 周报交了吗");
    return summary(day.wait_until(due));
  }

  Scenario day{kPolicy};
};

TEST_F(Removal, ThatIsDoneHasTheMemberGone) {
  settle(claim("10:01"), "10:02");

  EXPECT_FALSE(is_present());
  EXPECT_EQ(fined_for("2026-03-04T10:00", "2026-03-04T10:31"),
            "fine lisi 10000; fine wangwu 10000");
}

TEST_F(Removal, ThatIsDoneHasHimGoneAfterARestartToo) {
  settle(claim("10:01"), "10:02");

  day.restart();

  EXPECT_EQ(fined_for("2026-03-04T10:00", "2026-03-04T10:31"),
            "fine lisi 10000; fine wangwu 10000");
}

TEST_F(Removal, ThatIsNotDoneYetHasHimThere) {
  settle(claim("10:01"), "10:02", DeliveryState::Waiting);

  EXPECT_TRUE(is_present());
}

TEST_F(Removal, EndsWhatTheMemberOwes) {
  const engine::Claim removal = claim("10:01");
  day.say("10:02", "boss", "@zhangsan 图纸发了吗");
  ASSERT_THAT(timers(), SizeIs(1));

  settle(removal, "10:03");

  EXPECT_THAT(timers(), IsEmpty());
}

TEST_F(Removal, LeavesAMemberWhoCameBackDuringTheCallWhereHeIs) {
  const engine::Claim removal = claim("10:01");
  join("10:02");

  settle(removal, "10:03");

  EXPECT_TRUE(is_present());
}

TEST_F(Removal, LeavesHimWhereHeIsWhateverIsForgottenMeanwhile) {
  const engine::Claim removal = claim("10:01");
  join("10:02");
  day.restart();

  settle(removal, "10:03");

  EXPECT_TRUE(is_present());
}

TEST_F(Removal, IsOverOnceTheMemberComesBack) {
  settle(claim("10:01"), "10:02");

  join("10:03");

  EXPECT_TRUE(is_present());
  EXPECT_EQ(summary(day.say("10:04", "zhangsan", "百家乐")), "remove zhangsan");
}

TEST_F(Removal, ThatIsWithdrawnDuringTheCallStillHasHimGoneUntilHeComesBack) {
  const engine::Claim removal = claim("10:01");
  day.say("10:02", "boss", "/撤销 1 误会");

  settle(removal, "10:03");

  EXPECT_FALSE(is_present());
  join("10:04");
  EXPECT_TRUE(is_present());
}

TEST_F(Removal, IsNotUndoneByWhatTheMemberSaidBeforeIt) {
  settle(claim("10:01"), "10:03");

  day.say("10:02", "zhangsan", "在吗");

  EXPECT_FALSE(is_present());
}

TEST_F(Removal, IsConfirmedInWholeOrNotAtAll) {
  const engine::Claim removal = claim("10:01");
  day.say("10:02", "boss", "@zhangsan 图纸发了吗");
  bool has_failed = true;
  for (int n = 1; has_failed; ++n) {
    day.disk().fail_call(n);

    settle(removal, "10:03");

    has_failed = !day.try_wait_until("10:03");
    EXPECT_EQ(is_present(), has_failed) << "call " << n;
    EXPECT_THAT(timers(), SizeIs(has_failed ? 1 : 0)) << "call " << n;
  }
}

}  // namespace
}  // namespace qunguan::test
