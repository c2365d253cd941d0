#pragma once

#include <optional>
#include <string>

#include "qunguan/engine/store.hpp"

namespace qunguan::app {

/// A payment or a waiver that a person reports.
struct BookingRequest {
  engine::LedgerEntry::Kind kind = engine::LedgerEntry::Kind::Payment;
  std::int64_t violation = 0;
  MemberId member;    // in place of the case: to whom the group pays what it owes him
  std::string group;  // likewise which, by id or name; empty: the one that owes him something
  std::optional<Fen> amount;  // absent: all that is still owed
  std::string by;
  std::string reason;  // a waiver needs one
};

/// Books it as a new entry. Inside a batch. Returns what to tell the person.
///
/// A payment of a case for which a red packet alone is owed says that it was sent.
/// Errors: `NotFound` for a case without a fine or a red packet, `Invalid` for more than is owed, a
/// waiver without a reason, or a member whom no group, or more than one, owes something.
Result<std::string> book(const engine::Store& store, const BookingRequest& request, Instant now);

std::string to_json(const BookingRequest& request);
Result<BookingRequest> parse_booking(const std::string& json);

}  // namespace qunguan::app
