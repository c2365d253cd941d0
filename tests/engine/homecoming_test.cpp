#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string policy(const std::string& then, const std::string& more = ", rejoin: never") {
  return "policy: 示范群规\ngroups: [示范群]\nlists:\n  赌博: { words: [百家乐] }\nrules:\n  - { "
         "id: "
         "gambling, basis: 第四条, content: { lists: [赌博] }, then: " +
         then + more + " }\n";
}

/// A group that put zhangsan out at 10:00 by case 1; he left at 10:02.
class Homecoming : public ::testing::Test {
 protected:
  Scenario& begin(const std::string& text) {
    day_ = std::make_unique<Scenario>(text);
    day_->say("10:00", "zhangsan", "百家乐");
    move(EventType::MemberLeft, "10:02");
    return *day_;
  }

  std::vector<engine::Action> move(EventType type, const std::string& at) {
    Event event = day_->event(type, at);
    event.members = {{.id = MemberId{"zhangsan"}, .name = "zhangsan"}};
    return day_->feed(event);
  }

  std::unique_ptr<Scenario> day_;
};

TEST_F(Homecoming, OfAMemberWhoWasRemovedForGoodIsProposedForRemoval) {
  Scenario& day = begin(policy("remove"));

  const auto actions = move(EventType::MemberJoined, "2026-03-20T10:00");

  ASSERT_EQ(summary(actions), "propose_removal zhangsan");
  EXPECT_THAT(actions[0].text, HasSubstr("曾因 1 号处理"));
  EXPECT_THAT(actions[0].text, HasSubstr("百家乐"));
  EXPECT_THAT(actions[0].evidence, HasSubstr(R"("前案":"1")"));
  EXPECT_EQ(summary(day.say("2026-03-20T10:05", "admin1", "/同意")),
            "remove zhangsan; announce admin1");
}

TEST_F(Homecoming, IsWelcomeWhereTheRuleSaysNothing) {
  begin(policy("remove", ""));

  EXPECT_THAT(move(EventType::MemberJoined, "10:10"), IsEmpty());
}

TEST_F(Homecoming, OfAMemberWhoOnlyLeftIsWelcome) {
  begin(policy("[warn, remove]"));

  EXPECT_THAT(move(EventType::MemberJoined, "10:10"), IsEmpty());
}

TEST_F(Homecoming, IsProposedWhateverTheLadderHasForgotten) {
  begin(policy("{ window: 1d, steps: [propose_removal, remove] }"));
  day_->say("10:03", "admin1", "/同意");

  EXPECT_EQ(summary(move(EventType::MemberJoined, "2026-04-20T10:00")), "propose_removal zhangsan");
}

TEST_F(Homecoming, IsWelcomeOnceTheRemovalWasWithdrawn) {
  Scenario& day = begin(policy("remove"));
  day.say("10:05", "admin1", "/撤销 1 误会");

  EXPECT_THAT(move(EventType::MemberJoined, "10:10"), IsEmpty());
}

TEST_F(Homecoming, IsWelcomeOnceTheRemovalWasWithdrawnHoweverOftenHeCameBack) {
  Scenario& day = begin(policy("remove"));
  move(EventType::MemberJoined, "10:10");
  day.say("10:11", "boss", "/同意");
  move(EventType::MemberLeft, "10:12");
  EXPECT_THAT(move(EventType::MemberJoined, "10:20").at(0).text, HasSubstr("曾因 1 号处理"));
  day.say("10:21", "boss", "/同意");
  move(EventType::MemberLeft, "10:22");
  day.say("10:30", "boss", "/撤销 1 误会");

  EXPECT_THAT(move(EventType::MemberJoined, "10:40"), IsEmpty());
}

TEST_F(Homecoming, IsWelcomeOncePeopleLetHimStay) {
  Scenario& day = begin(policy("remove"));
  move(EventType::MemberJoined, "10:10");
  day.say("10:11", "boss", "/驳回");
  move(EventType::MemberLeft, "10:20");

  EXPECT_THAT(move(EventType::MemberJoined, "10:30"), IsEmpty());
}

TEST_F(Homecoming, ThatIsToldLateOfATimeBeforeTheRemovalIsNone) {
  begin(policy("remove"));

  EXPECT_THAT(move(EventType::MemberJoined, "09:59:30"), IsEmpty());
}

TEST_F(Homecoming, AsAnAdminIsNobodysBusiness) {
  Scenario& day = begin(policy("remove"));
  Event snapshot = day.event(EventType::GroupSnapshot, "10:05");
  snapshot.owner = MemberId{"boss"};
  snapshot.admins = {MemberId{"admin1"}, MemberId{"admin2"}, MemberId{"zhangsan"}};
  for (const char* id : {"boss", "admin1", "admin2", "lisi", "wangwu"})
    snapshot.members.push_back({.id = MemberId{id}, .name = id});
  day.feed(snapshot);
  Event joined = day.event(EventType::MemberJoined, "10:10");
  joined.members = {{.id = MemberId{"zhangsan"}, .name = "zhangsan", .role = Role::Admin}};

  EXPECT_THAT(day.feed(joined), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
