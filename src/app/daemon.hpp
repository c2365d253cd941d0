#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "qunguan/engine/action.hpp"
#include "qunguan/net/clock.hpp"

namespace qunguan::app {

/// The whole of `qunguan serve`: everything wired, started by `start`, stopped by destruction.
///
/// Thread: made, reloaded and destroyed on one thread that is none of its own.
class Daemon {
 public:
  /// Told of every action as it is recorded. Thread: moderation; must not block for long.
  using Watcher = std::function<void(const engine::Action&, const std::vector<engine::Delivery>&)>;

  /// Errors: what keeps it from running: the database, the address, a key. A bad policy or
  /// directory does only where the store has nothing that could stay in force instead.
  /// The clock outlives the daemon.
  static Result<std::unique_ptr<Daemon>> start(Config config, const net::Clock& clock,
                                               Watcher watcher = {});
  ~Daemon();

  std::uint16_t port() const;

  /// Reads policies and directory again. A bad policy changes nothing; what is wrong goes to the
  /// log.
  void reload();

  /// Reloads when a file has changed since the last look.
  void reload_if_changed();

  /// Copies the store when the time for it has come; what came of it goes to the log and the audit.
  void back_up_if_due();

  /// `listening on 127.0.0.1:8080; 2 policies, 5 groups`
  std::string summary() const;

 private:
  struct Parts;
  explicit Daemon(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace qunguan::app
