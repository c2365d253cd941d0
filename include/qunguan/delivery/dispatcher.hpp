#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "qunguan/delivery/channel.hpp"
#include "qunguan/engine/store.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/worker.hpp"

namespace qunguan::delivery {

/// What deliveries came to, for the metrics.
struct Counters {
  std::atomic<std::uint64_t> done{0}, retried{0}, failed{0}, unknown{0}, expired{0},
      undeliverable{0};
};

/// Carries recorded actions out: claims what is due, channel by channel, and records what came of
/// it.
///
/// A call is marked as being made in a commit of its own before it is made. So after a crash it is
/// known which calls may have taken effect, and each kind is treated as its mode demands (see
/// docs/architecture.md). Thread: one network thread. Everything it is given outlives it and the
/// calls under way.
class Dispatcher {
 public:
  /// While the store fails it is asked again after `patience`.
  Dispatcher(boost::asio::any_io_executor executor, net::Worker& moderation,
             engine::DeliveryQueue& queue, const net::Clock& clock,
             Duration patience = std::chrono::milliseconds{500});
  ~Dispatcher();

  /// Takes a channel into service. Before `start`.
  void add(Channel& channel);

  /// Settles what a crash interrupted, then delivers until `stop`.
  void start();

  /// New deliveries may wait. Thread: any.
  void wake();

  /// No further call is begun. Thread: any.
  void stop();

  /// Waits, after `stop`, until what came of the calls under way is recorded. False when that takes
  /// longer. Thread: any but the executor's.
  bool wait(Duration longest);

  const Counters& counters() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// What to record after an attempt. Pure.
engine::Settlement settle(const engine::Claim& claim, const Outcome& outcome, Instant now);

/// What to record of a call that was under way when the daemon died. Pure.
engine::Settlement settle_interrupted(const engine::Claim& claim, Instant now);

}  // namespace qunguan::delivery
