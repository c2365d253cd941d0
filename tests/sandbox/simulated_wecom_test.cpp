#include "qunguan/sandbox/simulated_wecom.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "qunguan/net/http_transport.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"

namespace qunguan::sandbox {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// One for all tests: making it reads the system's authorities.
net::Transport& http_transport() {
  static const std::unique_ptr<net::HttpTransport> made = *net::HttpTransport::create({});
  return *made;
}

/// The platform itself, called by hand.
class SimulatedPlatform : public testing::Test {
 protected:
  SimulatedPlatform() {
    for (const char* name : {"zongjian", "lisi", "wang", "zhao"}) wecom_.add_member(MemberId{name});
    wecom_.add_chat({GroupId{"chat1"},
                     "工程部",
                     MemberId{"zongjian"},
                     {MemberId{"zongjian"}, MemberId{"lisi"}, MemberId{"wang"}}});
    wecom_.add_robot("robot-key", GroupId{"chat1"});
  }

  json get(const std::string& target) { return call({"GET", wecom_.base() + target, {}, {}}); }

  json post(const std::string& target, const json& body) {
    return call({"POST", wecom_.base() + target, {}, body.dump()});
  }

  /// With a good token.
  json post_as_app(const std::string& path, const json& body) {
    return post("/cgi-bin/" + path + "?access_token=" + token(), body);
  }

  json get_as_app(const std::string& path, const std::string& query) {
    return get("/cgi-bin/" + path + "?access_token=" + token() + query);
  }

  std::string token() {
    return get("/cgi-bin/gettoken?corpid=wwsandbox&corpsecret=sandbox-secret")
        .value("access_token", "");
  }

  int create(const json& body) { return post_as_app("appchat/create", body)["errcode"]; }
  int update(const json& body) { return post_as_app("appchat/update", body)["errcode"]; }
  int send(const json& body) { return post_as_app("appchat/send", body)["errcode"]; }

  static json text(std::string_view content) {
    return {{"chatid", "chat1"}, {"msgtype", "text"}, {"text", {{"content", content}}}};
  }

  int post_as_robot(const json& body, const std::string& key = "robot-key") {
    return post("/cgi-bin/webhook/send?key=" + key, body)["errcode"];
  }

  std::vector<MemberId> members() { return wecom_.chat(GroupId{"chat1"})->members; }

  test::FakeClock clock_;
  SimulatedWecom wecom_{{}, clock_};
  net::Transport& transport_ = http_transport();

