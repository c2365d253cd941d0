#pragma once

#include <string>
#include <string_view>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/result.hpp"

namespace qunguan {

/// Reads one envelope of design 3.3.
///
/// The event id is `id`, else `fallback_id` (the `webhook-id` header), else `message_id`.
/// `received_at` is the event's own or, where it has none, its timestamp. Unknown fields are
/// ignored, unknown types kept unread. Errors: `Invalid` for what is not JSON, nested deeper than
/// 32, not UTF-8, or lacks a field its type needs; the message names the field.
Result<Event> parse_envelope(std::string_view json, std::string_view fallback_id = {});

/// The envelope as one line of JSON, times in UTC.
std::string format_envelope(const Event& event);

/// The `data` object of the envelope without group id, sender id, kind and text, which the journal
/// keeps in columns of their own; empty when nothing else is left to keep.
std::string format_detail(const Event& event);

/// Puts back into `event` what `format_detail` took out.
///
/// Requires: `event` has its type and the columns' values.
/// Errors: `Invalid` when `detail` is not what `format_detail` writes.
Result<void> restore_detail(Event& event, std::string_view detail);

}  // namespace qunguan
