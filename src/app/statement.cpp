#include <array>
#include <map>

#include "app/commands.hpp"
#include "app/ledger_text.hpp"

namespace qunguan::app {
namespace {

using engine::LedgerEntry;
using storage::Records;

/// The columns of a statement, by what a line is.
enum Column : std::size_t { Fined, Returned, Paid, Credited, Deducted, PaidOut };
constexpr const char* kHeads[] = {"罚款", "冲回免除", "收款", "津贴", "扣款", "发放"};
constexpr const char* kNames[] = {
    "fines", "reversals_and_waivers", "payments", "credits", "deductions", "paid_out"};

struct Month {
  std::array<Fen, std::size(kHeads)> sums;
  Fen balance;  // at its end
};

/// One member in one group.
struct Account {
  std::string group, member;
  std::map<std::string, Month> months;  // 2026-03
  Fen balance;
};

Column column_of(const LedgerEntry& entry) {
  using Kind = LedgerEntry::Kind;
  switch (entry.kind) {
    case Kind::Reversal:
    case Kind::Waiver:
      return Returned;
    case Kind::Payment:
      return entry.amount > Fen{} ? PaidOut : Paid;
    case Kind::Credit:
      return Credited;
    case Kind::Deduction:
      return Deducted;
    default:
      return Fined;
  }
}

/// By group id.
std::map<std::string, Account> read_accounts(Records& records, const StatementOptions& options) {
  std::map<std::string, Account> accounts;
  for (const Records::Line& line : records.lines(Instant{}, Instant::max())) {
    const bool is_meant =
        options.group.empty() || line.group == options.group || line.group_name == options.group;
    if (!is_meant || line.entry.member.text() != options.member) continue;
    Account& account = accounts[line.group];
    account.group = name_of(line.group, line.group_name);
    account.member = name_of(line.entry.member.text(), line.member_name);
    account.balance += line.entry.amount;
    Month& month = account.months[clock(line.entry.at).substr(0, 7)];
    month.sums[column_of(line.entry)] += line.entry.amount;
    month.balance = account.balance;
  }
  return accounts;
}

/// Without its unit.
std::string yuan(Fen amount) {
  const std::string text = to_text(amount);
  return text.substr(0, text.size() - std::string{"元"}.size());
}

void print_table(const Account& account, std::ostream& out) {
  out << account.group << "　" << account.member << "\n月份";
  for (const char* head : kHeads) out << '\t' << head;
  out << "\t月末\n";
  for (const auto& [name, month] : account.months) {
    out << name;
    for (const Fen sum : month.sums) out << '\t' << yuan(sum);
    out << '\t' << yuan(month.balance) << '\n';
  }
  if (account.balance == Fen{})
    out << "已结清\n";
  else if (account.balance > Fen{})
    out << "欠 " << to_text(account.balance) << '\n';
  else
    out << "群里应付 " << to_text(-account.balance) << '\n';
}

void print_csv(const std::map<std::string, Account>& accounts, const std::string& member,
               std::ostream& out) {
  // A byte order mark, so that spreadsheets read it as UTF-8.
  out << "\xEF\xBB\xBF" << "group_id,member_id,month";
  for (const char* name : kNames) out << ',' << name << "_yuan";
  out << ",balance_yuan\r\n";
  for (const auto& [group, account] : accounts)
    for (const auto& [name, month] : account.months) {
      out << cell(group) << ',' << cell(member) << ',' << name;
      for (const Fen sum : month.sums) out << ',' << yuan(sum);
      out << ',' << yuan(month.balance) << "\r\n";
    }
}

}  // namespace

int show_statement(const StatementOptions& options, Streams streams) {
  const std::unique_ptr<Records> records = open_records(options.config, streams);
  if (records == nullptr) return kCouldNotRun;
  const std::map<std::string, Account> accounts = read_accounts(*records, options);
  if (options.as_csv) {
    print_csv(accounts, options.member, streams.out);
    return finish(*records, streams);
  }
  for (const auto& [group, account] : accounts) print_table(account, streams.out);
  if (accounts.empty()) streams.out << "账本里没有 " << options.member << " 的记录\n";
  return finish(*records, streams);
}

}  // namespace qunguan::app
