#include "qunguan/wecom/api_client.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "qunguan/wecom/robot_client.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/run.hpp"

namespace qunguan::wecom {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using nlohmann::json;
using test::FakeTransport;
using test::run;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using Kind = Outcome::Kind;

const GroupId kGroup{"wr1"};

std::string token_answer(std::string_view token, int seconds = 7200) {
  return json{{"errcode", 0}, {"access_token", token}, {"expires_in", seconds}}.dump();
}

std::string code_answer(int errcode) { return json{{"errcode", errcode}}.dump(); }

/// One app's client, a transport that plays the platform, and a clock.
class Client : public testing::Test {
 protected:
  Client() {
    transport_.always("/gettoken", FakeTransport::json(token_answer("T1")));
    transport_.always("/appchat/send", FakeTransport::json(code_answer(0)));
    transport_.always("/appchat/update", FakeTransport::json(code_answer(0)));
    transport_.always("/message/send", FakeTransport::json(code_answer(0)));
    transport_.always("/webhook/send", FakeTransport::json(code_answer(0)));
  }

  Outcome send(std::string text = "hi") {
    return run(client_.send_to_group(kGroup, {std::move(text), {}, false}));
  }

  std::vector<Outcome> send_many(int count) {
    std::vector<awaitable<Outcome>> calls;
    for (; count > 0; --count) calls.push_back(client_.send_to_group(kGroup, {"hi", {}, false}));
    return test::run_all(std::move(calls));
  }

  std::size_t fetches() const { return transport_.requests_to("/gettoken").size(); }

  json last_body() const { return json::parse(transport_.requests().back().body); }

