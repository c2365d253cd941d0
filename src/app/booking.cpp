#include "app/booking.hpp"

#include <nlohmann/json.hpp>

namespace qunguan::app {

using engine::LedgerEntry;

Result<std::string> book(const engine::Store& store, const BookingRequest& request, Instant now) {
  const std::string number = std::to_string(request.violation) + " 号";
  const std::optional<engine::Case> violation = store.cases.find(request.violation);
  const std::vector<LedgerEntry> entries = store.ledger.entries(request.violation);
  if (!violation || entries.empty())
    return Error{Error::Code::NotFound, "账本里没有 " + number + "的罚款"};
  Fen owed;
  for (const LedgerEntry& entry : entries) owed += entry.amount;
  if (owed <= Fen{}) return Error{Error::Code::Invalid, number + "已经结清"};
  const Fen amount = request.amount.value_or(owed);
  if (amount <= Fen{} || amount > owed)
    return Error{Error::Code::Invalid, number + "只欠 " + to_text(owed)};
  const bool is_waiver = request.kind == LedgerEntry::Kind::Waiver;
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
  store.audit.note(
      now, request.by, is_waiver ? "waive" : "pay",
      "case " + std::to_string(request.violation) + " " + std::to_string(amount.count()) + " fen");
  const std::string rest = amount == owed ? "，已结清" : "，还欠 " + to_text(owed + -amount);
  return number + (is_waiver ? "免除 " : "收到 ") + to_text(amount) + rest;
}

std::string to_json(const BookingRequest& request) {
  nlohmann::json json{{"command", "book"},
                      {"kind", to_text(request.kind)},
                      {"case", request.violation},
                      {"by", request.by},
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
                           .by = json.at("by").get<std::string>(),
                           .reason = json.at("reason").get<std::string>()};
    const std::optional<LedgerEntry::Kind> kind =
        engine::parse_ledger_kind(json.at("kind").get<std::string>());
    if (json.at("command") != "book" ||
        (kind != LedgerEntry::Kind::Payment && kind != LedgerEntry::Kind::Waiver))
      return bad;
    request.kind = *kind;
    if (json.contains("amount_fen")) request.amount = Fen{json["amount_fen"].get<std::int64_t>()};
    return request;
  } catch (const nlohmann::json::exception&) {
    return bad;
  }
}

}  // namespace qunguan::app
