#pragma once

#include <functional>
#include <string>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "qunguan/domain/time.hpp"

namespace qunguan::sandbox {

struct WebRequest {
  std::string method;
  std::string target;  // path and query
  std::string body;
};

/// What goes back to the caller, faults included.
struct WebAnswer {
  int status = 200;
  std::string type = "application/json; charset=UTF-8";
  std::string body;
  Duration delay{};
  bool is_reset = false;      // no answer: the connection is cut
  bool is_truncated = false;  // half of it, then the connection ends
};

/// An HTTP server on 127.0.0.1 with one thread of its own. Plain rather than fast.
class HttpServer {
 public:
  using Handler = std::function<WebAnswer(const WebRequest&)>;

  /// `handle` is called on the server's thread, one call at a time, until destruction.
  /// Throws `std::system_error` when the port is taken.
  HttpServer(std::uint16_t port, Handler handle);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  boost::asio::awaitable<void> accept();

  Handler handle_;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::thread thread_;
};

}  // namespace qunguan::sandbox
