#include <algorithm>
#include <array>

#include "qunguan/engine/action.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {
namespace {

// Indexed by the enum's value.
constexpr std::array<std::string_view, 3> kDeliveryKinds{"notice", "private", "removal"};
constexpr std::array<std::string_view, 8> kStandings{
    "counted", "pending", "test", "reported", "appealed", "withdrawn", "rejected", "lapsed"};
constexpr std::array<std::string_view, 9> kDeliveryStates{"waiting",       "sending", "held",
                                                          "done",          "failed",  "unknown",
                                                          "undeliverable", "expired", "cancelled"};
constexpr std::array<std::string_view, 8> kLedgerKinds{"fine",       "reversal",       "payment",
                                                       "waiver",     "credit",         "deduction",
                                                       "red_packet", "red_packet_sent"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& words, std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view to_text(DeliveryKind kind) {
  return kDeliveryKinds[static_cast<std::size_t>(kind)];
}
std::optional<DeliveryKind> parse_delivery_kind(std::string_view text) {
  return find<DeliveryKind>(kDeliveryKinds, text);
}

std::string_view to_text(Standing standing) {
  return kStandings[static_cast<std::size_t>(standing)];
}
std::string_view to_text(DeliveryState state) {
  return kDeliveryStates[static_cast<std::size_t>(state)];
}

std::string_view to_text(LedgerEntry::Kind kind) {
  return kLedgerKinds[static_cast<std::size_t>(kind)];
}
std::optional<LedgerEntry::Kind> parse_ledger_kind(std::string_view text) {
  return find<LedgerEntry::Kind>(kLedgerKinds, text);
}

}  // namespace qunguan::engine
