#include "qunguan/net/worker.hpp"

#include <future>
#include <latch>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>

#include "qunguan/net/await.hpp"
#include "qunguan/net/io_threads.hpp"
#include "support/fake_batches.hpp"

namespace qunguan::net {
namespace {

namespace asio = boost::asio;
using test::FakeBatches;
using testing::SizeIs;

/// Callers on one network thread that all submit before the worker takes any of them.
class Callers {
 public:
  Callers(IoThreads& threads, Worker& worker, int count)
      : threads_(threads), worker_(worker), results_(static_cast<std::size_t>(count)) {
    for (std::size_t i = 0; i < results_.size(); ++i)
      asio::co_spawn(threads_.at(0), call(i), asio::detached);
  }

  void wait() { done_.wait(); }

  const std::vector<std::size_t>& came_back() const { return came_back_; }
  const Result<std::size_t>& result(std::size_t i) const { return *results_[i]; }

 private:
  asio::awaitable<void> call(std::size_t i) {
    auto work = [i]() -> Result<std::size_t> { return i * i; };
    Result<std::size_t> result = co_await run_on(worker_, work);
    results_[i].emplace(std::move(result));
    came_back_.push_back(i);
    done_.count_down();
  }

  IoThreads& threads_;
  Worker& worker_;
  std::vector<std::optional<Result<std::size_t>>> results_;
  std::vector<std::size_t> came_back_;
  std::latch done_{static_cast<std::ptrdiff_t>(results_.size())};
};

asio::awaitable<void> nothing() { co_return; }

/// Returns when what was spawned on the thread before has gone as far as it can.
void settle(IoThreads& threads) { await_on(threads.at(0), nothing()); }

TEST(Worker, GivesBackWhatTheJobReturned) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 8};
  auto give = []() -> Result<std::string> { return std::string{"seven"}; };
  auto refuse = []() -> Result<std::string> { return Error{Error::Code::NotFound, "none"}; };

  const Result<std::string> given = await_on(threads.at(0), run_on(worker, give));
  const Result<std::string> refused = await_on(threads.at(0), run_on(worker, refuse));

  EXPECT_EQ(*given, "seven");
  EXPECT_EQ(refused.error().code, Error::Code::NotFound);
}

TEST(Worker, CarriesResultsWithoutAValueAndValuesThatOnlyMove) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 8};
  auto empty = []() -> Result<void> { return {}; };
  auto pointer = [owned = std::make_unique<int>(7)]() mutable -> Result<std::unique_ptr<int>> {
    return std::move(owned);
  };

  const Result<void> done = await_on(threads.at(0), run_on(worker, empty));
  const Result<std::unique_ptr<int>> moved =
      await_on(threads.at(0), run_on(worker, std::move(pointer)));

  EXPECT_TRUE(done);
  EXPECT_EQ(**moved, 7);
}

TEST(Worker, RunsJobsOnItsOwnThreadAndComesBackToTheCallers) {
  FakeBatches batches;
  IoThreads threads{2};
  Worker worker{batches, 8};
  struct Seen {
    std::thread::id before, during, after;
  };
  const auto look = [](Worker& where) -> asio::awaitable<Seen> {
    Seen seen;
    seen.before = std::this_thread::get_id();
    auto work = []() -> Result<std::thread::id> { return std::this_thread::get_id(); };
    const Result<std::thread::id> during = co_await run_on(where, work);
    seen.during = *during;
    seen.after = std::this_thread::get_id();
    co_return seen;
  };

  const Seen first = await_on(threads.at(0), look(worker));
  const Seen second = await_on(threads.at(1), look(worker));

  EXPECT_EQ(first.before, first.after);
  EXPECT_NE(first.before, first.during);
  EXPECT_EQ(second.before, second.after);
  EXPECT_EQ(second.during, first.during);
}

