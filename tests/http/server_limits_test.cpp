#include <stdexcept>
#include <thread>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/server_site.hpp"
#include "qunguan/net/worker.hpp"
#include "support/fake_batches.hpp"
#include "support/fake_handler.hpp"
#include "support/raw_client.hpp"

namespace qunguan::http {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using test::FakeBatches;
using test::FakeHandler;
using test::RawClient;
using testing::HasSubstr;
using testing::Not;

// Time-outs

TEST(Server, GivesUpOnHeadersThatTrickle) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.headers = 40ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};
  const auto start = std::chrono::steady_clock::now();

  client.send("GET / HTTP/1.1\r\n");
  while (site.refused(Refusal::TooSlow) == 0) {
    client.send("X: y\r\n");
    client.has_answer(2ms);
  }

  EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
  EXPECT_EQ(client.read().status, 408);
  EXPECT_TRUE(client.is_at_end());
}

TEST(Server, GivesUpOnABodyThatTrickles) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.headers = 20ms;
  chosen.request = 60ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};
  const auto start = std::chrono::steady_clock::now();

  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  while (site.refused(Refusal::TooSlow) == 0) {
    client.send("x");
    client.has_answer(2ms);
  }

  EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
  EXPECT_EQ(client.read().status, 408);
}

TEST(Server, CountsTheTimeOfAPipelinedRequestFromItsOwnStart) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.headers = 40ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};

  EXPECT_EQ(client.ask(std::string{kGet} + "GET / HT").status, 200);

  EXPECT_EQ(client.read().status, 408);
}

TEST(Server, ClosesIdleConnectionsWithoutAWord) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.keep_alive = 30ms;
  const Site site{handler, chosen};
  RawClient silent{site.port()};
  RawClient once{site.port()};

  EXPECT_EQ(once.ask(kGet).status, 200);

  EXPECT_TRUE(once.is_at_end());
  EXPECT_TRUE(silent.is_at_end());
  EXPECT_EQ(site.refused(Refusal::TooSlow), 0);
}

TEST(Server, ClosesOnEndlessEmptyLines) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.keep_alive = 30ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += "\r\n";

  while (client.send(lines)) {
  }

  EXPECT_TRUE(site.has_open(0));
}

TEST(Server, DoesNotHurryTheHandler) {
  FakeHandler handler{[](const Request&) -> asio::awaitable<Response> {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, 80ms};
    co_await timer.async_wait(asio::use_awaitable);
    co_return Response{.body = "late"};
  }};
  ServerOptions chosen = options();
  chosen.headers = chosen.request = chosen.keep_alive = 20ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};

  EXPECT_EQ(client.ask(kGet).body, "late");
}

TEST(Server, GivesUpOnAPeerThatDoesNotRead) {
  FakeHandler handler{[](const Request&) -> asio::awaitable<Response> {
    co_return Response{.body = std::string(20'000'000, 'x')};
  }};
  ServerOptions chosen = options();
  chosen.answer = 40ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};
  client.send(kGet);
  ASSERT_TRUE(site.has_open(1));

  EXPECT_TRUE(site.has_open(0));
}

TEST(Server, WritesALargeAnswerWhole) {
  const std::string large(20'000'000, 'x');
  FakeHandler handler{
      [&](const Request&) -> asio::awaitable<Response> { co_return Response{.body = large}; }};
  const Site site{handler};
  RawClient client{site.port()};

  EXPECT_EQ(client.ask(kGet).body.size(), large.size());
  EXPECT_EQ(client.ask(kGet).body.size(), large.size());
}

// Peers and places

TEST(Server, ForgetsPeersThatVanish) {
  FakeBatches batches;
  net::Worker worker{batches, 10};
  batches.hold();
  FakeHandler handler{[&](const Request&) -> asio::awaitable<Response> {
    auto work = []() -> Result<void> { return {}; };
    const Result<void> done = co_await net::run_on(worker, work);
    co_return Response{.status = done ? 200 : 503};
  }};
  const Site site{handler};
  for (const char* said :
       {"", "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    RawClient vanishing{site.port()};
    RawClient leaving{site.port()};
    vanishing.send(said);
    leaving.send(said);
    ASSERT_TRUE(site.has_open(2)) << said;
    leaving.finish_sending();
    vanishing.reset();
    if (std::string_view{said}.ends_with("\r\n\r\n")) {
      batches.wait_until_held();
      batches.let_go();
      EXPECT_EQ(leaving.read().status, 200);
    }

    EXPECT_TRUE(site.has_open(0)) << said;
  }
}

TEST(Server, TurnsConnectionsAwayWhenAllPlacesAreTaken) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.connections = 2;
  const Site site{handler, chosen};
  RawClient first{site.port()};
  auto second = std::make_unique<RawClient>(site.port());
  ASSERT_EQ(first.ask(kGet).status, 200);
  ASSERT_EQ(second->ask(kGet).status, 200);

  RawClient third{site.port()};
  EXPECT_TRUE(third.is_at_end());
  EXPECT_EQ(site.refused(Refusal::Full), 1);
  EXPECT_EQ(first.ask(kGet).status, 200);
  second.reset();
  ASSERT_TRUE(site.has_open(1));

  RawClient fourth{site.port()};
  EXPECT_EQ(fourth.ask(kGet).status, 200);
}

/// While it lives, the process can open nothing more.
class NoDescriptorsLeft {
 public:
  NoDescriptorsLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::open("/dev/null", O_RDONLY);
    ::close(lowest_free);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptorsLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptorsLeft(const NoDescriptorsLeft&) = delete;
  NoDescriptorsLeft& operator=(const NoDescriptorsLeft&) = delete;

