#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;

const std::string kHead = R"(
policy: 示范群规
groups: [示范群]
owner: boss
lists: { 赌博: { words: [百家乐] } }
rules:
)";

const std::string kGambling = "  - { id: g, content: { lists: [赌博] }, then: [warn, fine 50] }\n";
const std::string kName =
    "  - { id: name, nickname: { format: \"{部门}-{姓名}\" }, then: remind }\n";

/// An event of a group that the configuration does not name.
Event elsewhere(Event event, const std::string& name) {
  event.group = GroupId{"g9"};
  event.group_name = name;
  return event;
}

TEST(Group, IsJudgedFromTheFirstEventThatNamesIt) {
  Scenario day{kHead + kGambling};
  ASSERT_THAT(day.feed(elsewhere(day.message("10:00", "zhangsan", "百家乐"), "")), IsEmpty());

  EXPECT_EQ(summary(day.feed(elsewhere(day.message("10:01", "zhangsan", "百家乐"), "示范群"))),
            "warn zhangsan");
  EXPECT_EQ(summary(day.feed(elsewhere(day.message("10:02", "zhangsan", "百家乐"), ""))),
            "fine zhangsan 5000");
}

TEST(Group, KeepsTheFirstNameThatItHeard) {
  Scenario day{kHead + kGambling};
  day.feed(elsewhere(day.message("10:00", "zhangsan", "早"), ""));
  day.feed(elsewhere(day.message("10:01", "zhangsan", "早"), "别的群"));

  EXPECT_THAT(day.feed(elsewhere(day.message("10:02", "zhangsan", "百家乐"), "示范群")), IsEmpty());
  day.restart();
  EXPECT_THAT(day.feed(elsewhere(day.message("10:03", "zhangsan", "百家乐"), "示范群")), IsEmpty());
}

TEST(Group, ThatIsNamedLateHasThoseLookedAtWhoWereThereBefore) {
  Scenario day{kHead + kName};
  Event snapshot = day.event(EventType::GroupSnapshot, "09:00");
  snapshot.owner = MemberId{"boss"};
  snapshot.members = {{.id = MemberId{"old"}, .name = "追风少年"},
                      {.id = MemberId{"good"}, .name = "销售部-张三"}};
  ASSERT_THAT(day.feed(elsewhere(snapshot, "")), IsEmpty());

  EXPECT_EQ(summary(day.feed(elsewhere(day.message("09:01", "good", "早"), "示范群"))),
            "remind old");
}

}  // namespace
}  // namespace qunguan::test
