#include <filesystem>
#include <map>

#include <sys/stat.h>
#include <unistd.h>

#include "app/booking.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/control.hpp"
#include "app/ledger_text.hpp"
#include "qunguan/domain/zone.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/rules/calendar.hpp"
#include "qunguan/storage/records.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::app {
namespace {

using storage::Records;

std::string chinese(engine::Standing standing) {
  constexpr const char* kWords[] = {"有效",   "等待管理员", "试运行", "只报告",
                                    "申诉中", "已撤销",     "已驳回", "逾期作废"};
  return kWords[static_cast<std::size_t>(standing)];
}

std::string chinese(engine::Verdict::Kind kind) {
  constexpr const char* kWords[] = {"提出申诉", "撤销", "维持",
                                    "同意",     "驳回", "无人处理，逾期作废"};
  return kWords[static_cast<std::size_t>(kind)];
}

/// What happened to a case, by people and by the ledger.
std::multimap<Instant, std::string> chronicle(const Records::Story& story) {
  std::multimap<Instant, std::string> lines;
  for (const engine::LedgerEntry& entry : story.entries)
    lines.emplace(entry.at,
                  word_of(entry.kind) + (entry.amount == Fen{} ? "" : " " + to_text(entry.amount)) +
                      (entry.by.empty() ? "" : "（" + entry.by + "）") +
                      (entry.reason.empty() || entry.by.empty() ? "" : "：" + entry.reason));
  for (const engine::Verdict& verdict : story.verdicts)
    lines.emplace(verdict.at, verdict.by.text() + (verdict.by.empty() ? "" : " ") +
                                  chinese(verdict.kind) +
                                  (verdict.reason.empty() ? "" : "：" + verdict.reason));
  return lines;
}

/// `2026-03` as the days of that month in the ledger's zone; everything where no month is given.
Result<std::pair<Instant, Instant>> read_month(const std::string& month) {
  if (month.empty()) return std::pair{Instant{}, Instant::max()};
  const Result<std::chrono::local_days> first = rules::parse_day(month + "-01");
  if (!first) return Error{Error::Code::Invalid, "--month 写成 2026-03 这样的年月"};
  const std::chrono::year_month_day date{*first};
  const std::chrono::local_days next{date.year() / date.month() / 1 + std::chrono::months{1}};
  return std::pair{shown_zone().instant({.day = *first}), shown_zone().instant({.day = next})};
}

Result<BookingRequest> read_booking(const LedgerBookOptions& options) {
  BookingRequest request{.kind = options.is_waiver ? engine::LedgerEntry::Kind::Waiver
                                                   : engine::LedgerEntry::Kind::Payment,
                         .violation = options.number,
                         .member = MemberId{options.member},
                         .group = options.group,
                         .by = options.by,
                         .reason = options.reason};
  if (request.by.empty()) {
    const char* login = ::getlogin();  // NOLINT(concurrency-mt-unsafe): the command has one thread
    request.by = login == nullptr ? "cli" : login;
  }
  if (options.amount.empty()) return request;
  const Result<Fen> amount = parse_yuan(options.amount);
  if (!amount) return Error{Error::Code::Invalid, "金额写成 50 或 12.50 这样的元数"};
  request.amount = *amount;
  return request;
}

/// Takes the daemon's place for a moment. Errors: `Conflict` when one is running.
Result<std::string> book_alone(const std::string& path, const BookingRequest& request) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure))
    return Error{Error::Code::Unavailable,
                 "there is no database at " + path +
                     "; was the daemon ever started with this configuration?"};
  // What we write holds personal data.
  ::umask(077);
  Result<std::unique_ptr<storage::SqliteStore>> store = storage::SqliteStore::open(path);
  if (!store) return store.error();
  (*store)->begin();
  Result<std::string> booked = book((*store)->ports(), request, net::SystemClock{}.now());
  if (const Result<void> committed = (*store)->commit(); !committed) return committed.error();
  return booked;
}

/// The database's lock says whether a daemon runs; a killed one leaves its socket behind.
Result<std::string> book_here_or_there(const Config& config, const BookingRequest& request) {
  Result<std::string> alone = book_alone(config.store_path, request);
  if (alone || alone.error().code != Error::Code::Conflict) return alone;
  if (!is_listening(config.control_path)) return alone;
  return command_daemon(config.control_path, to_json(request));
}

}  // namespace

