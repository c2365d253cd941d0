#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(StoreContract, RostersGiveAGroupTheSameNumberAgain) {
  const std::int64_t one = ports().rosters.group("s", GroupId{"g1"}, "一群").number;
  const std::int64_t two = ports().rosters.group("s", GroupId{"g2"}, "二群").number;
  const std::int64_t elsewhere = ports().rosters.group("t", GroupId{"g1"}, "一群").number;
  commit();

  crash();

  EXPECT_NE(one, two);
  EXPECT_NE(one, elsewhere);
  EXPECT_EQ(ports().rosters.group("s", GroupId{"g1"}, "").number, one);
  EXPECT_THAT(ports().rosters.groups(), SizeIs(3));
}

TEST_P(StoreContract, RostersKeepTheFirstNameAGroupWasHeardBy) {
  ports().rosters.group("s", GroupId{"g"}, "");
  const std::int64_t number = ports().rosters.group("s", GroupId{"g"}, "示范群").number;
  ports().rosters.rename(number, "无法无天群");

  const engine::GroupRecord found = ports().rosters.group("s", GroupId{"g"}, "再改一次");

  EXPECT_EQ(found.first_name, "示范群");
  EXPECT_EQ(found.name, "无法无天群");
}

Member zhangsan() {
  return {.id = MemberId{"zhangsan"},
          .name = "张三",
          .group_nickname = "销售部-张三",
          .role = Role::Admin,
          .stated_role = Role::Admin,
          .department = "销售部",
          .joined_at = from_ms(5),
          .first_seen_at = from_ms(6),
          .named_at = from_ms(7),
          .spoke_at = from_ms(8),
          .spoke_noted_at = from_ms(8)};
}

TEST_P(StoreContract, RostersComeBackAsTheyWereSaved) {
  const std::int64_t number = group();
  const Member nameless{.id = MemberId{"lisi"}, .first_seen_at = at(1), .present = false};
  const Member unnamed{
      .id = MemberId{"wangwu"}, .group_nickname = "", .first_seen_at = at(1), .named_at = at(1)};
  for (const Member& member : {zhangsan(), nameless, unnamed}) ports().rosters.save(number, member);
  Roster known;
  known.is_complete = known.is_staff_known = true;
  ports().rosters.save_knowledge(number, known);
  commit();

  crash();

  const Roster found = ports().rosters.load(number);
  EXPECT_TRUE(found.is_complete);
  EXPECT_TRUE(found.is_staff_known);
  ASSERT_THAT(found.members, SizeIs(3));
  EXPECT_EQ(found.members.at(MemberId{"zhangsan"}), zhangsan());
  EXPECT_EQ(found.members.at(MemberId{"lisi"}), nameless);
  EXPECT_EQ(found.members.at(MemberId{"wangwu"}), unnamed);
}

TEST_P(StoreContract, RostersFindInTheJournalWhoSpokeWhileItWasNotKept) {
  const std::int64_t number = group();
  const std::int64_t other = ports().rosters.group("s", GroupId{"other"}, "").number;
  const auto spoke_at = [&] {
    return ports().rosters.load(number).members.at(MemberId{"zhangsan"}).spoke_at;
  };
  ports().rosters.save(number, {.id = MemberId{"zhangsan"}, .spoke_noted_at = at(20)});
  EXPECT_TRUE(ports().rosters.group("s", GroupId{"other"}, "").keeps_speech);
  ports().journal.append(message("before", 30), number, 0);

  ports().rosters.keep_speech(number, false);
  ports().journal.append(message("while", 40), number, 0);
  Event backlog = message("backlog", 70);
  backlog.history = true;
  ports().journal.append(backlog, number, 0);
  ports().journal.append(message("elsewhere", 80), other, 0);
  commit();
  crash();
  EXPECT_EQ(spoke_at(), at(20));

  ports().rosters.keep_speech(number, true);
  EXPECT_EQ(spoke_at(), at(40));

  ports().journal.append(message("after", 90), number, 0);
  ports().rosters.keep_speech(number, true);
  EXPECT_EQ(spoke_at(), at(40)) << "who keeps it, says it by save";
}

TEST_P(StoreContract, RostersKeepWhatTheSourceSaysNotWhatThePolicyAppoints) {
  const std::int64_t number = group();
  Member member = zhangsan();
  member.stated_role = Role::Member;

  ports().rosters.save(number, member);

  const Roster found = ports().rosters.load(number);
  EXPECT_EQ(found.members.at(member.id).role, Role::Member);
}

TEST_P(StoreContract, RostersRememberTheDayAMemberWasFirstSeen) {
  const std::int64_t number = group();
  Member member = zhangsan();
  ports().rosters.save(number, member);
  member.first_seen_at = at(99);
  member.name = "张三丰";

  ports().rosters.save(number, member);

  const Roster found = ports().rosters.load(number);
  EXPECT_EQ(found.members.at(member.id).first_seen_at, from_ms(6));
  EXPECT_EQ(found.members.at(member.id).name, "张三丰");
}

TEST_P(StoreContract, RostersTellTheGroupsThatAMemberIsIn) {
  Member gone = zhangsan();
  gone.present = false;
  const Member other{.id = MemberId{"lisi"}};
  ports().rosters.save(group("g1"), zhangsan());
  ports().rosters.save(group("g2"), gone);
  ports().rosters.save(group("g3"), other);
  ports().rosters.save(group("g4"), zhangsan());

  EXPECT_THAT(ports().rosters.groups_with(MemberId{"zhangsan"}),
              ::testing::ElementsAre(group("g1"), group("g4")));
}

TEST_P(StoreContract, RostersOfAnotherGroupAreNotMixedIn) {
  ports().rosters.save(group("g1"), zhangsan());

  EXPECT_THAT(ports().rosters.load(group("g2")).members, IsEmpty());
}

TEST_P(StoreContract, RostersKnowWhichRulesWereApplied) {
  const std::int64_t number = group();
  const RuleId rule{"realname"};
  ports().rosters.mark_swept(number, rule, "meaning");
  ports().rosters.mark_swept(number, rule, "meaning");
  commit();

  crash();

  EXPECT_TRUE(ports().rosters.is_swept(number, rule, "meaning"));
  EXPECT_FALSE(ports().rosters.is_swept(number, rule, "another"));
  EXPECT_FALSE(ports().rosters.is_swept(number + 1, rule, "meaning"));
}

}  // namespace
}  // namespace qunguan::test
