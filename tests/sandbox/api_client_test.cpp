#include "qunguan/wecom/api_client.hpp"

#include <gmock/gmock.h>

#include "qunguan/net/http_transport.hpp"
#include "qunguan/sandbox/simulated_wecom.hpp"
#include "qunguan/wecom/robot_client.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"

namespace qunguan::sandbox {
namespace {

using namespace std::chrono_literals;
using test::run;
using testing::ElementsAre;
using testing::SizeIs;
using wecom::Outcome;
using Kind = Outcome::Kind;

const GroupId kGroup{"chat1"};
const MemberId kLisi{"lisi"};

constexpr const char* kSend = "/cgi-bin/appchat/send";
constexpr const char* kToken = "/cgi-bin/gettoken";

/// One for all tests: making it reads the system's authorities.
net::Transport& http_transport() {
  static const std::unique_ptr<net::HttpTransport> made = *net::HttpTransport::create({});
  return *made;
}

/// The real client against the simulated platform, over real sockets.
class ClientAndPlatform : public testing::Test {
 protected:
  ClientAndPlatform() {
    wecom_.add_chat({kGroup, "工程部", MemberId{"zongjian"}, {MemberId{"zongjian"}, kLisi}});
    wecom_.add_robot("robot-key", kGroup);
  }

  wecom::ApiClient::Settings settings(std::string secret = "sandbox-secret") const {
    return {.base = wecom_.base(),
            .corp_id = "wwsandbox",
            .secret = std::move(secret),
            .agent_id = 1'000'002,
            .duplicate_check = 30min};
  }

  Outcome send(std::string text = "hi") {
    return run(client_.send_to_group(kGroup, {std::move(text), {kLisi}, false}));
  }

  Outcome write(std::string text) { return run(client_.send_to_members({kLisi}, std::move(text))); }

  std::size_t seen() const { return wecom_.seen_in(kGroup).size(); }

