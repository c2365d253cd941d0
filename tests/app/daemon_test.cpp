#include <gmock/gmock.h>

#include "app/daemon_bench.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

const std::string kHead =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\npeople: { leaders: [boss] "
    "}\n"
    "lists: { 赌博: { words: [百家乐] } }\nrules:\n";
const std::string kGambling = "  - { id: gambling, content: { lists: [赌博] }, then: fine 50 }\n";
const std::string kReply =
    "  - { id: reply, reply_deadline: { asked_by: leaders, within: 30m }, then: fine 100 }\n";
const std::string kLenient =
    "  - { id: gambling, unless: { people: [\"dept:总经办\"] }, content: { lists: [赌博] }, then: "
    "fine 50 }\n";
const std::string kLongWindow = "  - { id: repost, flood: { repost_within: 5d }, then: remind }\n";
const std::string kBroken = "policy: 示范群规\ngroups: [示范群]\nrules: []\n";

TEST(Law1, WhatIsPostedAgainIsAcknowledgedAndJudgedOnceAfterARestart) {
  DaemonBench bench{kHead + kGambling};
  const Event event = bench.message("e1", "lisi", "今晚百家乐");
  ASSERT_EQ(bench.post(event), 200);
  ASSERT_THAT(bench.take(), SizeIs(1));
  bench.stop();
  bench.start();

  EXPECT_EQ(bench.post(event), 200);

  EXPECT_THAT(bench.take(), IsEmpty());
}

TEST(Law4, ADeadlineThatFellDueWhileDownIsMadeUpFor) {
  DaemonBench bench{kHead + kReply};
  Event question = bench.message("q1", "boss", "@lisi 图纸发了吗");
  question.message.mentions.emplace().emplace_back("lisi");
  ASSERT_EQ(bench.post(question), 200);
  bench.stop();
  bench.clock().advance(31min);
  bench.start();

  bench.wait_until(bench.clock().now());

  const std::vector<std::string> lines = bench.take();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("\"action\":\"fine\""));
}

std::string stipend_to(const std::string& who) {
  return kHead + "  - { id: stipend, stipend: { to: [" + who + "], amount: 40 } }\n";
}

TEST(Law4, AStipendThatFellDueWhileDownIsOwedToThoseWhoWereEntitledThen) {
  DaemonBench bench{stipend_to("lisi")};
  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "早")), 200);
  ASSERT_EQ(bench.post(bench.message("e2", "wangwu", "早")), 200);
  bench.stop();
  bench.write_policy(stipend_to("wangwu"));
  bench.clock().advance(31 * 24h);

  bench.start();

  const std::vector<std::string> lines = bench.take();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("\"action\":\"credit\""));
  EXPECT_THAT(lines[0], HasSubstr("\"member_id\":\"lisi\""));
}

TEST(Law8, ABrokenPolicyLeavesTheLastGoodOneInForceAtAStartToo) {
  DaemonBench bench{kHead + kGambling};
  bench.stop();
  bench.write_policy(kBroken);
  bench.start();

  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);

  EXPECT_THAT(bench.take(), SizeIs(1));
  EXPECT_THAT(bench.get("/metrics").body, HasSubstr("qunguan_policy_bad 1"));
}

TEST(Law8, ABrokenPolicyChangesNothingWhileRunning) {
  DaemonBench bench{kHead + kGambling};
  bench.write_policy(kBroken);
  bench.daemon().reload();

  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);

  EXPECT_THAT(bench.take(), SizeIs(1));
  EXPECT_THAT(bench.get("/metrics").body, HasSubstr("qunguan_policy_bad 1"));
}

/// A folder where the policy was, in which one file can never be read.
void put_a_link_to_itself(const DaemonBench& bench) {
  const std::filesystem::path folder = bench.folder().file("policy.yaml");
  std::filesystem::remove(folder);
  std::filesystem::create_directory(folder);
  std::filesystem::create_symlink("loop.yaml", folder / "loop.yaml");
}

TEST(Law8, APolicyThatIsALinkToItselfChangesNothingWhileRunning) {
  DaemonBench bench{kHead + kGambling};
  put_a_link_to_itself(bench);
  bench.daemon().reload_if_changed();

  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);

  EXPECT_THAT(bench.take(), SizeIs(1));
  EXPECT_THAT(bench.get("/metrics").body, HasSubstr("qunguan_policy_bad 1"));
}

TEST(Law8, APolicyThatIsALinkToItselfChangesNothingAtAStart) {
  DaemonBench bench{kHead + kGambling};
  bench.stop();
  put_a_link_to_itself(bench);
  bench.start();

  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);

  EXPECT_THAT(bench.take(), SizeIs(1));
  EXPECT_THAT(bench.get("/metrics").body, HasSubstr("qunguan_policy_bad 1"));
}

constexpr const char* kPeople = "id,name,department\nlisi,李四,总经办\n";
constexpr const char* kBrokenPeople = "id,name,dept_name_of_the_export\nlisi,李四,总经办\n";

/// A line of the configuration.
std::string directory_at(const std::string& path) { return "directory: " + path + "\n"; }

/// What is recorded when lisi says a word of the list.
std::vector<std::string> judge_lisi(DaemonBench& bench) {
  EXPECT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);
  return bench.take();
}

