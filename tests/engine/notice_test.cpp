#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::string policy(const std::string& then) {
  return "policy: 示范群规\ngroups: [示范群]\nlists:\n  赌博: { words: [百家乐] }\nrules:\n"
         "  - { id: gambling, content: { lists: [赌博] }, then: " +
         then + " }\n";
}

/// To whom the chat was told something about himself.
std::vector<MemberId> noticed(Scenario& day) {
  std::vector<MemberId> members;
  for (const engine::Delivery& delivery : day.outbox().deliveries)
    if (delivery.kind == engine::DeliveryKind::Notice) members.push_back(delivery.people.at(0));
  return members;
}

TEST(Notices, FillInWhatEveryNoticeHas) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: quiet, quiet_hours: \"23:30-07:30\", then: warn, notice: \"{群} {规则} {时间} "
      "{处罚}\" }\n"};

  const std::vector<engine::Action> actions = day.say("23:40", "zhangsan", "睡了吗");

  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_THAT(actions[0].text, HasSubstr("示范群 quiet 2026-03-02 23:40 警告"));
}

TEST(Notices, ReachTheMemberWhereTheHeaviestSanctionIsNotPublic) {
  Scenario day{policy("remind + escalate")};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "remind zhangsan; escalate zhangsan");
  EXPECT_THAT(noticed(day), ElementsAre(MemberId{"zhangsan"}));
}

TEST(Notices, SayNothingOfWhatIsOnlyReported) {
  Scenario day{policy("warn + report")};

  const auto actions = day.say("10:00", "zhangsan", "百家乐");

  ASSERT_EQ(summary(actions), "report zhangsan; warn zhangsan");
  EXPECT_THAT(actions.at(1).text, HasSubstr("@zhangsan 警告："));
}

TEST(Notices, ReachTheMemberOnceWhenPeopleAgreeToSuchAStep) {
  Scenario day{"fuse: { fines: 0, removals: 0, within: 1h }\n" +
               policy("remind + escalate + fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:05", "boss", "/同意 1")),
            "remind zhangsan; escalate zhangsan; fine zhangsan 5000; announce boss");
  EXPECT_THAT(noticed(day), ElementsAre(MemberId{"zhangsan"}, MemberId{"boss"}));
}

TEST(Notices, SayNothingOfAFineThatOnlyAwaitsApproval) {
  Scenario day{policy("remind + fine 50, approval: 2 admins")};

  const auto actions = day.say("10:00", "zhangsan", "百家乐");

  ASSERT_EQ(summary(actions), "remind zhangsan; review zhangsan");
  EXPECT_THAT(actions[0].text, HasSubstr("@zhangsan 提醒："));
  EXPECT_THAT(actions[0].text, Not(HasSubstr("罚款50元：")));
  EXPECT_THAT(actions[1].text, HasSubstr("建议：罚款50元"));
}

TEST(Notices, PromiseNoNextStepThatTheModeForbids) {
  Scenario fined{policy("[warn, fine 50], mode: warn")};
  EXPECT_THAT(fined.say("10:00", "zhangsan", "百家乐").at(0).text,
              HasSubstr("下一步：再次违反：警告\n"));

  Scenario removed{policy("[warn, remove], mode: warn")};
  removed.say("10:00", "zhangsan", "百家乐");
  EXPECT_THAT(removed.say("10:01", "zhangsan", "百家乐").at(0).text,
              HasSubstr("下一步：再次违反：警告\n"));
}

}  // namespace
}  // namespace qunguan::test