TEST(Worker, LetsNobodyGoOnBeforeTheBatchIsFinished) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 8};
  batches.hold();
  std::promise<int> finished_at_return;
  const auto call = [&]() -> asio::awaitable<void> {
    auto work = []() -> Result<void> { return {}; };
    const Result<void> result = co_await run_on(worker, work);
    finished_at_return.set_value(result ? batches.finished() : -1);
  };
  asio::co_spawn(threads.at(0), call(), asio::detached);
  batches.wait_until_held();
  auto waiting = finished_at_return.get_future();

  EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds{20}), std::future_status::timeout);
  batches.let_go();

  EXPECT_EQ(waiting.get(), 1);
}

TEST(Worker, TakesWhateverWaitsAsOneBatchInOrder) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 100};
  batches.hold();
  Callers first{threads, worker, 1};
  batches.wait_until_held();
  Callers rest{threads, worker, 50};
  settle(threads);

  batches.let_go();
  rest.wait();

  EXPECT_EQ(batches.begun(), 2);
  EXPECT_THAT(rest.came_back(), SizeIs(50));
  EXPECT_TRUE(std::is_sorted(rest.came_back().begin(), rest.came_back().end()));
  EXPECT_EQ(*rest.result(7), 49);
}

TEST(Worker, GathersWhatOneThreadHasReadyBeforeItWakes) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 100};
  batches.wait_until_idle(1);
  const auto start_all = [&]() -> asio::awaitable<std::unique_ptr<Callers>> {
    co_return std::make_unique<Callers>(threads, worker, 50);
  };

  const std::unique_ptr<Callers> callers = await_on(threads.at(0), start_all());
  callers->wait();

  EXPECT_LE(batches.begun(), 3);
}

TEST(Worker, GivesAFailedBatchsErrorToAllOfItAndToNoOther) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 100};
  batches.hold();
  Callers lost{threads, worker, 1};
  batches.wait_until_held();
  batches.fail_next(Error{Error::Code::Unavailable, "disk full"});
  batches.let_go();
  lost.wait();

  Callers kept{threads, worker, 3};
  kept.wait();

  EXPECT_EQ(lost.result(0).error().code, Error::Code::Unavailable);
  EXPECT_EQ(lost.result(0).error().message, "disk full");
  EXPECT_EQ(*kept.result(2), 4);
}

TEST(Worker, RefusesWhatItHasNoRoomFor) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 2};
  batches.hold();
  Callers running{threads, worker, 1};
  batches.wait_until_held();

  Callers callers{threads, worker, 3};
  settle(threads);
  batches.let_go();
  callers.wait();

  EXPECT_TRUE(callers.result(0));
  EXPECT_TRUE(callers.result(1));
  ASSERT_FALSE(callers.result(2));
  EXPECT_EQ(callers.result(2).error().code, Error::Code::TooLarge);
}

TEST(Worker, TurnsAnExceptionIntoThatJobsErrorAlone) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 8};
  auto raise = []() -> Result<int> { throw std::runtime_error{"what somebody said"}; };
  auto fine = []() -> Result<int> { return 1; };

  const Result<int> raised = await_on(threads.at(0), run_on(worker, raise));
  const Result<int> after = await_on(threads.at(0), run_on(worker, fine));

  ASSERT_FALSE(raised);
  EXPECT_EQ(raised.error().code, Error::Code::Internal);
  EXPECT_THAT(raised.error().message, testing::Not(testing::HasSubstr("somebody")));
  EXPECT_TRUE(after);
}

