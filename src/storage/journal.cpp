#include <algorithm>

#include "qunguan/domain/envelope.hpp"
#include "storage/ports.hpp"

namespace qunguan::storage {
namespace {

constexpr const char* kColumns =
    "SELECT j.no, s.name, j.event_id, j.type, j.at_ms, j.received_at_ms, j.group_no, g.group_id, "
    "j.sender, j.kind, j.text, j.detail "
    "FROM journal j JOIN sources s ON s.no = j.source LEFT JOIN groups g ON g.no = j.group_no ";

const std::string kByNumber = std::string{kColumns} + "WHERE j.no = ?";
const std::string kNewest = std::string{kColumns} + "WHERE j.no <= ? ORDER BY j.no DESC LIMIT ?";

/// Nothing when retention has taken the text.
std::optional<Event> read_event(const Row& row) {
  if (row.is_null(10)) return std::nullopt;
  Event event;
  event.source = row.text(1);
  event.id = EventId{row.text(2)};
  event.type = static_cast<EventType>(row.integer(3));
  event.at = row.instant(4);
  event.received_at = row.instant(5);
  event.group = GroupId{row.text(7)};
  event.message.sender.id = MemberId{row.text(8)};
  event.message.kind = static_cast<MessageKind>(row.integer(9));
  (event.type == EventType::GroupNotice ? event.text : event.message.text) = row.text(10);
  if (!restore_detail(event, row.text(11))) return std::nullopt;
  return event;
}

}  // namespace

std::int64_t Names::number(const std::string& name) {
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  database_.run(insert_, name);
  const std::int64_t number = database_.integer(0, select_, name);
  numbers_.emplace(name, number);
  return number;
}

std::optional<std::int64_t> SqliteJournal::append(const Event& event, std::int64_t group,
                                                  std::int64_t book) {
  const std::string detail = format_detail(event);
  const std::optional<std::string> kept = detail.empty() ? std::nullopt : std::optional{detail};
  const std::string& text = event.type == EventType::GroupNotice ? event.text : event.message.text;
  const int added = database_.run(
      "INSERT INTO journal (source, event_id, type, at_ms, received_at_ms, group_no, sender, kind, "
      "text, detail, book) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      sources_.number(event.source), event.id, static_cast<int>(event.type), event.at,
      event.received_at, group, event.message.sender.id, static_cast<int>(event.message.kind), text,
      kept, book);
  if (added == 0) return std::nullopt;
  return database_.last_id();
}

std::optional<Event> SqliteJournal::event(std::int64_t number) {
  return find_event(database_, number);
}

std::optional<Event> find_event(Database& database, std::int64_t number) {
  std::optional<Event> found;
  database.each(kByNumber.c_str(), [&](const Row& row) { found = read_event(row); }, number);
  return found;
}

void SqliteJournal::each_message(
    Instant since, std::size_t limit,
    const std::function<void(std::int64_t, std::int64_t, const Event&)>& visit) {
  struct Message {
    std::int64_t group, number;
    Event event;
  };
  const std::size_t page = std::min<std::size_t>(limit, 2'000);
  std::vector<Message> newest_first;
  std::int64_t from = database_.integer(0, "SELECT max(no) FROM journal");
  bool is_done = from == 0;
  while (!is_done && newest_first.size() < limit) {
    is_done = true;
    database_.each(
        kNewest.c_str(),
        [&](const Row& row) {
          from = row.integer(0) - 1;
          // Rows stand in the order they were received.
          is_done = row.instant(5) < since;
          if (is_done || newest_first.size() == limit ||
              static_cast<EventType>(row.integer(3)) != EventType::MessageCreated)
            return;
          if (std::optional<Event> event = read_event(row))
            newest_first.push_back({row.integer(6), row.integer(0), *std::move(event)});
        },
        from, page);
  }
  std::reverse(newest_first.begin(), newest_first.end());
  for (const Message& message : newest_first) visit(message.group, message.number, message.event);
}

}  // namespace qunguan::storage
