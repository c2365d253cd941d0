#pragma once

#include <optional>
#include <string>

#include "qunguan/engine/store.hpp"

namespace qunguan::app {

/// A payment or a waiver that a person reports.
struct BookingRequest {
  engine::LedgerEntry::Kind kind = engine::LedgerEntry::Kind::Payment;
  std::int64_t violation = 0;
  std::optional<Fen> amount;  // absent: all that is still owed
  std::string by;
  std::string reason;  // a waiver needs one
};

/// Books it as a new entry of the case. Inside a batch. Returns what to tell the person.
///
/// Errors: `NotFound` for a case without a fine, `Invalid` for more than is owed or a waiver
/// without a reason.
Result<std::string> book(const engine::Store& store, const BookingRequest& request, Instant now);

std::string to_json(const BookingRequest& request);
Result<BookingRequest> parse_booking(const std::string& json);

}  // namespace qunguan::app
