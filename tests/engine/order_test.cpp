#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;

Scenario day_of_invitations() {
  return Scenario{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: invite, invitation: { by: [role:admin] }, then: warn }\n"};
}

TEST(Order, MayBeginLikeACommand) {
  Scenario day = day_of_invitations();

  const auto actions = day.say("10:00", "admin1", "/同意入群 钱先生 邀请人 @zhangsan");

  EXPECT_EQ(summary(actions), "announce admin1");
  EXPECT_THAT(actions.at(0).text, HasSubstr("有效"));
}

TEST(Order, LeavesTheCommandThatItBeginsLikeAsItIs) {
  Scenario day = day_of_invitations();

  const auto actions = day.say("10:00", "admin1", "/同意 1");

  EXPECT_THAT(actions.at(0).text, HasSubstr("1 号"));
}

const std::string kStop =
    "policy: 示范群规\ngroups: [示范群]\nrules:\n"
    "  - { id: stop, stop: { for: 1h }, when: { people: [zhangsan] }, then: warn }\n";

TEST(Order, HoldsForTheGroupWhereItsRuleConcernsSomeAlone) {
  Scenario day{kStop};
  day.say("10:00", "admin1", "/停 球赛的事别聊了");

  EXPECT_EQ(summary(day.say("10:05", "zhangsan", "那场球赛真是误判")), "warn zhangsan");
  EXPECT_EQ(summary(day.say("10:06", "lisi", "那场球赛真是误判")), "");
}

TEST(Order, EndsWhatConcernsTheGroupWithoutNamingAMember) {
  Scenario day{kStop};
  day.say("10:00", "admin1", "/停 球赛的事别聊了");

  EXPECT_EQ(summary(day.say("10:05", "admin1", "/恢复")), "record -; announce admin1");
}

TEST(Order, SaysWhenAnEventBeginsAndNotWhenItWasAnnounced) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: events, gathering: {}, then: remind }\n"};

  const auto actions = day.say("10:00", "admin1", "/活动 周六聚餐 2026-03-07 18:00 老地方");

  EXPECT_EQ(summary(actions), "announce -");
  EXPECT_THAT(actions.at(0).text, HasSubstr("03-07 18:00 开始"));
  EXPECT_THAT(actions.at(0).text, HasSubstr("老地方"));
}

TEST(Order, HoldsThoughItCameLate) {
  Scenario day{kStop};
  Event order = day.message("10:00", "admin1", "/停 球赛的事别聊了");
  order.received_at = order.at + std::chrono::minutes{5};
  day.feed(order);

  EXPECT_EQ(summary(day.say("10:06", "zhangsan", "那场球赛真是误判")), "warn zhangsan");
}

}  // namespace
}  // namespace qunguan::test
