#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "qunguan/http/handler.hpp"
#include "qunguan/http/server.hpp"

namespace qunguan::http {

/// Cuts a connection's bytes into requests, strictly, within the limits of the options.
///
/// Everything lives in one buffer that is used again for the next request. Bytes that two
/// implementations might read differently are refused, so nothing can be smuggled past a proxy.
class RequestParser {
 public:
  enum class Progress {
    NeedsMore,
    AwaitsContinue,  // the peer wants a 100 before it sends the body; said once
    Done,
    Refused,
  };

  /// `options` outlive the parser.
  explicit RequestParser(const ServerOptions& options);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Where to put the bytes that come next; never empty.
  ///
  /// Requires: the last `take` said `NeedsMore` or `AwaitsContinue`, or there was none.
  std::span<char> room();

  /// Goes on with `count` more bytes, which now stand at the start of `room()`. With none, goes on
  /// with what is left over from before.
  Progress take(std::size_t count);

  /// Nothing of a request has come yet.
  bool is_idle() const;

  /// Requires, the four of them: `take` said `Done`; `next` was not called since.
  const Request& request() const;  // without `peer`
  bool is_head() const;
  bool is_http10() const;
  bool keeps_alive() const;

  /// The headers are complete, the body perhaps not.
  bool has_header() const;

  /// The status to refuse with. Requires: `take` said `Refused`.
  int refusal() const;

  /// Forgets the request; what followed it stays for the next `take`.
  void next();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace qunguan::http
