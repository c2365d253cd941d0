#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/descriptor.hpp"
#include "qunguan/domain/result.hpp"

namespace qunguan::http {

/// A connection fresh from the listening socket, not yet any thread's.
struct Connection {
  Descriptor descriptor;
  boost::asio::ip::tcp::endpoint peer;
};

/// Takes connections off a listening socket.
///
/// Keeps one descriptor in reserve: when the process has no other left, a waiting connection is
/// taken with it and closed at once, instead of waking the thread for ever.
/// Thread: `run` and `close` on the context's.
class Listener {
 public:
  struct Callbacks {
    std::function<void(Connection)> accepted;
    std::function<void()> starved;  // one was closed for want of descriptors
  };

  /// Errors: `Invalid` for a text that is no address with port, `Unavailable` when the system
  /// refuses it.
  static Result<std::unique_ptr<Listener>> open(boost::asio::io_context& context,
                                                const std::string& address, Callbacks callbacks);

  std::uint16_t port() const { return port_; }

  /// Ends when closed.
  boost::asio::awaitable<void> run();

  void close();

 private:
  enum class Accepted { One, None, Starved };

  Listener(boost::asio::io_context& context, Callbacks callbacks);
  bool accept_waiting();
  Accepted accept_one();
  Accepted turn_one_away();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  Callbacks callbacks_;
  Descriptor spare_;
  std::uint16_t port_ = 0;
};

}  // namespace qunguan::http