 private:
  json call(net::HttpRequest request) {
    const Result<net::HttpResponse> response = test::run(transport_.send(std::move(request)));
    if (!response) throw std::runtime_error(response.error().message);
    return json::parse(response->body);
  }
};

TEST_F(SimulatedPlatform, GivesTheSameTokenWhileItIsGood) {
  const json first = get("/cgi-bin/gettoken?corpid=wwsandbox&corpsecret=sandbox-secret");

  EXPECT_EQ(first["errcode"], 0);
  EXPECT_EQ(first["expires_in"], 7200);
  EXPECT_EQ(token(), first["access_token"].get<std::string>());
  clock_.advance(7200s);
  EXPECT_NE(token(), first["access_token"].get<std::string>());
}

TEST_F(SimulatedPlatform, KnowsWrongSecretsAndBansForThem) {
  EXPECT_EQ(get("/cgi-bin/gettoken?corpid=x&corpsecret=sandbox-secret")["errcode"], 40013);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(get("/cgi-bin/gettoken?corpid=wwsandbox&corpsecret=x")["errcode"], 40001);

  const auto right = [&] {
    return get("/cgi-bin/gettoken?corpid=wwsandbox&corpsecret=sandbox-secret")["errcode"];
  };
  EXPECT_EQ(right(), 45009);
  clock_.advance(1h - 1ms);
  EXPECT_EQ(right(), 45009);
  clock_.advance(1ms);
  EXPECT_EQ(right(), 0);
}

TEST_F(SimulatedPlatform, TellsAMissingTokenFromABadAndAnOldOne) {
  const auto code = [&](const std::string& query) {
    return get("/cgi-bin/appchat/get?chatid=chat1" + query)["errcode"];
  };
  const std::string old = token();
  ASSERT_EQ(code("&access_token=" + old), 0);

  EXPECT_EQ(code(""), 41001);
  EXPECT_EQ(code("&access_token=x"), 40014);
  wecom_.expire_tokens();
  EXPECT_EQ(code("&access_token=" + old), 42001);
  EXPECT_EQ(code("&access_token=" + token()), 0);
}

TEST_F(SimulatedPlatform, CreatesGroups) {
  const json answer = post_as_app(
      "appchat/create",
      {{"name", "新群"}, {"owner", "lisi"}, {"userlist", {"lisi", "wang"}}, {"chatid", "myChat9"}});

  EXPECT_EQ(answer["errcode"], 0);
  EXPECT_EQ(answer["chatid"], "myChat9");
  const wecom::GroupChat chat = *wecom_.chat(GroupId{"myChat9"});
  EXPECT_EQ(chat.name, "新群");
  EXPECT_EQ(chat.owner, MemberId{"lisi"});
  EXPECT_THAT(chat.members, ElementsAre(MemberId{"lisi"}, MemberId{"wang"}));
  EXPECT_FALSE(post_as_app("appchat/create", {{"userlist", {"lisi", "wang"}}})["chatid"].empty());
}

TEST_F(SimulatedPlatform, HoldsGroupsToTheirLimits) {
  const json two{"lisi", "wang"};
  json many = json::array();
  for (int i = 0; i < 2001; ++i) {
    many.push_back("m" + std::to_string(i));
    wecom_.add_member(MemberId{many.back().get<std::string>()});
  }

  EXPECT_EQ(create(json::object()), 86006);
  EXPECT_EQ(create({{"userlist", {"lisi", "lisi"}}}), 86006);
  EXPECT_EQ(create({{"userlist", many}}), 86006);
  EXPECT_EQ(create({{"userlist", {"lisi", "stranger"}}}), 86007);
  EXPECT_EQ(create({{"userlist", two}, {"owner", "zhao"}}), 86005);
  EXPECT_EQ(create({{"userlist", two}, {"chatid", "a-b"}}), 86001);
  EXPECT_EQ(create({{"userlist", two}, {"chatid", std::string(33, 'a')}}), 86001);
  EXPECT_EQ(create({{"userlist", two}, {"chatid", "chat1"}}), 86215);
  many.erase(many.begin());
  EXPECT_EQ(create({{"userlist", many}, {"chatid", std::string(32, 'a')}}), 0);
}

TEST_F(SimulatedPlatform, CutsLongNames) {
  std::string name;
  for (int i = 0; i < 51; ++i) name += "群";

  EXPECT_EQ(update({{"chatid", "chat1"}, {"name", name}}), 0);

  EXPECT_EQ(wecom_.chat(GroupId{"chat1"})->name, name.substr(3));
}

TEST_F(SimulatedPlatform, ChangesMembers) {
  EXPECT_EQ(
      update(
          {{"chatid", "chat1"}, {"add_user_list", {"zhao", "lisi"}}, {"del_user_list", {"wang"}}}),
      0);
  EXPECT_THAT(members(), ElementsAre(MemberId{"zongjian"}, MemberId{"lisi"}, MemberId{"zhao"}));

  EXPECT_EQ(update({{"chatid", "chat1"}, {"del_user_list", {"wang"}}}), 0);
  EXPECT_EQ(update({{"chatid", "chat1"}, {"add_user_list", {"stranger"}}}), 86007);
  EXPECT_EQ(update({{"chatid", "chat1"}}), 40058);
  EXPECT_THAT(members(), SizeIs(3));
}

TEST_F(SimulatedPlatform, KeepsAnOwnerInEveryGroup) {
  EXPECT_EQ(update({{"chatid", "chat1"}, {"del_user_list", {"zongjian"}}}), 86005);
  EXPECT_EQ(update({{"chatid", "chat1"}, {"owner", "zhao"}}), 86005);
  EXPECT_THAT(members(), SizeIs(3));

  EXPECT_EQ(update({{"chatid", "chat1"}, {"owner", "lisi"}, {"del_user_list", {"zongjian"}}}), 0);
  EXPECT_EQ(wecom_.chat(GroupId{"chat1"})->owner, MemberId{"lisi"});
}

TEST_F(SimulatedPlatform, AllowsAThousandChangesAnHour) {
  const std::string target = "/cgi-bin/appchat/update?access_token=" + token();
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(post(target, {{"chatid", "chat1"}, {"name", "n" + std::to_string(i)}})["errcode"], 0);

  EXPECT_EQ(post(target, {{"chatid", "chat1"}, {"name", "last"}})["errcode"], 45009);
  EXPECT_EQ(wecom_.chat(GroupId{"chat1"})->name, "n999");
  clock_.advance(1h);
  EXPECT_EQ(update({{"chatid", "chat1"}, {"name", "last"}}), 0);
}

TEST_F(SimulatedPlatform, KnowsWhichGroupsAreTheApps) {
  wecom_.add_chat({GroupId{"theirs"}, "x", MemberId{"lisi"}, {MemberId{"lisi"}}},
                  /*is_ours=*/false);
  const auto code = [&](const std::string& id) {
    return get_as_app("appchat/get", "&chatid=" + id)["errcode"].get<int>();
  };

  EXPECT_EQ(code("chat1"), 0);
  EXPECT_EQ(code(""), 40050);
  EXPECT_EQ(code("a%2Fb"), 86001);
  EXPECT_EQ(code("nobodys"), 86003);
  EXPECT_EQ(code("theirs"), 86008);
  wecom_.dissolve(GroupId{"chat1"});
  EXPECT_EQ(code("chat1"), 49008);
}

TEST_F(SimulatedPlatform, ShowsGroupsAsDocumented) {
  EXPECT_EQ(get_as_app("appchat/get", "&chatid=chat1"),
            json::parse(R"({"errcode":0,"errmsg":"ok","chat_info":{"chatid":"chat1","name":"工程部",
              "owner":"zongjian","userlist":["zongjian","lisi","wang"]}})"));
}

