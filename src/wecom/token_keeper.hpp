#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "qunguan/net/clock.hpp"
#include "qunguan/net/transport.hpp"
#include "wecom/api_answer.hpp"

namespace qunguan::wecom {

/// Keeps one app's access token fresh; whoever asks while it is fetched shares the fetch.
///
/// Thread: one network thread. `transport` and `clock` outlive it, and it every `token` under way.
class TokenKeeper {
 public:
  struct Answer {
    std::string token;  // empty unless the outcome is Done
    Outcome outcome;
  };

  /// `url` is the call that gives the token, secret and all.
  TokenKeeper(std::string url, net::Transport& transport, const net::Clock& clock)
      : url_(std::move(url)), transport_(transport), clock_(clock) {}

  /// Never Ambiguous: a token that was not received has no effect.
  boost::asio::awaitable<Answer> token();

  /// The platform has refused `token`; the next caller fetches another, unless one did already.
  void reject(const std::string& token);

 private:
  struct Fetch {
    explicit Fetch(const boost::asio::any_io_executor& executor);
    boost::asio::steady_timer ended;  // cancelled when it has
    std::optional<Answer> answer;
  };
  class Turn;

  bool is_usable(Duration now) const;
  boost::asio::awaitable<Answer> fetch();
  boost::asio::awaitable<Answer> wait_for(std::shared_ptr<Fetch> fetch);
  Answer take(const Result<net::HttpResponse>& response, Duration now);
  Answer give_up(Outcome outcome, Duration now);
  Answer current() const;

  std::string url_;
  net::Transport& transport_;
  const net::Clock& clock_;

  // Times are the clock's uptime: no one can set it.
  std::string token_;
  Duration good_until_{};
  Duration refresh_at_{};
  Duration silent_until_{};  // no fetch before
  int wrong_secrets_ = 0;    // in a row
  std::shared_ptr<Fetch> under_way_;
};

}  // namespace qunguan::wecom
