#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "qunguan/domain/time.hpp"

namespace qunguan::wecom {

/// The parameters of a callback's URL, decoded once; empty where one is missing.
struct CallbackQuery {
  std::string signature, timestamp, nonce, echo;
};

/// Nothing for a query over 4 KiB, one with broken percent signs, or one that names a parameter
/// twice.
std::optional<CallbackQuery> parse_callback_query(std::string_view query);

/// True for 10 digits within 10 minutes of `now` beside a nonce of 1 to 64 letters, digits, `_` and
/// `-`. The signature does not say where the timestamp ends and the nonce begins: these shapes do.
bool is_timely(const CallbackQuery& query, Instant now);

/// Reads decimal digits and nothing else.
std::optional<std::int64_t> parse_digits(std::string_view text);

}  // namespace qunguan::wecom
