#pragma once

#include <cstddef>
#include <memory>

#include <boost/asio/io_context.hpp>

namespace qunguan::net {

/// The network threads: so many contexts, each run by one thread of its own.
///
/// Whatever uses a context's sockets and timers does so on its thread, so nothing there needs a
/// lock or a strand; other threads only post to it.
/// Requires: outlives what runs in it, or at least no longer needs it to go on: destruction drops
/// what still waits.
/// Thread: any.
class IoThreads {
 public:
  /// Requires: `count` is positive.
  explicit IoThreads(std::size_t count);
  ~IoThreads();
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  /// Ends the threads, so that what runs there needs nothing any more. The contexts stay; what is
  /// posted to them from now on is never run. Requires: not called on one of the threads.
  void stop();

  std::size_t size() const;

  /// Requires: `index` is below `size()`.
  boost::asio::io_context& at(std::size_t index);

  /// Each context in turn.
  boost::asio::io_context& next();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace qunguan::net
