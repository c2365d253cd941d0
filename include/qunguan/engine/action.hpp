#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/action.hpp"
#include "qunguan/domain/id.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/domain/zone.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::engine {

/// One thing that follows from an event: design 3.4's action, a line of replay output.
struct Action {
  Instant time;  // when it fell due
  GroupId group;
  RuleId rule;  // empty where a person, not a rule, made it follow
  ActionKind kind = ActionKind::Record;
  std::optional<MemberId> member;  // absent: the whole group
  Fen amount;
  int step = 0;  // of the ladder, from 1; 0: none
  rules::Mode mode = rules::Mode::Enforce;
  MessageId message;
  std::int64_t violation = 0;  // the case's number; 0: none
  std::string text;            // what people read
  std::string
      evidence;  // JSON object: rule, basis, policy hash, passage, counts and clock values used
};

/// The action as one line of JSON, times in the policy's zone.
std::string format_action(const Action& action, const Zone& zone);

/// How an action reaches people.
enum class DeliveryKind : std::uint8_t {
  Notice,   // a text in the chat, addressing a member
  Private,  // a text to named people, one to one
  Removal,  // the member leaves the group
};

std::string_view to_text(DeliveryKind kind);
std::optional<DeliveryKind> parse_delivery_kind(std::string_view text);

/// One call that an action needs. Its words are fixed when it is recorded, so that a retry repeats
/// them byte for byte.
struct Delivery {
  DeliveryKind kind = DeliveryKind::Notice;
  std::string channel;  // empty: the group has none
  std::string chat_id;
  std::string text;
  std::vector<MemberId> people;  // Notice: to be mentioned; Private: the recipients; Removal: who
  std::optional<Instant> expires_at;  // useless from then on
};

}  // namespace qunguan::engine
