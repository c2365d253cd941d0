#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(StoreContract, WatchKeepsTheLastSignOfLife) {
  EXPECT_FALSE(ports().watch.last_beat());
  ports().watch.beat({.at = at(0), .uptime = 1h, .boot = "b1"});
  ports().watch.beat({.at = at(5), .uptime = 1h + 5s, .boot = "b2"});
  commit();

  crash();

  const auto last = ports().watch.last_beat();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->at, at(5));
  EXPECT_EQ(last->uptime, 1h + 5s);
  EXPECT_EQ(last->boot, "b2");
}

TEST_P(StoreContract, WatchKeepsGaps) {
  ports().watch.add_gap({.from = at(0), .to = at(60), .reason = "outage"});
  commit();

  crash();

  const auto gaps = ports().watch.gaps(at(60));
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].from, at(0));
  EXPECT_EQ(gaps[0].to, at(60));
  EXPECT_EQ(gaps[0].reason, "outage");
  EXPECT_EQ(gaps[0].source, "");
  EXPECT_THAT(ports().watch.gaps(at(61)), IsEmpty());
}

TEST_P(StoreContract, WatchEndsTheOpenGapsOfOneSource) {
  for (const char* source : {"s", "t"})
    ports().watch.add_gap(
        {.from = at(0), .to = at(1'000'000), .reason = "offline", .source = source});

  ports().watch.close_gap("s", at(60));

  const auto still_open = ports().watch.gaps(at(61));
  ASSERT_THAT(still_open, SizeIs(1));
  EXPECT_EQ(still_open[0].source, "t");
}

TEST_P(StoreContract, WatchLeavesAGapOpenThatBeganLater) {
  ports().watch.add_gap({.from = at(60), .to = at(1'000'000), .reason = "offline", .source = "s"});

  ports().watch.close_gap("s", at(60));

  EXPECT_THAT(ports().watch.gaps(at(61)), SizeIs(1));
}

}  // namespace
}  // namespace qunguan::test
