#include <algorithm>
#include <array>
#include <utility>

#include "qunguan/domain/action.hpp"
#include "qunguan/domain/event.hpp"
#include "qunguan/domain/member.hpp"

namespace qunguan {
namespace {

// Indexed by the enum's value: the words of the envelope.
constexpr std::array<std::string_view, 5> kRoles{"", "owner", "admin", "member", "bot"};

constexpr std::array<std::string_view, 19> kEventTypes{"message.created",
                                                       "message.recalled",
                                                       "member.joined",
                                                       "member.left",
                                                       "member.renamed",
                                                       "group.snapshot",
                                                       "group.renamed",
                                                       "group.notice",
                                                       "group.owner_changed",
                                                       "group.dismissed",
                                                       "join.requested",
                                                       "app.message",
                                                       "card.clicked",
                                                       "contact.updated",
                                                       "contact.deleted",
                                                       "account.offline",
                                                       "ping",
                                                       "deadline.due",
                                                       "unknown"};

constexpr std::array<std::string_view, 17> kMessageKinds{
    "text",        "image",      "voice",          "video",        "file",       "sticker",
    "location",    "link",       "mini_program",   "contact_card", "red_packet", "transfer",
    "chat_record", "invitation", "channels_video", "system",       "unknown"};

constexpr std::array<std::string_view, 16> kActionKinds{
    "record", "welcome", "announce",   "report", "remind",          "review", "hold",   "escalate",
    "warn",   "mute",    "red_packet", "fine",   "propose_removal", "remove", "credit", "debit"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& words, std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view to_text(Role role) { return kRoles[static_cast<std::size_t>(role)]; }
std::optional<Role> parse_role(std::string_view text) { return find<Role>(kRoles, text); }

std::string_view to_text(EventType type) { return kEventTypes[static_cast<std::size_t>(type)]; }

EventType parse_event_type(std::string_view text) {
  const EventType type = find<EventType>(kEventTypes, text).value_or(EventType::Unknown);
  return type == EventType::DeadlineDue ? EventType::Unknown : type;
}

std::string_view to_text(MessageKind kind) { return kMessageKinds[static_cast<std::size_t>(kind)]; }
std::optional<MessageKind> parse_message_kind(std::string_view text) {
  return find<MessageKind>(kMessageKinds, text);
}

std::string_view to_text(ActionKind kind) { return kActionKinds[static_cast<std::size_t>(kind)]; }
std::optional<ActionKind> parse_action_kind(std::string_view text) {
  return find<ActionKind>(kActionKinds, text);
}

}  // namespace qunguan
