#pragma once

#include <optional>
#include <vector>

#include "qunguan/engine/settings.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {

/// Keeps the record of when we were awake: gaps and clock jumps make deadlines void.
///
/// The store and the settings outlive this.
class Vigil {
 public:
  Vigil(Store& store, const Settings& settings) : store_(store), settings_(settings) {}

  /// Notes a sign of life; finds gaps and jumps since the last one.
  void beat(const Heartbeat& now);

  /// The account of a source went offline: what it hears is lost until an event from after that
  /// shows that it hears again.
  void go_offline(const std::string& source, Instant at);
  void hear(const std::string& source, Instant at);

  const std::vector<Gap>& gaps();

  /// Loads all again from the store.
  void forget();

 private:
  void load();
  void add(const Gap& gap);

  Store& store_;
  const Settings& settings_;
  bool is_loaded_ = false;
  std::optional<Heartbeat> last_;
  std::optional<Instant> written_at_;
  std::vector<Gap> gaps_;
};

}  // namespace qunguan::engine
