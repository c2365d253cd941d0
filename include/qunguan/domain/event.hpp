#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/member.hpp"
#include "qunguan/domain/money.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan {

/// The kinds of event; the names in the envelope are `message.created` and so on, see `to_text`.
enum class EventType : std::uint8_t {
  MessageCreated,
  MessageRecalled,
  MemberJoined,
  MemberLeft,
  MemberRenamed,
  GroupSnapshot,
  GroupRenamed,
  GroupNotice,
  GroupOwnerChanged,
  GroupDismissed,
  JoinRequested,
  AppMessage,  // 1:1 to the bot
  CardClicked,
  ContactUpdated,
  ContactDeleted,
  AccountOffline,
  Ping,
  DeadlineDue,  // made by the engine itself, never accepted from a source
  Unknown,      // kept with its data, never judged
};

std::string_view to_text(EventType type);
EventType parse_event_type(std::string_view text);  // `Unknown` when it is none of them

enum class MessageKind : std::uint8_t {
  Text,
  Image,
  Voice,
  Video,
  File,
  Sticker,
  Location,
  Link,
  MiniProgram,
  ContactCard,
  RedPacket,
  Transfer,
  ChatRecord,
  Invitation,
  ChannelsVideo,
  System,
  Unknown,
};

std::string_view to_text(MessageKind kind);
std::optional<MessageKind> parse_message_kind(std::string_view text);

/// The message that another one quotes.
struct Quote {
  MessageId message_id;
  MemberId sender_id;
  std::string text;
};

/// What has a title: a link, a mini program, a file, a card.
struct Card {
  std::string title, description, url, app_name;
};

struct Place {
  double lat = 0, lon = 0;
  std::string title;
};

struct RedPacket {
  Fen amount;  // zero when the source does not say
  int count = 0;
  std::string wish;
};

/// One line of a forwarded chat record.
struct Record {
  std::string sender;
  MessageKind kind = MessageKind::Text;
  std::string text;
  std::optional<Instant> time;
};

struct Media {
  std::string mime, sha256, url;
  std::int64_t size = 0;  // bytes
  Duration duration{};
};

struct Message {
  MessageId id;
  Person sender;
  MessageKind kind = MessageKind::Text;
  std::string text;
  std::optional<std::vector<MemberId>>
      mentions;  // absent: the source knows none, the text is read for @names
  bool mentions_all = false;
  std::optional<Quote> reply_to;
  std::optional<Card> card;
  std::optional<Place> location;
  std::optional<RedPacket> red_packet;
  std::vector<Record> records;
  std::optional<Media> media;
};

/// A deadline whose time has come; the engine's own event.
struct DueDeadline {
  std::int64_t timer = 0;  // its row
  RuleId rule;
  MemberId member;
};

/// One thing that happened in or around a group: design 3.3's envelope, parsed.
///
/// Only the fields that go with `type` are filled.
struct Event {
  std::string source;  // name of the configured source; empty in a replay file
  EventId id;          // unique within its source
  EventType type = EventType::Unknown;
  Instant at;           // the platform's time
  Instant received_at;  // ours; equal to `at` where nobody said
  GroupId group;        // empty where the event belongs to no group
  std::string group_name;
  bool history = false;  // backlog: stored, never sanctioned

  Message message;  // message.*, app.message
  std::vector<Person>
      members;  // who joined, left, is in the snapshot; one for renamed and contact.*
  std::optional<Person> actor;  // who invited, removed, clicked or asks to join
  std::string method;           // how they joined
  std::string old_nickname;
  std::string text;                             // a group's notice
  std::optional<MemberId> owner;                // snapshot, owner_changed
  std::optional<std::vector<MemberId>> admins;  // snapshot
  std::optional<DueDeadline> due;               // DeadlineDue
  std::string unread;  // `data` as it came, for types this version does not know
};

}  // namespace qunguan