TEST_F(SimulatedPlatform, ShowsTextsInGroups) {
  json message = text("@李四 请回复");
  message["text"]["mentioned_list"] = {"lisi", "@all"};

  EXPECT_EQ(send(message), 0);

  EXPECT_THAT(wecom_.seen_in(GroupId{"chat1"}),
              ElementsAre(SeenText{clock_.now(), "@李四 请回复", {MemberId{"lisi"}}, true}));
}

TEST_F(SimulatedPlatform, HoldsTextsToTheirLimits) {
  json card = text("x");
  card["msgtype"] = "template_card";
  json broken = text("x");
  broken["text"]["mentioned_list"] = "lisi";

  EXPECT_EQ(send(text(std::string(2048, 'x'))), 0);
  EXPECT_EQ(send(text(std::string(2049, 'x'))), 45002);
  EXPECT_EQ(send(text("")), 44004);
  EXPECT_EQ(send(card), 40008);
  EXPECT_EQ(send(broken), 40035);
  EXPECT_EQ(send({{"chatid", "chat1"}, {"msgtype", "text"}}), 40035);
  EXPECT_THAT(wecom_.seen_in(GroupId{"chat1"}), SizeIs(1));
}

TEST_F(SimulatedPlatform, DeliversMessagesToMembers) {
  const json message{{"touser", "lisi|Stranger|wang"},
                     {"msgtype", "text"},
                     {"agentid", 1000002},
                     {"text", {{"content", "报告"}}}};

  const json answer = post_as_app("message/send", message);

  EXPECT_EQ(answer["errcode"], 0);
  EXPECT_EQ(answer["invaliduser"], "stranger");
  EXPECT_FALSE(answer["msgid"].empty());
  EXPECT_THAT(wecom_.seen_by(MemberId{"lisi"}), SizeIs(1));
  EXPECT_THAT(wecom_.seen_by(MemberId{"wang"}), SizeIs(1));
  EXPECT_THAT(wecom_.seen_by(MemberId{"zhao"}), SizeIs(0));
}

TEST_F(SimulatedPlatform, RefusesMessagesForNobody) {
  json message{
      {"touser", "a|b"}, {"msgtype", "text"}, {"agentid", 1000002}, {"text", {{"content", "x"}}}};
  EXPECT_EQ(post_as_app("message/send", message)["errcode"], 81013);

  message["touser"] = "";
  EXPECT_EQ(post_as_app("message/send", message)["errcode"], 82001);
  message["touser"] = "@all";
  EXPECT_EQ(post_as_app("message/send", message)["errcode"], 0);
  message["agentid"] = 7;
  EXPECT_EQ(post_as_app("message/send", message)["errcode"], 301002);
  EXPECT_THAT(wecom_.seen_by(MemberId{"zhao"}), SizeIs(1));
}

TEST_F(SimulatedPlatform, DropsTheSameMessageWithinTheInterval) {
  json message{{"touser", "lisi"},
               {"msgtype", "text"},
               {"agentid", 1000002},
               {"text", {{"content", "x"}}},
               {"enable_duplicate_check", 1},
               {"duplicate_check_interval", 600}};
  const auto post_again = [&] { return post_as_app("message/send", message)["errcode"]; };
  EXPECT_EQ(post_again(), 0);
  EXPECT_EQ(post_again(), 0);
  clock_.advance(600s - 1ms);
  EXPECT_EQ(post_again(), 0);
  EXPECT_THAT(wecom_.seen_by(MemberId{"lisi"}), SizeIs(1));
  EXPECT_TRUE(wecom_.calls_to("/cgi-bin/message/send")[0].took_effect);
  EXPECT_FALSE(wecom_.calls_to("/cgi-bin/message/send")[2].took_effect);

  clock_.advance(1ms);
  EXPECT_EQ(post_again(), 0);
  message["text"]["content"] = "y";
  EXPECT_EQ(post_again(), 0);
  EXPECT_THAT(wecom_.seen_by(MemberId{"lisi"}), SizeIs(3));
}

