#include "qunguan/sandbox/day.hpp"

#include <set>

#include <gmock/gmock.h>

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Scene;

const GroupId kGroup{"g1"};

/// Plays the day at every minute of one.
template <class Look>
void at_any_time(Look look) {
  const Instant midnight = *parse_instant("2026-03-03T00:00:30+08:00");
  for (Instant now = midnight; now < midnight + 24h; now += 1min) {
    SCOPED_TRACE(Zone{}.format(now));
    look(now, sandbox::play_day(kGroup, now, "day1"));
  }
}

TEST(PlayedDay, BeginsWithTheMembersAndGoesOnInOrder) {
  at_any_time([](Instant now, const std::vector<Scene>& scenes) {
    EXPECT_EQ(scenes.front().events.front().type, EventType::GroupSnapshot);
    EXPECT_GT(scenes.front().events.front().at, now - 26h);
    Instant last;
    for (const Scene& scene : scenes) {
      for (const Event& event : scene.events) {
        EXPECT_GT(event.at, last) << scene.title;
        last = event.at;
      }
    }
    EXPECT_LT(last, now);
  });
}

TEST(PlayedDay, LeavesNothingToFallDue) {
  at_any_time([](Instant now, const std::vector<Scene>& scenes) {
    for (const Scene& scene : scenes) {
      const bool is_question = scene.leads_to == ActionKind::Fine && scene.events.size() == 1;
      const Duration ago = now - scene.events.front().at;
      EXPECT_GE(ago, is_question ? 30min : 0min) << scene.title;
    }
  });
}

TEST(PlayedDay, HasAnIdOfItsOwnForEveryEvent) {
  const Instant now = *parse_instant("2026-03-03T12:00:00+08:00");
  std::set<EventId> ids;
  std::size_t count = 0;
  for (const char* run : {"day1", "day2"}) {
    for (const Scene& scene : sandbox::play_day(kGroup, now, run)) {
      for (const Event& event : scene.events) ids.insert(event.id);
      count += scene.events.size();
    }
  }

  EXPECT_EQ(ids.size(), count);
}

}  // namespace
}  // namespace qunguan::test
