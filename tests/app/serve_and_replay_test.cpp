#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/daemon_bench.hpp"
#include "qunguan/domain/envelope.hpp"
#include "qunguan/sandbox/day.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAreArray;
using ::testing::SizeIs;

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

const std::string kPolicy = read(QUNGUAN_SOURCE_DIR "/rules/demo.yaml");

/// The sandbox's day, and what people make of it the next morning.
std::vector<Event> recorded_day(Instant end) {
  std::vector<Event> events;
  for (const sandbox::Scene& scene : sandbox::play_day(GroupId{"g1"}, end, "day"))
    events.insert(events.end(), scene.events.begin(), scene.events.end());
  const auto add = [&](Duration later, const std::string& who, const std::string& text,
                       std::optional<std::string> asked = {}) {
    Event event = events.back();
    event.id = EventId{"more-" + std::to_string(events.size())};
    event.type = EventType::MessageCreated;
    event.at = event.received_at = end + later;
    event.message = {};
    event.message.id = MessageId{event.id.text()};
    event.message.sender.id = MemberId{who};
    event.message.text = text;
    if (asked) event.message.mentions.emplace().emplace_back(*asked);
    events.push_back(std::move(event));
  };
  add(1min, "lisi", "/申诉 5 我回复过了");
  add(2min, "guanli", "/撤销 5 已核实");
  add(3min, "zongjian", "@采购部-王五 合同签了吗", "wangwu");
  add(20min, "wangwu", "签了");
  add(21min, "zongjian", "@工程部-李四 图纸呢", "lisi");
  add(2h, "lisi", "在路上");
  return events;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream all{text};
  for (std::string line; std::getline(all, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> serve_day(const std::vector<Event>& events) {
  DaemonBench bench{kPolicy, "directory: " QUNGUAN_SOURCE_DIR "/config/people.csv\n"};
  for (const Event& event : events) {
    // Time passes in steps: a reminder is for before the deadline.
    for (Instant now = bench.clock().now(); (now += 4min) < event.at;) bench.wait_until(now);
    bench.wait_until(event.at - 1ms);
    EXPECT_EQ(bench.post(event), 200);
  }
  bench.wait_until(events.back().at);
  return bench.take();
}

std::vector<std::string> replay_day(const std::vector<Event>& events) {
  const TempFolder folder;
  std::string recorded;
  for (const Event& event : events) recorded += format_envelope(event) + "\n";
  std::ostringstream out, err;
  EXPECT_EQ(app::replay({.policies = {folder.write("policy.yaml", kPolicy)},
                         .events = folder.write("day.jsonl", recorded),
                         .directory = QUNGUAN_SOURCE_DIR "/config/people.csv"},
                        {out, err}),
            app::kDone);
  EXPECT_EQ(err.str(), "");
  return lines_of(out.str());
}

TEST(Law2, ServeAndReplayActAlikeOnARecordedDay) {
  const std::vector<Event> day = recorded_day(FakeClock{}.now() + 48h);

  const std::vector<std::string> served = serve_day(day);
  const std::vector<std::string> replayed = replay_day(day);

  EXPECT_THAT(served, ElementsAreArray(replayed));
  EXPECT_THAT(replayed, SizeIs(14));
}

}  // namespace
}  // namespace qunguan::test
