#include "wecom/message_reader.hpp"

#include <charconv>
#include <cmath>

namespace qunguan::wecom {
namespace {

struct KindName {
  std::string_view name;
  MessageKind kind;
};

// The platform sends an app the first six. The others are the archive's names, as relays send them.
constexpr KindName kKinds[]{
    {"text", MessageKind::Text},
    {"image", MessageKind::Image},
    {"voice", MessageKind::Voice},
    {"video", MessageKind::Video},
    {"location", MessageKind::Location},
    {"link", MessageKind::Link},
    {"file", MessageKind::File},
    {"emotion", MessageKind::Sticker},
    {"weapp", MessageKind::MiniProgram},
    {"card", MessageKind::ContactCard},
    {"redpacket", MessageKind::RedPacket},
    {"external_redpacket", MessageKind::RedPacket},
    {"chatrecord", MessageKind::ChatRecord},
    {"sphfeed", MessageKind::ChannelsVideo},
};

MessageKind kind_named(std::string_view name) {
  for (const KindName& known : kKinds)
    if (known.name == name) return known.kind;
  return MessageKind::Unknown;
}

template <class Id>
Id id_of(std::string_view text) {
  return Id{std::string{text}};
}

Person person_named(std::string_view id) {
  Person person;
  person.id = id_of<MemberId>(id);
  return person;
}

std::optional<double> parse_degrees(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

void read_attachments(XmlFields& fields, Message& message) {
  if (message.kind == MessageKind::Link) {
    message.card = Card{.title = std::string{fields.text("Title")},
                        .description = std::string{fields.text("Description")},
                        .url = std::string{fields.text("Url")},
                        .app_name = {}};
  }
  if (message.kind == MessageKind::Location) {
    const std::optional<double> lat = parse_degrees(fields.text("Location_X"));
    const std::optional<double> lon = parse_degrees(fields.text("Location_Y"));
    if (lat && lon)
      message.location =
          Place{.lat = *lat, .lon = *lon, .title = std::string{fields.text("Label")}};
  }
  if (const std::string_view picture = fields.text("PicUrl");
      message.kind == MessageKind::Image && !picture.empty()) {
    message.media.emplace().url = std::string{picture};
  }
}

bool read_chat(XmlFields& fields, Event& event) {
  Message& message = event.message;
  message.sender.id = id_of<MemberId>(fields.text("FromUserName"));
  message.kind = kind_named(fields.text("MsgType"));
  if (message.sender.id.empty()) return false;
  // In a group somebody said something, whatever it was; alone with the app it has to be readable.
  if (event.group.empty() && message.kind == MessageKind::Unknown) return false;
  message.text = std::string{fields.text("Content")};
  read_attachments(fields, message);
  event.type = event.group.empty() ? EventType::AppMessage : EventType::MessageCreated;
  return true;
}

bool read_members(XmlFields& fields, Event& event) {
  for (const std::string_view id : fields.list("MemChangeList"))
    event.members.push_back(person_named(id));
  return !event.members.empty();
}

bool read_joined(XmlFields& fields, Event& event) {
  if (!read_members(fields, event)) return false;
  const std::string_view scene = fields.text("JoinScene");
  if (scene == "0") event.method = "invited";
  if (scene == "3") event.method = "qr";
  event.type = EventType::MemberJoined;
  return true;
}

bool read_left(XmlFields& fields, Event& event) {
  if (!read_members(fields, event)) return false;
  if (fields.text("QuitScene") == "1") event.method = "removed";
  event.type = EventType::MemberLeft;
  return true;
}

bool read_group_update(XmlFields& fields, Event& event) {
  const std::string_view detail = fields.text("UpdateDetail");
  if (detail == "add_member") return read_joined(fields, event);
  if (detail == "del_member") return read_left(fields, event);
  // These say only that it changed; to what has to be asked for.
  if (detail == "change_owner") event.type = EventType::GroupOwnerChanged;
  if (detail == "change_name") event.type = EventType::GroupRenamed;
  if (detail == "change_notice") event.type = EventType::GroupNotice;
  return event.type != EventType::Unknown;
}

bool read_group_change(XmlFields& fields, Event& event) {
  const std::string_view change = fields.text("ChangeType");
  if (event.group.empty()) return false;
  if (change == "update") return read_group_update(fields, event);
  if (change != "dismiss") return false;
  event.type = EventType::GroupDismissed;
  return true;
}

bool read_contact_change(XmlFields& fields, Event& event) {
  const std::string_view change = fields.text("ChangeType");
  const bool is_deleted = change == "delete_user";
  if (!is_deleted && change != "create_user" && change != "update_user") return false;
  // A renamed account is known by its new id from now on.
  const std::string_view new_id = fields.text("NewUserID");
  const std::string_view id = new_id.empty() ? fields.text("UserID") : new_id;
  if (id.empty()) return false;
  Person& person = event.members.emplace_back(person_named(id));
  person.name = std::string{fields.text("Name")};
  person.department = std::string{fields.text("Department")};
  event.type = is_deleted ? EventType::ContactDeleted : EventType::ContactUpdated;
  return true;
}

bool read_click(XmlFields& fields, Event& event) {
  event.actor = person_named(fields.text("FromUserName"));
  event.text = std::string{fields.text("EventKey")};
  event.method = std::string{fields.text("TaskId")};
  event.type = EventType::CardClicked;
  return !event.actor->id.empty();
}

bool read_notification(XmlFields& fields, Event& event) {
  const std::string_view name = fields.text("Event");
  if (name == "change_external_chat") return read_group_change(fields, event);
  if (name == "change_contact") return read_contact_change(fields, event);
  if (name == "template_card_event") return read_click(fields, event);
  return false;
}

}  // namespace

Event read_message(XmlFields& fields) {
  Event event;
  event.group = id_of<GroupId>(fields.text("ChatId"));
  const bool is_event = fields.text("MsgType") == "event";
  if (is_event ? read_notification(fields, event) : read_chat(fields, event)) return event;

  GroupId group = std::move(event.group);
  event = Event{};
  event.group = std::move(group);
  event.unread = fields.to_json();
  return event;
}

}  // namespace qunguan::wecom
