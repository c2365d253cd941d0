#include "engine/traffic.hpp"

#include <algorithm>
#include <utility>

namespace qunguan::engine {

using rules::PastMessage;

void Traffic::put(const MemberId& sender, const PastMessage& message) {
  Senders::value_type& entry = *senders_.try_emplace(sender, kNone).first;
  const Place place = first_ + std::ssize(kept_);
  kept_.push_back(
      {.message = message, .sender = &entry, .earlier = std::exchange(entry.second, place)});
}

void Traffic::add(const MemberId& sender, const PastMessage& message) {
  std::vector<Kept> newer;
  while (!kept_.empty() && newest() > message.at) {
    newer.push_back(kept_.back());
    newer.back().sender->second = newer.back().earlier;
    kept_.pop_back();
  }
  put(sender, message);
  for (auto one = newer.rbegin(); one != newer.rend(); ++one) put(one->sender->first, one->message);
}

void Traffic::drop_oldest() {
  const Senders::value_type& sender = *kept_.front().sender;
  if (sender.second == first_) senders_.erase(senders_.find(sender.first));
  kept_.pop_front();
  ++first_;
}

std::vector<PastMessage> Traffic::of(const MemberId& sender, Instant since, Instant until) const {
  std::vector<PastMessage> found;
  const auto known = senders_.find(sender);
  if (known == senders_.end()) return found;
  for (Place place = known->second; place >= first_; place = at(place).earlier) {
    const PastMessage& message = at(place).message;
    if (message.at < since) break;
    if (message.at <= until) found.push_back(message);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

void Traffic::each(Instant since, Instant until, const Visit& visit) const {
  const auto later =
      std::upper_bound(kept_.begin(), kept_.end(), until,
                       [](Instant at, const Kept& kept) { return at < kept.message.at; });
  for (auto kept = std::make_reverse_iterator(later);
       kept != kept_.rend() && kept->message.at >= since; ++kept)
    if (!visit(kept->sender->first, kept->message)) return;
}

}  // namespace qunguan::engine
