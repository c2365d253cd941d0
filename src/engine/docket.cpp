#include "engine/docket.hpp"

#include <algorithm>
#include <set>

#include "engine/notices.hpp"

namespace qunguan::engine {
namespace {

using Kind = Command::Kind;

constexpr std::size_t kMost = 100;     // cases that are looked at
constexpr std::size_t kMostShown = 5;  // numbers in an answer
constexpr Duration kFresh = std::chrono::hours{24};
constexpr std::size_t kMostNotices = 10'000;  // among which one that is quoted is looked for

bool stands(const Case& violation) {
  return violation.standing == Standing::Counted || violation.standing == Standing::Appealed ||
         violation.standing == Standing::Pending;
}

/// Something followed from it, or was to.
bool is_real(const Case& violation) {
  return violation.standing != Standing::Test && violation.standing != Standing::Reported;
}

bool concerns_any(const Case& violation, const std::vector<MemberId>& people) {
  return people.empty() ||
         std::find(people.begin(), people.end(), violation.member) != people.end();
}

/// Clients add and drop spaces.
std::string without_spaces(std::string_view text) {
  std::string rest;
  while (!text.empty()) {
    const std::size_t space = space_at(text);
    if (space == 0) rest += text.front();
    text.remove_prefix(std::max<std::size_t>(space, 1));
  }
  return rest;
}

/// Those of the message that the command answers: whoever answers one means no other.
void narrow(std::vector<Case>& cases, const Command& command) {
  if (!command.quotes) return;
  std::erase_if(cases, [&](const Case& one) {
    return command.quoted.empty() || one.message != command.quoted;
  });
}

/// A word that comes late means nothing that came after it.
void keep_until(std::vector<Case>& cases, Instant at) {
  std::erase_if(cases, [&](const Case& one) { return one.at > at; });
}

std::string list_of(const Group& group, const std::vector<Case>& cases) {
  std::string text;
  for (std::size_t i = 0; i < std::min(cases.size(), kMostShown); ++i)
    text += (i == 0 ? "" : "、") + std::to_string(cases[i].number) + " 号（" +
            say_member(group, cases[i].member) + "）";
  if (cases.size() > kMostShown) text += "等 " + std::to_string(cases.size()) + " 件";
  return text;
}

std::string ask_for_one(const Group& group, const std::vector<Case>& cases,
                        const Command& command) {
  return "有几件事，请写明是哪一件：" + list_of(group, cases) + "。写法：" +
         std::string{command.usage};
}

Docket::Meant only(std::vector<Case> cases, const Group& group, const Command& command,
                   const std::string& why_none) {
  if (cases.empty()) return {.why_none = why_none};
  if (cases.size() > 1) return {.why_none = ask_for_one(group, cases, command)};
  return {.cases = std::move(cases)};
}

bool is_one_batch(const std::vector<Case>& cases) {
  return std::all_of(cases.begin(), cases.end(),
                     [&](const Case& one) { return share_cause(one, cases.front()); });
}

/// Whoever is named is named for the one thing that waits for him.
bool has_one_for_each(const std::vector<Case>& cases) {
  std::set<MemberId> people;
  for (const Case& one : cases) people.insert(one.member);
  return people.size() == cases.size();
}

}  // namespace

bool share_cause(const Case& a, const Case& b) {
  if (a.event != 0 || b.event != 0) return a.event == b.event;
  return a.cause == b.cause;
}

std::vector<std::vector<std::int64_t>> matters_of(Outbox& outbox, const Group& group,
                                                  std::string_view notice) {
  std::vector<std::vector<std::int64_t>> matters;
  const std::string wanted = without_spaces(notice);
  if (wanted.empty()) return matters;
  std::vector<Outbox::Told> all = outbox.told(group.number, kMostNotices);
  // Further back another may say the same.
  if (all.size() == kMostNotices) return matters;
  for (Outbox::Told& told : all) {
    const bool is_known = std::find(matters.begin(), matters.end(), told.cases) != matters.end();
    if (!is_known && without_spaces(told.text) == wanted) matters.push_back(std::move(told.cases));
  }
  return matters;
}

Docket::Meant Docket::find(const Group& group, const MemberId& speaker, Instant at,
                           const Command& command) const {
  if (command.names_stranger && command.kind != Kind::Appeal)
    return {.why_none = "看不出 @ 的是谁，请写明编号：" + std::string{command.usage}};
  if (command.quotes_notice) return ask_for_noticed(group, command);
  switch (command.kind) {
    case Kind::Approve:
    case Kind::Reject:
      return find_proposals(group, at, command);
    case Kind::Withdraw:
      return find_mistake(group, at, command);
    case Kind::Uphold:
      return find_appeal(group, at, command);
    case Kind::Appeal:
      return find_own(group, speaker, at);
  }
  return {};
}

Docket::Meant Docket::ask_for_noticed(const Group& group, const Command& command) const {
  std::vector<Case> cases;
  for (const std::int64_t number : command.noticed)
    if (std::optional<Case> one = store_.cases.find(number)) cases.push_back(*std::move(one));
  if (!cases.empty()) return {.why_none = ask_for_one(group, cases, command)};
  return {.why_none = "看不出引用的通知说的是哪一件，请写明编号：" + std::string{command.usage}};
}

Docket::Meant Docket::find_proposals(const Group& group, Instant at, const Command& command) const {
  // A sentence that happens to begin with the word agrees to nothing.
  if (command.kind == Kind::Approve && !command.reason.empty())
    return {.why_none = "请只写命令，或写明是哪一件：" + std::string{command.usage}};
  std::vector<Case> waiting = store_.cases.proposed(group.number, kMost);
  std::erase_if(waiting, [&](const Case& one) { return !concerns_any(one, command.people); });
  keep_until(waiting, at);
  narrow(waiting, command);
  if (waiting.empty() && command.quotes)
    return {.why_none = "引用的消息没有等待同意的事项，请写明编号：" + std::string{command.usage}};
  if (waiting.empty()) return {.why_none = "没有等待同意的事项"};
  const bool is_clear =
      is_one_batch(waiting) || (!command.people.empty() && has_one_for_each(waiting));
  if (!is_clear) return {.why_none = ask_for_one(group, waiting, command)};
  return {.cases = std::move(waiting)};
}

std::vector<Case> Docket::cases_of(const Group& group, const MemberId& member) const {
  std::vector<Case> cases = store_.cases.latest(group.number, member, Instant::min(), kMost);
  std::erase_if(cases, [](const Case& one) { return !is_real(one); });
  return cases;
}

/// What waits, however long, and what was decided of late.
std::vector<Case> Docket::open_cases(const Group& group, Instant at) const {
  std::vector<Case> open = store_.cases.latest(group.number, {}, at - kFresh, kMost);
  for (Case& one : store_.cases.proposed(group.number, kMost)) {
    const bool is_there = std::any_of(
        open.begin(), open.end(), [&](const Case& other) { return other.number == one.number; });
    if (!is_there) open.push_back(std::move(one));
  }
  std::erase_if(open, [](const Case& one) { return !stands(one); });
  keep_until(open, at);
  return open;
}

std::vector<Case> Docket::candidates(const Group& group, const MemberId& speaker, Instant at,
                                     Kind kind) const {
  switch (kind) {
    case Kind::Approve:
    case Kind::Reject:
      return store_.cases.proposed(group.number, kMost);
    case Kind::Withdraw:
      return open_cases(group, at);
    case Kind::Uphold: {
      std::vector<Case> cases = store_.cases.latest(group.number, {}, Instant::min(), kMost);
      std::erase_if(cases, [](const Case& one) { return one.standing != Standing::Appealed; });
      return cases;
    }
    case Kind::Appeal: {
      std::vector<Case> cases = cases_of(group, speaker);
      std::erase_if(cases, [&](const Case& one) { return !may_be_appealed(group, one); });
      return cases;
    }
  }
  return {};
}

std::string Docket::list(const Group& group, const MemberId& speaker, Instant at,
                         const Command& command) const {
  std::vector<Case> cases = candidates(group, speaker, at, command.kind);
  const bool is_own = command.kind == Kind::Appeal;
  std::erase_if(cases, [&](const Case& one) {
    return (one.member == speaker) != is_own || (command.is_about_fine && !cost_money(one));
  });
  return list_of(group, cases);
}

bool Docket::cost_money(const Case& violation) const {
  const std::vector<LedgerEntry> entries = store_.ledger.entries(violation.number);
  return std::any_of(entries.begin(), entries.end(), [](const LedgerEntry& entry) {
    return entry.kind == LedgerEntry::Kind::Fine;
  });
}

/// Of a member's cases the last one is meant, also where it is over: whoever says the same after
/// somebody else means no earlier one. But what he appealed waits for an answer, too.
Docket::Meant Docket::find_mistake(const Group& group, Instant at, const Command& command) const {
  const std::string what = command.is_about_fine ? "罚款" : "处理记录";
  if (command.people.size() > 1) return {.why_none = "一次只能写一位成员"};
  const bool is_named = !command.people.empty();
  std::vector<Case> cases =
      is_named ? cases_of(group, command.people.front()) : open_cases(group, at);
  if (command.is_about_fine)
    std::erase_if(cases, [&](const Case& one) { return !cost_money(one); });
  keep_until(cases, at);
  narrow(cases, command);
  if (is_named && !cases.empty())
    cases.erase(std::remove_if(cases.begin() + 1, cases.end(),
                               [](const Case& one) { return one.standing != Standing::Appealed; }),
                cases.end());
  return only(std::move(cases), group, command,
              is_named ? say_member(group, command.people.front()) + "在本群没有" + what
                       : "没有可以撤销的" + what);
}

Docket::Meant Docket::find_appeal(const Group& group, Instant at, const Command& command) const {
  std::vector<Case> cases = store_.cases.latest(group.number, {}, Instant::min(), kMost);
  std::erase_if(cases, [&](const Case& one) {
    return one.standing != Standing::Appealed || !concerns_any(one, command.people);
  });
  keep_until(cases, at);
  narrow(cases, command);
  return only(std::move(cases), group, command, "没有等待处理的申诉");
}

/// What nobody told him of, and what was upheld before, he does not mean.
bool Docket::may_be_appealed(const Group& group, const Case& violation) const {
  if (violation.standing != Standing::Counted) return false;
  bool was_agreed = false;
  for (const Verdict& verdict : store_.cases.verdicts(violation.number)) {
    if (verdict.kind == Verdict::Kind::Upheld) return false;
    was_agreed = was_agreed || verdict.kind == Verdict::Kind::Approved;
  }
  const rules::RuleEntry* entry =
      group.policy == nullptr ? nullptr : group.policy->find(violation.rule);
  if (was_agreed || entry == nullptr) return true;
  const std::vector<rules::Step>& steps = entry->ladder.steps;
  const auto index = static_cast<std::size_t>(std::max(violation.step, 1) - 1);
  return index >= steps.size() || is_told(steps[index]);
}

Docket::Meant Docket::find_own(const Group& group, const MemberId& speaker, Instant at) const {
  std::vector<Case> cases = cases_of(group, speaker);
  keep_until(cases, at);
  const auto found = std::find_if(cases.begin(), cases.end(), [&](const Case& one) {
    return one.standing == Standing::Appealed || may_be_appealed(group, one);
  });
  if (found == cases.end()) return {.why_none = "没有可以申诉的处理"};
  // A second word on what he appealed is no appeal against what came before.
  if (found->standing == Standing::Appealed)
    return {.why_none = std::to_string(found->number) +
                        " 号已经申诉过，正在等待管理员处理。要申诉别的，请写明编号"};
  return {.cases = {*found}};
}

}  // namespace qunguan::engine
