#include <nlohmann/json.hpp>

#include "storage/ports.hpp"

namespace qunguan::storage {
namespace {

constexpr const char* kDue =
    "SELECT no, group_no, rule, meaning, member, cause_kind, cause_id, since_ms, due_ms, "
    "remind_at_ms, end_at_ms, facts FROM timers "
    "WHERE fire_at_ms <= ? ORDER BY fire_at_ms, no LIMIT ?";
constexpr const char* kOpenIn =
    "SELECT no, group_no, rule, meaning, member, cause_kind, cause_id, since_ms, due_ms, "
    "remind_at_ms, end_at_ms, facts FROM timers "
    "WHERE group_no = ? ORDER BY no";

std::string write_facts(const rules::Facts& facts) {
  nlohmann::json pairs = nlohmann::json::array();
  for (const auto& [name, value] : facts) pairs.push_back({name, value});
  return pairs.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

rules::Facts read_facts(const std::string& text) {
  rules::Facts facts;
  for (const nlohmann::json& pair : nlohmann::json::parse(text))
    facts.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  return facts;
}

engine::Timer read_timer(const Row& row) {
  engine::Timer timer{.number = row.integer(0),
                      .group = row.integer(1),
                      .rule = RuleId{row.text(2)},
                      .meaning = row.text(3)};
  timer.deadline = {.number = row.integer(0),
                    .member = MemberId{row.text(4)},
                    .cause = {.kind = row.text(5), .id = row.text(6)},
                    .since = row.instant(7),
                    .due = row.instant(8),
                    .facts = read_facts(row.text(11))};
  timer.remind_at = row.maybe_instant(9);
  timer.end_at = row.instant(10);
  return timer;
}

}  // namespace

std::int64_t SqliteTimers::open(const engine::Timer& timer) {
  const rules::OpenDeadline& deadline = timer.deadline;
  database_.run(
      "INSERT INTO timers (group_no, rule, meaning, member, cause_kind, cause_id, since_ms, "
      "due_ms, remind_at_ms, end_at_ms, facts, fire_at_ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      timer.group, timer.rule, timer.meaning, deadline.member, deadline.cause.kind,
      deadline.cause.id, deadline.since, deadline.due, timer.remind_at, timer.end_at,
      write_facts(deadline.facts), timer.remind_at.value_or(timer.end_at));
  return database_.last_id();
}

void SqliteTimers::close(std::int64_t number) {
  database_.run("DELETE FROM timers WHERE no = ?", number);
}

void SqliteTimers::remind_no_more(std::int64_t number) {
  database_.run("UPDATE timers SET remind_at_ms = NULL, fire_at_ms = end_at_ms WHERE no = ?",
                number);
}

void SqliteTimers::put_off(std::int64_t number, Instant end) {
  database_.run(
      "UPDATE timers SET end_at_ms = ?, fire_at_ms = coalesce(remind_at_ms, ?) WHERE no = ?", end,
      end, number);
}

std::vector<engine::Timer> SqliteTimers::due(Instant now, std::size_t limit) {
  std::vector<engine::Timer> timers;
  database_.each(kDue, [&](const Row& row) { timers.push_back(read_timer(row)); }, now, limit);
  return timers;
}

std::vector<engine::Timer> SqliteTimers::open_in(std::int64_t group) {
  std::vector<engine::Timer> timers;
  database_.each(kOpenIn, [&](const Row& row) { timers.push_back(read_timer(row)); }, group);
  return timers;
}

std::optional<Instant> SqliteTimers::next_fire() {
  std::optional<Instant> next;
  database_.each("SELECT min(fire_at_ms) FROM timers",
                 [&](const Row& row) { next = row.maybe_instant(0); });
  return next;
}

}  // namespace qunguan::storage
