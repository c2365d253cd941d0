#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "qunguan/domain/result.hpp"

namespace qunguan::app {

/// False for a path that is longer than the system takes for a socket.
bool fits_socket(const std::string& path);

/// The daemon's end of its control socket: one line of JSON in, one line out, then the connection
/// is closed.
///
/// The file has mode 0600: who may open it may command the daemon.
/// Thread: one network thread; the handler outlives it.
class ControlSocket {
 public:
  /// Takes the request, gives the text to answer.
  using Handler = std::function<boost::asio::awaitable<Result<std::string>>(std::string request)>;

  /// Takes the place of a dead daemon's socket.
  ///
  /// Errors: `Invalid` for a path that is too long or has something else, `Unavailable` when
  /// another daemon listens there or the socket cannot be made.
  static Result<std::unique_ptr<ControlSocket>> open(const boost::asio::any_io_executor& executor,
                                                     const std::string& path, Handler handler);

  /// Removes the file, where it is still ours.
  ///
  /// Requires: not called on the executor's thread, which still runs or is at its end.
  ~ControlSocket();

 private:
  struct State;
  explicit ControlSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}

  std::shared_ptr<State> state_;
};

/// Whether a daemon listens there.
bool is_listening(const std::string& path);

/// Sends one request to a running daemon and waits for its answer.
///
/// Errors: `NotFound` when no daemon listens there, `Unavailable` when it does not answer within
/// `patience`, else the daemon's own.
Result<std::string> command_daemon(const std::string& path, const std::string& request,
                                   std::chrono::milliseconds patience = std::chrono::seconds{10});

}  // namespace qunguan::app
