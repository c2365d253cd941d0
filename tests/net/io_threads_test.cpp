#include "qunguan/net/io_threads.hpp"

#include <atomic>
#include <set>
#include <thread>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "qunguan/net/await.hpp"
#include "qunguan/net/clock.hpp"

namespace qunguan::net {
namespace {

namespace asio = boost::asio;

asio::awaitable<std::thread::id> here() { co_return std::this_thread::get_id(); }

TEST(IoThreads, RunsEachContextOnAThreadOfItsOwn) {
  IoThreads threads{3};

  std::set<std::thread::id> seen;
  for (std::size_t i = 0; i < threads.size(); ++i) seen.insert(await_on(threads.at(i), here()));

  EXPECT_EQ(seen.size(), 3);
  EXPECT_FALSE(seen.contains(std::this_thread::get_id()));
  EXPECT_EQ(await_on(threads.at(1), here()), await_on(threads.at(1), here()));
}

TEST(IoThreads, TakesEachContextInTurn) {
  IoThreads threads{2};

  const asio::io_context& first = threads.next();
  const asio::io_context& second = threads.next();

  EXPECT_NE(&first, &second);
  EXPECT_EQ(&threads.next(), &first);
}

TEST(IoThreads, DropsWhatStillWaitsWhenItEnds) {
  auto held = std::make_shared<int>(1);
  {
    IoThreads threads{2};
    const auto wait = [](std::shared_ptr<int> mine) -> asio::awaitable<void> {
      const asio::any_io_executor executor = co_await asio::this_coro::executor;
      asio::steady_timer never{executor, std::chrono::hours{1}};
      co_await never.async_wait(asio::use_awaitable);
      mine.reset();
    };
    asio::co_spawn(threads.at(1), wait(held), [](std::exception_ptr) {});
    await_on(threads.at(1), here());
  }

  EXPECT_EQ(held.use_count(), 1);
}

TEST(IoThreads, RunsNothingOnceStopped) {
  IoThreads threads{2};
  auto held = std::make_shared<int>(1);
  std::atomic<int> runs{0};
  const auto count_for_ever = [&threads, &runs](std::size_t index) -> asio::awaitable<void> {
    for (;;) {
      ++runs;
      co_await asio::post(threads.at(index), asio::use_awaitable);
    }
  };
  for (std::size_t i = 0; i < threads.size(); ++i)
    asio::co_spawn(threads.at(i), count_for_ever(i), [](std::exception_ptr) {});
  await_on(threads.at(1), here());

  threads.stop();
  const int ran = runs;
  asio::post(threads.at(0), [&runs, held] { ++runs; });
  threads.stop();

  EXPECT_EQ(runs, ran);
  EXPECT_EQ(held.use_count(), 2);
}

TEST(SystemClock, AgreesWithTheStandardLibrarysAndNeverRunsBack) {
  const SystemClock clock;

  const Instant before = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const Instant now = clock.now();
  const Duration up = clock.uptime();

  EXPECT_GE(now, before);
  EXPECT_LT(now - before, std::chrono::minutes{1});
  EXPECT_GT(up, Duration::zero());
  EXPECT_GE(clock.uptime(), up);
}

}  // namespace
}  // namespace qunguan::net
