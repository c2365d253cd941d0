#include "qunguan/text/mentions.hpp"

#include <random>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A roster of members whose ids and display names are given as {id, name}.
Roster roster(const std::vector<std::pair<std::string, std::string>>& members) {
  Roster roster;
  for (const auto& [id, name] : members) {
    Member member;
    member.id = MemberId{id};
    member.name = name;
    roster.members.emplace(member.id, member);
  }
  return roster;
}

std::vector<std::string> ids(const Mentions& mentions) {
  std::vector<std::string> ids;
  ids.reserve(mentions.members.size());
  for (const MemberId& id : mentions.members) ids.push_back(id.text());
  return ids;
}

const Roster kTeam = roster({{"zhang", "张三"},
                             {"sanfeng", "张三丰"},
                             {"smith", "John Smith"},
                             {"john", "John"},
                             {"odd", "a.*(b)[c]"},
                             {"mail", "x@y"},
                             {"y", "y"}});

std::vector<std::string> mentioned(std::string_view text) {
  return ids(find_mentions(text, NameIndex{kTeam}));
}

TEST(FindMentions, FindsNicknamesThatAMarkOrASpaceEnds) {
  EXPECT_THAT(mentioned("@张三\u2005请回复"), ElementsAre("zhang"));
  EXPECT_THAT(mentioned("@张三 请回复"), ElementsAre("zhang"));
  EXPECT_THAT(mentioned("@张三\n请回复"), ElementsAre("zhang"));
  EXPECT_THAT(mentioned("请回复@张三"), ElementsAre("zhang"));
  EXPECT_THAT(mentioned("@张三请回复"), IsEmpty());
  EXPECT_THAT(mentioned("张三"), IsEmpty());
  EXPECT_THAT(mentioned("@李四 在吗"), IsEmpty());
}

TEST(FindMentions, PrefersTheLongestNickname) {
  EXPECT_THAT(mentioned("@张三丰\u2005"), ElementsAre("sanfeng"));
  EXPECT_THAT(mentioned("@John Smith\u2005"), ElementsAre("smith"));
  EXPECT_THAT(mentioned("@John Smithson"), ElementsAre("john"));
  EXPECT_THAT(mentioned("@John"), ElementsAre("john"));
}

TEST(FindMentions, TakesNicknamesLiterally) {
  EXPECT_THAT(mentioned("@a.*(b)[c] 好"), ElementsAre("odd"));
  EXPECT_THAT(mentioned("@axxb 好"), IsEmpty());
  EXPECT_THAT(mentioned("@x@y 好"), ElementsAre("mail"));
}

TEST(FindMentions, NamesEachOnceInOrderOfAppearance) {
  EXPECT_THAT(mentioned("@张三丰\u2005@张三\u2005@张三丰\u2005"), ElementsAre("sanfeng", "zhang"));
}

TEST(FindMentions, GoesByTheNameThatOthersRead) {
  Roster team = roster({{"zhang", "风"}});
  team.members.begin()->second.group_nickname = "销售部-张三";

  EXPECT_THAT(ids(find_mentions("@销售部-张三 ", NameIndex{team})), ElementsAre("zhang"));
  EXPECT_THAT(ids(find_mentions("@风 ", NameIndex{team})), IsEmpty());
}

TEST(FindMentions, NamesNobodyByASharedNickname) {
  const Roster twins = roster({{"a", "李四"}, {"b", "李四"}, {"c", "李"}});

  EXPECT_THAT(ids(find_mentions("@李四 在吗", NameIndex{twins})), IsEmpty());
}

TEST(FindMentions, PassesOverMembersWhoHaveLeft) {
  Roster team = roster({{"a", "李四"}, {"b", "李四"}, {"c", ""}});
  team.members.at(MemberId{"a"}).present = false;

  EXPECT_THAT(ids(find_mentions("@李四 @ 在吗", NameIndex{team})), ElementsAre("b"));
}

TEST(FindMentions, KnowsAll) {
  EXPECT_TRUE(find_mentions("@所有人 明天开会", NameIndex{kTeam}).all);
  EXPECT_TRUE(find_mentions("@all\u2005", NameIndex{kTeam}).all);
  EXPECT_TRUE(find_mentions("通知@所有人", NameIndex{Roster{}}).all);
  EXPECT_FALSE(find_mentions("@所有人明天开会", NameIndex{kTeam}).all);
  EXPECT_FALSE(find_mentions("@allen hi", NameIndex{kTeam}).all);
}

TEST(FindMentions, LetsNobodyTakeTheNameOfAll) {
  const Roster everybody = roster({{"a", "所有人"}});
  const Mentions mentions = find_mentions("@所有人 开会", NameIndex{everybody});

  EXPECT_TRUE(mentions.all);
  EXPECT_THAT(mentions.members, IsEmpty());
}

TEST(WithoutMentions, TakesMentionsOffBothEnds) {
  EXPECT_EQ(without_mentions("@张三\u2005收到"), "收到");
  EXPECT_EQ(without_mentions("@张三 @李四\u2005收到 "), "收到");
  EXPECT_EQ(without_mentions("@John Smith\u2005 收到"), "收到");
  EXPECT_EQ(without_mentions("收到@John Smith\u2005"), "收到");
  EXPECT_EQ(without_mentions("收到 @张三 @李四"), "收到");
  EXPECT_EQ(without_mentions("@张三\u2005"), "");
  EXPECT_EQ(without_mentions("@张三"), "");
}

TEST(WithoutMentions, LeavesTheMiddleAlone) {
  EXPECT_EQ(without_mentions("请@张三\u2005回复"), "请@张三\u2005回复");
  EXPECT_EQ(without_mentions("收到 @张三 谢谢"), "收到 @张三 谢谢");
  EXPECT_EQ(without_mentions("@张三 请 @李四\u2005看看"), "请 @李四\u2005看看");
}

TEST(WithoutMentions, LeavesOtherUsesOfAtAlone) {
  EXPECT_EQ(without_mentions("发到 zhang@example.com"), "发到 zhang@example.com");
  EXPECT_EQ(without_mentions("@ 大家"), "@ 大家");
  EXPECT_EQ(without_mentions("@"), "@");
  EXPECT_EQ(without_mentions(""), "");
}

TEST(Mentions, AreReadFromAnyBytes) {
  std::mt19937 random{23};
  const std::vector<std::string_view> pieces{"@",    "张三", "\u2005", " ",
                                             "John", "a",    "所有人", "。"};
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_text(random, pieces);
    const std::string_view rest = without_mentions(text);

    find_mentions(text, NameIndex{kTeam});
    ASSERT_NE(text.find(rest), text.npos);
    ASSERT_EQ(without_mentions(rest), rest);
  }
}

TEST(Mentions, AreReadFromHugeTextsAndRosters) {
  Roster crowd;
  std::string name;
  for (int i = 0; i < 2000; ++i) {
    name += i % 200 == 0 ? "@" : "a";
    Member member;
    member.id = MemberId{std::to_string(i)};
    member.name = name;
    crowd.members.emplace(member.id, member);
  }
  std::string at_signs;
  std::string short_names;
  while (at_signs.size() < 1'000'000) at_signs += "@";
  while (short_names.size() < 1'000'000) short_names += "@a ";

  EXPECT_THAT(ids(find_mentions(short_names, NameIndex{crowd})), IsEmpty());
  EXPECT_THAT(ids(find_mentions(at_signs, NameIndex{crowd})), IsEmpty());
  EXPECT_EQ(without_mentions(short_names), "");
  EXPECT_LE(without_mentions(at_signs).size(), at_signs.size());
}

}  // namespace
}  // namespace qunguan::text
