#include "qunguan/domain/envelope.hpp"

#include "domain/json_fields.hpp"
#include "qunguan/domain/zone.hpp"

namespace qunguan {
namespace {

using Json = nlohmann::json;

constexpr int kDeepest = 32;

struct Refusal {
  std::string reason;
};

/// Refuses while it is parsed what readers may understand differently.
class Watch {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth > kDeepest) throw Refusal{"nested deeper than " + std::to_string(kDeepest)};
    if (event == Json::parse_event_t::object_start) keys_.push_back(0);
    if (event == Json::parse_event_t::key) ++keys_.back();
    if (event == Json::parse_event_t::object_end) {
      if (keys_.back() != parsed.size()) throw Refusal{"an object has a key twice"};
      keys_.pop_back();
    }
    return true;
  }

 private:
  std::vector<std::size_t> keys_;  // written in each object that is open
};

Result<Json> parse_json(std::string_view text) {
  try {
    // A trailing NUL would be taken for the end of the text.
    if (text.ends_with('\0')) return Error{Error::Code::Invalid, "not JSON: NUL at the end"};
    return Json::parse(text.begin(), text.end(), Watch{});
  } catch (const Json::exception& failure) {
    return Error{Error::Code::Invalid, "not JSON (error " + std::to_string(failure.id) + ")"};
  } catch (const Refusal& refusal) {
    return Error{Error::Code::Invalid, refusal.reason};
  }
}

// Reading

Person read_person(const JsonFields& fields) {
  Person person{.id = MemberId{fields.required_text("id")},
                .name = fields.text("name"),
                .group_nickname = fields.maybe_text("group_nickname"),
                .department = fields.text("department"),
                .joined_at = fields.instant("joined_at"),
                .is_self = fields.flag("is_self")};
  if (const std::string role = fields.text("role"); !role.empty()) {
    const std::optional<Role> known = parse_role(role);
    if (!known) fields.wrong("role", "owner, admin, member or bot");
    person.role = known.value_or(Role::Unknown);
  }
  return person;
}

MessageKind read_kind(const JsonFields& fields) {
  const std::optional<std::string> written = fields.maybe_text("kind");
  if (!written) return MessageKind::Text;
  return parse_message_kind(*written).value_or(MessageKind::Unknown);
}

void read_attachments(const JsonFields& fields, Message& message) {
  if (fields.has("reply_to")) {
    const JsonFields quote = fields.object("reply_to");
    message.reply_to = Quote{.message_id = MessageId{quote.text("message_id")},
                             .sender_id = MemberId{quote.text("sender_id")},
                             .text = quote.text("text")};
  }
  if (fields.has("card")) {
    const JsonFields card = fields.object("card");
    message.card = Card{.title = card.text("title"),
                        .description = card.text("description"),
                        .url = card.text("url"),
                        .app_name = card.text("app_name")};
  }
  if (fields.has("location")) {
    const JsonFields place = fields.object("location");
    message.location =
        Place{.lat = place.number("lat"), .lon = place.number("lon"), .title = place.text("title")};
  }
  if (fields.has("red_packet")) {
    const JsonFields packet = fields.object("red_packet");
    message.red_packet = RedPacket{.amount = Fen{packet.integer("amount_fen")},
                                   .count = static_cast<int>(packet.integer("count")),
                                   .wish = packet.text("wish")};
  }
  fields.each_object("records", [&](const JsonFields& record) {
    message.records.push_back(Record{.sender = record.text("sender"),
                                     .kind = read_kind(record),
                                     .text = record.text("text"),
                                     .time = record.instant("time")});
  });
  if (fields.has("media")) {
    const JsonFields media = fields.object("media");
    message.media = Media{.mime = media.text("mime"),
                          .sha256 = media.text("sha256"),
                          .url = media.text("url"),
                          .size = media.integer("size"),
                          .duration = Duration{media.integer("duration_ms")}};
  }
}

void read_message(const JsonFields& fields, Message& message) {
  if (fields.has("message_id")) message.id = MessageId{fields.text("message_id")};
  if (fields.has("sender")) message.sender = read_person(fields.object("sender"));
  if (fields.has("mentions")) {
    message.mentions.emplace();
    fields.each_text("mentions",
                     [&](const std::string& id) { message.mentions->emplace_back(id); });
  }
  message.mentions_all = fields.flag("mentions_all");
  read_attachments(fields, message);
}

std::vector<Person> read_people(const JsonFields& fields) {
  std::vector<Person> people;
  fields.each_object("members",
                     [&](const JsonFields& person) { people.push_back(read_person(person)); });
  if (fields.has("member")) people.push_back(read_person(fields.object("member")));
  return people;
}

