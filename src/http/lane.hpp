#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection_gate.hpp"
#include "http/listener.hpp"
#include "qunguan/http/server.hpp"

namespace qunguan::http {

class Session;

/// What all sessions of a server share. Outlives them.
struct Service {
  Handler& handler;
  ServerOptions options;
  ServerCounters counters;

  void count(Refusal reason) {
    counters.refused[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
  }
};

/// The sessions of one network thread, and the one timer that watches all their deadlines.
///
/// Thread: the context's, unless it says otherwise.
class Lane {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Lane(boost::asio::io_context& context, Service& service);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  boost::asio::io_context& context() { return context_; }  // any thread
  Service& service() { return service_; }                  // any thread

  /// Begins to watch deadlines.
  void start();

  void adopt(Connection connection, ConnectionGate::Ticket ticket);

  /// Closes idle sessions, lets the others finish; `ended` is called when none is left and nothing
  /// here will run again.
  void stop(std::function<void()> ended);

  using Sessions = std::list<Session*>;

  /// A session is watched from here on, until it leaves.
  Sessions::iterator enter(Session& session);
  void leave(Sessions::iterator place);

  bool is_stopping() const { return ended_ != nullptr; }

  /// When something that begins now and may take `limit` is over.
  Moment deadline(Duration limit) const { return now_ + limit; }

 private:
  void arm();
  void sweep();

  boost::asio::io_context& context_;
  Service& service_;
  Sessions sessions_;
  std::optional<boost::asio::steady_timer> timer_;
  Moment now_;  // as of the last sweep: sessions need not ask the clock
  Moment cut_off_ = Moment::max();
  std::function<void()> ended_;
};

}  // namespace qunguan::http
