#pragma once

#include <chrono>
#include <memory>
#include <thread>

#include "qunguan/http/server.hpp"

namespace qunguan::http {

inline constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Deadlines are looked at often; the limits themselves are out of a test's way unless it asks.
inline ServerOptions options() {
  ServerOptions chosen;
  chosen.listen = "127.0.0.1:0";
  chosen.sweep = std::chrono::milliseconds{5};
  return chosen;
}

/// A server with its network threads.
class Site {
 public:
  explicit Site(Handler& handler, const ServerOptions& chosen = options(), std::size_t threads = 1)
      : threads_(threads), server_(*Server::start(threads_, handler, chosen)) {}

  std::uint16_t port() const { return server_->port(); }
  const ServerCounters& counters() const { return server_->counters(); }
  void stop() { server_.reset(); }

  std::uint64_t refused(Refusal reason) const {
    return counters().refused[static_cast<std::size_t>(reason)];
  }

  /// Waits until so many connections are open.
  bool has_open(std::uint64_t count) const { return reaches(counters().open, count); }

  /// Counters may lag behind what the peer has seen.
  static bool reaches(const std::atomic<std::uint64_t>& counter, std::uint64_t value) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (counter != value && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return counter == value;
  }

 private:
  net::IoThreads threads_;
  std::unique_ptr<Server> server_;
};

}  // namespace qunguan::http
