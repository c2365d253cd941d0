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

  EXPECT_THAT(answer("zhangsan", "/申诉 9 冤枉"), HasSubstr("没有 9 号"));
  EXPECT_EQ(day.outbox().deliveries.back().kind, engine::DeliveryKind::Private);
  EXPECT_THAT(answer("zhangsan", "/申诉"), HasSubstr("编号"));
  EXPECT_THAT(answer("lisi", "/申诉 冤枉"), HasSubstr("没有可以申诉"));
  EXPECT_EQ(answer("stranger", "/申诉 9 冤枉"), "");
}

TEST(Appeal, WithoutAKnownNumberIsAskedForOneWhereTheSenderIsInTwoGroups) {
  Scenario day{policy("fine 50")};
  Event elsewhere = day.message("10:00", "zhangsan", "早");
  elsewhere.group = GroupId{"g2"};
  day.feed(elsewhere);
  day.say("10:01", "zhangsan", "百家乐");
  for (const char* text : {"/申诉 冤枉", "/申诉 99 冤枉"}) {
    const auto actions = day.say_privately("10:05", "zhangsan", text);
    ASSERT_EQ(summary(actions), "announce zhangsan") << text;
    EXPECT_THAT(actions[0].text, ::testing::EndsWith("。可能是：【示范群】1 号（zhangsan）"));
    EXPECT_EQ(day.outbox().deliveries.back().kind, engine::DeliveryKind::Private);
    EXPECT_EQ(day.store().cases.find(1)->standing, engine::Standing::Counted);
  }

  Event gone = day.event(EventType::MemberLeft, "10:06");
  gone.group = GroupId{"g2"};
  gone.members = {{.id = MemberId{"zhangsan"}}};
  day.feed(gone);

  EXPECT_EQ(summary(day.say_privately("10:07", "zhangsan", "/申诉 冤枉")),
            "announce zhangsan; report zhangsan");
}

TEST(Proposal, IsNotGuessedOneToOneWhereTheAdminIsInTwoGroups) {
  Scenario day{policy("propose_removal")};
  Event staff = day.event(EventType::GroupSnapshot, "09:00");
  staff.group = GroupId{"g2"};
  staff.group_name = "示范群";
  staff.owner = MemberId{"admin1"};
  staff.admins.emplace();
  for (const char* id : {"admin1", "admin2", "zhangsan"}) staff.members.push_back({MemberId{id}});
  day.feed(staff);
  day.say("10:00", "zhangsan", "百家乐");
  Event elsewhere = day.message("10:01", "zhangsan", "百家乐");
  elsewhere.group = GroupId{"g2"};
  day.feed(elsewhere);

  const auto both = day.say_privately("10:05", "admin1", "/同意").at(0).text;
  const auto one = day.say_privately("10:05", "admin2", "/同意").at(0).text;
  const auto none = day.say_privately("10:05", "zhangsan", "/同意").at(0).text;

  EXPECT_THAT(both, HasSubstr("【示范群】1 号（zhangsan）；【示范群】2 号（zhangsan）"));
  EXPECT_THAT(one, ::testing::EndsWith("可能是：【示范群】1 号（zhangsan）"));
  EXPECT_THAT(none, HasSubstr("没有可以这样处理的"));
  EXPECT_EQ(summary(day.say_privately("10:06", "admin1", "/同意 2")),
            "remove zhangsan; announce admin1");
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

TEST(Appeal, WithoutANumberIsAgainstTheLastThatHappenedToTheMember) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "lisi", "百家乐");
  day.say("10:02", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "zhangsan", "/申诉 我说的是电影");

  ASSERT_EQ(summary(actions), "announce zhangsan; report zhangsan");
  EXPECT_EQ(actions[0].violation, 3);
  EXPECT_THAT(actions[1].text, HasSubstr("我说的是电影"));
}

TEST(Appeal, SaidTwiceIsNotOneAgainstWhatCameBefore) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:02", "zhangsan", "百家乐");
  day.say("10:05", "zhangsan", "/申诉 我说的是电影");

  EXPECT_THAT(day.say("10:06", "zhangsan", "/申诉 真的是电影").at(0).text,
              HasSubstr("2 号已经申诉过"));
  EXPECT_EQ(summary(day.say("10:07", "zhangsan", "/申诉 1 这也是")),
            "announce zhangsan; report zhangsan");
}

