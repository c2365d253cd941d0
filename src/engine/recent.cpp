#include "engine/recent.hpp"

#include <algorithm>

namespace qunguan::engine {
namespace {

const Traffic kNone{};

}  // namespace

void Recent::add(std::int64_t group, const MemberId& sender, const rules::PastMessage& message,
                 Duration lookback) {
  Traffic& traffic = groups_[group];
  if (!traffic.is_empty() && message.at < traffic.newest() - lookback) return;
  traffic.add(sender, message);
  ++size_;
  const Instant oldest = traffic.newest() - lookback;
  while (!traffic.is_empty() && traffic.oldest() < oldest) {
    traffic.drop_oldest();
    --size_;
  }
  while (size_ > capacity_) drop_one();
}

void Recent::drop_one() {
  const auto largest = std::max_element(
      groups_.begin(), groups_.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  largest->second.drop_oldest();
  --size_;
  ++dropped_;
}

const Traffic& Recent::of(std::int64_t group) const {
  const auto found = groups_.find(group);
  return found == groups_.end() ? kNone : found->second;
}

void Recent::clear() {
  groups_.clear();
  size_ = 0;
}

}  // namespace qunguan::engine
