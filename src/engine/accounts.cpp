#include "engine/accounts.hpp"

#include <algorithm>

#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

using Kind = LedgerEntry::Kind;

constexpr std::size_t kShownLines = 20;

std::string address_of(const Group& group, const MemberId& id) {
  const Member* member = group.roster.find(id);
  return text::printable(member == nullptr ? id.text() : member->address());
}

template <class Cuts>
Fen total(const Cuts& cuts) {
  Fen sum;
  for (const auto& cut : cuts) sum += cut.amount;
  return sum;
}

/// `（40元，扣 10元：2 号）`; empty where nothing is taken off.
template <class Cuts>
std::string say_cuts(Fen amount, const Cuts& cuts) {
  std::string numbers;
  bool is_void = false;
  for (const auto& cut : cuts) {
    numbers += (numbers.empty() ? "" : "、") + std::to_string(cut.violation.number) + " 号";
    is_void = is_void || cut.is_all;
  }
  if (numbers.empty()) return {};
  return "（" + to_text(amount) +
         (is_void ? "，全部取消：" : "，扣 " + to_text(total(cuts)) + "：") + numbers + "）";
}

std::string say_balance(Fen owed) {
  if (owed == Fen{}) return "已结清";
  return owed > Fen{} ? "欠 " + to_text(owed) : "群里应付 " + to_text(-owed);
}

std::string say_kind(const LedgerEntry& line) {
  constexpr const char* kWords[] = {"罚款", "冲回", "缴款",       "免除",
                                    "",     "扣款", "应发群红包", "已发群红包"};
  if (line.kind == Kind::Credit) return line.reason;
  if (line.kind == Kind::Payment && line.amount > Fen{}) return "发放";
  return kWords[static_cast<std::size_t>(line.kind)];
}

std::string say_line(const LedgerEntry& line, const Zone& zone) {
  std::string text = zone.format(line.at).substr(0, 10) + " " + say_kind(line);
  if (line.amount != Fen{}) text += " " + to_text(line.amount);
  if (line.violation != 0) text += "（" + std::to_string(line.violation) + " 号）";
  return text;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

}  // namespace

bool Accounts::is_cut_already(std::int64_t violation) {
  const std::vector<LedgerEntry> lines = store_.ledger.entries(violation);
  return std::any_of(lines.begin(), lines.end(),
                     [](const LedgerEntry& line) { return line.kind == Kind::Deduction; });
}

/// Never more than the credit itself: whoever is to receive something comes to owe nothing by it.
std::vector<Accounts::Cut> Accounts::cuts_of(const Group& group, const rules::Credit& credit) {
  std::vector<Cut> cuts;
  Fen rest = credit.amount;
  for (const auto& [rule, less] : credit.less) {
    for (Case& violation :
         store_.cases.counted(group.number, credit.member, rule, credit.since, credit.until)) {
      if (is_cut_already(violation.number)) continue;
      const bool is_all = !credit.voided_by.empty() && violation.cause.kind == credit.voided_by;
      const Fen amount = is_all ? rest : std::min(less, rest);
      rest += -amount;
      if (amount > Fen{})
        cuts.push_back({.violation = std::move(violation), .amount = amount, .is_all = is_all});
    }
  }
  return cuts;
}

void Accounts::credit(const Proceeding& proceeding, const rules::RuleEntry& entry,
                      const rules::Credit& credit) {
  const Group& group = proceeding.group;
  const std::vector<Cut> cuts = cuts_of(group, credit);
  const LedgerEntry line{.group = group.number,
                         .member = credit.member,
                         .kind = Kind::Credit,
                         .amount = -credit.amount,
                         .at = proceeding.event.at,
                         .reason = credit.what,
                         .cause = entry.id.text() + "/" + credit.cause.id};
  if (entry.mode != rules::Mode::Test && !store_.ledger.book(line)) return;
  Placeholders words{{"成员", address_of(group, credit.member)},
                     {"群", say_group(group)},
                     {"名目", credit.what},
                     {"实得", to_text(credit.amount + -total(cuts))},
                     {"明细", say_cuts(credit.amount, cuts)},
                     {"依据", say_basis(*group.policy, entry)}};
  words.insert(credit.facts.begin(), credit.facts.end());
  recorder_.settle(proceeding, entry,
                   {.kind = ActionKind::Credit,
                    .text = word_notice("credit", words),
                    .member = credit.member,
                    .amount = credit.amount});
  for (const Cut& cut : cuts) deduct(proceeding, entry, line, cut);
}

void Accounts::deduct(const Proceeding& proceeding, const rules::RuleEntry& entry,
                      LedgerEntry credit, const Cut& cut) {
  credit.violation = cut.violation.number;
  credit.kind = Kind::Deduction;
  credit.amount = cut.amount;
  credit.reason = cut.violation.summary;
  if (entry.mode != rules::Mode::Test) static_cast<void>(store_.ledger.book(credit));
  recorder_.settle(proceeding, entry,
                   {.kind = ActionKind::Debit,
                    .text = cut.violation.summary,
                    .member = credit.member,
                    .violation = cut.violation.number,
                    .amount = cut.amount});
}

std::string Accounts::say_lines(const Group& group, const MemberId& member) {
  std::vector<LedgerEntry> lines = store_.ledger.entries_of(group.number, member);
  Fen owed;
  for (const LedgerEntry& line : lines) owed += line.amount;
  if (lines.size() > kShownLines)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kShownLines));
  std::vector<std::string> said;
  said.reserve(lines.size());
  for (const LedgerEntry& line : lines) said.push_back(say_line(line, group.policy->calendar.zone));
  return word_notice("statement",
                     {{"群", say_group(group)},
                      {"成员", address_of(group, member)},
                      {"明细", join(said)},
                      {"合计", said.empty() ? "没有记录" : "合计：" + say_balance(owed)}});
}

std::string Accounts::say_balances(const Group& group) {
  std::vector<std::string> said;
  for (const auto& [member, owed] : store_.ledger.balances(group.number))
    said.push_back(address_of(group, member) + " " + say_balance(owed));
  return word_notice("balances",
                     {{"群", say_group(group)}, {"明细", said.empty() ? "没有" : join(said)}});
}

void Accounts::tell(const Proceeding& proceeding, const rules::RuleEntry& entry,
                    const rules::Statement& statement) {
  const Group& group = proceeding.group;
  recorder_.settle(
      proceeding, entry,
      {.kind = ActionKind::Announce,
       .text = statement.member ? say_lines(group, *statement.member) : say_balances(group),
       .member = statement.reader,
       .to = Recorder::Remark::To::Member});
}

}  // namespace qunguan::engine