int list_ledger(const LedgerListOptions& options, Streams streams) {
  const std::unique_ptr<Records> records = open_records(options.config, streams);
  if (records == nullptr) return kCouldNotRun;
  const std::vector<Records::Balance> balances =
      records->balances(options.group, options.member, options.all);
  for (const Records::Balance& balance : balances)
    streams.out << name_of(balance.group, balance.group_name) << '\t'
                << name_of(balance.member, balance.member_name) << '\t' << balance.fines
                << " 笔罚款\t"
                << (balance.owed < Fen{} ? "群里应付 " + to_text(-balance.owed)
                                         : "欠 " + to_text(balance.owed))
                << '\n';
  if (balances.empty()) streams.out << "没有人欠款\n";
  for (const Records::RedPacket& owed : records->red_packets(options.group, options.member))
    streams.out << name_of(owed.group, owed.group_name) << '\t'
                << name_of(owed.member, owed.member_name) << '\t' << owed.violation
                << " 号\t欠一个群红包（" << clock(owed.since) << " 起）\n";
  for (const Records::Backlog& backlog : records->backlog())
    if (backlog.state == "undeliverable" || backlog.state == "unknown" || backlog.state == "failed")
      streams.out << "注意：" << backlog.count << " 条通知或移出没有送达（" << backlog.state
                  << "）：" << backlog.note << "\n";
  return finish(*records, streams);
}

int show_case(const std::string& config_path, std::int64_t number, Streams streams) {
  const std::unique_ptr<Records> records = open_records(config_path, streams);
  if (records == nullptr) return kCouldNotRun;
  const std::optional<Records::Story> story = records->story(number);
  if (!story) {
    streams.err << "没有 " << number << " 号处理记录\n";
    return records->error() ? kCouldNotRun : kFoundErrors;
  }
  const engine::Case& violation = story->violation;
  streams.out << number << " 号　" << clock(violation.at) << "　"
              << name_of(story->group, story->group_name) << "　"
              << name_of(violation.member.text(), story->member_name) << "\n规则 "
              << violation.rule.text() << "，第 " << violation.step << " 步，"
              << chinese(violation.standing) << "\n"
              << violation.summary << '\n';
  for (const auto& [at, line] : chronicle(*story)) streams.out << clock(at) << "　" << line << '\n';
  for (const Records::Delivered& delivered : story->deliveries)
    streams.out << delivered.action << " → " << delivered.kind << "：" << delivered.state
                << (delivered.note.empty() ? "" : "（" + delivered.note + "）") << '\n';
  streams.out << "证据 " << violation.evidence << '\n';
  return finish(*records, streams);
}

int export_ledger(const LedgerExportOptions& options, Streams streams) {
  const Result<std::pair<Instant, Instant>> month = read_month(options.month);
  if (!month) {
    streams.err << month.error().message << '\n';
    return kCouldNotRun;
  }
  const std::unique_ptr<Records> records = open_records(options.config, streams);
  if (records == nullptr) return kCouldNotRun;
  // A byte order mark, so that spreadsheets read it as UTF-8.
  streams.out << "\xEF\xBB\xBF"
              << "number,time,group_id,group_name,member_id,member_name,kind,amount_yuan,case,rule,"
                 "by,reason\r\n";
  for (const Records::Line& line : records->lines(month->first, month->second)) {
    const std::string yuan = to_text(line.entry.amount);
    streams.out << line.entry.number << ',' << clock(line.entry.at) << ',' << cell(line.group)
                << ',' << cell(line.group_name) << ',' << cell(line.entry.member.text()) << ','
                << cell(line.member_name) << ',' << to_text(line.entry.kind) << ','
                << yuan.substr(0, yuan.size() - std::string{"元"}.size()) << ','
                << (line.entry.violation == 0 ? "" : std::to_string(line.entry.violation)) << ','
                << cell(line.rule) << ',' << cell(line.entry.by) << ',' << cell(line.entry.reason)
                << "\r\n";
  }
  return finish(*records, streams);
}

int book_entry(const LedgerBookOptions& options, Streams streams) {
  const std::optional<Config> config = read_config(options.config, streams);
  if (!config) return kCouldNotRun;
  const Result<BookingRequest> request = read_booking(options);
  if (!request) {
    streams.err << request.error().message << '\n';
    return kCouldNotRun;
  }
  const Result<std::string> booked = book_here_or_there(*config, *request);
  if (booked) {
    streams.out << *booked << '\n';
    return kDone;
  }
  streams.err << booked.error().message << '\n';
  const bool is_refused =
      booked.error().code == Error::Code::Invalid || booked.error().code == Error::Code::NotFound;
  return is_refused ? kFoundErrors : kCouldNotRun;
}

}  // namespace qunguan::app
