// Makes a database as it stands after months of use: every group with its members, its rules
// applied to them, and as many pending deadlines as are asked for.
#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "chat.hpp"
#include "qunguan/rules/policy_book.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::bench {
namespace {

constexpr Duration kRetention = std::chrono::days{30};
constexpr int kAtOnce = 10'000;  // deadlines in one transaction

struct Options {
  std::string database, policy;
  int deadlines = 0;
};

std::shared_ptr<const rules::PolicyBook> load_book(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  std::vector<policy::Diagnostic> problems;
  return rules::PolicyBook::load({{.file = file, .text = text.str()}}, kRetention, problems);
}

Member as_member(const Person& person, Instant now) {
  return {.id = person.id,
          .name = person.name,
          .group_nickname = person.group_nickname,
          .role = person.role,
          .stated_role = person.role,
          .department = person.department,
          .joined_at = now,
          .first_seen_at = now,
          .named_at = now};
}

std::int64_t add_group(engine::Rosters& rosters, int group, const rules::Policy& policy,
                       Instant now) {
  const std::int64_t number = rosters.group("bench", group_id(group), policy.groups.front()).number;
  for (int i = 0; i < kMembers; ++i) rosters.save(number, as_member(member_of(group, i), now));
  Roster knowledge;
  knowledge.is_complete = knowledge.is_staff_known = true;
  rosters.save_knowledge(number, knowledge);
  for (const rules::RuleEntry& entry : policy.rules)
    rosters.mark_swept(number, entry.id, entry.meaning);
  return number;
}

/// A question that an admin of the group asked the member, due within the month.
engine::Timer deadline(std::int64_t group, int number, const rules::RuleEntry& rule, Instant now) {
  const Person admin = member_of(number % kGroups, 1);
  const Instant due = now + std::chrono::hours{1} + std::chrono::seconds{number};
  return {.group = group,
          .rule = rule.id,
          .meaning = rule.meaning,
          .deadline = {.member = member_of(number % kGroups, 3 + number / kGroups % 497).id,
                       .cause = {.kind = "question", .id = std::to_string(number)},
                       .since = now,
                       .due = due,
                       .facts = {{"asker", admin.id.text()},
                                 {"提问人", admin.group_nickname.value()},
                                 {"提问", "三号楼的图纸发出去了吗？"},
                                 {"提问时间", "09:30"},
                                 {"截止时间", "10:00"},
                                 {"时限", "30分钟"}}},
          .remind_at = due - std::chrono::minutes{5},
          .end_at = due + std::chrono::seconds{30}};
}

Result<void> fill(const Options& options, const rules::Policy& policy, Instant now) {
  const rules::RuleEntry* rule = policy.find(RuleId{"reply"});
  if (rule == nullptr) return Error{Error::Code::Invalid, "the policy has no rule named reply"};
  const Result<std::unique_ptr<storage::SqliteStore>> opened =
      storage::SqliteStore::open(options.database);
  if (!opened) return opened.error();
  storage::SqliteStore& store = **opened;
  const engine::Store ports = store.ports();
  std::vector<std::int64_t> groups;
  store.begin();
  for (int i = 0; i < kGroups; ++i) groups.push_back(add_group(ports.rosters, i, policy, now));
  for (int i = 0; i < options.deadlines; ++i) {
    ports.timers.open(deadline(groups[static_cast<std::size_t>(i % kGroups)], i, *rule, now));
    if (i % kAtOnce != 0) continue;
    if (Result<void> stored = store.commit(); !stored) return stored;
    store.keep_small();
    store.begin();
  }
  return store.commit();
}

int run(const Options& options) {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const std::shared_ptr<const rules::PolicyBook> book = load_book(options.policy);
  if (book == nullptr || book->policies().empty()) {
    std::cerr << "no policy in " << options.policy << "\n";
    return 1;
  }
  const Result<void> filled = fill(options, book->policies().front(), now);
  if (!filled) std::cerr << filled.error().message << "\n";
  return filled ? 0 : 1;
}

}  // namespace
}  // namespace qunguan::bench

int main(int argc, char** argv) {
  qunguan::bench::Options options;
  CLI::App program{"Fills a new database"};
  program.add_option("database", options.database)->required();
  program.add_option("--policy", options.policy, "that governs the groups")->required();
  program.add_option("--deadlines", options.deadlines, "that are pending")->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  return qunguan::bench::run(options);
}
