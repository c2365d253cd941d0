#include <chrono>
#include <thread>

#include <gmock/gmock.h>

#include "app/daemon_bench.hpp"
#include "qunguan/sandbox/simulated_wecom.hpp"
#include "qunguan/storage/records.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const GroupId kChat{"c1"};

const std::string kPolicy =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\npeople: { leaders: [boss] "
    "}\n"
    "lists: { 赌博: { words: [百家乐] } }\nrules:\n"
    "  - { id: gambling, content: { lists: [赌博] }, then: remove }\n"
    "  - { id: reply, reply_deadline: { asked_by: leaders, within: 30m }, then: fine 100 }\n";

/// A daemon whose group is one that the app made, so that no source tells who leaves it.
class AppGroup : public ::testing::Test {
 protected:
  AppGroup() {
    bench_.stop();
    for (const char* id : {"boss", "deputy", "lisi", "zhaoliu"}) members_.emplace_back(id);
    wecom_.add_chat({kChat, "示范群", MemberId{"boss"}, members_});
    bench_.folder().write(
        "qunguan.yaml",
        "server: { listen: \"127.0.0.1:0\" }\nstore: { path: " +
            bench_.folder().file("qunguan.db") + " }\npolicies: [" +
            bench_.folder().file("policy.yaml") +
            "]\nsettling: 0s\nsources:\n  - { name: demo, format: generic, secret: " +
            DaemonBench::kSecret + " }\nchannels:\n  - { name: app, kind: wecom_app, base_url: \"" +
            wecom_.base() +
            "\", corp_id: wwsandbox, agent_id: 1000002, secret: sandbox-secret }\n"
            "groups:\n  - { id: g1, name: 示范群, source: demo, channel: app, chat_id: c1 }\n");
    bench_.start();
  }

  void post_snapshot() {
    Event snapshot = bench_.message("s1", "", "");
    snapshot.type = EventType::GroupSnapshot;
    snapshot.message = {};
    for (const MemberId& id : members_) snapshot.members.push_back({.id = id, .name = id.text()});
    ASSERT_EQ(bench_.post(snapshot), 200);
  }

  /// True once everything that the case needs is done, false when it is not in 5 s.
  bool is_done(std::int64_t violation) const {
    const auto records = *storage::Records::open(bench_.folder().file("qunguan.db"));
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (std::chrono::steady_clock::now() < end) {
      const auto story = records->story(violation);
      const bool is_done = story && !story->deliveries.empty() &&
                           std::all_of(story->deliveries.begin(), story->deliveries.end(),
                                       [](const auto& one) { return one.state == "done"; });
      if (is_done) return true;
      std::this_thread::yield();
    }
    return false;
  }

  DaemonBench bench_{kPolicy};
  sandbox::SimulatedWecom wecom_{{}, bench_.clock()};
  std::vector<MemberId> members_;
};

TEST_F(AppGroup, AsksNothingOfWhomTheAppHasTakenOut) {
  post_snapshot();
  ASSERT_EQ(bench_.post(bench_.message("e1", "zhaoliu", "今晚百家乐")), 200);
  ASSERT_TRUE(is_done(1));
  ASSERT_THAT(wecom_.chat(kChat)->members, SizeIs(3));
  bench_.take();
  bench_.clock().advance(25h);

  Event question = bench_.message("q1", "boss", "@所有人 周报交了吗");
  question.message.mentions_all = true;
  ASSERT_EQ(bench_.post(question), 200);
  bench_.wait_until(bench_.clock().now() + 31min);

  const std::vector<std::string> lines = bench_.take();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("lisi"));
}

}  // namespace
}  // namespace qunguan::test
