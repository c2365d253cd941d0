#include "engine/traffic.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace qunguan::engine {

using rules::PastMessage;

namespace {

constexpr int kMostLetters = (1 << 24) - 1;

}  // namespace

Traffic::Kept::Kept(const PastMessage& message, Senders::value_type& from, Place place)
    : number(message.number),
      at(message.at),
      hash(message.traits.hash),
      fingerprint(message.traits.fingerprint),
      sender(&from),
      back(distance(from.second, place)),
      letters(static_cast<std::uint32_t>(std::min(message.traits.letters, kMostLetters))),
      kind(static_cast<std::uint32_t>(message.kind)) {}

PastMessage Traffic::Kept::message() const {
  return {
      .number = number,
      .at = at,
      .kind = static_cast<MessageKind>(kind),
      .traits = {.hash = hash, .fingerprint = fingerprint, .letters = static_cast<int>(letters)}};
}

/// 0 also where it is too far to be told, which is long after it was dropped.
std::uint32_t Traffic::distance(Place from, Place to) {
  const Place places = from == kNone ? 0 : to - from;
  return places <= std::numeric_limits<std::uint32_t>::max() ? static_cast<std::uint32_t>(places)
                                                             : 0;
}

void Traffic::put(const MemberId& sender, const PastMessage& message) {
  Senders::value_type& entry = *senders_.try_emplace(sender, kNone).first;
  const Place place = first_ + std::ssize(kept_);
  kept_.emplace_back(message, entry, place);
  entry.second = place;
}

void Traffic::add(const MemberId& sender, const PastMessage& message) {
  std::vector<Kept> newer;
  while (!kept_.empty() && newest() > message.at) {
    newer.push_back(kept_.back());
    const Place place = first_ + std::ssize(kept_) - 1;
    newer.back().sender->second = newer.back().back == 0 ? kNone : place - newer.back().back;
    kept_.pop_back();
  }
  put(sender, message);
  for (auto one = newer.rbegin(); one != newer.rend(); ++one)
    put(one->sender->first, one->message());
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
  for (Place place = known->second; place >= first_;) {
    const Kept& kept = at(place);
    if (kept.at < since) break;
    if (kept.at <= until) found.push_back(kept.message());
    if (kept.back == 0) break;
    place -= kept.back;
  }
  std::reverse(found.begin(), found.end());
  return found;
}

void Traffic::each(Instant since, Instant until, const Visit& visit) const {
  const auto later = std::upper_bound(kept_.begin(), kept_.end(), until,
                                      [](Instant at, const Kept& kept) { return at < kept.at; });
  for (auto kept = std::make_reverse_iterator(later); kept != kept_.rend() && kept->at >= since;
       ++kept)
    if (!visit(kept->sender->first, kept->message())) return;
}

}  // namespace qunguan::engine
