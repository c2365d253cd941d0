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

const std::string kKick =
    "policy: 示范群规\ngroups: [示范群]\nrules:\n"
    "  - { id: kick, command: { word: 移出 }, then: propose_removal, approval: 2 admins }\n"
    "  - { id: warning, command: { word: 警告 }, then: warn }\n"
    "  - { id: grave, command: { word: 严重违规 }, then: warn + fine 100, approval: owner }\n";

TEST(Order, OfAnAdminAgreesToWhatFollows) {
  Scenario day{kKick};

  EXPECT_EQ(summary(day.say("10:00", "admin1", "/警告 @zhangsan 发广告")), "warn zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "admin1", "/移出 @zhangsan @lisi 骚扰群友")),
            "propose_removal lisi; propose_removal zhangsan");
  EXPECT_EQ(summary(day.say("10:02", "admin1", "/严重违规 @wangwu 泄密")), "review wangwu");
  EXPECT_EQ(summary(day.say("10:03", "admin2", "/同意 @wangwu")), "announce admin2");
  EXPECT_EQ(summary(day.say("10:04", "boss", "/同意 @wangwu")),
            "warn wangwu; fine wangwu 10000; announce boss");
  EXPECT_EQ(summary(day.say("10:05", "admin2", "/同意")),
            "remove lisi; remove zhangsan; announce admin2");
}

TEST(Order, OfTheOwnerNeedsNobodyElse) {
  Scenario day{kKick};

  EXPECT_EQ(summary(day.say("10:00", "boss", "/移出 @zhangsan 骚扰群友")), "remove zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "boss", "/严重违规 @lisi 泄密")),
            "warn lisi; fine lisi 10000");
}

TEST(Order, ThatComesToNothingIsAnswered) {
  Scenario day{kKick};
  const auto answer = [&](const char* text) {
    const auto actions = day.say("10:05", "admin1", text);
    return actions.empty() ? std::string{} : actions.back().text;
  };

  EXPECT_THAT(answer("/移出 @admin2 吵架"), HasSubstr("admin2 不归这条规则管"));
  EXPECT_THAT(answer("/移出 @zhangsan"), HasSubstr("/移出 @成员 原因"));
  answer("/移出 @zhangsan 吵架");
  EXPECT_THAT(answer("/移出 @zhangsan 吵架"), HasSubstr("已提请移出该成员"));
  day.say("10:06", "boss", "/同意");
  EXPECT_THAT(answer("/警告 @zhangsan 吵架"), HasSubstr("已经下令移出"));
}

TEST(Order, ThatOneOfItsRulesTakesIsNotRefusedForTheOthers) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: staff, command: { word: 违规 }, when: { roles: [admin] }, then: escalate }\n"
      "  - { id: members, command: { word: 违规 }, then: warn }\n"};

  EXPECT_EQ(summary(day.say("10:00", "admin1", "/违规 @zhangsan 吵架")), "warn zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "admin1", "/违规 @admin2 吵架")), "escalate admin2");
}

TEST(Order, OfAPlainMemberCountsForNothing) {
  Scenario day{kKick};

  const auto actions = day.say("10:00", "lisi", "/移出 @zhangsan 骚扰群友");

  EXPECT_EQ(summary(actions), "announce lisi");
  EXPECT_THAT(actions.at(0).text, HasSubstr("只有群主和管理员"));
}

}  // namespace
}  // namespace qunguan::test