TEST(Law8, ABrokenDirectoryLeavesTheLastGoodOneInForceAtAStartToo) {
  const std::pair<const char*, const char*> forms[] = {
      {"people.csv", kPeople}, {"people.yaml", "- { id: lisi, name: 李四, department: 总经办 }\n"}};
  for (const auto& [file, people] : forms) {
    const TempFolder folder;
    DaemonBench bench{kHead + kLenient, directory_at(folder.write(file, people))};
    bench.stop();
    folder.write(file, kBrokenPeople);
    bench.start();

    EXPECT_THAT(judge_lisi(bench), IsEmpty()) << file;
    EXPECT_THAT(bench.get("/metrics").body, HasSubstr("qunguan_policy_bad 1"));
  }
}

TEST(Law8, ABrokenPolicyIsReplacedTogetherWithTheDirectoryOfItsTime) {
  const TempFolder folder;
  DaemonBench bench{kHead + kLenient, directory_at(folder.write("people.csv", kPeople))};
  bench.stop();
  folder.write("people.csv", "id,name,department\nlisi,李四,工程部\n");
  bench.write_policy(kBroken);
  bench.start();

  EXPECT_THAT(judge_lisi(bench), IsEmpty());
}

TEST(Law8, ADirectoryThatWasNeverGoodStopsAStart) {
  const TempFolder folder;
  const std::string directory = directory_at(folder.write("people.csv", kBrokenPeople));

  EXPECT_THAT(([&] { const DaemonBench bench{kHead + kLenient, directory}; }),
              ThrowsMessage<std::runtime_error>(HasSubstr("people.csv")));
}

TEST(Law8, ADirectoryThatIsGoodServesThePoliciesOfATimeWithoutOne) {
  const TempFolder folder;
  DaemonBench bench{kHead + kLenient};
  bench.stop();
  bench.write_config(directory_at(folder.write("people.csv", kPeople)));
  bench.write_policy(kBroken);
  bench.start();

  EXPECT_THAT(judge_lisi(bench), IsEmpty());
}

TEST(Law8, SettingsThatNoPolicyFitsStopAStartAndEraseNothing) {
  DaemonBench bench{kHead + kGambling + kLongWindow};
  bench.stop();
  bench.write_config("retention: { messages: 1d }\n");
  EXPECT_THAT([&] { bench.start(); }, ThrowsMessage<std::runtime_error>(HasSubstr("policy.yaml:")));
  bench.write_config("");
  bench.write_policy(kBroken);
  bench.start();

  EXPECT_THAT(judge_lisi(bench), SizeIs(1));
}

TEST(Daemon, TakesAPolicyWhenItsFileHasChanged) {
  DaemonBench bench{kHead + kReply};
  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);
  ASSERT_THAT(bench.take(), IsEmpty());
  bench.write_policy(kHead + kReply + kGambling);

  bench.daemon().reload_if_changed();

  ASSERT_EQ(bench.post(bench.message("e2", "lisi", "今晚百家乐")), 200);
  EXPECT_THAT(bench.take(), SizeIs(1));
}

TEST(Daemon, KeepsOpenDeadlinesOverAReload) {
  DaemonBench bench{kHead + kReply};
  Event question = bench.message("q1", "boss", "@lisi 图纸发了吗");
  question.message.mentions.emplace().emplace_back("lisi");
  ASSERT_EQ(bench.post(question), 200);
  bench.write_policy(kHead + kReply + kGambling);
  bench.daemon().reload();

  bench.wait_until(bench.clock().now() + 30min);

  EXPECT_THAT(bench.take(), SizeIs(1));
}

TEST(Daemon, KeepsWhatIsSaidInAGroupWithoutAPolicyAndJudgesNothing) {
  DaemonBench bench{kHead + kGambling};
  Event event = bench.message("e1", "lisi", "今晚百家乐");
  event.group = GroupId{"another"};

  EXPECT_EQ(bench.post(event), 200);

  EXPECT_THAT(bench.take(), IsEmpty());
  EXPECT_THAT(bench.get("/metrics").body, HasSubstr("kind=\"ungoverned\"} 1"));
}

TEST(Daemon, LetsNobodyElseUseItsDatabase) {
  const DaemonBench bench{kHead + kGambling};
  std::vector<policy::Diagnostic> problems;

  const auto second = app::Daemon::start(*app::load_config(bench.config(), problems), FakeClock{});

  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("another"));
}

TEST(Daemon, TellsThatItLivesAndIsReady) {
  DaemonBench bench{kHead + kGambling};

  EXPECT_EQ(bench.get("/healthz").status, 200);
  EXPECT_EQ(bench.get("/readyz").status, 200);
  EXPECT_EQ(bench.get("/nothing").status, 404);
}

TEST(Daemon, StoresAnEventThatIsTooOldAndPunishesNobodyForIt) {
  DaemonBench bench{kHead + kGambling};
  Event event = bench.message("e1", "lisi", "今晚百家乐");
  event.at -= 10min;

  EXPECT_EQ(bench.post(event), 200);

  const std::vector<std::string> lines = bench.take();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("\"action\":\"record\""));
}

}  // namespace
}  // namespace qunguan::test
