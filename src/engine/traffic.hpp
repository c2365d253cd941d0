#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "qunguan/rules/history.hpp"

namespace qunguan::engine {

/// The newest messages of one group in the order of their times, found by sender without a search.
class Traffic {
 public:
  Traffic() = default;
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  using Visit = std::function<bool(const MemberId& sender, const rules::PastMessage&)>;

  /// Late deliveries are put where they belong, so that windows can be cut at the front.
  void add(const MemberId& sender, const rules::PastMessage& message);

  /// Requires: it is not empty.
  void drop_oldest();

  /// The sender's messages from `since` to `until`, oldest first.
  std::vector<rules::PastMessage> of(const MemberId& sender, Instant since, Instant until) const;

  /// Everybody's, newest first, as long as `visit` returns true.
  void each(Instant since, Instant until, const Visit& visit) const;

  std::size_t size() const { return kept_.size(); }
  bool is_empty() const { return kept_.empty(); }
  Instant oldest() const { return kept_.front().at; }
  Instant newest() const { return kept_.back().at; }

 private:
  // A place counts from the first message there ever was, so that dropping others moves nothing.
  using Place = std::int64_t;
  static constexpr Place kNone = -1;

  using Senders = std::unordered_map<MemberId, Place>;  // and where the newest of each stands

  /// A message packed: there are many of them.
  struct Kept {
    Kept(const rules::PastMessage& message, Senders::value_type& sender, Place place);
    rules::PastMessage message() const;

    std::int64_t number;
    Instant at;
    std::uint64_t hash;
    text::Fingerprint fingerprint;
    Senders::value_type* sender;
    std::uint32_t back;  // how many places to the sender's last one before it, which may have been
                         // dropped; 0: there was none
    std::uint32_t letters : 24;
    std::uint32_t kind : 8;
  };

  static std::uint32_t distance(Place from, Place to);
  const Kept& at(Place place) const { return kept_[static_cast<std::size_t>(place - first_)]; }
  void put(const MemberId& sender, const rules::PastMessage& message);

  std::deque<Kept> kept_;
  Place first_ = 0;
  Senders senders_;
};

}  // namespace qunguan::engine
