#include "qunguan/wecom/channels.hpp"

#include <set>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/run.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using engine::DeliveryKind;
using nlohmann::json;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Lt;
using testing::Not;
using testing::SizeIs;
using Kind = delivery::Outcome::Kind;

constexpr const char* kSend = "/appchat/send";
constexpr const char* kWrite = "/message/send";
constexpr const char* kUpdate = "/appchat/update";
constexpr const char* kRobot = "/webhook/send";

FakeTransport::Answer code(int errcode) {
  return FakeTransport::json(json{{"errcode", errcode}, {"errmsg", "canary"}}.dump());
}

engine::Claim claim_of(DeliveryKind kind, std::vector<MemberId> people = {MemberId{"lisi"}},
                       std::string chat = "chat1") {
  engine::Claim claim{.number = 7};
  claim.delivery = {.kind = kind,
                    .channel = "app",
                    .chat_id = std::move(chat),
                    .text = "@李四 请改名片\n编号 7",
                    .people = std::move(people)};
  return claim;
}

/// Both channels over a transport that plays the platform.
class Channels : public testing::Test {
 protected:
  Channels() {
    transport_.always(
        "/gettoken", FakeTransport::json(
                         json{{"errcode", 0}, {"access_token", "T"}, {"expires_in", 7200}}.dump()));
    for (const char* path : {kSend, kWrite, kUpdate, kRobot}) transport_.always(path, code(0));
  }

  delivery::Outcome notify(std::vector<MemberId> people = {MemberId{"lisi"}},
                           std::string chat = "chat1") {
    return run(app_.deliver(claim_of(DeliveryKind::Notice, std::move(people), std::move(chat))));
  }
  delivery::Outcome write(std::vector<MemberId> people = {MemberId{"lisi"}}) {
    return run(app_.deliver(claim_of(DeliveryKind::Private, std::move(people))));
  }
  delivery::Outcome remove() { return run(app_.deliver(claim_of(DeliveryKind::Removal))); }
  delivery::Outcome verify() { return run(app_.verify_removal(claim_of(DeliveryKind::Removal))); }
  delivery::Outcome post() { return run(robot_.deliver(claim_of(DeliveryKind::Notice))); }

  void group_has(std::vector<std::string> members) {
    transport_.once("/appchat/get", FakeTransport::json(json{{"errcode", 0},
                                                             {"chat_info",
                                                              {{"chatid", "chat1"},
                                                               {"name", "g"},
                                                               {"owner", "boss"},
                                                               {"userlist", std::move(members)}}}}
                                                            .dump()));
  }

  json last_body() const { return json::parse(transport_.requests().back().body); }

  FakeClock clock_;
  FakeTransport transport_;
  wecom::ApiClient client_{
      {.base = "https://api", .corp_id = "corp", .secret = "s3cret", .agent_id = 1000002},
      transport_,
      clock_};
  wecom::AppChannel app_{"app", client_, clock_};
  wecom::RobotClient robot_client_{transport_, "https://api"};
  wecom::RobotChannel robot_{"robot", "k3y", robot_client_, clock_};
};

TEST_F(Channels, SayWhatTheyCan) {
  for (const DeliveryKind kind :
       {DeliveryKind::Notice, DeliveryKind::Private, DeliveryKind::Removal})
    EXPECT_TRUE(app_.capabilities().can(kind));
  EXPECT_TRUE(robot_.capabilities().can(DeliveryKind::Notice));
  EXPECT_TRUE(robot_.capabilities().mention);
  EXPECT_FALSE(robot_.capabilities().can(DeliveryKind::Private));
  EXPECT_FALSE(robot_.capabilities().can(DeliveryKind::Removal));
}

TEST_F(Channels, PostNoticesThatRingAtWhomTheyName) {
  EXPECT_EQ(notify().kind, Kind::Done);

  EXPECT_EQ(last_body()["chatid"], "chat1");
  EXPECT_EQ(last_body()["text"]["content"], "@李四 请改名片\n编号 7");
  EXPECT_EQ(last_body()["text"]["mentioned_list"], json::array({"lisi"}));
}

TEST_F(Channels, WriteToEachAdminAlone) {
  EXPECT_EQ(write({MemberId{"admin1"}, MemberId{"admin2"}}).kind, Kind::Done);

  EXPECT_EQ(last_body()["touser"], "admin1|admin2");
}

