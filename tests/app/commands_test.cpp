#include "app/commands.hpp"

#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "app/daemon_bench.hpp"
#include "support/daemon_process.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kPolicy =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\n"
    "lists: { 赌博: { words: [百家乐] } }\nrules:\n"
    "  - { id: gambling, content: { lists: [赌博] }, then: fine 50 }\n";

struct Outcome {
  int code = 0;
  std::string out, err;
};

Outcome check(const std::string& path) {
  std::ostringstream out, err;
  const int code = app::check(
      {.paths = {path}, .config = "/nowhere", .language = policy::Language::English}, {out, err});
  return {.code = code, .out = out.str(), .err = err.str()};
}

Outcome replay(const TempFolder& folder, const std::string& events, const std::string& until = "") {
  std::ostringstream out, err;
  const int code = app::replay({.policies = {folder.write("policy.yaml", kPolicy)},
                                .events = folder.write("events.jsonl", events),
                                .until = until},
                               {out, err});
  return {.code = code, .out = out.str(), .err = err.str()};
}

std::string said(const std::string& id, const std::string& minute, const std::string& text) {
  return R"({"id":")" + id + R"(","type":"message.created","timestamp":"2026-03-02T10:)" + minute +
         R"(:00+08:00","data":{"v":1,"group_id":"g1","group_name":"示范群","message_id":")" + id +
         R"(","sender":{"id":"lisi"},"text":")" + text + "\"}}\n";
}

TEST(Check, IsContentWithAGoodPolicy) {
  const TempFolder folder;

  const Outcome outcome = check(folder.write("good.yaml", kPolicy));

  EXPECT_EQ(outcome.code, app::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("1 files, no errors"));
}

TEST(Check, PassesOverALinkToNothingBesideThePolicies) {
  const TempFolder folder;
  folder.write("good.yaml", kPolicy);
  std::filesystem::create_symlink("me@host.1234", folder.file(".#good.yaml"));

  const Outcome outcome = check(folder.file(""));

  EXPECT_EQ(outcome.code, app::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 files, no errors"));
}

TEST(Check, NamesThePolicyThatItCannotFollow) {
  const TempFolder folder;
  std::filesystem::create_symlink("loop.yaml", folder.file("loop.yaml"));

  const Outcome outcome = check(folder.file(""));

  EXPECT_EQ(outcome.code, app::kCouldNotRun);
  EXPECT_THAT(outcome.err, HasSubstr("loop.yaml"));
}

TEST(Check, NamesFileLineAndColumn) {
  const TempFolder folder;

  const Outcome outcome = check(folder.write("bad.yaml", "policy: 坏\ngroups: [g]\nrulez: []\n"));

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("bad.yaml:3:1: error["), HasSubstr("did you mean 'rules'?")));
}

TEST(Check, CannotRunWithoutAFile) { EXPECT_EQ(check("/nowhere").code, app::kCouldNotRun); }

TEST(Replay, SortsByTimeAndPrintsActionsAsLines) {
  const TempFolder folder;

  const Outcome outcome =
      replay(folder, said("late", "30", "百家乐走起") + said("early", "05", "百家乐来了"));

  EXPECT_EQ(outcome.code, app::kDone);
  EXPECT_LT(outcome.out.find("\"message_id\":\"early\""),
            outcome.out.find("\"message_id\":\"late\""));
  EXPECT_THAT(outcome.out, HasSubstr(R"("amount_fen":5000)"));
  EXPECT_THAT(outcome.out, HasSubstr(R"("time":"2026-03-02T10:05:00+08:00")"));
}

TEST(Replay, StopsWhereItIsTold) {
  const TempFolder folder;

  const Outcome outcome = replay(folder, said("a", "05", "百家乐") + said("b", "30", "百家乐"),
                                 "2026-03-02T10:10:00+08:00");

  EXPECT_THAT(outcome.out, HasSubstr("\"message_id\":\"a\""));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\"message_id\":\"b\"")));
}

