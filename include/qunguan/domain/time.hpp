#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "qunguan/domain/result.hpp"

namespace qunguan {

/// A span of time; a day (`d`) is always 24 hours.
using Duration = std::chrono::milliseconds;

/// A point in time, UTC, in milliseconds since 1970. Everything stored is one of these.
using Instant = std::chrono::sys_time<Duration>;

/// Milliseconds since 1970, for SQL columns and JSON fields whose names end in `_ms`.
inline std::int64_t to_ms(Instant at) { return at.time_since_epoch().count(); }
inline Instant from_ms(std::int64_t ms) { return Instant{Duration{ms}}; }

/// Reads an RFC 3339 time such as `2026-03-02T23:40:00+08:00`, with or without fractions.
///
/// A leap second (`:60`) is the second before it, repeated. Years 1970 to 9999.
/// Errors: `Invalid` for anything else; a time without an offset is not a point in time.
Result<Instant> parse_instant(std::string_view text);

/// Reads `10s`, `30m`, `2h`, `3d`, `1w`, `500ms` or a sum of them such as `1h30m`; zero is allowed.
///
/// Errors: `Invalid` for a bare number, an unknown unit, or more than 10,000 days.
Result<Duration> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads back: `90s` is `1m30s`.
std::string to_text(Duration span);

/// The same for members: `1小时30分钟`.
std::string to_chinese(Duration span);

}  // namespace qunguan
