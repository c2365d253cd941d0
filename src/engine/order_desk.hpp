#pragma once

#include <optional>
#include <string_view>

#include "engine/hearing.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/rules/order.hpp"

namespace qunguan::engine {

/// Takes the orders that people give to the rules of a group, and answers those that cannot be
/// followed.
///
/// The hearing outlives it.
class OrderDesk {
 public:
  explicit OrderDesk(Hearing& hearing) : hearing_(hearing) {}

  /// True for an order of one of the policy's rules, whoever gives it.
  static bool knows(const rules::Policy& policy, std::string_view text);

  /// What became of a message that may be an order.
  struct Taken {
    bool is_heard = false;              // it was one, followed or not, and is not judged
    std::optional<rules::Order> order;  // the rules are to be asked about it
  };

  /// Requires: the message's mentions are resolved, and the group has a policy.
  Taken take(Group& group, const Event& event) const;

  /// Says how the order is written, when no rule could make sense of it.
  void explain(Group& group, const Event& event, const rules::Order& order) const;

 private:
  Hearing& hearing_;
};

}  // namespace qunguan::engine
