#pragma once

#include <unordered_map>

#include "engine/traffic.hpp"

namespace qunguan::engine {

/// The newest messages of all groups, without their texts, as far back as each group's rules look.
///
/// Bounded: past `capacity` the oldest of the largest group go first; `dropped` counts them.
class Recent {
 public:
  explicit Recent(std::size_t capacity) : capacity_(capacity) {}

  /// Adds the message and forgets those older than `lookback` before the newest.
  void add(std::int64_t group, const MemberId& sender, const rules::PastMessage& message,
           Duration lookback);

  /// The group's messages.
  const Traffic& of(std::int64_t group) const;

  void clear();
  std::size_t size() const { return size_; }
  std::size_t dropped() const { return dropped_; }

 private:
  void drop_one();

  std::size_t capacity_;
  std::size_t size_ = 0;
  std::size_t dropped_ = 0;
  std::unordered_map<std::int64_t, Traffic> groups_;
};

}  // namespace qunguan::engine
