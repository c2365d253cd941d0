#include "storage/ports.hpp"

namespace qunguan::storage {

engine::GroupRecord SqliteRosters::group(const std::string& source, const GroupId& id,
                                         const std::string& name) {
  const std::int64_t source_number = sources_.number(source);
  database_.run(
      "INSERT INTO groups (source, group_id, first_name, name) VALUES (?, ?, ?, ?) ON CONFLICT DO "
      "NOTHING",
      source_number, id, name, name);
  // The first name is the first one heard, which need not come with the first event.
  if (!name.empty())
    database_.run(
        "UPDATE groups SET first_name = ?, name = ? WHERE source = ? AND group_id = ? AND "
        "first_name = ''",
        name, name, source_number, id);
  engine::GroupRecord record;
  database_.each(
      "SELECT no, first_name, name, speech_behind_no IS NULL FROM groups WHERE source = ? AND "
      "group_id = ?",
      [&](const Row& row) {
        record = {.number = row.integer(0),
                  .first_name = row.text(1),
                  .name = row.text(2),
                  .keeps_speech = row.integer(3) != 0};
      },
      source_number, id);
  return record;
}

void SqliteRosters::rename(std::int64_t group, const std::string& name) {
  database_.run("UPDATE groups SET name = ? WHERE no = ?", name, group);
}

Roster SqliteRosters::load(std::int64_t group) {
  Roster roster;
  database_.each(
      "SELECT is_complete, is_staff_known FROM groups WHERE no = ?",
      [&](const Row& row) {
        roster.is_complete = row.integer(0) != 0;
        roster.is_staff_known = row.integer(1) != 0;
      },
      group);
  database_.each(
      "SELECT member, name, group_nickname, role, department, joined_at_ms, first_seen_at_ms, "
      "named_at_ms, present, spoke_at_ms FROM members WHERE group_no = ?",
      [&](const Row& row) {
        Member member{.id = MemberId{row.text(0)}, .name = row.text(1)};
        if (!row.is_null(2)) member.group_nickname = row.text(2);
        member.role = member.stated_role = static_cast<Role>(row.integer(3));
        member.department = row.text(4);
        member.joined_at = row.maybe_instant(5);
        member.first_seen_at = row.instant(6);
        member.named_at = row.instant(7);
        member.present = row.integer(8) != 0;
        member.spoke_at = member.spoke_noted_at = row.instant(9);
        roster.members.emplace(member.id, std::move(member));
      },
      group);
  return roster;
}

void SqliteRosters::save(std::int64_t group, const Member& member) {
  database_.run(
      "INSERT INTO members (group_no, member, name, group_nickname, role, department, "
      "joined_at_ms, first_seen_at_ms, named_at_ms, present, spoke_at_ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, "
      "group_nickname = excluded.group_nickname, role = excluded.role, "
      "department = excluded.department, joined_at_ms = excluded.joined_at_ms, named_at_ms = "
      "excluded.named_at_ms, present = excluded.present, spoke_at_ms = excluded.spoke_at_ms",
      group, member.id, member.name, member.group_nickname, static_cast<int>(member.stated_role),
      member.department, member.joined_at, member.first_seen_at, member.named_at, member.present,
      member.spoke_noted_at);
}

void SqliteRosters::keep_speech(std::int64_t group, bool keeps) {
  if (!keeps) {
    database_.run(
        "UPDATE groups SET speech_behind_no = (SELECT coalesce(max(no), 0) FROM journal) WHERE no "
        "= "
        "?",
        group);
    return;
  }
  // Backlog was never heard.
  database_.run(
      "UPDATE members SET spoke_at_ms = heard.at_ms FROM (SELECT sender, max(at_ms) AS at_ms FROM "
      "journal WHERE no > (SELECT speech_behind_no FROM groups WHERE no = ?) AND group_no = ? AND "
      "type = ? AND coalesce(json_extract(detail, '$.history'), 0) = 0 GROUP BY sender) AS heard "
      "WHERE members.group_no = ? AND member = heard.sender AND spoke_at_ms < heard.at_ms",
      group, group, static_cast<int>(EventType::MessageCreated), group);
  database_.run("UPDATE groups SET speech_behind_no = NULL WHERE no = ?", group);
}

void SqliteRosters::save_knowledge(std::int64_t group, const Roster& roster) {
  database_.run("UPDATE groups SET is_complete = ?, is_staff_known = ? WHERE no = ?",
                roster.is_complete, roster.is_staff_known, group);
}

bool SqliteRosters::is_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) {
  return database_.integer(0,
                           "SELECT 1 FROM sweeps WHERE group_no = ? AND rule = ? AND meaning = ?",
                           group, rule, meaning) == 1;
}

void SqliteRosters::mark_swept(std::int64_t group, const RuleId& rule, const std::string& meaning) {
  database_.run(
      "INSERT INTO sweeps (group_no, rule, meaning) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", group,
      rule, meaning);
}

std::vector<engine::Rosters::Known> SqliteRosters::groups() {
  std::vector<Known> found;
  database_.each(
      "SELECT s.name, g.group_id, g.no, g.first_name, g.name FROM groups g JOIN sources s ON s.no "
      "= g.source ORDER BY g.no",
      [&](const Row& row) {
        found.push_back(
            {.source = row.text(0),
             .id = GroupId{row.text(1)},
             .record = {.number = row.integer(2), .first_name = row.text(3), .name = row.text(4)}});
      });
  return found;
}

std::vector<std::int64_t> SqliteRosters::groups_with(const MemberId& member) {
  std::vector<std::int64_t> numbers;
  // Group by group: members are found by their group alone.
  database_.each(
      "SELECT g.no FROM groups g CROSS JOIN members m ON m.group_no = g.no AND m.member = ? "
      "WHERE m.present ORDER BY g.no",
      [&](const Row& row) { numbers.push_back(row.integer(0)); }, member);
  return numbers;
}

}  // namespace qunguan::storage
