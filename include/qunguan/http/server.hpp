#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/http/handler.hpp"
#include "qunguan/net/io_threads.hpp"

namespace qunguan::http {

/// Limits and time-outs of a server. Deadlines are met to within one `sweep`.
struct ServerOptions {
  std::string listen = "127.0.0.1:8080";  // address and port; port 0 takes a free one

  std::size_t header_bytes = std::size_t{8} * 1024;  // request line and headers: 431 beyond
  std::size_t header_fields = 64;                    // 431
  std::size_t uri_bytes = std::size_t{4} * 1024;     // 414
  std::size_t body_bytes = std::size_t{256} * 1024;  // 413

  std::size_t connections = 1024;
  std::size_t connections_per_address = 64;        // an IPv6 address stands for its /64
  std::vector<std::string> trusted_networks = {};  // proxies, exempt from that; loopback always is

  Duration headers = std::chrono::seconds{5};      // from a request's first byte: 408
  Duration request = std::chrono::seconds{10};     // until its last one: 408
  Duration answer = std::chrono::seconds{10};      // for the peer to take the answer
  Duration keep_alive = std::chrono::seconds{15};  // between requests
  Duration linger = std::chrono::seconds{1};  // for a refused peer to stop sending, and read why
  Duration stop = std::chrono::seconds{10};   // for requests under way when the server ends
  Duration sweep = std::chrono::milliseconds{250};  // how often deadlines are looked at
};

/// Why connections and requests were turned away; indexes `ServerCounters::refused`.
enum class Refusal : std::uint8_t {
  Full,            // connections: all are taken
  AddressFull,     // connections: this address has its share
  NoDescriptors,   // connections: the process may open no more files
  Malformed,       // requests: 400, 417, 501
  TooSlow,         // 408
  BodyTooLarge,    // 413
  UriTooLong,      // 414
  HeaderTooLarge,  // 431
  Failed,          // 500: the handler threw
};
inline constexpr std::size_t kRefusals = 9;

/// What a server did since it started. Each figure is exact; together they are no snapshot.
struct ServerCounters {
  std::atomic<std::uint64_t> accepted{0};  // connections
  std::atomic<std::uint64_t> open{0};      // of those, now
  std::atomic<std::uint64_t> requests{0};  // handed to the handler
  std::atomic<std::uint64_t> bytes_in{0};
  std::atomic<std::uint64_t> bytes_out{0};
  std::array<std::atomic<std::uint64_t>, kRefusals> refused{};
};

/// Serves HTTP/1.1 on one address, over all network threads.
///
/// Destruction stops accepting, closes idle connections, lets requests under way finish for
/// `stop`, cuts those still sending or being sent to, and waits for the handler's last answer.
/// Requires: `threads` and `handler` outlive the server; it is not destroyed on a network thread.
/// Thread: any.
class Server {
 public:
  /// Errors: `Invalid` for an address or a network that is none, `Unavailable` when it cannot be
  /// listened on.
  static Result<std::unique_ptr<Server>> start(net::IoThreads& threads, Handler& handler,
                                               ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  const ServerCounters& counters() const;

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace qunguan::http
