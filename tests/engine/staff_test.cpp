#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;

std::string policy(const std::string& head, const std::string& then) {
  return "policy: 示范群规\ngroups: [示范群]\n" + head +
         "lists:\n  赌博: { words: [百家乐] }\nrules:\n"
         "  - { id: gambling, content: { lists: [赌博] }, then: " +
         then + " }\n";
}

/// A group of which nothing is known but what its snapshot will say.
class NewGroup {
 public:
  explicit NewGroup(const std::string& head = "") : day_(policy(head, "fine 50")) {
    snapshot_ = day_.event(EventType::GroupSnapshot, "09:00");
    snapshot_.group = GroupId{"g2"};
    snapshot_.members = {
        {.id = MemberId{"boss"}}, {.id = MemberId{"admin1"}}, {.id = MemberId{"zhangsan"}}};
  }

  Event& snapshot() { return snapshot_; }
  void send() { day_.feed(snapshot_); }

  std::string say(const std::string& who, const std::string& text) {
    Event said = day_.message("10:00", who, text);
    said.group = GroupId{"g2"};
    return summary(day_.feed(said));
  }

 private:
  Scenario day_;
  Event snapshot_;
};

Event left(Scenario& day, const std::string& who) {
  Event event = day.event(EventType::MemberLeft, "09:30");
  event.members = {{.id = MemberId{who}}};
  return event;
}

TEST(Staff, IsNotKnownFromTheOwnerAlone) {
  NewGroup group;
  group.snapshot().owner = MemberId{"boss"};

  group.send();

  EXPECT_EQ(group.say("admin1", "百家乐"), "record admin1");
  EXPECT_EQ(group.say("zhangsan", "百家乐"), "record zhangsan");
  EXPECT_EQ(group.say("boss", "百家乐"), "");
}

TEST(Staff, IsNotKnownFromTheAdminsAlone) {
  NewGroup group;
  group.snapshot().admins = {MemberId{"admin1"}};

  group.send();

  EXPECT_EQ(group.say("boss", "百家乐"), "record boss");
  EXPECT_EQ(group.say("admin1", "百家乐"), "");
}

TEST(Staff, IsKnownFromTheOwnerAndAnEmptyListOfAdmins) {
  NewGroup group;
  group.snapshot().owner = MemberId{"boss"};
  group.snapshot().admins.emplace();

  group.send();

  EXPECT_EQ(group.say("zhangsan", "百家乐"), "fine zhangsan 5000");
}

TEST(Staff, IsKnownWhereEveryMemberHasARoleAndOneIsTheOwner) {
  NewGroup group;
  group.snapshot().members[0].role = Role::Owner;
  group.snapshot().members[1].role = Role::Admin;

  group.send();
  EXPECT_EQ(group.say("stranger", "百家乐"), "record stranger");

  NewGroup whole;
  whole.snapshot().members[0].role = Role::Owner;
  whole.snapshot().members[1].role = Role::Admin;
  whole.snapshot().members[2].role = Role::Member;
  whole.send();
  EXPECT_EQ(whole.say("stranger", "百家乐"), "fine stranger 5000");
}

TEST(Staff, StaysKnownAndLosesNoAdminWhenALaterSnapshotNamesTheOwnerAlone) {
  Scenario day{policy("", "fine 50")};
  Event snapshot = day.event(EventType::GroupSnapshot, "09:00");
  snapshot.owner = MemberId{"lisi"};
  for (const char* id : {"boss", "admin1", "zhangsan", "lisi"})
    snapshot.members.push_back({.id = MemberId{id}});

  day.feed(snapshot);

  EXPECT_EQ(summary(day.say("10:00", "admin1", "百家乐")), "");
  EXPECT_EQ(summary(day.say("10:00", "lisi", "百家乐")), "");
  EXPECT_EQ(summary(day.say("10:00", "boss", "百家乐")), "fine boss 5000");
  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "fine zhangsan 5000");
}

TEST(Staff, DecidesNothingAfterItHasLeft) {
  Scenario day{policy("", "fine 50")};
  day.say("09:00", "zhangsan", "百家乐");

  day.feed(left(day, "admin1"));

  EXPECT_THAT(day.say_privately("10:00", "admin1", "/撤销 1 误会").at(0).text,
              HasSubstr("只有群主和管理员"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Staff, ThatReportToNamesOneByOneNeedNotBeInTheGroup) {
  Scenario day{policy("report_to: [role:admin, renshi, lisi]\n", "fine 50")};
  day.say("09:00", "zhangsan", "百家乐");
  day.say("09:01", "wangwu", "百家乐");

  day.feed(left(day, "lisi"));

  EXPECT_EQ(summary(day.say_privately("10:00", "lisi", "/撤销 1 误会")),
            "credit zhangsan 5000; announce zhangsan");
  EXPECT_EQ(summary(day.say_privately("10:01", "renshi", "/撤销 2 误会")),
            "credit wangwu 5000; announce wangwu");
}

TEST(Owner, IsWhomThePolicyNamesWhateverTheSourceSays) {
  Scenario day{policy("owner: lisi\n", "fine 50, approval: owner")};
  day.say("09:00", "zhangsan", "百家乐");

  EXPECT_THAT(day.say("09:01", "boss", "/同意 1").at(0).text, HasSubstr("群主同意"));
  EXPECT_EQ(summary(day.say("09:02", "lisi", "/同意 1")), "fine zhangsan 5000; announce lisi");
}

TEST(Owner, OfTheSourceWhomThePolicyDoesNotNameIsStillNotFined) {
  Scenario day{policy("owner: lisi\n", "fine 50")};

  Event again = day.message("10:00", "boss", "百家乐");
  again.message.sender.role = Role::Owner;

  EXPECT_EQ(summary(day.feed(again)), "");
  EXPECT_EQ(summary(day.say("10:01", "lisi", "百家乐")), "");
}

}  // namespace
}  // namespace qunguan::test
