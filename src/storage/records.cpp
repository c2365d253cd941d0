#include "qunguan/storage/records.hpp"

#include <filesystem>

#include "storage/ports.hpp"

namespace qunguan::storage {

struct Records::Parts {
  explicit Parts(std::unique_ptr<Database> opened) : database(std::move(opened)) {}

  std::unique_ptr<Database> database;
  SqliteCases cases{*database};
  SqliteLedger ledger{*database};
  SqliteWatch watch{*database};
};

Records::Records(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Records::~Records() = default;

Result<std::unique_ptr<Records>> Records::open(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure))
    return Error{Error::Code::NotFound,
                 "there is no database at " + path +
                     "; was the daemon ever started with this configuration?"};
  Result<std::unique_ptr<Database>> database = Database::open_to_read(path);
  if (!database) return database.error();
  return std::unique_ptr<Records>{new Records{std::make_unique<Parts>(*std::move(database))}};
}

const std::optional<Error>& Records::error() const { return parts_->database->failure(); }

std::vector<Records::Balance> Records::balances(const std::string& group, const std::string& member,
                                                bool all) {
  std::vector<Balance> found;
  parts_->database->each(
      "SELECT g.group_id, g.name, l.member, coalesce(nullif(m.group_nickname, ''), m.name, ''), "
      "sum(l.kind = 'fine'), sum(l.amount_fen) "
      "FROM ledger l JOIN groups g ON g.no = l.group_no LEFT JOIN members m ON m.group_no = "
      "l.group_no AND m.member = l.member "
      "WHERE (?1 = '' OR g.group_id = ?1 OR g.name = ?1) AND (?2 = '' OR l.member = ?2) GROUP BY "
      "l.group_no, l.member "
      "HAVING ?3 OR sum(l.amount_fen) <> 0 ORDER BY g.group_id, sum(l.amount_fen) DESC, l.member",
      [&](const Row& row) {
        found.push_back({.group = row.text(0),
                         .group_name = row.text(1),
                         .member = row.text(2),
                         .member_name = row.text(3),
                         .fines = static_cast<int>(row.integer(4)),
                         .owed = Fen{row.integer(5)}});
      },
      group, member, all);
  return found;
}

std::vector<Records::RedPacket> Records::red_packets(const std::string& group,
                                                     const std::string& member) {
  std::vector<RedPacket> found;
  parts_->database->each(
      "SELECT g.group_id, g.name, l.member, coalesce(nullif(m.group_nickname, ''), m.name, ''), "
      "l.case_no, l.at_ms FROM ledger l JOIN groups g ON g.no = l.group_no JOIN cases c ON c.no = "
      "l.case_no LEFT JOIN members m ON m.group_no = l.group_no AND m.member = l.member "
      "WHERE l.kind = 'red_packet' AND (?1 = '' OR g.group_id = ?1 OR g.name = ?1) AND (?2 = '' OR "
      "l.member = ?2) AND NOT EXISTS (SELECT 1 FROM ledger s WHERE s.case_no = l.case_no AND "
      "s.kind = 'red_packet_sent') AND coalesce((SELECT v.standing FROM verdicts v WHERE v.case_no "
      "= c.no ORDER BY v.no DESC LIMIT 1), c.standing) NOT IN ('withdrawn', 'rejected') ORDER BY "
      "l.no",
      [&](const Row& row) {
        found.push_back({.group = row.text(0),
                         .group_name = row.text(1),
                         .member = row.text(2),
                         .member_name = row.text(3),
                         .violation = row.integer(4),
                         .since = row.instant(5)});
      },
      group, member);
  return found;
}

std::vector<Records::Line> Records::lines(Instant from, Instant to) {
  std::vector<Line> found;
  parts_->database->each(
      "SELECT l.no, l.group_no, l.member, coalesce(l.case_no, 0), l.kind, l.amount_fen, l.at_ms, "
      "l.by, l.reason, g.group_id, g.name, "
      "coalesce(nullif(m.group_nickname, ''), m.name, ''), coalesce(c.rule, '') FROM ledger l JOIN "
      "groups g ON g.no = l.group_no "
      "LEFT JOIN members m ON m.group_no = l.group_no AND m.member = l.member LEFT JOIN cases c ON "
      "c.no = l.case_no "
      "WHERE l.at_ms >= ? AND l.at_ms < ? ORDER BY l.no",
      [&](const Row& row) {
        engine::LedgerEntry entry{.number = row.integer(0),
                                  .group = row.integer(1),
                                  .member = MemberId{row.text(2)},
                                  .violation = row.integer(3),
                                  .amount = Fen{row.integer(5)},
                                  .at = row.instant(6),
                                  .by = row.text(7),
                                  .reason = row.text(8)};
        entry.kind =
            engine::parse_ledger_kind(row.text(4)).value_or(engine::LedgerEntry::Kind::Fine);
        found.push_back({.entry = std::move(entry),
                         .group = row.text(9),
                         .group_name = row.text(10),
                         .member_name = row.text(11),
                         .rule = row.text(12)});
      },
      from, to);
  return found;
}