TEST(Worker, FailsNoOtherJobOfTheBatchForAnException) {
  FakeBatches batches;
  IoThreads threads{1};
  Worker worker{batches, 8};
  batches.hold();
  Callers running{threads, worker, 1};
  batches.wait_until_held();
  std::promise<Result<int>> raised;
  const auto call = [&worker, &raised]() -> asio::awaitable<void> {
    auto raise = []() -> Result<int> { throw std::runtime_error{"what somebody said"}; };
    Result<int> result = co_await run_on(worker, raise);
    raised.set_value(std::move(result));
  };
  Callers before{threads, worker, 1};
  asio::co_spawn(threads.at(0), call(), asio::detached);
  Callers after{threads, worker, 1};
  settle(threads);

  batches.let_go();
  before.wait();
  after.wait();

  EXPECT_EQ(raised.get_future().get().error().code, Error::Code::Internal);
  EXPECT_TRUE(before.result(0));
  EXPECT_TRUE(after.result(0));
  EXPECT_EQ(batches.finished(), 2);
}

TEST(Worker, CallsIdleAgainWhenTheWaitIsOver) {
  FakeBatches batches{std::chrono::milliseconds{1}};
  const Worker worker{batches, 8};

  batches.wait_until_idle(3);

  EXPECT_EQ(batches.begun(), 0);
}

TEST(Worker, EndsALongWaitForAJob) {
  FakeBatches batches{Duration::max()};
  IoThreads threads{1};
  Worker worker{batches, 8};
  batches.wait_until_idle(1);

  Callers callers{threads, worker, 1};
  callers.wait();

  EXPECT_TRUE(callers.result(0));
}

TEST(Worker, RunsWhatItAcceptedBeforeItEnds) {
  FakeBatches batches;
  IoThreads threads{1};
  auto worker = std::make_unique<Worker>(batches, 100);
  batches.hold();
  Callers first{threads, *worker, 1};
  batches.wait_until_held();
  Callers rest{threads, *worker, 20};
  settle(threads);
  std::thread ending{[&] { worker.reset(); }};

  batches.let_go();
  ending.join();
  rest.wait();

  EXPECT_EQ(batches.finished(), 2);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_TRUE(rest.result(i)) << i;
}

TEST(Worker, DropsCallersWhoseThreadStopsWhileTheyWait) {
  FakeBatches batches;
  auto threads = std::make_unique<IoThreads>(1);
  auto held = std::make_shared<int>(1);
  const auto call = [](Worker& worker, std::shared_ptr<int> mine) -> asio::awaitable<void> {
    auto work = []() -> Result<void> { return {}; };
    const Result<void> result = co_await run_on(worker, work);
    static_cast<void>(result);
    mine.reset();
  };
  {
    Worker worker{batches, 8};
    batches.hold();
    asio::co_spawn(threads->at(0), call(worker, held), asio::detached);
    batches.wait_until_held();
    threads->at(0).stop();
    batches.let_go();
  }
  threads.reset();

  EXPECT_EQ(held.use_count(), 1);
}

/// Many callers on many threads, each going back for more, must see every job run once.
TEST(Worker, LosesNothingUnderManyProducers) {
  constexpr int kThreads = 4;
  constexpr int kCallers = 64;
  constexpr int kRounds = 50;
  FakeBatches batches;
  IoThreads threads{kThreads};
  Worker worker{batches, kCallers};
  std::latch done{kCallers};
  std::int64_t total = 0;           // the worker's thread alone touches it
  std::atomic<int> out_of_turn{0};  // a caller that came back before its batch was finished
  const auto caller = [&](int id) -> asio::awaitable<void> {
    for (int round = 0; round < kRounds; ++round) {
      auto work = [&total, &batches, id]() -> Result<int> {
        total += id;
        return batches.begun();
      };
      const Result<int> batch = co_await run_on(worker, work);
      if (!batch || batches.finished() < *batch) ++out_of_turn;
    }
    done.count_down();
  };

  for (int id = 0; id < kCallers; ++id) asio::co_spawn(threads.next(), caller(id), asio::detached);
  done.wait();

  EXPECT_EQ(total, std::int64_t{kRounds} * kCallers * (kCallers - 1) / 2);
  EXPECT_EQ(out_of_turn, 0);
}

}  // namespace
}  // namespace qunguan::net
