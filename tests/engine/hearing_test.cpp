#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string policy(const std::string& then, const std::string& more = "") {
  return "policy: 示范群规\ngroups: [示范群]\nlists:\n  赌博: { words: [百家乐] }\nrules:\n  - { "
         "id: gambling, basis: 第四条, content: { lists: [赌博] }, then: " +
         then + more + " }\n";
}

TEST(Appeal, IsOpenedByTheMemberAndPutBeforeTheAdmins) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "zhangsan", "/申诉 1 我说的是电影");

  EXPECT_EQ(summary(actions), "announce zhangsan; report zhangsan");
  EXPECT_THAT(actions[0].text, HasSubstr("已登记"));
  EXPECT_THAT(actions[1].text, HasSubstr("我说的是电影"));
  EXPECT_THAT(day.outbox().deliveries.back().people,
              ::testing::ElementsAre(MemberId{"admin1"}, MemberId{"admin2"}, MemberId{"boss"}));
}

TEST(Appeal, UpheldByAnAdminGivesTheMoneyAndTheCountBack) {
  Scenario day{policy("[fine 50, fine 100]")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:05", "zhangsan", "/申诉 1 我说的是电影");

  const auto actions = day.say("10:10", "admin1", "/撤销 1 确实是电影");

  EXPECT_EQ(summary(actions), "credit zhangsan 5000; announce zhangsan");
  EXPECT_THAT(actions[1].text, HasSubstr("确实是电影"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
  EXPECT_EQ(summary(day.say("11:00", "zhangsan", "百家乐")), "fine zhangsan 5000");
}

TEST(Appeal, DismissedLeavesTheFine) {
  Scenario day{policy("[fine 50, fine 100]")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:05", "zhangsan", "/申诉 1 我说的是电影");

  EXPECT_EQ(summary(day.say("10:10", "boss", "/维持 1")), "announce zhangsan");
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
  EXPECT_EQ(summary(day.say("11:00", "zhangsan", "百家乐")), "fine zhangsan 10000");
}

TEST(Appeal, StopsTheNextStepWhileItIsOpen) {
  Scenario day{policy("[fine 50, fine 100]")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:05", "zhangsan", "/申诉 1 我说的是电影");

  EXPECT_EQ(summary(day.say("10:06", "zhangsan", "百家乐")), "fine zhangsan 5000");
}

TEST(Appeal, WorksOneToOne) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say_privately("10:05", "zhangsan", "/申诉 1 我说的是电影")),
            "announce zhangsan; report zhangsan");
  EXPECT_EQ(day.outbox().deliveries[1].kind, engine::DeliveryKind::Private);
  EXPECT_EQ(summary(day.say_privately("10:10", "admin1", "/撤销 １ 确实")),
            "credit zhangsan 5000; announce zhangsan");
}

TEST(Appeal, IsHeardInAReplyThatQuotesTheNotice) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say(
      "10:05", "zhangsan",
      "「群管：@zhangsan 罚款50元\n/申诉 1 理由」\n- - - - - - - - - - - - - - -\n/申诉 1 是片名");

  ASSERT_EQ(summary(actions), "announce zhangsan; report zhangsan");
  EXPECT_THAT(actions[1].text, HasSubstr("是片名"));
}

TEST(Appeal, MayHaveSpacesOfFullWidth) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "zhangsan", "\u3000／申诉\u3000３\u00A0冤枉\u3000");
  EXPECT_THAT(actions.at(0).text, HasSubstr("没有 3 号"));

  EXPECT_EQ(summary(day.say("10:06", "zhangsan", "／\u3000申诉\u3000１\u3000冤枉")),
            "announce zhangsan; report zhangsan");
}

TEST(Appeal, WithoutAKnownNumberIsAnsweredOneToOneWhereTheGroupCanBeTold) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  const auto answer = [&](const std::string& who, const std::string& text) {
    const auto actions = day.say_privately("10:05", who, text);
    return actions.empty() ? std::string{} : actions.front().text;
  };

  EXPECT_THAT(answer("zhangsan", "/申诉 冤枉"), HasSubstr("编号"));
  EXPECT_EQ(day.outbox().deliveries.back().kind, engine::DeliveryKind::Private);
  EXPECT_THAT(answer("zhangsan", "/申诉 9 冤枉"), HasSubstr("没有 9 号"));
  EXPECT_EQ(answer("stranger", "/申诉 9 冤枉"), "");
}

TEST(Appeal, WithoutAKnownNumberIsNotAnsweredWhereTheSenderIsInTwoGroups) {
  Scenario day{policy("fine 50")};
  Event elsewhere = day.message("10:00", "zhangsan", "早");
  elsewhere.group = GroupId{"g2"};
  day.feed(elsewhere);
  EXPECT_THAT(day.say_privately("10:05", "zhangsan", "/申诉 冤枉"), IsEmpty());

  Event gone = day.event(EventType::MemberLeft, "10:06");
  gone.group = GroupId{"g2"};
  gone.members = {{.id = MemberId{"zhangsan"}}};
  day.feed(gone);

  EXPECT_EQ(summary(day.say_privately("10:07", "zhangsan", "/申诉 冤枉")), "announce zhangsan");
}

