#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "support/tls_authority.hpp"

namespace qunguan::test {

/// One connection as its script sees it; everything blocks.
class PeerConnection {
 public:
  PeerConnection(boost::asio::ip::tcp::socket& socket, boost::asio::ssl::context* tls);

  /// Headers and the body they announce.
  std::string read_request();

  /// False once the other side is gone.
  bool write(std::string_view bytes);

  /// Until the other side closes.
  void wait_for_end();

  /// When the script is over, instead of an orderly end.
  void end_by_reset();

 private:
  std::size_t read_some(std::string& bytes);

  boost::asio::ip::tcp::socket& socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
};

/// A server on 127.0.0.1 that answers each connection by a script, one after the other, on a
/// thread of its own.
class FakePeer {
 public:
  using Script = std::function<void(PeerConnection&)>;

  explicit FakePeer(Script script);
  FakePeer(Script script, const TlsIdentity& identity);
  ~FakePeer();
  FakePeer(const FakePeer&) = delete;
  FakePeer& operator=(const FakePeer&) = delete;

  /// Reads each request and answers it with these bytes.
  static Script answering(std::string bytes);

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view target = "/") const;

  /// How many connections came.
  int connections() const;

 private:
  void serve();
  void serve_one(boost::asio::ip::tcp::socket socket);

  Script script_;
  std::optional<boost::asio::ssl::context> tls_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  mutable std::mutex mutex_;
  int connections_ = 0;
  boost::asio::ip::tcp::socket* current_ = nullptr;
  std::thread thread_;
};

}  // namespace qunguan::test
