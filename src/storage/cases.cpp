#include <nlohmann/json.hpp>

#include "storage/ports.hpp"

namespace qunguan::storage {
namespace {

using engine::Case;
using engine::Standing;
using engine::Verdict;

constexpr const char* kVerdictWords[] = {"appealed", "withdrawn", "upheld",
                                         "approved", "rejected",  "lapsed"};

Standing parse_standing(const std::string& text) {
  for (int i = 0; i <= static_cast<int>(Standing::Lapsed); ++i)
    if (to_text(static_cast<Standing>(i)) == text) return static_cast<Standing>(i);
  return Standing::Counted;
}

rules::PastCase::State state_of(Standing standing) {
  using State = rules::PastCase::State;
  switch (standing) {
    case Standing::Counted:
      return State::Counted;
    case Standing::Pending:
      return State::Waiting;
    case Standing::Appealed:
      return State::Appealed;
    default:
      return State::Void;
  }
}

Verdict::Kind parse_verdict(const std::string& text) {
  for (int i = 0; i <= static_cast<int>(Verdict::Kind::Lapsed); ++i)
    if (kVerdictWords[i] == text) return static_cast<Verdict::Kind>(i);
  return Verdict::Kind::Upheld;
}

std::string write_step(const rules::Step& step) {
  nlohmann::json list = nlohmann::json::array();
  for (const rules::Sanction& sanction : step.sanctions)
    list.push_back({{"kind", to_text(sanction.kind)},
                    {"amount_fen", sanction.amount.count()},
                    {"duration_ms", sanction.duration.count()}});
  return list.dump();
}

rules::Step read_step(const std::string& text) {
  rules::Step step;
  for (const nlohmann::json& item : nlohmann::json::parse(text))
    step.sanctions.push_back(
        {.kind = parse_action_kind(item.at("kind").get<std::string>()).value_or(ActionKind::Record),
         .amount = Fen{item.at("amount_fen").get<std::int64_t>()},
         .duration = Duration{item.at("duration_ms").get<std::int64_t>()}});
  return step;
}

}  // namespace

std::int64_t SqliteCases::next_number() {
  return 1 + database_.integer(0, "SELECT seq FROM sqlite_sequence WHERE name = 'cases'");
}

bool SqliteCases::add(const Case& violation) {
  const int added = database_.run(
      "INSERT INTO cases (no, group_no, member, rule, cause_kind, cause_id, at_ms, ladder, step, "
      "standing, policy, event_no, summary, evidence, message) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      violation.number, violation.group, violation.member, violation.rule, violation.cause.kind,
      violation.cause.id, violation.at, violation.ladder, violation.step,
      std::string{to_text(violation.standing)}, violation.policy, violation.event,
      violation.summary, violation.evidence, violation.message);
  if (added == 0) return false;
  for (const std::string& rule : violation.also)
    database_.run("INSERT INTO also_matched (case_no, rule) VALUES (?, ?) ON CONFLICT DO NOTHING",
                  violation.number, rule);
  return true;
}

bool SqliteCases::is_known(std::int64_t group, const MemberId& member, const RuleId& rule,
                           const rules::Cause& cause) {
  return database_.integer(0,
                           "SELECT 1 FROM cases WHERE group_no = ? AND member = ? AND rule = ? AND "
                           "cause_kind = ? AND cause_id = ?",
                           group, member, rule, cause.kind, cause.id) == 1;
}

// Where `+` stands before a time, a member's cases are found by the member: they are fewer than the
// group's of that time, and the planner cannot know.

std::vector<Case> SqliteCases::counted(std::int64_t group, const MemberId& member,
                                       const RuleId& rule, Instant since, Instant until) {
  std::vector<std::int64_t> numbers;
  database_.each(
      "SELECT no FROM cases WHERE group_no = ? AND member = ? AND rule = ? AND +at_ms >= ? AND "
      "+at_ms < ? ORDER BY no",
      [&](const Row& row) { numbers.push_back(row.integer(0)); }, group, member, rule, since,
      until);
  std::vector<Case> found;
  for (const std::int64_t number : numbers)
    if (std::optional<Case> one = find(number); one && one->standing == Standing::Counted)
      found.push_back(*std::move(one));
  return found;
}

std::optional<Case> SqliteCases::find(std::int64_t number) {
  std::optional<Case> found;
  database_.each(
      "SELECT group_no, member, rule, cause_kind, cause_id, at_ms, ladder, step, standing, policy, "
      "event_no, summary, evidence, message FROM cases WHERE no = ?",
      [&](const Row& row) {
        found = Case{.number = number,
                     .group = row.integer(0),
                     .member = MemberId{row.text(1)},
                     .rule = RuleId{row.text(2)},
                     .cause = {.kind = row.text(3), .id = row.text(4)},
                     .at = row.instant(5),
                     .ladder = row.text(6),
                     .step = static_cast<int>(row.integer(7)),
                     .standing = parse_standing(row.text(8)),
                     .policy = row.text(9),
                     .event = row.integer(10),
                     .summary = row.text(11),
                     .evidence = row.text(12),
                     .message = MessageId{row.text(13)}};
        found->decided_at = found->at;
      },
      number);
  if (!found) return found;
  database_.each(
      "SELECT standing, at_ms FROM verdicts WHERE case_no = ? ORDER BY no DESC LIMIT 1",
      [&](const Row& row) {
        found->standing = parse_standing(row.text(0));
        found->decided_at = row.instant(1);
      },
      number);
  database_.each(
      "SELECT rule FROM also_matched WHERE case_no = ?",
      [&](const Row& row) { found->also.push_back(row.text(0)); }, number);
  return found;
}

std::vector<Case> SqliteCases::find_all(const std::vector<std::int64_t>& numbers) {
  std::vector<Case> found;
  for (const std::int64_t number : numbers)
    if (std::optional<Case> one = find(number)) found.push_back(*std::move(one));
  return found;
}

std::vector<Case> SqliteCases::latest(std::int64_t group, const std::optional<MemberId>& member,
                                      Instant since, std::size_t limit) {
  std::vector<std::int64_t> numbers;
  const auto add = [&](const Row& row) { numbers.push_back(row.integer(0)); };
  const auto most = static_cast<std::int64_t>(limit);
  if (member)
    database_.each(
        "SELECT no FROM cases WHERE group_no = ? AND member = ? AND +at_ms >= ? ORDER BY no DESC "
        "LIMIT ?",
        add, group, *member, since, most);
  else
    database_.each(
        "SELECT no FROM cases WHERE group_no = ? AND at_ms >= ? ORDER BY no DESC LIMIT ?", add,
        group, since, most);
  return find_all(numbers);
}

int SqliteCases::count(std::int64_t group, const MemberId& member, const std::string& ladder,
                       Instant since) {
  return static_cast<int>(
      database_.integer(0,
                        "SELECT count(*) FROM cases c WHERE group_no = ? AND member = ? AND ladder "
                        "= ? AND +at_ms >= ? AND "
                        "coalesce((SELECT v.standing FROM verdicts v WHERE v.case_no = c.no ORDER "
                        "BY v.no DESC LIMIT 1), c.standing) = 'counted'",
                        group, member, ladder, since));
}

void SqliteCases::decide(const Verdict& verdict, Standing standing) {
  database_.run(
      "INSERT INTO verdicts (case_no, kind, standing, by, at_ms, reason) VALUES (?, ?, ?, ?, ?, ?)",
      verdict.number, kVerdictWords[static_cast<std::size_t>(verdict.kind)],
      std::string{to_text(standing)}, verdict.by, verdict.at, verdict.reason);
}

std::vector<Verdict> SqliteCases::verdicts(std::int64_t number) {
  std::vector<Verdict> found;
  database_.each(
      "SELECT kind, by, at_ms, reason FROM verdicts WHERE case_no = ? ORDER BY no",
      [&](const Row& row) {
        found.push_back({.number = number,
                         .kind = parse_verdict(row.text(0)),
                         .by = MemberId{row.text(1)},
                         .at = row.instant(2),
                         .reason = row.text(3)});
      },
      number);
  return found;
}

void SqliteCases::propose(const engine::Proposal& proposal) {
  const bool is_removal = proposal.step.heaviest().kind == ActionKind::Remove;
  database_.run(
      "INSERT INTO proposals (case_no, step, admins, by_owner, is_removal, is_open) VALUES (?, ?, "
      "?, ?, ?, 1)",
      proposal.number, write_step(proposal.step), proposal.approval.admins,
      proposal.approval.by_owner, is_removal);
}

std::optional<engine::Proposal> SqliteCases::proposal(std::int64_t number) {
  std::optional<engine::Proposal> found;
  database_.each(
      "SELECT step, admins, by_owner FROM proposals WHERE case_no = ? AND is_open = 1",
      [&](const Row& row) {
        found = engine::Proposal{.number = number,
                                 .step = read_step(row.text(0)),
                                 .approval = {.admins = static_cast<int>(row.integer(1)),
                                              .by_owner = row.integer(2) != 0}};
      },
      number);
  return found;
}

void SqliteCases::close_proposal(std::int64_t number) {
  database_.run("UPDATE proposals SET is_open = 0 WHERE case_no = ?", number);
}

std::vector<Case> SqliteCases::proposed(std::int64_t group, std::size_t limit) {
  std::vector<std::int64_t> numbers;
  database_.each(
      "SELECT c.no FROM cases c JOIN proposals p ON p.case_no = c.no WHERE c.group_no = ? AND "
      "p.is_open = 1 ORDER BY c.no LIMIT ?",
      [&](const Row& row) { numbers.push_back(row.integer(0)); }, group,
      static_cast<std::int64_t>(limit));
  return find_all(numbers);
}

void SqliteCases::leave_to_owner(std::int64_t number) {
  database_.run("UPDATE proposals SET by_owner = 1 WHERE case_no = ?", number);
}

bool SqliteCases::is_removal_proposed(std::int64_t group, const MemberId& member) {
  return database_.integer(
             0,
             "SELECT 1 FROM cases c JOIN proposals p ON p.case_no = c.no WHERE c.group_no = ? AND "
             "c.member = ? AND p.is_open = 1 AND p.is_removal = 1 LIMIT 1",
             group, member) == 1;
}

std::vector<rules::PastCase> SqliteCases::past(std::int64_t group, Instant since, Instant until) {
  std::vector<rules::PastCase> found;
  const auto add = [&](const Row& row) {
    found.push_back({.number = row.integer(0),
                     .member = MemberId{row.text(1)},
                     .rule = row.text(2),
                     .rule_type = {},
                     .at = row.instant(3),
                     .state = state_of(parse_standing(row.text(4))),
                     .is_warned = row.integer(5) != 0,
                     .fined = Fen{row.integer(6)}});
  };
  database_.each(
      "SELECT no, member, rule, at_ms, "
      "coalesce((SELECT v.standing FROM verdicts v WHERE v.case_no = c.no ORDER BY v.no DESC LIMIT "
      "1), c.standing), "
      "EXISTS (SELECT 1 FROM actions a WHERE a.case_no > 0 AND a.case_no = c.no AND a.kind = "
      "'warn'), "
      "coalesce((SELECT sum(l.amount_fen) FROM ledger l WHERE l.case_no = c.no AND l.kind IN "
      "('fine', 'reversal')), 0) "
      "FROM cases c WHERE group_no = ? AND at_ms >= ? AND at_ms < ? AND standing <> 'test' ORDER "
      "BY at_ms, no",
      add, group, since, until);
  return found;
}

std::vector<engine::Cases::Breach> SqliteCases::breaches(std::int64_t group, Instant since) {
  std::vector<Breach> found;
  const auto add = [&](const Row& row) {
    found.push_back(
        {.rule = RuleId{row.text(0)}, .member = MemberId{row.text(1)}, .at = row.instant(2)});
  };
  database_.each(
      "SELECT rule, member, max(at_ms) FROM (SELECT rule, member, at_ms FROM cases WHERE group_no "
      "= ?1 AND at_ms >= ?2 UNION ALL "
      "SELECT a.rule, c.member, c.at_ms FROM cases c JOIN also_matched a ON a.case_no = c.no WHERE "
      "c.group_no = ?1 AND c.at_ms >= ?2) GROUP BY rule, member",
      add, group, since);
  return found;
}

std::vector<std::pair<MemberId, Instant>> SqliteCases::removals(std::int64_t group) {
  std::vector<std::pair<MemberId, Instant>> found;
  database_.each(
      "SELECT member, max(at_ms) FROM removals WHERE group_no = ? AND is_over = 0 GROUP BY member",
      [&](const Row& row) { found.emplace_back(MemberId{row.text(0)}, row.instant(1)); }, group);
  return found;
}

void SqliteCases::order_removal(std::int64_t group, const MemberId& member, Instant at,
                                std::int64_t violation) {
  database_.run("INSERT INTO removals (group_no, member, at_ms, case_no) VALUES (?, ?, ?, ?)",
                group, member, at, violation);
}

void SqliteCases::take_removal_back(std::int64_t violation) {
  database_.run("UPDATE removals SET is_over = 1 WHERE case_no = ?", violation);
}

void SqliteCases::forget_removal(std::int64_t group, const MemberId& member) {
  database_.run("UPDATE removals SET is_over = 1 WHERE group_no = ? AND member = ?", group, member);
}

std::optional<Case> SqliteCases::last_removal(std::int64_t group, const MemberId& member) {
  const std::int64_t number = database_.integer(
      0,
      "SELECT c.no FROM cases c JOIN actions a ON a.case_no = c.no WHERE c.group_no = ? AND "
      "c.member = ? AND c.cause_kind <> ? AND a.case_no > 0 AND a.kind = 'remove' AND "
      "coalesce((SELECT v.standing FROM verdicts v WHERE v.case_no = c.no ORDER BY v.no DESC LIMIT "
      "1), c.standing) = 'counted' ORDER BY c.no DESC LIMIT 1",
      group, member, engine::kCameBack);
  return number == 0 ? std::nullopt : find(number);
}

engine::Cases::Load SqliteCases::load(std::int64_t group, Instant since) {
  return {
      .fines = static_cast<int>(database_.integer(0,
                                                  "SELECT count(*) FROM ledger WHERE group_no = ? "
                                                  "AND at_ms >= ? AND kind = 'fine' AND by = ''",
                                                  group, since)),
      .removals = static_cast<int>(database_.integer(
          0, "SELECT count(*) FROM removals WHERE group_no = ? AND at_ms >= ?", group, since))};
}

}  // namespace qunguan::storage
