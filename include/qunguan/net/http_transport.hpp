#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "qunguan/net/transport.hpp"

namespace qunguan::net {

/// Calls HTTP servers over sockets, one connection per call.
///
/// Names are resolved anew for each call, and every address they have is tried. TLS is 1.2 or
/// newer; certificate and host name are checked, with no way to switch that off.
class HttpTransport final : public Transport {
 public:
  struct Options {
    Duration connect = std::chrono::seconds{3};                 // resolving, connecting, and TLS
    Duration total = std::chrono::seconds{10};                  // the whole call
    std::size_t largest_answer = std::size_t{4} * 1024 * 1024;  // of the body, in bytes
    std::string extra_ca_file = {};  // PEM; trusted beside the system's authorities
  };

  /// Errors: `Invalid` when the file of authorities cannot be read.
  static Result<std::unique_ptr<HttpTransport>> create(Options options);

  ~HttpTransport() override;

  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request) override;

 private:
  struct State;
  explicit HttpTransport(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace qunguan::net
