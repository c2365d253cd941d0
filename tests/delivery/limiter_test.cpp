#include "qunguan/delivery/limiter.hpp"

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using delivery::Limiter;

TEST(Limiter, LetsACallPassWhileItFits) {
  const FakeClock clock;
  Limiter limiter{{{.count = 2, .window = 1min}}};

  EXPECT_EQ(limiter.wait(clock.now()), 0s);
  limiter.take(clock.now());
  EXPECT_EQ(limiter.wait(clock.now()), 0s);
  limiter.take(clock.now());

  EXPECT_EQ(limiter.wait(clock.now()), 1min);
}

TEST(Limiter, CountsInASlidingWindow) {
  FakeClock clock;
  Limiter limiter{{{.count = 2, .window = 1min}}};
  limiter.take(clock.now());
  clock.advance(50s);
  limiter.take(clock.now());

  EXPECT_EQ(limiter.wait(clock.now()), 10s);
  clock.advance(10s);
  EXPECT_EQ(limiter.wait(clock.now()), 0s);
  limiter.take(clock.now());
  EXPECT_EQ(limiter.wait(clock.now()), 50s);
}

TEST(Limiter, KeepsEveryOneOfItsLimits) {
  FakeClock clock;
  Limiter limiter{{{.count = 30, .window = 1min}, {.count = 40, .window = 1h}}};
  limiter.take(clock.now(), 30);

  EXPECT_EQ(limiter.wait(clock.now()), 1min);
  clock.advance(1min);
  limiter.take(clock.now(), 10);
  EXPECT_EQ(limiter.wait(clock.now()), 59min);
}

TEST(Limiter, CountsACallForAsManyAsItIsFor) {
  FakeClock clock;
  Limiter limiter{{{.count = 10, .window = 1min}}};
  limiter.take(clock.now(), 8);

  EXPECT_EQ(limiter.wait(clock.now(), 2), 0s);
  EXPECT_EQ(limiter.wait(clock.now(), 3), 1min);
}

TEST(Limiter, LetsWhatAloneIsTooMuchPassInAnEmptyWindow) {
  FakeClock clock;
  Limiter limiter{{{.count = 10, .window = 1min}}};

  EXPECT_EQ(limiter.wait(clock.now(), 100), 0s);
  limiter.take(clock.now());
  EXPECT_EQ(limiter.wait(clock.now(), 100), 1min);
}

TEST(Limiter, NeverExceedsTwentyInAnyMinute) {
  FakeClock clock;
  Limiter limiter{{{.count = 20, .window = 1min}}};
  std::vector<Instant> made;

  while (made.size() < 500) {
    const Duration wait = limiter.wait(clock.now());
    clock.advance(wait + Duration{static_cast<std::int64_t>(made.size() * 37 % 1'500)});
    if (limiter.wait(clock.now()) > 0s) continue;
    limiter.take(clock.now());
    made.push_back(clock.now());
  }

  for (std::size_t i = 20; i < made.size(); ++i) EXPECT_GE(made[i] - made[i - 20], 1min);
}

}  // namespace
}  // namespace qunguan::test