  test::FakeClock clock_;
  SimulatedWecom wecom_{{}, clock_};
  net::Transport& transport_ = http_transport();
  wecom::ApiClient client_{settings(), transport_, clock_};
};

TEST_F(ClientAndPlatform, PostIntoAGroup) {
  EXPECT_EQ(send("@李四").kind, Kind::Done);

  EXPECT_THAT(wecom_.seen_in(kGroup), ElementsAre(SeenText{clock_.now(), "@李四", {kLisi}, false}));
}

TEST_F(ClientAndPlatform, AgreeOnTheLongestText) {
  EXPECT_EQ(send(std::string(5000, 'x') + "\ncase 12").kind, Kind::Done);
  EXPECT_EQ(write(std::string(5000, 'x')).kind, Kind::Done);
}

TEST_F(ClientAndPlatform, ReadAndRemoveMembers) {
  EXPECT_EQ(run(client_.read_group(kGroup)).chat->members,
            (std::vector{MemberId{"zongjian"}, kLisi}));

  EXPECT_EQ(run(client_.remove_members(kGroup, {kLisi})).kind, Kind::Done);

  EXPECT_THAT(run(client_.read_group(kGroup)).chat->members, ElementsAre(MemberId{"zongjian"}));
}

TEST_F(ClientAndPlatform, GoOnWhenTokensExpire) {
  EXPECT_EQ(send().kind, Kind::Done);
  wecom_.expire_tokens();
  EXPECT_EQ(send().kind, Kind::Done);
  clock_.advance(3h);
  EXPECT_EQ(send().kind, Kind::Done);

  EXPECT_THAT(wecom_.calls_to(kToken), SizeIs(3));
  EXPECT_EQ(seen(), 3U);
}

TEST_F(ClientAndPlatform, FetchOneTokenForManyCalls) {
  const auto send_ten = [this] {
    std::vector<boost::asio::awaitable<Outcome>> calls;
    for (int i = 0; i < 10; ++i) calls.push_back(client_.send_to_group(kGroup, {"hi", {}, false}));
    return test::run_all(std::move(calls));
  };
  const std::vector<Outcome> first = send_ten();
  wecom_.expire_tokens();
  const std::vector<Outcome> second = send_ten();

  EXPECT_THAT(first, testing::Each(testing::Field(&Outcome::kind, Kind::Done)));
  EXPECT_THAT(second, testing::Each(testing::Field(&Outcome::kind, Kind::Done)));
  EXPECT_THAT(wecom_.calls_to(kToken), SizeIs(2));
  EXPECT_EQ(seen(), 20U);
}

TEST_F(ClientAndPlatform, NeverEarnTheBanForWrongSecrets) {
  wecom::ApiClient wrong{settings("wrong"), transport_, clock_};
  for (int minute = 0; minute < 30; ++minute) {
    EXPECT_EQ(run(wrong.send_to_group(kGroup, {"hi", {}, false})).kind, Kind::Retry);
    clock_.advance(1min);
  }

  EXPECT_LE(wecom_.calls_to(kToken).size(), 4U);
  EXPECT_EQ(send().kind, Kind::Done);
}

TEST_F(ClientAndPlatform, ComeToTheOutcomeOfEveryFault) {
  struct Case {
    Fault fault;
    Kind kind;
    bool is_seen;
  };
  Fault status_after = Fault::status(504);
  status_after.takes_effect = true;
  const std::vector<Case> cases{
      {Fault::errcode(-1), Kind::Retry, false},
      {Fault::errcode(45009), Kind::Retry, false},
      {Fault::errcode(60020), Kind::Refused, false},
      {Fault::errcode(86003), Kind::TargetGone, false},
      {Fault::status(502), Kind::Ambiguous, false},
      {status_after, Kind::Ambiguous, true},
      {Fault::reset_before(), Kind::Ambiguous, false},
      {Fault::reset_after(), Kind::Ambiguous, true},
      {Fault::html(), Kind::Ambiguous, false},
      {Fault::truncated(), Kind::Ambiguous, true},
      {Fault::late(1ms), Kind::Done, true},
  };

  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::size_t before = seen();
    wecom_.inject(kSend, cases[i].fault);
    EXPECT_EQ(send().kind, cases[i].kind) << i;
    EXPECT_EQ(seen() - before, cases[i].is_seen ? 1U : 0U) << i;
    EXPECT_EQ(wecom_.calls_to(kSend).back().took_effect, cases[i].is_seen) << i;
  }
  EXPECT_EQ(send().kind, Kind::Done);
}

TEST_F(ClientAndPlatform, DoNotWaitForALateAnswer) {
  send();
  const auto hasty = *net::HttpTransport::create({.total = 20ms});
  wecom::ApiClient client{settings(), *hasty, clock_};
  wecom_.inject(kSend, Fault::late(1h));

  EXPECT_EQ(run(client.send_to_group(kGroup, {"hi", {}, false})).kind, Kind::Ambiguous);

  EXPECT_EQ(seen(), 2U);
}

TEST_F(ClientAndPlatform, MayRepeatAMessageThatMayHaveArrived) {
  wecom_.inject("/cgi-bin/message/send", Fault::reset_after());
  EXPECT_EQ(write("报告 1").kind, Kind::Ambiguous);

  EXPECT_EQ(write("报告 1").kind, Kind::Done);

  EXPECT_THAT(wecom_.seen_by(kLisi), SizeIs(1));
}

TEST_F(ClientAndPlatform, SurviveFaultsOfTheTokenItself) {
  for (const Fault& fault : {Fault::status(500), Fault::reset_before(), Fault::reset_after(),
                             Fault::html(), Fault::truncated(), Fault::errcode(-1)}) {
    wecom_.inject(kToken, fault);
    EXPECT_EQ(send().kind, Kind::Retry);
  }
  EXPECT_EQ(seen(), 0U);
  EXPECT_EQ(send().kind, Kind::Done);
}

TEST_F(ClientAndPlatform, KeepFailingUntilHealed) {
  wecom_.inject_always(kSend, Fault::errcode(-1));
  wecom_.inject(kSend, Fault::errcode(45033), 2);
  EXPECT_EQ(send().errcode, 45033);
  EXPECT_EQ(send().errcode, 45033);
  EXPECT_EQ(send().errcode, -1);
  EXPECT_EQ(send().errcode, -1);

  wecom_.heal();

  EXPECT_EQ(send().kind, Kind::Done);
}

TEST_F(ClientAndPlatform, KnowWhoCannotBeReached) {
  const Outcome some = run(client_.send_to_members({kLisi, MemberId{"Gone"}}, "x"));
  const Outcome none = run(client_.send_to_members({MemberId{"Gone"}}, "x"));

  EXPECT_EQ(some.kind, Kind::Done);
  EXPECT_THAT(some.unreached, ElementsAre(MemberId{"gone"}));
  EXPECT_EQ(none.kind, Kind::Refused);
  EXPECT_EQ(none.errcode, 81013);
}

TEST_F(ClientAndPlatform, PostAsARobotWithinItsPace) {
  wecom::RobotClient robot{transport_, wecom_.base()};
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(run(robot.send("robot-key", {"hi", {kLisi}, false})).kind, Kind::Done);

  EXPECT_EQ(run(robot.send("robot-key", {"hi", {}, false})).kind, Kind::Retry);
  EXPECT_EQ(run(robot.send("no-key", {"hi", {}, false})).kind, Kind::TargetGone);
  EXPECT_EQ(seen(), 20U);
}

TEST_F(ClientAndPlatform, TellWhenNobodyListens) {
  std::string base;
  {
    const SimulatedWecom gone{{}, clock_};
    base = gone.base();
  }
  wecom::RobotClient robot{transport_, base};

  EXPECT_EQ(run(robot.send("robot-key", {"hi", {}, false})).kind, Kind::Retry);
}

}  // namespace
}  // namespace qunguan::sandbox