 private:
  rlimit before_{};
};

TEST(Server, TurnsConnectionsAwayWhenOutOfDescriptors) {
  FakeHandler handler;
  const Site site{handler};
  RawClient known{site.port()};
  ASSERT_EQ(known.ask(kGet).status, 200);
  std::vector<RawClient> unknown(3);
  {
    const NoDescriptorsLeft none;
    for (RawClient& client : unknown) {
      client.connect(site.port());
      EXPECT_TRUE(client.is_at_end());
    }
    EXPECT_EQ(known.ask(kGet).status, 200);
  }

  RawClient later{site.port()};
  EXPECT_EQ(later.ask(kGet).status, 200);
  EXPECT_EQ(site.refused(Refusal::NoDescriptors), 3);
}

TEST(Server, ServesManyConnectionsOverAllThreads) {
  FakeHandler handler;
  const Site site{handler, options(), 3};
  std::atomic<int> answered{0};
  std::vector<std::thread> crowd;
  for (int i = 0; i < 8; ++i) {
    crowd.emplace_back([&, i] {
      for (int round = 0; round < 5; ++round) {
        RawClient client{site.port()};
        const std::string path = "/" + std::to_string(i) + "/" + std::to_string(round);
        for (int turn = 0; turn < 10; ++turn) {
          const auto answer = client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
          if (answer.body == "GET " + path + " ") ++answered;
        }
      }
    });
  }

  for (std::thread& one : crowd) one.join();

  EXPECT_EQ(answered, 400);
  EXPECT_EQ(site.counters().requests, 400);
  EXPECT_TRUE(site.has_open(0));
}

TEST(Server, AnswersForAHandlerThatThrows) {
  FakeHandler handler{[](const Request&) -> asio::awaitable<Response> {
    throw std::runtime_error{"somebody's secret"};
    co_return Response{};
  }};
  const Site site{handler};
  RawClient client{site.port()};

  const RawClient::Answer answer = client.ask(kGet);

  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_EQ(site.refused(Refusal::Failed), 1);
}

TEST(Server, SaysWhyItCannotStart) {
  FakeHandler handler;
  net::IoThreads threads{1};
  const Site site{handler};
  const auto failure = [&](const std::string& listen, std::vector<std::string> trusted = {}) {
    ServerOptions chosen = options();
    chosen.listen = listen;
    chosen.trusted_networks = std::move(trusted);
    return Server::start(threads, handler, chosen).error();
  };

  EXPECT_EQ(failure("127.0.0.1:" + std::to_string(site.port())).code, Error::Code::Unavailable);
  for (const char* text :
       {"", "127.0.0.1", "localhost:1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", ":80"})
    EXPECT_EQ(failure(text).code, Error::Code::Invalid) << text;
  EXPECT_EQ(failure("127.0.0.1:0", {"10.0.0.0/99"}).code, Error::Code::Invalid);
}

// The end

TEST(Server, FinishesWhatIsUnderWayWhenItEnds) {
  FakeBatches batches;
  net::Worker worker{batches, 10};
  FakeHandler handler{[&](const Request&) -> asio::awaitable<Response> {
    auto work = []() -> Result<void> { return {}; };
    const Result<void> done = co_await net::run_on(worker, work);
    co_return Response{.status = done ? 200 : 503};
  }};
  Site site{handler};
  RawClient idle{site.port()};
  RawClient half{site.port()};
  RawClient waiting{site.port()};
  ASSERT_EQ(idle.ask(kGet).status, 200);
  batches.hold();
  half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\no");
  waiting.send(kGet);
  batches.wait_until_held();
  ASSERT_TRUE(site.has_open(3));

  std::thread ending{[&] { site.stop(); }};
  EXPECT_TRUE(idle.is_at_end());
  half.send("k");
  batches.let_go();
  const RawClient::Answer answer = waiting.read();
  const RawClient::Answer late = half.read();
  ending.join();

  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.closes());
  EXPECT_TRUE(waiting.is_at_end());
  EXPECT_EQ(late.status, 200);
}

TEST(Server, CutsOffWhatDoesNotFinishWhenItEnds) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.stop = 30ms;
  Site site{handler, chosen};
  RawClient half{site.port()};
  half.send("GET / HT");
  ASSERT_TRUE(site.has_open(1));

  site.stop();

  EXPECT_EQ(half.read_rest(), "");
}

TEST(Server, WaitsForTheHandlerHoweverLongItTakes) {
  FakeBatches batches;
  net::Worker worker{batches, 10};
  std::atomic<bool> has_answered{false};
  FakeHandler handler{[&](const Request&) -> asio::awaitable<Response> {
    auto work = []() -> Result<void> { return {}; };
    const Result<void> done = co_await net::run_on(worker, work);
    has_answered = done.has_value();
    co_return Response{};
  }};
  ServerOptions chosen = options();
  chosen.stop = 10ms;
  Site site{handler, chosen};
  RawClient client{site.port()};
  batches.hold();
  client.send(kGet);
  batches.wait_until_held();
  std::thread ending{[&] {
    site.stop();
    EXPECT_TRUE(has_answered);
  }};

  EXPECT_EQ(client.read_rest(), "");  // cut off after 10 ms, while the job still runs
  batches.let_go();

  ending.join();
}

TEST(Server, TakesNoConnectionOnceItHasEnded) {
  FakeHandler handler;
  Site site{handler};
  const std::uint16_t port = site.port();
  site.stop();

  RawClient client{port};

  EXPECT_FALSE(client.send(kGet));
}

}  // namespace
}  // namespace qunguan::http
