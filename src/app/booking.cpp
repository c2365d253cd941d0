#include "app/booking.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace qunguan::app {

using engine::LedgerEntry;

namespace {

bool has(const std::vector<LedgerEntry>& entries, LedgerEntry::Kind kind) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const LedgerEntry& entry) { return entry.kind == kind; });
}

Fen sum_of(const std::vector<LedgerEntry>& entries) {
  Fen sum;
  for (const LedgerEntry& entry : entries) sum += entry.amount;
  return sum;
}

/// What was taken off a stipend is paid by that.
Fen owed_for(const std::vector<LedgerEntry>& entries) {
  Fen owed;
  for (const LedgerEntry& entry : entries)
    if (entry.kind != LedgerEntry::Kind::Deduction) owed += entry.amount;
  return owed;
}

bool owes_red_packet(const engine::Case& violation, const std::vector<LedgerEntry>& entries) {
  const bool is_void = violation.standing == engine::Standing::Withdrawn ||
                       violation.standing == engine::Standing::Rejected;
  return !is_void && has(entries, LedgerEntry::Kind::RedPacket) &&
         !has(entries, LedgerEntry::Kind::RedPacketSent);
}

void note(const engine::Store& store, const BookingRequest& request, const std::string& what,
          const std::string& detail, Instant now) {
  store.audit.note(now, request.by, what, detail);
}

std::string take_red_packet(const engine::Store& store, const BookingRequest& request,
                            const engine::Case& violation, Instant now) {
  static_cast<void>(store.ledger.book({.group = violation.group,
                                       .member = violation.member,
                                       .violation = violation.number,
                                       .kind = LedgerEntry::Kind::RedPacketSent,
                                       .at = now,
                                       .by = request.by,
                                       .reason = request.reason}));
  note(store, request, "pay", "case " + std::to_string(violation.number) + " red packet", now);
  return std::to_string(violation.number) + " 号的群红包已记为发过";
}

/// The group that owes the member something, and how much. Errors: `Invalid` for none and several.
Result<std::pair<std::int64_t, Fen>> find_creditor(const engine::Store& store,
                                                   const BookingRequest& request) {
  std::vector<std::pair<std::int64_t, Fen>> found;
  for (const engine::Rosters::Known& known : store.rosters.groups()) {
    const bool is_meant = request.group.empty() || known.id.text() == request.group ||
                          known.record.name == request.group ||
                          known.record.first_name == request.group;
    const Fen due = -sum_of(store.ledger.entries_of(known.record.number, request.member));
    if (is_meant && due > Fen{}) found.emplace_back(known.record.number, due);
  }
  if (found.size() == 1) return found.front();
  if (found.empty())
    return Error{Error::Code::Invalid, "没有应付 " + request.member.text() + " 的钱"};
  return Error{Error::Code::Invalid,
               "有几个群应付 " + request.member.text() + "，请用 --group 写明"};
}

Result<std::string> pay_out(const engine::Store& store, const BookingRequest& request,
                            Instant now) {
  const Result<std::pair<std::int64_t, Fen>> creditor = find_creditor(store, request);
  if (!creditor) return creditor.error();
  const auto& [group, due] = *creditor;
  const Fen amount = request.amount.value_or(due);
  if (amount <= Fen{} || amount > due) return Error{Error::Code::Invalid, "只应付 " + to_text(due)};
  static_cast<void>(store.ledger.book({.group = group,
                                       .member = request.member,
                                       .kind = LedgerEntry::Kind::Payment,
                                       .amount = amount,
                                       .at = now,
                                       .by = request.by,
                                       .reason = request.reason}));
  note(store, request, "pay out",
       "member " + request.member.text() + " " + std::to_string(amount.count()) + " fen", now);
  const std::string rest = amount == due ? "，已结清" : "，还应付 " + to_text(due + -amount);
  return "已付给 " + request.member.text() + " " + to_text(amount) + rest;
}

}  // namespace

Result<std::string> book(const engine::Store& store, const BookingRequest& request, Instant now) {
  if (!request.member.empty()) return pay_out(store, request, now);
  const std::string number = std::to_string(request.violation) + " 号";
  const std::optional<engine::Case> violation = store.cases.find(request.violation);
  const std::vector<LedgerEntry> entries = store.ledger.entries(request.violation);
  const bool is_owing =
      has(entries, LedgerEntry::Kind::Fine) || has(entries, LedgerEntry::Kind::RedPacket);
  if (!violation || !is_owing)
    return Error{Error::Code::NotFound, "账本里没有 " + number + "的罚款"};
  const bool is_waiver = request.kind == LedgerEntry::Kind::Waiver;
  const Fen owed = owed_for(entries);
  // Where money was owed, too, a payment booked twice must not stand for the red packet.
  if (owed <= Fen{} && !is_waiver && !has(entries, LedgerEntry::Kind::Fine) &&
      owes_red_packet(*violation, entries))
    return take_red_packet(store, request, *violation, now);
  if (owed <= Fen{}) return Error{Error::Code::Invalid, number + "已经结清"};
  const Fen amount = request.amount.value_or(owed);
  if (amount <= Fen{} || amount > owed)
    return Error{Error::Code::Invalid, number + "只欠 " + to_text(owed)};
  if (is_waiver && request.reason.empty())
    return Error{Error::Code::Invalid, "免除要写理由（--reason）"};
  static_cast<void>(store.ledger.book({.group = violation->group,
                                       .member = violation->member,
                                       .violation = request.violation,
                                       .kind = request.kind,
                                       .amount = -amount,
                                       .at = now,
                                       .by = request.by,
                                       .reason = request.reason}));
  note(store, request, is_waiver ? "waive" : "pay",
       "case " + std::to_string(request.violation) + " " + std::to_string(amount.count()) + " fen",
       now);
  const std::string rest = amount == owed ? "，已结清" : "，还欠 " + to_text(owed + -amount);
  return number + (is_waiver ? "免除 " : "收到 ") + to_text(amount) + rest;
}

std::string to_json(const BookingRequest& request) {
  nlohmann::json json{{"command", "book"},         {"kind", to_text(request.kind)},
                      {"case", request.violation}, {"member", request.member.text()},
                      {"group", request.group},    {"by", request.by},
                      {"reason", request.reason}};
  if (request.amount) json["amount_fen"] = request.amount->count();
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<BookingRequest> parse_booking(const std::string& text) {
  const Error bad{Error::Code::Invalid, "not a booking"};
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return bad;
  try {
    BookingRequest request{.violation = json.at("case").get<std::int64_t>(),
                           .member = MemberId{json.value("member", "")},
                           .group = json.value("group", ""),
                           .by = json.at("by").get<std::string>(),
                           .reason = json.at("reason").get<std::string>()};
    const std::optional<LedgerEntry::Kind> kind =
        engine::parse_ledger_kind(json.at("kind").get<std::string>());
    if (json.at("command") != "book" ||
        (kind != LedgerEntry::Kind::Payment && kind != LedgerEntry::Kind::Waiver))
      return bad;
    if (!request.member.empty() && kind != LedgerEntry::Kind::Payment) return bad;
    request.kind = *kind;
    if (json.contains("amount_fen")) request.amount = Fen{json["amount_fen"].get<std::int64_t>()};
    return request;
  } catch (const nlohmann::json::exception&) {
    return bad;
  }
}

}  // namespace qunguan::app
