#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace qunguan::http {

struct Header {
  std::string_view name;
  std::string_view value;
};

/// One request, whole and well-formed. What it refers to lives until its response was written.
struct Request {
  std::string_view method;  // as sent; HEAD is answered like GET, the server drops the body
  std::string_view path;    // as sent: still percent-encoded, without the query
  std::string_view query;   // what follows the first `?`, without it
  std::string_view body;
  std::string_view peer;  // the address at the other end, which may be a proxy's
  std::span<const Header> headers;

  /// The first header of that name in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string body = {};
  std::string_view content_type = "text/plain; charset=utf-8";         // a literal
  std::vector<std::pair<std::string_view, std::string>> headers = {};  // such as Retry-After
  bool close = false;  // the connection, once this was written
};

/// Answers requests.
///
/// Thread: called on any network thread, for several connections at a time; resumes where it was
/// called. Outlives the server, and no call waits for ever: a stop waits for those under way.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Whatever it throws becomes a 500.
  virtual boost::asio::awaitable<Response> handle(const Request& request) = 0;
};

}  // namespace qunguan::http