TEST_F(SimulatedPlatform, DropsSilentlyWhatOneMemberGetsTooMuchOf) {
  const std::string target = "/cgi-bin/message/send?access_token=" + token();
  for (int i = 0; i < 31; ++i)
    EXPECT_EQ(post(target, {{"touser", "lisi"},
                            {"msgtype", "text"},
                            {"agentid", 1000002},
                            {"text", {{"content", "x"}}}})["errcode"],
              0);

  EXPECT_THAT(wecom_.seen_by(MemberId{"lisi"}), SizeIs(30));
}

TEST_F(SimulatedPlatform, LetsARobotPostTwentyTimesAMinute) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(post_as_robot(text("x")), 0);

  EXPECT_EQ(post_as_robot(text("x")), 45009);
  clock_.advance(60s - 1ms);
  EXPECT_EQ(post_as_robot(text("x")), 45009);
  clock_.advance(1ms);
  EXPECT_EQ(post_as_robot(text("x")), 0);
  EXPECT_THAT(wecom_.seen_in(GroupId{"chat1"}), SizeIs(21));
}

TEST_F(SimulatedPlatform, KnowsItsRobots) {
  EXPECT_EQ(post_as_robot(text("x"), "nobodys"), 93000);
  EXPECT_EQ(post_as_robot(text(std::string(2049, 'x'))), 45002);
  wecom_.disable_robot("robot-key");
  EXPECT_EQ(post_as_robot(text("x")), 93004);
  wecom_.add_robot("other", GroupId{"gone"});
  EXPECT_EQ(post_as_robot(text("x"), "other"), 93008);
}

TEST_F(SimulatedPlatform, TakesWhoLeavesTheCompanyOutOfItsGroups) {
  wecom_.remove_member(MemberId{"lisi"});

  EXPECT_THAT(members(), ElementsAre(MemberId{"zongjian"}, MemberId{"wang"}));
}

TEST_F(SimulatedPlatform, WarnsOfBodiesThatAreNoJson) {
  const Result<net::HttpResponse> response =
      test::run(transport_.send({"POST",
                                 wecom_.base() + "/cgi-bin/appchat/send?access_token=" + token(),
                                 {},
                                 "{\"chatid\":"}));

  const json answer = json::parse(response->body);
  EXPECT_EQ(answer["errcode"], 40050);
  EXPECT_THAT(answer["errmsg"].get<std::string>(), HasSubstr("Warning: wrong json format."));
}

TEST_F(SimulatedPlatform, HasNoOtherPaths) {
  const Result<net::HttpResponse> response =
      test::run(transport_.send({"GET", wecom_.base() + "/cgi-bin/user/get", {}, {}}));

  EXPECT_EQ(response->status, 404);
}

TEST_F(SimulatedPlatform, RemembersCallsWithoutTheirSecrets) {
  send(text("hi"));
  post_as_robot(text("hi"));

  const std::vector<ReceivedCall> calls = wecom_.calls();

  ASSERT_THAT(calls, SizeIs(3));
  EXPECT_EQ(calls[0].query, "corpid=wwsandbox&corpsecret=***");
  EXPECT_EQ(calls[1].method, "POST");
  EXPECT_EQ(calls[1].path, "/cgi-bin/appchat/send");
  EXPECT_EQ(calls[1].query, "access_token=***");
  EXPECT_EQ(json::parse(calls[1].body), text("hi"));
  EXPECT_EQ(calls[1].at, clock_.now());
  EXPECT_TRUE(calls[1].took_effect);
  EXPECT_EQ(calls[2].query, "key=***");
}

TEST_F(SimulatedPlatform, ListensWhereItIsTold) {
  const test::FakeClock clock;
  std::string base;
  {
    const SimulatedWecom first{{}, clock};
    base = first.base();
  }
  SimulatedWecom::Settings settings;
  settings.port = static_cast<std::uint16_t>(std::stoi(base.substr(base.rfind(':') + 1)));

  const SimulatedWecom second{settings, clock};

  EXPECT_EQ(second.base(), base);
  EXPECT_THROW((SimulatedWecom{settings, clock}), std::system_error);
}

}  // namespace
}  // namespace qunguan::sandbox