TEST(Appeal, FromASourceThatTheGroupDoesNotListenToIsNotAnswered) {
  Scenario day{policy("fine 50")};
  Event said = day.message("10:05", "zhangsan", "/申诉 冤枉");
  said.type = EventType::AppMessage;
  said.source = "elsewhere";
  said.group = GroupId{};

  EXPECT_THAT(day.feed(said), IsEmpty());
}

TEST(Appeal, IsRefusedWithAReason) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  const auto answer = [&](const std::string& who, const std::string& text) {
    return day.say("10:05", who, text).at(0).text;
  };

  EXPECT_THAT(answer("lisi", "/申诉 1 不服"), HasSubstr("只有当事人"));
  EXPECT_THAT(answer("zhangsan", "/申诉 9 不服"), HasSubstr("没有 9 号"));
  EXPECT_THAT(answer("zhangsan", "/申诉 1"), HasSubstr("理由"));
  EXPECT_THAT(answer("zhangsan", "/申诉"), HasSubstr("编号"));
  EXPECT_THAT(answer("lisi", "/撤销 1 不服"), HasSubstr("只有群主和管理员"));
  EXPECT_THAT(answer("admin1", "/维持 1"), HasSubstr("没有等待处理的申诉"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Appeal, TextIsNotJudgedButARefusedOneIs) {
  Scenario day{policy("warn")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:05", "zhangsan", "/申诉 1 百家乐是片名")),
            "announce zhangsan; report zhangsan");
  EXPECT_EQ(summary(day.say("10:06", "lisi", "/申诉 99 百家乐 加我")), "announce lisi; warn lisi");
}

TEST(Withdrawal, IsFinal) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:05", "admin1", "/撤销 1 误会");

  EXPECT_THAT(day.say("10:06", "admin2", "/撤销 1 再来").at(0).text, HasSubstr("处理完毕"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
}

TEST(Proposal, IsCarriedOutWhenAnAdminAgrees) {
  Scenario day{policy("propose_removal")};
  const auto proposed = day.say("10:00", "zhangsan", "百家乐");

  ASSERT_EQ(summary(proposed), "propose_removal zhangsan");
  EXPECT_THAT(proposed[0].text, HasSubstr("/同意 1"));
  EXPECT_EQ(summary(day.say("10:05", "admin1", "/同意 1")), "remove zhangsan; announce admin1");
  EXPECT_EQ(day.outbox().deliveries[2].kind, engine::DeliveryKind::Removal);
}

TEST(Proposal, IsAgreedToInAReplyThatQuotesIt) {
  Scenario day{policy("propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(
      summary(day.say("10:05", "admin1", "「群管：【待处理 1】zhangsan」\n- - - - - -\n/同意 1")),
      "remove zhangsan; announce admin1");
}

TEST(Proposal, IsDroppedWhenAnAdminRefuses) {
  Scenario day{policy("propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:05", "admin1", "/驳回 1")), "announce admin1");
  EXPECT_THAT(day.say("10:06", "admin2", "/同意 1").at(0).text, HasSubstr("没有等待同意"));
}

TEST(Proposal, OfTheSameRemovalIsNotMadeTwice) {
  Scenario day{policy("propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:01", "zhangsan", "百家乐")), "record zhangsan");
}

TEST(Law7, TwoAdminsMustAgreeOrTheOwnerAlone) {
  Scenario two{policy("remove", ", approval: 2 admins")};
  two.say("10:00", "zhangsan", "百家乐");
  EXPECT_THAT(two.say("10:05", "admin1", "/同意 1").at(0).text, HasSubstr("还需 1 位"));
  EXPECT_THAT(two.say("10:06", "admin1", "/同意 1").at(0).text, HasSubstr("还需 1 位"));
  EXPECT_THAT(two.say("10:06", "lisi", "/同意 1").at(0).text, HasSubstr("只有群主和管理员"));
  EXPECT_EQ(summary(two.say("10:07", "admin2", "/同意 1")), "remove zhangsan; announce admin2");

  Scenario owner{policy("remove", ", approval: 2 admins")};
  owner.say("10:00", "zhangsan", "百家乐");
  EXPECT_EQ(summary(owner.say("10:05", "boss", "/同意 1")), "remove zhangsan; announce boss");
}

TEST(Law7, AFineThatWaitsIsNotBooked) {
  Scenario day{policy("fine 500", ", approval: admin")};

  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "review zhangsan");
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
  EXPECT_EQ(summary(day.say("10:05", "admin1", "/同意 1")), "fine zhangsan 50000; announce admin1");
  EXPECT_EQ(day.balance("zhangsan"), Fen{50'000});
}

TEST(Law7, NothingOverridesAHumanDecision) {
  Scenario day{policy("fine 50")};
  const Event message = day.message("10:00", "zhangsan", "百家乐");
  day.feed(message);
  day.say("10:05", "admin1", "/撤销 1 误会");
  Event again = message;
  again.id = EventId{"redelivered-under-another-id"};

  EXPECT_THAT(day.feed(again), IsEmpty());
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
}

TEST(Law7, NobodyDecidesHisOwnCase) {
  Scenario day{policy("fine 50", ", when: { roles: [admin] }")};
  day.say("10:00", "admin1", "百家乐");

  EXPECT_THAT(day.say("10:05", "admin1", "/撤销 1 我说了算").at(0).text,
              HasSubstr("不能处理与自己有关"));
}

}  // namespace
}  // namespace qunguan::test