std::optional<Records::Story> Records::story(std::int64_t number) {
  std::optional<engine::Case> violation = parts_->cases.find(number);
  if (!violation) return std::nullopt;
  Story story{.violation = *std::move(violation),
              .verdicts = parts_->cases.verdicts(number),
              .entries = parts_->ledger.entries(number)};
  parts_->database->each(
      "SELECT g.group_id, g.name, coalesce(nullif(m.group_nickname, ''), m.name, '') FROM groups g "
      "LEFT JOIN members m ON m.group_no = g.no AND m.member = ? WHERE g.no = ?",
      [&](const Row& row) {
        story.group = row.text(0);
        story.group_name = row.text(1);
        story.member_name = row.text(2);
      },
      story.violation.member, story.violation.group);
  parts_->database->each(
      "SELECT a.kind, d.kind, d.state, d.note, d.attempts FROM deliveries d JOIN actions a ON a.no "
      "= d.action_no WHERE a.case_no = ? ORDER BY d.no",
      [&](const Row& row) {
        story.deliveries.push_back({.action = row.text(0),
                                    .kind = row.text(1),
                                    .state = row.text(2),
                                    .note = row.text(3),
                                    .attempts = static_cast<int>(row.integer(4))});
      },
      number);
  return story;
}

std::vector<Records::Judged> Records::judged(const std::string& rule) {
  std::vector<std::pair<std::int64_t, bool>> cases;
  parts_->database->each(
      "SELECT c.event_no, v.kind IN ('upheld', 'approved') FROM cases c JOIN verdicts v ON v.no = "
      "(SELECT max(no) FROM verdicts WHERE case_no = c.no AND kind <> 'appealed') WHERE c.rule = ? "
      "AND v.kind <> 'lapsed' AND c.evidence NOT LIKE '%\"joined\"%' ORDER BY c.no",
      [&](const Row& row) { cases.emplace_back(row.integer(0), row.integer(1) != 0); }, rule);
  std::vector<Judged> found;
  for (const auto& [number, is_breach] : cases) {
    std::optional<Event> event = find_event(*parts_->database, number);
    const bool has_words = event && event->type == EventType::MessageCreated &&
                           event->message.kind == MessageKind::Text && !event->message.text.empty();
    if (has_words) found.push_back({.event = *std::move(event), .is_breach = is_breach});
  }
  return found;
}

std::vector<Records::Backlog> Records::backlog() {
  std::vector<Backlog> found;
  parts_->database->each(
      "SELECT state, count(*), (SELECT note FROM deliveries l WHERE l.state = d.state ORDER BY "
      "l.no DESC LIMIT 1) FROM deliveries d WHERE state <> 'done' GROUP BY state ORDER BY state",
      [&](const Row& row) {
        found.push_back(
            {.state = row.text(0), .note = row.text(2), .count = static_cast<int>(row.integer(1))});
      });
  return found;
}

std::vector<Records::HeardGroup> Records::groups() {
  std::vector<HeardGroup> found;
  parts_->database->each(
      "SELECT s.name, g.group_id, g.first_name, g.is_staff_known FROM groups g JOIN sources s ON "
      "s.no = g.source ORDER BY g.no",
      [&](const Row& row) {
        found.push_back({.source = row.text(0),
                         .group = row.text(1),
                         .name = row.text(2),
                         .is_staff_known = row.integer(3) != 0});
      });
  return found;
}

std::vector<std::string> Records::blameless_texts(const std::string& group, std::size_t limit) {
  std::vector<std::string> found;
  parts_->database->each(
      "SELECT j.text FROM journal j JOIN groups g ON g.no = j.group_no "
      "WHERE j.type = ? AND j.kind = ? AND j.text <> '' AND (?3 = '' OR g.group_id = ?3 OR g.name "
      "= ?3) AND j.no NOT IN (SELECT c.event_no FROM cases c WHERE coalesce((SELECT v.standing "
      "FROM verdicts v WHERE v.case_no = c.no ORDER BY v.no DESC LIMIT 1), c.standing) NOT IN "
      "('withdrawn', 'rejected', 'test')) AND NOT EXISTS (SELECT 1 FROM members m WHERE m.group_no "
      "= "
      "j.group_no AND m.member = j.sender AND m.role = ?4) ORDER BY j.no DESC LIMIT ?5",
      [&](const Row& row) { found.push_back(row.text(0)); },
      static_cast<int>(EventType::MessageCreated), static_cast<int>(MessageKind::Text), group,
      static_cast<int>(Role::Bot), limit);
  return found;
}

std::vector<engine::Gap> Records::gaps(Instant since) { return parts_->watch.gaps(since); }

std::string Records::check() {
  std::string verdict = "no answer";
  parts_->database->each("PRAGMA quick_check(1)", [&](const Row& row) { verdict = row.text(0); });
  return verdict;
}

}  // namespace qunguan::storage