TEST(Appeal, WithoutANumberPassesOverWhatIsOverAndWhatNobodyTold) {
  Scenario day{
      policy("fine 50", " }\n  - { id: quiet, content: { links: forbidden }, then: escalate")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "zhangsan", "百家乐");
  day.say("10:02", "boss", "/撤销 2 误会");
  day.say("10:03", "zhangsan", "看 https://example.com/a");

  EXPECT_EQ(day.say("10:05", "zhangsan", "/申诉 是片名").at(0).violation, 1);
  day.say("10:06", "boss", "/维持 1");
  EXPECT_THAT(day.say("10:07", "zhangsan", "/申诉 是片名").at(0).text,
              HasSubstr("没有可以申诉的处理"));
}

TEST(Appeal, IsNoWordThatOnlyBeginsLikeIt) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "zhangsan", "/申诉书在哪里下载");

  EXPECT_EQ(summary(actions), "announce zhangsan");
  EXPECT_THAT(actions.at(0).text, HasSubstr("/申诉 [编号] 理由"));
}

TEST(Appeal, TakesAnAmountOrADateForNoNumber) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "zhangsan", "/申诉 50元罚款不对");

  ASSERT_EQ(summary(actions), "announce zhangsan; report zhangsan");
  EXPECT_THAT(actions[1].text, HasSubstr("50元罚款不对"));
}

TEST(Appeal, ThatStandsAloneIsUpheldWithoutANumber) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  EXPECT_THAT(day.say("10:01", "admin1", "/维持").at(0).text, HasSubstr("没有等待处理的申诉"));
  day.say("10:05", "zhangsan", "/申诉 是片名");

  EXPECT_EQ(summary(day.say("10:06", "admin1", "/维持")), "announce zhangsan");
}

TEST(Withdrawal, IsFinal) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:05", "admin1", "/撤销 1 误会");

  EXPECT_THAT(day.say("10:06", "admin2", "/撤销 1 再来").at(0).text, HasSubstr("处理完毕"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
}

TEST(Withdrawal, OfAFalseAlarmNeedsOnlyItsMember) {
  Scenario day{policy("[fine 50, fine 100]")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "admin1", "/误报 @zhangsan");

  EXPECT_EQ(summary(actions), "credit zhangsan 5000; announce zhangsan");
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
  EXPECT_EQ(summary(day.say("11:00", "zhangsan", "百家乐")), "fine zhangsan 5000");
}

TEST(Withdrawal, SaidTwiceTakesNothingBackThatCameBefore) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "zhangsan", "百家乐");
  day.say("10:05", "admin1", "/误报 @zhangsan");

  EXPECT_THAT(day.say("10:06", "admin2", "/误报 @zhangsan").at(0).text,
              HasSubstr("2 号已经处理完毕"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Withdrawal, OfTheLastCaseIsNotGuessedWhereAnAppealWaits) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "zhangsan", "/申诉 是片名");
  day.say("10:02", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "admin1", "/撤销 @zhangsan 确是片名");

  EXPECT_EQ(summary(actions), "announce admin1");
  EXPECT_THAT(actions[0].text, HasSubstr("2 号（zhangsan）、1 号（zhangsan）"));
}

TEST(Withdrawal, WithoutAMemberTakesTheOneThatIsOpen) {
  Scenario day{policy("fine 50")};
  EXPECT_THAT(day.say("09:00", "admin1", "/误报").at(0).text, HasSubstr("没有可以撤销"));
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:05", "admin1", "/误报")),
            "credit zhangsan 5000; announce zhangsan");
}