TEST(Replay, NamesTheLineThatIsNoEvent) {
  const TempFolder folder;

  const Outcome outcome = replay(folder, said("a", "05", "好") + "{\"id\":1\n");

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.err, HasSubstr("events.jsonl:2: "));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST(Replay, SaysSoWhenNoPolicyNamesTheGroup) {
  const TempFolder folder;
  std::string events = said("a", "05", "百家乐");
  events.replace(events.find("示范群"), std::string{"示范群"}.size(), "别的群");

  const Outcome outcome = replay(folder, events);

  EXPECT_THAT(outcome.err, HasSubstr("别的群"));
}

TEST(Replay, ReadsEventsFromAPipe) {
  const TempFolder folder;
  const std::string pipe = folder.file("events");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer{[&] { std::ofstream{pipe} << said("a", "05", "百家乐"); }};
  std::ostringstream out, err;

  const int code =
      app::replay({.policies = {folder.write("policy.yaml", kPolicy)}, .events = pipe}, {out, err});
  // Whoever reads lets the writer go on, even where nobody has read.
  const std::ifstream reader{pipe, std::ios::in | std::ios::out};
  writer.join();

  EXPECT_EQ(code, app::kDone) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("\"message_id\":\"a\""));
}

TEST(Replay, TakesTheRetentionOfTheConfiguration) {
  const TempFolder folder;
  const std::string policy =
      folder.write("policy.yaml",
                   "policy: 示范群规\ngroups: [示范群]\nrules:\n"
                   "  - { id: repost, flood: { repost_within: 40d }, then: remind }\n");
  const std::string events = folder.write("events.jsonl", said("a", "05", "好"));
  const auto replay_keeping = [&](const std::string& days) {
    std::ostringstream out, err;
    const std::string config =
        folder.write("qunguan.yaml", "retention: { messages: " + days + " }\n");
    return app::replay({.policies = {policy}, .events = events, .config = config}, {out, err});
  };

  EXPECT_EQ(replay_keeping("30d"), app::kFoundErrors);
  EXPECT_EQ(replay_keeping("60d"), app::kDone);
}

TEST(Send, SignsAMessageThatTheDaemonTakes) {
  const TempFolder folder;
  const std::uint16_t port = free_port();
  const std::string config = folder.write(
      "qunguan.yaml",
      "server: { listen: \"127.0.0.1:" + std::to_string(port) + "\" }\nstore: { path: " +
          folder.file("qunguan.db") + " }\npolicies: [" + folder.write("policy.yaml", kPolicy) +
          "]\nsources: [{ name: demo, format: generic, secret: " + DaemonBench::kSecret +
          ", url_secret: abc }]\n"
          "groups: [{ id: g1, name: 示范群, source: demo }]\n");
  std::vector<policy::Diagnostic> problems;
  const net::SystemClock clock;
  std::vector<ActionKind> kinds;
  const auto daemon = app::Daemon::start(
      *app::load_config(config, problems), clock,
      [&](const engine::Action& action, const auto&) { kinds.push_back(action.kind); });
  ASSERT_TRUE(daemon);
  std::ostringstream out, err;

  const int code = app::send(
      {.config = config, .group = "g1", .sender = "lisi", .text = "今晚百家乐"}, {out, err});

  EXPECT_EQ(code, app::kDone) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("200"));
  EXPECT_THAT(kinds, ::testing::ElementsAre(ActionKind::Fine));
}

TEST(Send, SaysWhenNobodyListens) {
  const TempFolder folder;
  const std::string config =
      folder.write("qunguan.yaml", "server: { listen: \"127.0.0.1:" + std::to_string(free_port()) +
                                       "\" }\nsources: [{ name: demo, format: generic, secret: " +
                                       DaemonBench::kSecret + " }]\n");
  std::ostringstream out, err;

  EXPECT_EQ(app::send({.config = config, .group = "g1", .sender = "lisi"}, {out, err}),
            app::kCouldNotRun);

  EXPECT_THAT(err.str(), HasSubstr("没有送到"));
}

}  // namespace
}  // namespace qunguan::test