TEST_F(Channels, TakeMembersOutOfTheGroup) {
  EXPECT_EQ(remove().kind, Kind::Done);

  EXPECT_EQ(last_body()["chatid"], "chat1");
  EXPECT_EQ(last_body()["del_user_list"], json::array({"lisi"}));
}

TEST_F(Channels, RefuseToActInAGroupWithoutAChatId) {
  for (const DeliveryKind kind : {DeliveryKind::Notice, DeliveryKind::Removal}) {
    const delivery::Outcome outcome = run(app_.deliver(claim_of(kind, {MemberId{"lisi"}}, "")));

    EXPECT_EQ(outcome.kind, Kind::Refused);
    EXPECT_THAT(outcome.note, HasSubstr("chat_id"));
  }
  EXPECT_THAT(transport_.requests(), IsEmpty());
}

TEST_F(Channels, TellWhomAMessageDidNotReach) {
  transport_.once(kWrite, FakeTransport::json(R"({"errcode":0,"invaliduser":"gone|away"})"));

  const delivery::Outcome outcome = write();

  EXPECT_EQ(outcome.kind, Kind::Done);
  EXPECT_EQ(outcome.note, "did not reach: gone away");
}

TEST_F(Channels, CutLongTextsBetweenCharactersAndKeepTheCase) {
  engine::Claim claim = claim_of(DeliveryKind::Notice);
  claim.delivery.text.clear();
  for (int i = 0; i < 1000; ++i) claim.delivery.text += "群😀";
  claim.delivery.text += "\n编号 7";

  EXPECT_EQ(run(app_.deliver(claim)).kind, Kind::Done);
  const std::string by_app = last_body()["text"]["content"];
  EXPECT_EQ(run(robot_.deliver(claim)).kind, Kind::Done);
  const std::string by_robot = last_body()["text"]["content"];

  EXPECT_THAT(by_app.size(), AllOf(Lt(2049U), testing::Gt(2000U)));
  EXPECT_THAT(by_app, testing::EndsWith("…\n编号 7"));
  EXPECT_THAT(by_app, Not(HasSubstr("\uFFFD")));
  EXPECT_EQ(by_robot, by_app);
}

/// A report of three parts.
engine::Claim long_report() {
  engine::Claim claim = claim_of(DeliveryKind::Private);
  claim.delivery.text = "【示范群】账单";
  for (int i = 0; i < 200; ++i) claim.delivery.text += "\n张三 欠 50元，第 " + std::to_string(i);
  return claim;
}

TEST_F(Channels, WriteLongTextsInPartsThatAreAllDifferent) {
  EXPECT_EQ(run(app_.deliver(long_report())).kind, Kind::Done);

  std::set<std::string> parts;
  for (const auto& request : transport_.requests())
    if (request.url.find(kWrite) != std::string::npos)
      parts.insert(json::parse(request.body)["text"]["content"]);
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_THAT(*parts.begin(), testing::StartsWith("（1/3）【示范群】账单"));
  EXPECT_THAT(last_body()["text"]["content"].get<std::string>(),
              AllOf(testing::StartsWith("（3/3）"), testing::EndsWith("第 199")));
}

TEST_F(Channels, WriteAllPartsAgainWhereOneWasNotTaken) {
  transport_.once(kWrite, code(0));
  transport_.once(kWrite, code(45009));

  EXPECT_EQ(run(app_.deliver(long_report())).kind, Kind::Later);
  EXPECT_THAT(last_body()["text"]["content"].get<std::string>(), testing::StartsWith("（2/3）"));
}

// ---- What an answer means for the delivery ----

const std::vector<int> kPassing{-1, 6000, 45009, 45033};
const std::vector<int> kFinal{40003, 40008, 40031, 40033, 40035, 40050,  40058, 40063, 41001,
                              42014, 44004, 45002, 46004, 48002, 48006,  49008, 50003, 60011,
                              60020, 60021, 60111, 81013, 82001, 82002,  82003, 86001, 86003,
                              86004, 86005, 86006, 86007, 86008, 86101,  86216, 86217, 86220,
                              90500, 92002, 93000, 93004, 93008, 301002, 99999};