TEST(Withdrawal, OfSomebodyWhomNobodyKnowsIsOfNobody) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_THAT(day.say("10:05", "admin1", "/误报 @小李").at(0).text, HasSubstr("看不出 @ 的是谁"));
  EXPECT_THAT(day.say_privately("10:05", "admin1", "/撤销罚款 @lisi 误会").at(0).text,
              HasSubstr("lisi在本群没有罚款"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST(Withdrawal, OfSeveralAsksForOne) {
  Scenario day{policy("fine 50")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "lisi", "百家乐");

  const auto actions = day.say("10:05", "admin1", "/误报");

  ASSERT_EQ(summary(actions), "announce admin1");
  EXPECT_THAT(actions[0].text, HasSubstr("2 号（lisi）、1 号（zhangsan）"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
  EXPECT_EQ(day.balance("lisi"), Fen{5000});
}

TEST(Withdrawal, ThatAnswersAMessageIsOfWhatItLedTo) {
  Scenario day{policy("fine 50")};
  const Event first = day.message("10:00", "zhangsan", "百家乐");
  day.feed(first);
  day.say("10:01", "zhangsan", "百家乐");

  Event command = day.message("10:05", "admin1", "/误报");
  command.message.reply_to =
      Quote{.message_id = first.message.id, .sender_id = MemberId{"zhangsan"}, .text = "百家乐"};

  EXPECT_EQ(day.feed(command).back().violation, 1);
}

TEST(Withdrawal, OfOneCaseLeavesTheRemovalThatAnotherOrdered) {
  Scenario day{policy("[fine 50, remove]")};
  day.say("10:00", "zhangsan", "百家乐");
  ASSERT_EQ(summary(day.say("10:01", "zhangsan", "百家乐")), "remove zhangsan");

  day.say("10:05", "admin1", "/撤销 1 误会");

  EXPECT_THAT(day.say("10:06", "zhangsan", "百家乐"), IsEmpty()) << "he is on his way out";
  day.restart();
  EXPECT_THAT(day.say("10:07", "zhangsan", "百家乐"), IsEmpty());
  day.say("10:08", "admin1", "/撤销 2 误会");
  EXPECT_EQ(summary(day.say("10:09", "zhangsan", "百家乐")), "fine zhangsan 5000");
}

TEST(Withdrawal, OfOneOfTwoOrdersLeavesTheOther) {
  Scenario day{policy("remove")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("2026-03-04T10:00", "zhangsan", "百家乐");

  day.say("2026-03-04T10:01", "admin1", "/撤销 1 误会");

  EXPECT_THAT(day.say("2026-03-04T10:02", "zhangsan", "百家乐"), IsEmpty());
}

TEST(Withdrawal, OfWhatWaitsIsNoNewsForTheMember) {
  Scenario day{policy("review")};
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = day.say("10:05", "admin1", "/误报");

  EXPECT_EQ(summary(actions), "announce admin1");
  EXPECT_THAT(actions[0].text, HasSubstr("不作处罚"));
  EXPECT_THAT(day.say("10:06", "admin2", "/同意 1").at(0).text, HasSubstr("没有等待同意"));
}

TEST(Withdrawal, OfAFineIsOfTheLastThatCostMoney) {
  Scenario day{policy("[fine 50, propose_removal]")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:00:30", "zhangsan", "百家乐");
  EXPECT_THAT(day.say("10:01", "admin1", "/撤销罚款 @zhangsan").at(0).text,
              HasSubstr("请写明理由"));
  EXPECT_THAT(day.say("10:01", "admin1", "/撤销罚款 @lisi 误会").at(0).text,
              HasSubstr("lisi在本群没有罚款"));

  const auto actions = day.say("10:05", "admin1", "/撤销罚款 @zhangsan 第一次就算了");

  EXPECT_EQ(summary(actions), "credit zhangsan 5000; announce zhangsan");
  EXPECT_THAT(actions[1].text, HasSubstr("理由：第一次就算了"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{});
}

TEST(Withdrawal, OfAFineWhereThereIsNoneIsRefused) {
  Scenario day{policy("warn")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_THAT(day.say("10:05", "admin1", "/撤销罚款 1 误会").at(0).text, HasSubstr("1 号没有罚款"));
  EXPECT_THAT(day.say("10:05", "zhangsan", "/误报").at(0).text, HasSubstr("只有群主和管理员"));
}

TEST(Notice, ThatIsAnsweredSaysWhichCaseIsMeant) {
  Scenario day{policy("fine 50")};
  Event joined = day.event(EventType::MemberJoined, "09:00");
  joined.members = {{.id = MemberId{"bot"}, .name = "群管", .role = Role::Bot}};
  day.feed(joined);
  const std::string notice = day.say("10:00", "zhangsan", "百家乐").at(0).text;
  day.say("10:01", "zhangsan", "百家乐");
  const auto answer = [&](const std::string& author, const std::string& text) {
    Event said = day.message("10:05", "zhangsan", text);
    said.message.reply_to =
        Quote{.message_id = MessageId{"n"}, .sender_id = MemberId{author}, .text = notice};
    return day.feed(said);
  };

  EXPECT_EQ(answer("lisi", "/申诉 是片名").at(0).violation, 2) << "anybody can write a notice";
  EXPECT_EQ(answer("bot", "/申诉 是片名").at(0).violation, 1);
}

/// Notices of ours that somebody answers; the bot is a member, so they are known to be ours.
class QuotedNotice : public ::testing::Test {
 protected:
  Scenario& begin(const std::string& text) {
    day_ = std::make_unique<Scenario>(text);
    join("bot", "群管", Role::Bot);
    return *day_;
  }

  void join(const std::string& id, const std::string& name, Role role = Role::Unknown) {
    Event joined = day_->event(EventType::MemberJoined, "09:00");
    joined.members = {{.id = MemberId{id}, .name = name, .role = role}};
    day_->feed(joined);
  }

  std::vector<engine::Action> answer(const std::string& who, const std::string& notice,
                                     const std::string& text) {
    Event said = day_->message("10:05", who, text);
    said.message.reply_to =
        Quote{.message_id = MessageId{"n"}, .sender_id = MemberId{"bot"}, .text = notice};
    return day_->feed(said);
  }

  std::unique_ptr<Scenario> day_;
};

TEST_F(QuotedNotice, MeansTheCaseThatItWasRecordedOfWhateverNumbersItSays) {
  Scenario& day = begin(policy("fine 50", ", notice: \"{编号} 号，{处罚}。{成员}\""));
  join("u9", "小李 /驳回 1");
  day.say("10:00", "zhangsan", "百家乐");
  const std::string notice = day.say("10:01", "u9", "百家乐").at(0).text;
  ASSERT_THAT(notice, ::testing::EndsWith("/驳回 1"));

  EXPECT_EQ(answer("admin1", notice, "/误报").back().violation, 2);
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
}

TEST_F(QuotedNotice, IsTheSameWhereAClientChangedItsSpaces) {
  Scenario& day = begin(policy("fine 50"));
  std::string notice = day.say("10:00", "zhangsan", "百家乐").at(0).text;
  day.say("10:01", "zhangsan", "百家乐");
  notice.replace(notice.find('\n'), 1, "\r\n");

  EXPECT_EQ(answer("zhangsan", notice + " ", "/申诉 是片名").at(0).violation, 1);
}

TEST_F(QuotedNotice, ThatIsNotOnRecordDecidesNothing) {
  Scenario& day = begin(policy("fine 50"));
  day.say("10:00", "zhangsan", "百家乐");

  const auto actions = answer("admin1", "如有异议，请发送：/申诉 1 理由", "/误报");

  EXPECT_THAT(actions.at(0).text, HasSubstr("请写明编号"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
  EXPECT_THAT(answer("zhangsan", "欢迎", "/申诉 是片名").at(0).text, HasSubstr("请写明编号"));
}

TEST_F(QuotedNotice, ThatWasSaidOfTwoCasesIsNotGuessed) {
  Scenario& day = begin(policy("fine 50", ", notice: \"{成员} 请文明发言\""));
  const std::string notice = day.say("10:00", "zhangsan", "百家乐").at(0).text;
  day.say("10:01", "zhangsan", "百家乐");

  const auto actions = answer("admin1", notice, "/误报");

  ASSERT_EQ(summary(actions), "announce admin1");
  EXPECT_THAT(actions[0].text, HasSubstr("2 号（zhangsan）、1 号（zhangsan）"));
  EXPECT_EQ(day.balance("zhangsan"), Fen{10000});
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

/// Admins put members out by an order.
std::string kick(const std::string& more = "", const std::string& head = "") {
  return "policy: 示范群规\ngroups: [示范群]\n" + head +
         "lists:\n  赌博: { words: [百家乐] }\nrules:\n  - { id: kick, command: { word: 移出 }, "
         "then: "
         "propose_removal, approval: 2 admins" +
         more + " }\n  - { id: gambling, content: { lists: [赌博] }, then: propose_removal }\n";
}

TEST(Proposal, IsAgreedToWithoutItsNumber) {
  Scenario day{kick()};
  EXPECT_THAT(day.say("09:00", "admin2", "/同意").at(0).text, HasSubstr("没有等待同意"));
  EXPECT_EQ(summary(day.say("10:00", "admin1", "/移出 @zhangsan 骚扰群友")),
            "propose_removal zhangsan");

  EXPECT_EQ(summary(day.say("10:05", "admin1", "/同意")), "announce admin1");
  EXPECT_EQ(summary(day.say("10:06", "lisi", "/同意")), "announce lisi");
  EXPECT_EQ(summary(day.say("10:07", "admin2", "/同意")), "remove zhangsan; announce admin2");
}

TEST(Proposal, OfOneOrderIsAgreedToAtOnce) {
  Scenario day{kick()};
  day.say("10:00", "admin1", "/移出 @zhangsan @lisi @wangwu 潜水");

  const auto actions = day.say("10:05", "admin2", "/同意");

  EXPECT_EQ(summary(actions), "remove lisi; remove wangwu; remove zhangsan; announce admin2");
  EXPECT_THAT(actions.back().text, HasSubstr("【1、2、3】admin2已同意，移出本群已执行"));
}

TEST(Proposal, OfOneOrderIsRefusedAtOnce) {
  Scenario day{kick()};
  day.say("10:00", "admin1", "/移出 @zhangsan @lisi 潜水");

  EXPECT_EQ(summary(day.say("10:05", "admin2", "/驳回 他们请过假")), "announce admin2");
  EXPECT_EQ(day.store().cases.verdicts(1).back().reason, "他们请过假");
  EXPECT_THAT(day.say("10:06", "boss", "/同意").at(0).text, HasSubstr("没有等待同意"));
}

TEST(Proposal, OfSeveralThatHaveNothingInCommonMustBeNamed) {
  Scenario day{kick()};
  day.say("10:00", "admin1", "/移出 @zhangsan 骚扰群友");
  day.say("10:01", "lisi", "百家乐");
  day.say("10:02", "admin1", "/移出 @wangwu 潜水");

  const auto asked = day.say("10:05", "admin2", "/同意");
  ASSERT_EQ(summary(asked), "announce admin2");
  EXPECT_THAT(asked[0].text, HasSubstr("1 号（zhangsan）、2 号（lisi）、3 号（wangwu）"));

  EXPECT_EQ(summary(day.say("10:06", "admin2", "/同意 @zhangsan")),
            "remove zhangsan; announce admin2");
  EXPECT_EQ(summary(day.say("10:07", "admin2", "/确认 2、3")),
            "remove lisi; remove wangwu; announce admin2");
}

TEST(Proposal, IsAgreedToInAnAnswerToTheOrder) {
  Scenario day{kick()};
  const Event order = day.message("10:00", "admin1", "/移出 @zhangsan 骚扰群友");
  day.feed(order);
  day.say("10:01", "lisi", "百家乐");
  Event agreed = day.message("10:05", "admin2", "/同意");
  agreed.message.reply_to = Quote{
      .message_id = order.message.id, .sender_id = MemberId{"admin1"}, .text = order.message.text};

  EXPECT_EQ(summary(day.feed(agreed)), "remove zhangsan; announce admin2");
}

TEST(Proposal, IsNotAgreedToByASentence) {
  Scenario day{kick()};
  day.say("10:00", "admin1", "/移出 @zhangsan 骚扰群友");

  for (const char* text : {"/同意 明天聚餐", "/同意明天聚餐", "/确认过了吗"})
    EXPECT_EQ(summary(day.say("10:05", "admin2", text)), "announce admin2") << text;
}

TEST(Proposal, IsNotAgreedToByItsTarget) {
  Scenario day{kick(", when: { roles: [admin, member] }")};
  day.say("10:00", "admin1", "/移出 @admin2 @zhangsan 骚扰群友");

  const auto actions = day.say("10:05", "admin2", "/同意");

  EXPECT_EQ(summary(actions), "announce admin2; remove zhangsan; announce admin2");
  EXPECT_THAT(actions[0].text, HasSubstr("不能处理与自己有关的 1 号"));
}

TEST(Proposal, OfOneSanctionWaitsForTheAdminsThatItNames) {
  Scenario day{policy("[warn, warn + propose_removal after 2 admins]")};
  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "warn zhangsan");

  EXPECT_EQ(summary(day.say("10:01", "zhangsan", "百家乐")),
            "warn zhangsan; propose_removal zhangsan");

  EXPECT_EQ(summary(day.say("10:05", "admin1", "/同意")), "announce admin1");
  EXPECT_EQ(summary(day.say("10:06", "admin2", "/同意")), "remove zhangsan; announce admin2");
}

TEST(Proposal, OfAnOrderWaitsForTheOthersThatItNames) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n  - { id: kick, command: { word: 移出 }, then: "
      "[remove after owner] }\n"};

  EXPECT_EQ(summary(day.say("10:00", "admin1", "/移出 @zhangsan 广告")),
            "propose_removal zhangsan");
  EXPECT_EQ(summary(day.say("10:05", "admin2", "/同意")), "announce admin2");
  EXPECT_EQ(summary(day.say("10:06", "boss", "/同意")), "remove zhangsan; announce boss");
}

TEST(Proposal, WhereASanctionSaysOtherThanItsRuleWaitsAsItSays) {
  Scenario day{policy("[fine 50, propose_removal after 2 admins]", ", approval: admin")};
  EXPECT_EQ(summary(day.say("10:00", "zhangsan", "百家乐")), "review zhangsan");
  EXPECT_EQ(summary(day.say("10:01", "admin1", "/同意")), "fine zhangsan 5000; announce admin1");
  day.say("10:02", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:03", "admin1", "/同意")), "announce admin1");
  EXPECT_EQ(summary(day.say("10:04", "admin2", "/同意")), "remove zhangsan; announce admin2");
}

std::string lapsing(const std::string& then) {
  return "proposals: { within: 3d }\n" + policy(then);
}

TEST(Proposal, ThatNobodyDecidesLapsesInTheOpen) {
  Scenario day{lapsing("propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");
  EXPECT_THAT(day.wait_until("2026-03-05T09:59"), IsEmpty());

  const auto actions = day.wait_until("2026-03-05T10:00");

  ASSERT_EQ(summary(actions), "report zhangsan");
  EXPECT_THAT(actions[0].text, HasSubstr("【作废 1】zhangsan"));
  EXPECT_THAT(actions[0].text, HasSubstr("3天内没有得到需要的同意"));
  EXPECT_THAT(day.outbox().deliveries.back().people, ::testing::SizeIs(3));
  EXPECT_EQ(day.store().cases.find(1)->standing, engine::Standing::Lapsed);
  EXPECT_THAT(day.say("2026-03-05T10:01", "admin1", "/同意 1").at(0).text,
              HasSubstr("没有等待同意"));
  EXPECT_EQ(summary(day.say("2026-03-05T10:02", "zhangsan", "百家乐")), "propose_removal zhangsan");
}

TEST(Proposal, LapsesAfterAWeekWhereThePolicySaysNothing) {
  Scenario day{policy("propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");
  day.restart();

  EXPECT_THAT(day.wait_until("2026-03-09T09:59"), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("2026-03-09T10:00")), "report zhangsan");
}

TEST(Proposal, ThatWasDecidedLapsesNoMore) {
  for (const char* word : {"/同意", "/驳回", "/误报"}) {
    Scenario day{lapsing("propose_removal")};
    day.say("10:00", "zhangsan", "百家乐");
    day.say("10:01", "admin1", word);
    const engine::Standing standing = day.store().cases.find(1)->standing;

    EXPECT_THAT(day.wait_until("2026-04-05T10:00"), IsEmpty()) << word;
    EXPECT_EQ(day.store().cases.find(1)->standing, standing) << word;
  }
}

TEST(Proposal, ThatLapsesTakesNothingBackThatWasDoneAtOnce) {
  Scenario day{lapsing("fine 50 + propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");

  day.wait_until("2026-03-05T10:00");

  EXPECT_EQ(day.balance("zhangsan"), Fen{5000});
  EXPECT_EQ(day.store().cases.find(1)->standing, engine::Standing::Counted);
}

TEST(Proposal, DoesNotLapseWhileItsCaseIsAppealed) {
  Scenario day{lapsing("fine 50 + propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");
  day.say("10:01", "zhangsan", "/申诉 1 是片名");
  EXPECT_THAT(day.wait_until("2026-03-05T12:00"), IsEmpty());

  day.say("2026-03-05T12:01", "admin1", "/维持 1");

  EXPECT_THAT(day.wait_until("2026-03-08T12:00"), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("2026-03-08T12:01")), "report zhangsan");
}

TEST(Proposal, OfARemovalThatALadderLedToIsNotAgreedToByTheWarning) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: warning, command: { word: 警告 }, then: [warn, warn + propose_removal] }\n"};
  day.say("10:00", "boss", "/警告 @zhangsan 吵");

  const auto second = day.say("10:01", "boss", "/警告 @zhangsan 又吵");

  EXPECT_THAT(summary(second), HasSubstr("warn zhangsan"));
  EXPECT_THAT(summary(second), HasSubstr("propose_removal zhangsan"));
  EXPECT_THAT(summary(day.say("10:02", "boss", "/同意")), HasSubstr("remove zhangsan"));
}

TEST(Proposal, DoesNotLapseByTheTimeInWhichNobodyCouldBeHeard) {
  Scenario day{lapsing("propose_removal")};
  day.say("10:00", "zhangsan", "百家乐");
  day.store().watch.add_gap({.from = Scenario::time("2026-03-03T10:00"),
                             .to = Scenario::time("2026-03-08T10:00"),
                             .reason = "outage"});
  day.restart();

  EXPECT_THAT(day.wait_until("2026-03-10T09:59"), IsEmpty());
  EXPECT_EQ(summary(day.wait_until("2026-03-10T10:00")), "report zhangsan");
}

constexpr const char* kOwnersWord = "removals: { owner_from: 3, within: 24h }\n";

TEST(OwnersWord, IsNeededForTheThirdRemovalOfOneOrderAndTheOthers) {
  Scenario day{kick("", kOwnersWord)};
  const auto proposed = day.say("10:00", "admin1", "/移出 @zhangsan @lisi @wangwu 潜水");
  EXPECT_THAT(proposed.at(0).text, HasSubstr("1天内移出满 3 人，须群主同意"));

  const auto actions = day.say("10:05", "admin2", "/同意");

  ASSERT_EQ(summary(actions), "announce admin2; escalate -");
  EXPECT_THAT(actions[0].text, HasSubstr("还需群主同意"));
  EXPECT_THAT(actions[1].text, HasSubstr("lisi、wangwu、zhangsan"));
  EXPECT_THAT(day.outbox().deliveries.back().people, ::testing::ElementsAre(MemberId{"boss"}));
  EXPECT_EQ(summary(day.say("10:06", "admin2", "/同意")), "announce admin2");
  EXPECT_EQ(summary(day.say("10:07", "boss", "/同意")),
            "remove lisi; remove wangwu; remove zhangsan; announce boss");
}

TEST_F(QuotedNotice, OfSeveralRemovalsIsOfAllOfThem) {
  Scenario& day = begin(kick("", kOwnersWord));
  day.say("10:00", "admin1", "/移出 @zhangsan @lisi @wangwu 潜水");
  const auto asked = day.say("10:01", "admin2", "/同意");

  for (const auto& action : asked)
    EXPECT_THAT(answer("boss", action.text, "/撤销 误会").at(0).text, HasSubstr("请写明"));
  EXPECT_EQ(summary(answer("boss", asked.at(1).text, "/同意")),
            "remove lisi; remove wangwu; remove zhangsan; announce boss");
}

TEST(OwnersWord, IsNotNeededForTwo) {
  Scenario day{kick("", kOwnersWord)};
  day.say("10:00", "admin1", "/移出 @zhangsan @lisi 潜水");

  EXPECT_EQ(summary(day.say("10:05", "admin2", "/同意")),
            "remove lisi; remove zhangsan; announce admin2");
}

TEST(OwnersWord, IsAskedForWhenAgreementMakesItTheThird) {
  Scenario day{kick("", kOwnersWord)};
  for (const char* who : {"zhangsan", "lisi", "wangwu"})
    day.say("10:00", "admin1", std::string{"/移出 @"} + who + " 潜水");
  day.say("10:05", "admin2", "/同意 1、2");

  EXPECT_EQ(summary(day.say("10:06", "admin2", "/同意")), "announce admin2; escalate -");
  EXPECT_EQ(summary(day.say("2026-03-05T10:00", "admin2", "/同意")), "announce admin2")
      << "what was left to him stays his";
  EXPECT_EQ(summary(day.say("2026-03-05T10:01", "boss", "/同意")), "remove wangwu; announce boss");
}

TEST(OwnersWord, IsNeededWhereOneAgreementMakesThree) {
  Scenario day{kick("", kOwnersWord)};
  for (const char* who : {"zhangsan", "lisi", "wangwu"})
    day.say("10:00", "admin1", std::string{"/移出 @"} + who + " 潜水");

  EXPECT_EQ(summary(day.say("10:05", "admin2", "/同意 1、2、3")), "announce admin2; escalate -");
}

TEST(Proposal, IsNotAgreedToByAWordThatMeansAnother) {
  Scenario day{policy("remove", ", approval: 2 admins")};
  day.say("10:00", "zhangsan", "百家乐");

  EXPECT_EQ(summary(day.say("10:01", "admin1", "@lisi /同意")), "announce admin1");
  Event quoting = day.message("10:02", "admin2", "/同意");
  quoting.message.reply_to =
      Quote{.message_id = MessageId{"another"}, .sender_id = MemberId{"lisi"}, .text = "早"};
  EXPECT_EQ(summary(day.feed(quoting)), "announce admin2");
  EXPECT_EQ(summary(day.say("10:03", "boss", "「lisi：早」\n- - - - -\n/同意")), "announce boss");
  Event early = day.message("10:04", "admin2", "/同意");
  early.at = Scenario::time("09:59");
  EXPECT_EQ(summary(day.feed(early)), "announce admin2");

  EXPECT_EQ(summary(day.say("10:05", "admin1", "@zhangsan /同意")), "announce admin1");
  EXPECT_EQ(summary(day.say("10:06", "admin2", "/同意")), "remove zhangsan; announce admin2");
}

TEST(OwnersWord, HoldsBackWhatComesWhileOthersWaitForIt) {
  Scenario day{kick("", kOwnersWord)};
  day.say("10:00", "admin1", "/移出 @zhangsan @lisi @wangwu 潜水");
  Event joined = day.event(EventType::MemberJoined, "10:01");
  joined.members = {{.id = MemberId{"u9"}, .name = "小李"}};
  day.feed(joined);
  day.say("10:02", "admin1", "/移出 @小李 广告");

  EXPECT_EQ(summary(day.say("10:05", "admin2", "/同意 @小李")), "announce admin2; escalate -");
}

TEST(OwnersWord, IsNotNeededWhenTheTimeIsOver) {
  Scenario day{kick("", kOwnersWord)};
  day.say("10:00", "admin1", "/移出 @zhangsan @lisi 潜水");
  day.say("10:05", "admin2", "/同意");

  day.say("2026-03-03T10:06", "admin1", "/移出 @wangwu 潜水");

  EXPECT_EQ(summary(day.say("2026-03-03T10:07", "admin2", "/同意")),
            "remove wangwu; announce admin2");
}

TEST(OwnersWord, IsNeededForWhatARuleRemovesToo) {
  Scenario day{"policy: 示范群规\ngroups: [示范群]\n" + std::string{kOwnersWord} +
               "lists:\n  赌博: { words: [百家乐] }\nrules:\n"
               "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"
               "  - { id: kick, command: { word: 移出 }, then: remove }\n"};
  EXPECT_EQ(summary(day.say("10:00", "admin1", "/移出 @zhangsan @lisi 潜水")),
            "remove lisi; remove zhangsan");

  EXPECT_EQ(summary(day.say("10:01", "wangwu", "百家乐")), "propose_removal wangwu");
  EXPECT_EQ(summary(day.say("10:02", "admin1", "/同意")), "announce admin1; escalate -");
  EXPECT_EQ(summary(day.say("10:03", "boss", "/同意")), "remove wangwu; announce boss");
}

TEST(OwnersWord, IsGivenWithHisOwnOrder) {
  Scenario day{kick("", kOwnersWord)};

  EXPECT_EQ(summary(day.say("10:00", "boss", "/移出 @zhangsan @lisi @wangwu 潜水")),
            "remove lisi; remove wangwu; remove zhangsan");
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