  test::FakeClock clock_;
  FakeTransport transport_;
  ApiClient client_{{.base = "https://api",
                     .corp_id = "corp",
                     .secret = "s3+cr&t",
                     .agent_id = 1000002,
                     .duplicate_check = 30min},
                    transport_,
                    clock_};
};

TEST_F(Client, PostsIntoAGroupWithMentions) {
  const Outcome outcome = run(
      client_.send_to_group(kGroup, {"@李四 请回复", {MemberId{"lisi"}, MemberId{"wang"}}, false}));

  EXPECT_EQ(outcome.kind, Kind::Done);
  ASSERT_THAT(transport_.requests(), SizeIs(2));
  EXPECT_EQ(transport_.requests()[0].url,
            "https://api/cgi-bin/gettoken?corpid=corp&corpsecret=s3%2Bcr%26t");
  EXPECT_EQ(transport_.requests()[0].method, "GET");
  EXPECT_EQ(transport_.requests()[1].url, "https://api/cgi-bin/appchat/send?access_token=T1");
  EXPECT_EQ(transport_.requests()[1].method, "POST");
  EXPECT_EQ(last_body(), json::parse(R"({"chatid":"wr1","msgtype":"text","safe":0,
    "text":{"content":"@李四 请回复","mentioned_list":["lisi","wang"]}})"));
}

TEST_F(Client, MentionsAllOrNobody) {
  run(client_.send_to_group(kGroup, {"hi", {}, true}));
  EXPECT_EQ(last_body()["text"]["mentioned_list"], json::parse(R"(["@all"])"));

  send();
  EXPECT_FALSE(last_body()["text"].contains("mentioned_list"));
}

TEST_F(Client, CutsLongTexts) {
  send(std::string(4000, 'x') + "\ncase 12");

  EXPECT_EQ(last_body()["text"]["content"].get<std::string>().size(), 2048U);
  EXPECT_THAT(last_body()["text"]["content"].get<std::string>(), testing::EndsWith("\ncase 12"));
}

TEST_F(Client, SendsWhatIsNoUtf8AsWellAsItCan) {
  EXPECT_EQ(send("a\xff"
                 "b")
                .kind,
            Kind::Done);
  EXPECT_EQ(last_body()["text"]["content"],
            "a\ufffd"
            "b");
}

TEST_F(Client, WritesToMembersGuardedAgainstDuplicates) {
  const auto write = [&] {
    return run(client_.send_to_members({MemberId{"lisi"}, MemberId{"wang"}}, "报告"));
  };
  EXPECT_EQ(write().kind, Kind::Done);

  EXPECT_THAT(transport_.requests().back().url, HasSubstr("/cgi-bin/message/send?"));
  EXPECT_EQ(last_body(), json::parse(R"({"touser":"lisi|wang","msgtype":"text","agentid":1000002,
    "text":{"content":"报告"},"safe":0,"enable_duplicate_check":1,"duplicate_check_interval":1800})"));
  write();
  const auto sent = transport_.requests_to("/message/send");
  EXPECT_EQ(sent[0].body, sent[1].body);
}

TEST_F(Client, TellsWhomThePlatformLeftOut) {
  transport_.once(
      "/message/send",
      FakeTransport::json(
          R"({"errcode":0,"invaliduser":"lisi|wang","unlicenseduser":"zhao","msgid":"x"})"));

  const Outcome outcome = run(client_.send_to_members({MemberId{"Lisi"}}, "x"));

  EXPECT_EQ(outcome.kind, Kind::Done);
  EXPECT_THAT(outcome.unreached, ElementsAre(MemberId{"lisi"}, MemberId{"wang"}, MemberId{"zhao"}));
}

TEST_F(Client, RemovesMembers) {
  const Outcome outcome = run(client_.remove_members(kGroup, {MemberId{"lisi"}}));

  EXPECT_EQ(outcome.kind, Kind::Done);
  EXPECT_THAT(transport_.requests().back().url, HasSubstr("/cgi-bin/appchat/update?"));
  EXPECT_EQ(last_body(), json::parse(R"({"chatid":"wr1","del_user_list":["lisi"]})"));
}

TEST_F(Client, ReadsAGroup) {
  transport_.once(
      "/appchat/get",
      FakeTransport::json(
          R"({"errcode":0,"chat_info":{"chatid":"wr1","name":"工程部","owner":"o","userlist":["o","a"]}})"));

  const ApiClient::GroupAnswer answer = run(client_.read_group(GroupId{"wr1&x"}));

  ASSERT_EQ(answer.outcome.kind, Kind::Done);
  EXPECT_EQ(answer.chat->name, "工程部");
  EXPECT_EQ(answer.chat->owner, MemberId{"o"});
  EXPECT_THAT(answer.chat->members, ElementsAre(MemberId{"o"}, MemberId{"a"}));
  EXPECT_EQ(transport_.requests().back().url,
            "https://api/cgi-bin/appchat/get?access_token=T1&chatid=wr1%26x");
  EXPECT_EQ(transport_.requests().back().method, "GET");
}

TEST_F(Client, ReadsAGroupAgainWhereTheAnswerIsUnclear) {
  for (const FakeTransport::Answer& answer :
       {FakeTransport::status(502), FakeTransport::json("<html>"),
        FakeTransport::error(Error::Code::Ambiguous), FakeTransport::json(R"({"errcode":0})"),
        FakeTransport::json(R"({"errcode":0,"chat_info":[]})"),
        FakeTransport::json(R"({"errcode":0,"chat_info":{"chatid":"wr1"}})"),
        FakeTransport::json(R"({"errcode":0,"chat_info":{"userlist":[7]}})")}) {
    transport_.once("/appchat/get", answer);
    const ApiClient::GroupAnswer read = run(client_.read_group(kGroup));
    EXPECT_EQ(read.outcome.kind, Kind::Retry);
    EXPECT_FALSE(read.chat);
  }
}

TEST_F(Client, KnowsWhenAGroupIsGone) {
  transport_.once("/appchat/get", FakeTransport::json(code_answer(86003)));

  EXPECT_EQ(run(client_.read_group(kGroup)).outcome.kind, Kind::TargetGone);
}

TEST_F(Client, SharesOneFetchAmongManyCallers) {
  const std::vector<Outcome> outcomes = send_many(20);

  EXPECT_THAT(outcomes, testing::Each(testing::Field(&Outcome::kind, Kind::Done)));
  EXPECT_EQ(fetches(), 1U);
}

TEST_F(Client, SharesTheFailureOfOneFetchToo) {
  transport_.once("/gettoken", FakeTransport::error(Error::Code::Unavailable));

  const std::vector<Outcome> outcomes = send_many(5);

  EXPECT_THAT(outcomes, testing::Each(testing::Field(&Outcome::kind, Kind::Retry)));
  EXPECT_EQ(fetches(), 1U);
  EXPECT_EQ(send().kind, Kind::Done);
}

TEST_F(Client, KeepsATokenFor85PercentOfItsLife) {
  send();
  clock_.advance(6119s);
  send();
  EXPECT_EQ(fetches(), 1U);

  clock_.advance(1s);
  send();
  EXPECT_EQ(fetches(), 2U);
}

TEST_F(Client, GoesOnWithAGoodTokenWhenARefreshFails) {
  send();
  clock_.advance(6120s);
  transport_.always("/gettoken", FakeTransport::status(502));

  EXPECT_EQ(send().kind, Kind::Done);
  EXPECT_EQ(send().kind, Kind::Done);
  EXPECT_EQ(fetches(), 2U);
  clock_.advance(60s);
  EXPECT_EQ(send().kind, Kind::Done);
  EXPECT_EQ(fetches(), 3U);
  clock_.advance(1020s);
  EXPECT_EQ(send().kind, Kind::Retry);
}

TEST_F(Client, ReplacesARefusedTokenOnceAndReplays) {
  for (const int refused : {40014, 42001}) {
    transport_.once("/appchat/send", FakeTransport::json(code_answer(refused)));
    const std::size_t before = fetches();
    const std::size_t sent = transport_.requests_to("/appchat/send").size();

    EXPECT_EQ(send().kind, Kind::Done);

    EXPECT_EQ(fetches() - before, before == 0 ? 2U : 1U);
    EXPECT_EQ(transport_.requests_to("/appchat/send").size() - sent, 2U);
  }
}

TEST_F(Client, ReplaysWithTheNewToken) {
  send();
  transport_.once("/gettoken", FakeTransport::json(token_answer("T2")));
  transport_.once("/appchat/send", FakeTransport::json(code_answer(42001)));

  send();

  EXPECT_THAT(transport_.requests().back().url, HasSubstr("access_token=T2"));
}

TEST_F(Client, ReplacesATokenOnceForManyWhoseCallsItFailed) {
  send();
  for (int i = 0; i < 10; ++i)
    transport_.once("access_token=T1", FakeTransport::json(code_answer(42001)));
  transport_.once("/gettoken", FakeTransport::json(token_answer("T2")));

  const std::vector<Outcome> outcomes = send_many(10);

  EXPECT_THAT(outcomes, testing::Each(testing::Field(&Outcome::kind, Kind::Done)));
  EXPECT_EQ(fetches(), 2U);
}

TEST_F(Client, DoesNotReplayForEver) {
  transport_.always("/appchat/send", FakeTransport::json(code_answer(42001)));

  const Outcome outcome = send();

  EXPECT_EQ(outcome.kind, Kind::Retry);
  EXPECT_EQ(outcome.errcode, 42001);
  EXPECT_THAT(transport_.requests_to("/appchat/send"), SizeIs(2));
  EXPECT_EQ(fetches(), 2U);
}

TEST_F(Client, StopsAskingWithAWrongSecret) {
  for (const int refused : {40001, 40013, 40091}) {
    test::FakeClock clock;
    FakeTransport transport;
    transport.always("/gettoken", FakeTransport::json(code_answer(refused)));
    ApiClient client{ApiClient::Settings{}, transport, clock};
    const auto ask = [&] { return run(client.send_to_group(kGroup, {"hi", {}, false})); };

    EXPECT_EQ(ask().kind, Kind::Retry);
    EXPECT_EQ(ask().wait, 10min);
    clock.advance(4min);
    const Outcome silent = ask();
    EXPECT_EQ(silent.kind, Kind::Retry);
    EXPECT_EQ(silent.wait, 6min);
    EXPECT_THAT(silent.hint, HasSubstr("secret"));
    EXPECT_THAT(transport.requests(), SizeIs(2));

    clock.advance(6min);
    EXPECT_EQ(ask().wait, 10min);
    EXPECT_THAT(transport.requests(), SizeIs(3));
    EXPECT_THAT(transport.requests_to("/appchat/"), SizeIs(0));
  }
}

TEST_F(Client, ForgivesOneWrongSecret) {
  transport_.once("/gettoken", FakeTransport::json(code_answer(40001)));
  EXPECT_EQ(send().kind, Kind::Retry);
  EXPECT_EQ(send().kind, Kind::Done);

  clock_.advance(7200s);
  transport_.once("/gettoken", FakeTransport::json(code_answer(40001)));
  EXPECT_EQ(send().kind, Kind::Retry);
  EXPECT_EQ(send().kind, Kind::Done);
}

TEST_F(Client, HasDoneNothingWhenTheTokenDidNotCome) {
  for (const FakeTransport::Answer& answer :
       {FakeTransport::error(Error::Code::Ambiguous), FakeTransport::status(500),
        FakeTransport::json("<html>"), FakeTransport::json(R"({"errcode":0})"),
        FakeTransport::json(R"({"errcode":0,"access_token":7})")}) {
    transport_.once("/gettoken", answer);
    EXPECT_EQ(send().kind, Kind::Retry);
  }
  EXPECT_THAT(transport_.requests_to("/appchat/"), SizeIs(0));
}

TEST_F(Client, PassesOnWhyThereIsNoToken) {
  transport_.once("/gettoken", FakeTransport::json(code_answer(60020)));

  const Outcome outcome = send();

  EXPECT_EQ(outcome.kind, Kind::Refused);
  EXPECT_THAT(outcome.hint, HasSubstr("企业可信IP"));
}

TEST_F(Client, HoldsForAmbiguousASendThatMayHaveArrived) {
  for (const FakeTransport::Answer& answer :
       {FakeTransport::error(Error::Code::Ambiguous), FakeTransport::status(504),
        FakeTransport::json(R"({"errcode":0)"), FakeTransport::json("")}) {
    transport_.once("/appchat/send", answer);
    EXPECT_EQ(send().kind, Kind::Ambiguous);
  }
  EXPECT_THAT(transport_.requests_to("/appchat/send"), SizeIs(4));
}

TEST_F(Client, NeverShowsItsSecrets) {
  const std::string leak = "https://api/?corpsecret=s3+cr&t&access_token=T1";
  std::vector<Outcome> outcomes;
  for (const char* path : {"/gettoken", "/appchat/send"}) {
    for (const FakeTransport::Answer& answer :
         {FakeTransport::error(Error::Code::Ambiguous, leak),
          FakeTransport::error(Error::Code::Unavailable, leak), FakeTransport::status(302, leak),
          FakeTransport::json(json{{"errcode", 60020}, {"errmsg", leak + " from ip: T1"}}.dump()),
          FakeTransport::json(json{{"errcode", 48002}, {"errmsg", leak}}.dump())}) {
      transport_.once(path, answer);
      outcomes.push_back(send());
    }
  }

  for (const Outcome& outcome : outcomes) {
    EXPECT_THAT(outcome.hint, Not(HasSubstr("T1")));
    EXPECT_THAT(outcome.hint, Not(HasSubstr("s3")));
  }
}

TEST_F(Client, PostsAsARobot) {
  RobotClient robot{transport_, "https://api"};

  const Outcome outcome = run(robot.send("k&y", {"hi", {MemberId{"lisi"}}, true}));

  EXPECT_EQ(outcome.kind, Kind::Done);
  EXPECT_EQ(transport_.requests().back().url, "https://api/cgi-bin/webhook/send?key=k%26y");
  EXPECT_EQ(last_body(),
            json::parse(
                R"({"msgtype":"text","text":{"content":"hi","mentioned_list":["lisi","@all"]}})"));
  EXPECT_EQ(fetches(), 0U);
}

TEST_F(Client, KnowsWhenARobotIsGoneOrBusy) {
  RobotClient robot{transport_};
  transport_.once("/webhook/send", FakeTransport::json(code_answer(93000)));
  EXPECT_EQ(run(robot.send("key", {"hi", {}, false})).kind, Kind::TargetGone);

  transport_.once("/webhook/send", FakeTransport::json(code_answer(45009)));
  EXPECT_EQ(run(robot.send("key", {"hi", {}, false})).wait, 60s);
}

}  // namespace
}  // namespace qunguan::wecom
