#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/engine/moderator.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {

/// A queue through which the engine hears, in the same batch, that a removal is done.
///
/// Queue and moderator outlive it. Thread: moderation.
class ConfirmingQueue final : public DeliveryQueue {
 public:
  ConfirmingQueue(DeliveryQueue& inner, Moderator& moderator)
      : inner_(inner), moderator_(moderator) {}

  std::vector<Claim> claim(const std::string& channel, Instant now, std::size_t limit) override {
    return inner_.claim(channel, now, limit);
  }
  void settle(const Claim& claim, const Settlement& settlement) override {
    inner_.settle(claim, settlement);
    const bool is_done = settlement.state == DeliveryState::Done;
    if (is_done && claim.delivery.kind == DeliveryKind::Removal)
      moderator_.confirm_removal(claim, settlement.at);
  }
  std::vector<Claim> interrupted() override { return inner_.interrupted(); }
  std::optional<Instant> next_attempt(const std::string& channel) override {
    return inner_.next_attempt(channel);
  }
  std::size_t give_up_others(const std::vector<std::string>& channels) override {
    return inner_.give_up_others(channels);
  }

 private:
  DeliveryQueue& inner_;
  Moderator& moderator_;
};

}  // namespace qunguan::engine
