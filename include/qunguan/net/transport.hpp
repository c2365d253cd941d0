#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan::net {

/// One call to somebody else's HTTP server.
struct HttpRequest {
  std::string method = "GET";
  std::string url = {};  // http or https, absolute; may hold secrets, so it is never logged
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

struct HttpResponse {
  int status = 0;
  std::string body = {};
};

/// The way out: performs one HTTP call, whole, within its time limits.
///
/// Redirects are not followed; they come back as responses. Certificates are always verified.
/// Thread: called on a network thread, resumes there. Outlives every call under way.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Errors: `Unavailable` when the request surely did not arrive (no address, no connection, no
  /// TLS), `Ambiguous` when it may have (reset, time-out, cut or garbled answer), `TooLarge` for an
  /// answer over the limit, `Invalid` for a URL, method or header that is none.
  virtual boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request) = 0;
};

}  // namespace qunguan::net
