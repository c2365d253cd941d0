#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "qunguan/domain/directory.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/engine/prepare.hpp"
#include "qunguan/engine/settings.hpp"
#include "qunguan/engine/store.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::engine {

/// What the engine counts, for the metrics. Written by moderation, read by anybody.
struct Counters {
  std::atomic<std::uint64_t> accepted{0}, duplicates{0}, quarantined{0};
  std::atomic<std::uint64_t> unknown_types{0};  // events of a type we do not know
  std::atomic<std::uint64_t> ungoverned{0};     // events of groups that no policy, or two, name
  std::atomic<std::uint64_t> deadlines{0};      // that fell due
  std::atomic<std::uint64_t> remembered{0};     // messages in memory
  std::atomic<std::uint64_t> forgotten{0};      // dropped because the memory was full
};

/// Judges events in the order they come: the only thing that moderation runs.
///
/// Everything it knows is a cache of the store. All calls stand inside one of the store's batches;
/// when a batch fails, call `forget`. Thread: moderation. The store outlives it.
class Moderator {
 public:
  enum class Acceptance { New, Duplicate };

  Moderator(Store store, Settings settings);
  ~Moderator();

  /// From now on events are judged by this book and this directory. Rules that are new are applied
  /// to the members who are there already, as of `now`. What was to be told or paid before `now` is
  /// so by the former ones.
  void adopt(std::shared_ptr<const rules::PolicyBook> book, Directory directory, Instant now);

  /// Takes one event: records it and all that follows from it.
  ///
  /// Errors: `Internal` when judging it threw; the batch then cannot be committed. Given a second
  /// time, such an event is recorded without being judged.
  Result<Acceptance> accept(Event event, const Prepared& prepared);

  /// Fires at most `limit` deadlines that fell due, and says when to come again; nothing: no
  /// deadline is open.
  std::optional<Instant> tick(Instant now, std::size_t limit = 256);

  /// The removal is done as of `at`: its member is gone, as if the source had said so, unless he
  /// joined while the call was under way.
  void confirm_removal(const Claim& removal, Instant at);

  /// Says that we are awake; finds gaps.
  void beat(const Heartbeat& heartbeat);

  /// Drops what is only in memory.
  void forget();

  const Counters& counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace qunguan::engine