TEST_F(Channels, RetryLaterWhatPasses) {
  for (const int errcode : kPassing) {
    for (const char* path : {kSend, kWrite, kUpdate, kRobot}) transport_.once(path, code(errcode));

    for (const delivery::Outcome& outcome : {notify(), write(), remove(), post()}) {
      EXPECT_EQ(outcome.kind, Kind::Later) << errcode;
      EXPECT_GE(outcome.wait, 1s) << errcode;
      EXPECT_THAT(outcome.note, HasSubstr(std::to_string(errcode)));
    }
    clock_.advance(1min);
  }
}

TEST_F(Channels, GiveUpWhereTheSameAgainWouldFailAgain) {
  for (const int errcode : kFinal) {
    for (const char* path : {kSend, kWrite, kUpdate, kRobot}) transport_.once(path, code(errcode));

    for (const delivery::Outcome& outcome : {notify(), write(), remove(), post()}) {
      EXPECT_EQ(outcome.kind, Kind::Refused) << errcode;
      EXPECT_THAT(outcome.note, HasSubstr("(errcode " + std::to_string(errcode) + ")"));
      EXPECT_THAT(outcome.note, Not(HasSubstr("canary"))) << "errmsg is not to be trusted";
    }
    clock_.advance(1min);
  }
}

TEST_F(Channels, WaitForALimitAMinuteAndNotAllTogether) {
  std::set<Duration> waits;
  for (std::int64_t number = 0; number < 4; ++number) {
    transport_.once(kSend, code(45009));
    engine::Claim claim = claim_of(DeliveryKind::Notice);
    claim.number = number;
    waits.insert(run(app_.deliver(claim)).wait);
    clock_.advance(1min);
    EXPECT_EQ(notify().kind, Kind::Done) << "the block is over";
  }

  EXPECT_THAT(waits, SizeIs(4));
  EXPECT_THAT(waits, testing::Each(AllOf(Ge(1min), Lt(1min + 5s))));
}

TEST_F(Channels, CallNobodyElseWhileThePlatformSaysToWait) {
  transport_.once(kSend, code(45009));
  transport_.once(kRobot, FakeTransport::error(Error::Code::Unavailable));
  notify();
  post();

  const delivery::Outcome to_another = notify({MemberId{"wangwu"}}, "chat2");
  EXPECT_EQ(to_another.kind, Kind::NotYet);
  EXPECT_EQ(to_another.wait, 1min);
  EXPECT_EQ(post().wait, 5s);
  EXPECT_EQ(write().kind, Kind::Done) << "another call has limits of its own";
  EXPECT_THAT(transport_.requests_to(kSend), SizeIs(1));
  EXPECT_THAT(transport_.requests_to(kRobot), SizeIs(1));
  clock_.advance(1min);
  EXPECT_EQ(notify().kind, Kind::Done);
  EXPECT_EQ(post().kind, Kind::Done);
}

TEST_F(Channels, WaitTwiceAsLongEachTimeTheyAreBlockedAgainUpToAnHour) {
  for (const Duration pause : std::vector<Duration>{1min, 2min, 4min, 8min, 16min, 32min, 1h, 1h}) {
    transport_.once(kSend, code(45009));
    transport_.once(kRobot, code(45009));
    EXPECT_GE(notify().wait, pause);
    EXPECT_GE(post().wait, pause);

    clock_.advance(pause - 1ms);
    EXPECT_EQ(notify().kind, Kind::NotYet) << pause.count();
    EXPECT_EQ(post().kind, Kind::NotYet) << pause.count();
    clock_.advance(1ms);
  }
}

TEST_F(Channels, BeginWithAMinuteAgainOnceThePlatformHasTakenACall) {
  for (const int errcode : {45009, 45009, 86008, 45009}) {
    transport_.once(kSend, code(errcode));
    notify();
    clock_.advance(2min);
  }

  EXPECT_EQ(notify().kind, Kind::Done);
}

TEST_F(Channels, WaitWithLookingForMembersWhileTheyAreBlocked) {
  transport_.once("/appchat/get", code(45009));
  EXPECT_EQ(verify().kind, Kind::Later);

  EXPECT_EQ(verify().kind, Kind::NotYet);
  EXPECT_THAT(transport_.requests_to("/appchat/get"), SizeIs(1));
}

