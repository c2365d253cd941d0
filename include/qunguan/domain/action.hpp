#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace qunguan {

/// What can follow from a ruling, lightest first; the order decides which of two steps is the
/// heavier.
enum class ActionKind : std::uint8_t {
  Record,  // noted without a word in the chat
  Welcome,
  Announce,
  Report,  // told to `report_to`
  Remind,
  Review,  // a finding a person must confirm
  Hold,
  Escalate,
  Warn,
  Mute,
  RedPacket,  // owed to the group by a time; what is recorded of it is a Debit
  Fine,
  ProposeRemoval,
  Remove,
  Credit,  // ledger entries that are no fine; never a step
  Debit,
};

std::string_view to_text(ActionKind kind);
std::optional<ActionKind> parse_action_kind(std::string_view text);

}  // namespace qunguan