/// Everything but what the journal has columns for.
void read_rest(const JsonFields& fields, Event& event) {
  if (fields.has("group_name")) event.group_name = fields.text("group_name");
  event.history = fields.flag("history");
  event.members = read_people(fields);
  for (const char* key : {"inviter", "actor"})
    if (fields.has(key)) event.actor = read_person(fields.object(key));
  event.method = fields.text("method");
  event.old_nickname = fields.text("old_nickname");
  if (std::optional<std::string> owner = fields.maybe_text("owner_id"))
    event.owner = MemberId{*owner};
  if (fields.has("admin_ids")) {
    event.admins.emplace();
    fields.each_text("admin_ids", [&](const std::string& id) { event.admins->emplace_back(id); });
  }
  read_message(fields, event.message);
}

bool is_message(EventType type) {
  return type == EventType::MessageCreated || type == EventType::AppMessage;
}

bool needs_group(EventType type) {
  switch (type) {
    case EventType::AppMessage:
    case EventType::CardClicked:
    case EventType::ContactUpdated:
    case EventType::ContactDeleted:
    case EventType::AccountOffline:
    case EventType::Ping:
    case EventType::DeadlineDue:
    case EventType::Unknown:
      return false;
    default:
      return true;
  }
}

bool needs_members(EventType type) {
  return type == EventType::MemberJoined || type == EventType::MemberLeft ||
         type == EventType::MemberRenamed || type == EventType::ContactDeleted;
}

/// A message whose source gives it no id of its own is known by its event's.
void name_message(Event& event) {
  if (is_message(event.type) && event.message.id.empty())
    event.message.id = MessageId{event.id.text()};
}

void check_required(const JsonFields& data, const Event& event) {
  if (needs_group(event.type) && event.group.empty())
    data.wrong("group_id", "a text that is not empty");
  if (is_message(event.type) && event.message.sender.id.empty())
    data.wrong("sender", "an object with the sender's id");
  if (event.type == EventType::MessageRecalled && event.message.id.empty())
    data.wrong("message_id", "a text that is not empty");
  if (needs_members(event.type) && event.members.empty())
    data.wrong("members", "a list with at least one member");
}

Event read_envelope(const JsonFields& envelope, std::string_view fallback_id, const Json& root) {
  Event event;
  event.type = parse_event_type(envelope.required_text("type"));
  const std::optional<Instant> at = envelope.instant("timestamp");
  if (!at) envelope.wrong("timestamp", "an RFC 3339 time with an offset");
  event.at = at.value_or(Instant{});
  event.received_at = envelope.instant("received_at").value_or(event.at);

  const JsonFields data = envelope.object("data");
  event.group = GroupId{data.text("group_id")};
  event.message.kind = read_kind(data);
  (event.type == EventType::GroupNotice ? event.text : event.message.text) = data.text("text");
  if (event.type == EventType::Unknown && root.contains("data")) event.unread = root["data"].dump();
  read_rest(data, event);
  check_required(data, event);

  event.id = EventId{envelope.text("id")};
  if (event.id.empty()) event.id = EventId{std::string{fallback_id}};
  if (event.id.empty()) event.id = EventId{event.message.id.text()};
  if (event.id.empty())
    envelope.wrong("id", "a text that is not empty (or send the header webhook-id)");
  name_message(event);
  return event;
}

// Writing

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

std::string utc(Instant at) { return Zone{}.format(at); }

Json write_person(const Person& person) {
  Json object = Json::object();
  put(object, "id", person.id.text());
  put(object, "name", person.name);
  if (person.group_nickname) object["group_nickname"] = *person.group_nickname;
  put(object, "role", std::string{to_text(person.role)});
  put(object, "department", person.department);
  if (person.joined_at) object["joined_at"] = utc(*person.joined_at);
  if (person.is_self) object["is_self"] = true;
  return object;
}

Json write_record(const Record& record) {
  Json object{{"kind", to_text(record.kind)}};
  put(object, "sender", record.sender);
  put(object, "text", record.text);
  if (record.time) object["time"] = utc(*record.time);
  return object;
}

Json write_media(const Media& media) {
  Json object = Json::object();
  put(object, "mime", media.mime);
  put(object, "sha256", media.sha256);
  put(object, "url", media.url);
  if (media.size != 0) object["size"] = media.size;
  if (media.duration != Duration::zero()) object["duration_ms"] = media.duration.count();
  return object;
}

