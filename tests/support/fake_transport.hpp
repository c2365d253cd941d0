#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "qunguan/net/transport.hpp"

namespace qunguan::test {

/// Answers from a script and keeps the requests it was given.
///
/// An answer comes a turn of the event loop later, so that other callers get to run in between.
/// Thread: one.
class FakeTransport final : public net::Transport {
 public:
  using Answer = Result<net::HttpResponse>;

  static Answer json(std::string body) { return net::HttpResponse{200, std::move(body)}; }
  static Answer status(int code, std::string body = {}) {
    return net::HttpResponse{code, std::move(body)};
  }
  static Answer error(Error::Code code, std::string message = {}) {
    return Error{code, std::move(message)};
  }

  /// Answers the next request whose URL contains `part`; scripts for it queue up.
  void once(std::string part, Answer answer);

  /// Answers every request whose URL contains `part` and that `once` does not.
  void always(std::string part, Answer answer);

  const std::vector<net::HttpRequest>& requests() const { return requests_; }
  std::vector<net::HttpRequest> requests_to(std::string_view part) const;

  /// `Unavailable` for what no script covers.
  boost::asio::awaitable<Answer> send(net::HttpRequest request) override;

 private:
  struct Script {
    std::string part;
    Answer answer;
  };

  Answer answer_to(const std::string& url);

  std::deque<Script> once_;
  std::deque<Script> always_;
  std::vector<net::HttpRequest> requests_;
};

}  // namespace qunguan::test
