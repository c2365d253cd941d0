// Sends encrypted callbacks over keep-alive connections and measures the answers; prints one figure
// a line, by name.
#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <deque>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/ostream.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "client.hpp"
#include "requests.hpp"

namespace qunguan::bench {
namespace {

using Moment = std::chrono::steady_clock::time_point;
using Seconds = std::chrono::duration<double>;

struct Options {
  std::uint16_t port = 0;
  std::string path = "/hook/bench";
  std::size_t connections = 64;
  std::size_t requests = 200'000;
  double seconds = 10;   // at most
  double patience = 30;  // seconds until the server must have answered once
  pid_t server = 0;      // whose CPU time is measured; 0: nobody's
};

/// User and system time of all threads of a process, in seconds.
double cpu_seconds(pid_t process) {
  clockid_t clock{};
  timespec used{};
  if (process == 0 || ::clock_getcpuclockid(process, &clock) != 0 ||
      ::clock_gettime(clock, &used) != 0)
    return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

/// Asks again until the server is there and answers 200; true when it did.
bool await_first(const Options& options, std::string_view request) {
  const Moment end =
      std::chrono::steady_clock::now() +
      std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds{options.patience});
  while (std::chrono::steady_clock::now() < end) {
    Client client{options.port};
    if (client.is_connected() && client.send(request) && client.wait() == Client::Answer::Ok)
      return true;
    ::poll(nullptr, 0, 1);
  }
  return false;
}

/// Keeps one request under way on every connection until there is no more to send, or no time.
class Load {
 public:
  Load(const Options& options, const Requests& requests)
      : requests_(requests), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    waits_us_.reserve(requests.size());
    for (std::size_t i = 0; i < options.connections; ++i) open(options.port);
  }
  ~Load() { ::close(epoll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// `begin`: the first request to send; those before it have been sent.
  void run(std::size_t begin, double seconds) {
    next_ = begin;
    begun_ = std::chrono::steady_clock::now();
    end_ = begun_ + std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds{seconds});
    for (Line& line : lines_) send(line);
    while (under_way_ > 0) step();
    ended_ = std::chrono::steady_clock::now();
  }

  std::size_t answered() const { return waits_us_.size(); }
  std::size_t failed() const { return failed_; }
  double seconds() const { return Seconds{ended_ - begun_}.count(); }

  double wait_us(double share) {
    if (waits_us_.empty()) return 0;
    const auto index = static_cast<std::size_t>(share * static_cast<double>(waits_us_.size()));
    const auto place =
        waits_us_.begin() + static_cast<std::ptrdiff_t>(std::min(index, waits_us_.size() - 1));
    std::nth_element(waits_us_.begin(), place, waits_us_.end());
    return *place;
  }

 private:
  struct Line {
    Client client;
    Moment sent;
  };

  void open(std::uint16_t port) {
    Line& line = lines_.emplace_back(Line{.client = Client{port}, .sent = {}});
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &line}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, line.client.descriptor(), &event);
  }

  void send(Line& line) {
    line.sent = std::chrono::steady_clock::now();
    if (next_ == requests_.size() || line.sent >= end_) return;
    if (line.client.send(requests_[next_++]))
      ++under_way_;
    else
      ++failed_;
  }

  void step() {
    std::array<epoll_event, 64> events{};
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i)
      take_answer(*static_cast<Line*>(events.at(static_cast<std::size_t>(i)).data.ptr));
  }

  void take_answer(Line& line) {
    const Client::Answer answer = line.client.read();
    if (answer == Client::Answer::Unfinished) return;
    --under_way_;
    if (answer == Client::Answer::Ok) {
      const std::chrono::duration<double, std::micro> wait =
          std::chrono::steady_clock::now() - line.sent;
      waits_us_.push_back(wait.count());
    } else {
      ++failed_;
    }
    if (answer == Client::Answer::Gone)
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, line.client.descriptor(), nullptr);
    else
      send(line);
  }

  const Requests& requests_;
  const int epoll_;
  std::deque<Line> lines_;  // a deque, for epoll keeps their addresses
  std::vector<double> waits_us_;
  std::size_t next_ = 0;
  std::size_t under_way_ = 0;
  std::size_t failed_ = 0;
  Moment begun_, end_, ended_;
};

int run(const Options& options) {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const Requests requests{options.path, options.requests, now};
  if (!await_first(options, requests[0])) {
    std::cerr << "no server answered on port " << options.port << "\n";
    return 1;
  }
  const std::chrono::duration<double> first = std::chrono::system_clock::now().time_since_epoch();
  Load load{options, requests};
  const double cpu_before = cpu_seconds(options.server);
  load.run(/*begin=*/1, options.seconds);
  const double cpu = cpu_seconds(options.server) - cpu_before;
  const auto answered = static_cast<double>(load.answered());
  fmt::print(std::cout, "first_at_s {:.4f}\nrequests {}\nfailed {}\nseconds {:.3f}\n",
             first.count(), load.answered(), load.failed(), load.seconds());
  fmt::print(std::cout, "per_second {:.0f}\np50_us {:.1f}\np99_us {:.1f}\n",
             answered / load.seconds(), load.wait_us(0.5), load.wait_us(0.99));
  if (cpu > 0)
    fmt::print(std::cout, "cpu_seconds {:.3f}\nper_cpu_second {:.0f}\n", cpu, answered / cpu);
  return load.failed() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace qunguan::bench

int main(int argc, char** argv) {
  qunguan::bench::Options options;
  CLI::App program{"Sends encrypted callbacks to a server on 127.0.0.1"};
  program.add_option("--port", options.port)->required();
  program.add_option("--path", options.path)->capture_default_str();
  program.add_option("--connections", options.connections)->capture_default_str();
  program.add_option("--requests", options.requests, "different callbacks, each sent once")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  program.add_option("--seconds", options.seconds, "at most")->capture_default_str();
  program.add_option("--patience", options.patience, "seconds to wait for the server")
      ->capture_default_str();
  program.add_option("--server", options.server, "process whose CPU time is measured");
  CLI11_PARSE(program, argc, argv);
  return qunguan::bench::run(options);
}