void write_attachments(const Message& message, Json& data) {
  if (message.reply_to) {
    Json quote = Json::object();
    put(quote, "message_id", message.reply_to->message_id.text());
    put(quote, "sender_id", message.reply_to->sender_id.text());
    put(quote, "text", message.reply_to->text);
    data["reply_to"] = std::move(quote);
  }
  if (message.card) {
    Json card = Json::object();
    put(card, "title", message.card->title);
    put(card, "description", message.card->description);
    put(card, "url", message.card->url);
    put(card, "app_name", message.card->app_name);
    data["card"] = std::move(card);
  }
  if (message.location) {
    const Place& place = *message.location;
    data["location"] = {{"lat", place.lat}, {"lon", place.lon}, {"title", place.title}};
  }
  if (message.red_packet) {
    const RedPacket& packet = *message.red_packet;
    data["red_packet"] = {
        {"amount_fen", packet.amount.count()}, {"count", packet.count}, {"wish", packet.wish}};
  }
  for (const Record& record : message.records) data["records"].push_back(write_record(record));
  if (message.media) data["media"] = write_media(*message.media);
}

/// The message's own fields; an id that is the event's need not be written.
void write_message(const Event& event, Json& data) {
  const Message& message = event.message;
  if (message.id.text() != event.id.text()) put(data, "message_id", message.id.text());
  if (message.mentions) {
    Json ids = Json::array();
    for (const MemberId& id : *message.mentions) ids.push_back(id.text());
    data["mentions"] = std::move(ids);
  }
  if (message.mentions_all) data["mentions_all"] = true;
  write_attachments(message, data);
}

/// What `read_rest` reads, less the sender.
Json write_rest(const Event& event) {
  Json data = Json::object();
  put(data, "group_name", event.group_name);
  if (event.history) data["history"] = true;
  const char* one = event.type == EventType::MemberRenamed ? "member" : nullptr;
  for (const Person& person : event.members) {
    if (one != nullptr)
      data[one] = write_person(person);
    else
      data["members"].push_back(write_person(person));
  }
  if (event.actor)
    data[event.type == EventType::MemberJoined ? "inviter" : "actor"] = write_person(*event.actor);
  put(data, "method", event.method);
  put(data, "old_nickname", event.old_nickname);
  if (event.owner) data["owner_id"] = event.owner->text();
  if (event.admins) {
    data["admin_ids"] = Json::array();
    for (const MemberId& id : *event.admins) data["admin_ids"].push_back(id.text());
  }
  write_message(event, data);
  return data;
}

}  // namespace

Result<Event> parse_envelope(std::string_view json, std::string_view fallback_id) {
  const Result<Json> root = parse_json(json);
  if (!root) return root.error();
  std::optional<Error> mistake;
  const JsonFields envelope{*root, "", mistake};
  Event event = read_envelope(envelope, fallback_id, *root);
  if (mistake) return *mistake;
  return event;
}

std::string format_envelope(const Event& event) {
  Json data = event.unread.empty() ? write_rest(event) : Json::parse(event.unread);
  if (event.unread.empty()) {
    data["v"] = 1;
    put(data, "group_id", event.group.text());
    put(data, "text", event.type == EventType::GroupNotice ? event.text : event.message.text);
    if (is_message(event.type)) {
      data["kind"] = to_text(event.message.kind);
      data["sender"] = write_person(event.message.sender);
    }
    put(data, "message_id", event.message.id.text());
  }
  Json envelope{{"id", event.id.text()},
                {"type", to_text(event.type)},
                {"timestamp", utc(event.at)},
                {"data", std::move(data)}};
  if (event.received_at != event.at) envelope["received_at"] = utc(event.received_at);
  return envelope.dump();
}

std::string format_detail(const Event& event) {
  if (!event.unread.empty()) return event.unread;
  Json data = write_rest(event);
  data.erase("group_name");
  Person sender = event.message.sender;
  sender.id = MemberId{};
  if (sender != Person{}) data["sender"] = write_person(sender);
  return data.empty() ? std::string{} : data.dump();
}

Result<void> restore_detail(Event& event, std::string_view detail) {
  if (event.type == EventType::Unknown) {
    event.unread = std::string{detail};
    return {};
  }
  if (detail.empty()) {
    name_message(event);
    return {};
  }
  Result<Json> root = parse_json(detail);
  if (!root) return root.error();
  // The sender's id has a column of its own.
  if (root->contains("sender")) (*root)["sender"]["id"] = event.message.sender.id.text();
  std::optional<Error> mistake;
  read_rest(JsonFields{*root, "", mistake}, event);
  name_message(event);
  if (mistake) return *mistake;
  return {};
}

}  // namespace qunguan