TEST_F(Channels, AreInDoubtWithoutAWholeAnswer) {
  const std::vector<FakeTransport::Answer> unclear{FakeTransport::error(Error::Code::Ambiguous),
                                                   FakeTransport::error(Error::Code::TooLarge),
                                                   FakeTransport::status(500),
                                                   FakeTransport::status(502, "<html>"),
                                                   FakeTransport::status(503),
                                                   FakeTransport::status(504),
                                                   FakeTransport::json(""),
                                                   FakeTransport::json("<html>ok</html>"),
                                                   FakeTransport::json(R"({"errcode":)"),
                                                   FakeTransport::json(R"({"errmsg":"ok"})"),
                                                   FakeTransport::json(R"({"errcode":"0"})"),
                                                   FakeTransport::json(R"({"errcode":0.0})"),
                                                   FakeTransport::json(R"([{"errcode":0}])"),
                                                   FakeTransport::json(std::string(100'000, '['))};
  for (std::size_t i = 0; i < unclear.size(); ++i) {
    for (const char* path : {kSend, kWrite, kUpdate, kRobot}) transport_.once(path, unclear[i]);

    for (const delivery::Outcome& outcome : {notify(), write(), remove(), post()})
      EXPECT_EQ(outcome.kind, Kind::Ambiguous) << i;
    clock_.advance(1min);
  }
}

TEST_F(Channels, KnowWhatSurelyDidNotArrive) {
  for (const char* path : {kSend, kRobot})
    transport_.once(path, FakeTransport::error(Error::Code::Unavailable, "https://api?key=k3y"));

  for (const delivery::Outcome& outcome : {notify(), post()}) {
    EXPECT_EQ(outcome.kind, Kind::Later);
    EXPECT_THAT(outcome.note, Not(HasSubstr("k3y")));
  }
}

TEST_F(Channels, ReplaceATokenOnceAndThenWait) {
  for (const int errcode : {40014, 42001}) {
    transport_.once(kSend, code(errcode));
    EXPECT_EQ(notify().kind, Kind::Done) << errcode;

    transport_.once(kSend, code(errcode));
    transport_.once(kSend, code(errcode));
    EXPECT_EQ(notify().kind, Kind::Later) << errcode;
    clock_.advance(1min);
  }
}

TEST_F(Channels, WaitLongWhenTheSecretIsWrong) {
  transport_.always("/gettoken", code(40001));

  EXPECT_EQ(notify().kind, Kind::Later);
  clock_.advance(1min);
  const delivery::Outcome second = notify();
  const std::size_t asked = transport_.requests().size();
  clock_.advance(9min);
  const delivery::Outcome third = notify();

  EXPECT_GE(second.wait, 10min);
  EXPECT_EQ(third.kind, Kind::NotYet);
  EXPECT_EQ(transport_.requests().size(), asked);
}

// ---- Whether a removal has been achieved ----

TEST_F(Channels, CallARemovalDoneOnceTheMemberIsGone) {
  group_has({"boss", "zhangsan"});

  const delivery::Outcome outcome = verify();

  EXPECT_EQ(outcome.kind, Kind::Done);
  EXPECT_EQ(outcome.note, "no longer in the group");
}

TEST_F(Channels, CallARemovalOpenWhileTheMemberIsThere) {
  group_has({"boss", "lisi"});

  const delivery::Outcome outcome = verify();

  EXPECT_EQ(outcome.kind, Kind::Later);
  EXPECT_EQ(outcome.wait, 0s);
}

TEST_F(Channels, WaitWhenTheyCannotSeeWhetherAMemberIsThere) {
  for (const FakeTransport::Answer& unclear :
       {code(45009), FakeTransport::status(502), FakeTransport::error(Error::Code::Ambiguous),
        FakeTransport::error(Error::Code::Unavailable), FakeTransport::json("{}"), code(0)}) {
    transport_.once("/appchat/get", unclear);

    const delivery::Outcome outcome = verify();

    EXPECT_EQ(outcome.kind, Kind::Later);
    EXPECT_GT(outcome.wait, 0s);
    clock_.advance(1min);
  }
}

TEST_F(Channels, GoOnLookingForAMemberHoweverBusyThePlatformIs) {
  transport_.once("/appchat/get", code(-1));
  transport_.once(kUpdate, code(-1));

  EXPECT_EQ(verify().retries, 0);
  EXPECT_EQ(remove().retries, 3);
}

TEST_F(Channels, CannotVerifyWhatARobotCannotDo) {
  EXPECT_EQ(run(robot_.verify_removal(claim_of(DeliveryKind::Removal))).kind, Kind::Refused);
  EXPECT_THAT(transport_.requests(), IsEmpty());
}

// ---- Pace ----

TEST_F(Channels, LetARobotSpeakTwentyTimesInAnyMinute) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(post().kind, Kind::Done);
  clock_.advance(40s);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(post().kind, Kind::Done);

  const delivery::Outcome outcome = post();
  clock_.advance(outcome.wait - 1ms);
  const delivery::Outcome early = post();
  clock_.advance(1ms);

  EXPECT_EQ(outcome.kind, Kind::NotYet);
  EXPECT_EQ(outcome.wait, 20s);
  EXPECT_EQ(early.kind, Kind::NotYet);
  EXPECT_EQ(post().kind, Kind::Done);
  EXPECT_THAT(transport_.requests_to(kRobot), SizeIs(21));
}

TEST_F(Channels, WriteToOneMemberThirtyTimesAMinute) {
  for (int i = 0; i < 30; ++i) EXPECT_EQ(write().kind, Kind::Done);

  EXPECT_EQ(write().kind, Kind::NotYet);
  EXPECT_EQ(write({MemberId{"wangwu"}, MemberId{"lisi"}}).kind, Kind::NotYet);
  EXPECT_EQ(write({MemberId{"wangwu"}}).kind, Kind::Done);
  clock_.advance(1min);
  EXPECT_EQ(write().kind, Kind::Done);
}

TEST_F(Channels, WriteToOneMemberAThousandTimesAnHour) {
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(write().kind, Kind::Done);
    clock_.advance(2s);
  }

  EXPECT_EQ(write().kind, Kind::NotYet);
}

TEST_F(Channels, PostIntoOneGroupTwoHundredTimesAMinute) {
  for (int i = 0; i < 200; ++i) EXPECT_EQ(notify({}).kind, Kind::Done);

  EXPECT_EQ(notify({}).kind, Kind::NotYet);
  EXPECT_EQ(notify({}, "chat2").kind, Kind::Done);
  clock_.advance(1min);
  EXPECT_EQ(notify({}).kind, Kind::Done);
}

TEST_F(Channels, SendTwentyThousandMembersATextAMinute) {
  engine::Claim claim = claim_of(DeliveryKind::Notice, {});
  claim.audience = 2'000;
  for (int i = 0; i < 9; ++i) EXPECT_EQ(run(app_.deliver(claim)).kind, Kind::Done);
  claim.audience = 1'999;
  EXPECT_EQ(run(app_.deliver(claim)).kind, Kind::Done);
  claim.audience = 2;

  EXPECT_EQ(run(app_.deliver(claim)).kind, Kind::NotYet);
  EXPECT_EQ(notify({}, "chat2").kind, Kind::Done) << "of how many is not known";
  EXPECT_EQ(notify({}, "chat2").kind, Kind::NotYet);
  EXPECT_EQ(write().kind, Kind::Done);
  clock_.advance(1min);
  EXPECT_EQ(run(app_.deliver(claim)).kind, Kind::Done);
}

TEST_F(Channels, MentionOneMemberTwoHundredTimesAMinuteInAllGroups) {
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(notify({MemberId{"lisi"}}, "chat" + std::to_string(i % 2)).kind, Kind::Done);

  EXPECT_EQ(notify({MemberId{"lisi"}}, "chat2").kind, Kind::NotYet);
  EXPECT_EQ(notify({MemberId{"wangwu"}}, "chat2").kind, Kind::Done);
}

TEST_F(Channels, ChangeGroupsAThousandTimesAnHour) {
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(remove().kind, Kind::Done);

  EXPECT_EQ(remove().kind, Kind::NotYet);
  EXPECT_EQ(remove().wait, 1h);
  EXPECT_EQ(notify().kind, Kind::Done);
}

TEST_F(Channels, DoNotFallSilentWhenTheClockIsSetBack) {
  for (int i = 0; i < 20; ++i) post();
  for (int i = 0; i < 30; ++i) write();
  clock_.jump(-24h);
  clock_.advance(1min);

  EXPECT_EQ(post().kind, Kind::Done);
  EXPECT_EQ(write().kind, Kind::Done);
}

}  // namespace
}  // namespace qunguan::test
