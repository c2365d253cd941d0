#include "engine/recent.hpp"

#include <algorithm>

namespace qunguan::engine {
namespace {

const std::deque<rules::PastMessage> kNone;

}  // namespace

void Recent::add(std::int64_t group, rules::PastMessage message, Duration lookback) {
  std::deque<rules::PastMessage>& messages = groups_[group];
  // Late deliveries are put where they belong, so that windows can be cut at the front.
  const auto place =
      std::upper_bound(messages.rbegin(), messages.rend(), message.at,
                       [](Instant at, const rules::PastMessage& past) { return past.at <= at; });
  messages.insert(place.base(), std::move(message));
  ++size_;
  const Instant oldest = messages.back().at - lookback;
  while (!messages.empty() && messages.front().at < oldest) {
    messages.pop_front();
    --size_;
  }
  while (size_ > capacity_) drop_one();
}

void Recent::drop_one() {
  const auto largest = std::max_element(
      groups_.begin(), groups_.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  largest->second.pop_front();
  --size_;
  ++dropped_;
}

const std::deque<rules::PastMessage>& Recent::of(std::int64_t group) const {
  const auto found = groups_.find(group);
  return found == groups_.end() ? kNone : found->second;
}

void Recent::clear() {
  groups_.clear();
  size_ = 0;
}

}  // namespace qunguan::engine
