#include "qunguan/wecom/callback_codec.hpp"

#include <algorithm>
#include <cassert>

#include "wecom/callback_query.hpp"
#include "wecom/digest.hpp"
#include "wecom/message_reader.hpp"
#include "wecom/refusal.hpp"
#include "wecom/xml_fields.hpp"

namespace qunguan::wecom {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kOldest = hours{24};
constexpr Duration kFurthestAhead = minutes{5};
constexpr std::int64_t kLastSecond = 9'999'999'999;
constexpr std::size_t kLongestEcho = 64;
constexpr std::size_t kLongestId = 128;
constexpr std::size_t kHashBytes = 16;  // of an id that is a hash: 32 digits

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_echo(std::string_view text) {
  return !text.empty() && text.size() <= kLongestEcho &&
         std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

/// When it was made; nothing when that is not said or too far from `now`.
std::optional<Instant> read_time(XmlFields& fields, Instant now) {
  const std::optional<std::int64_t> created = parse_digits(fields.text("CreateTime"));
  if (!created || *created > kLastSecond) return std::nullopt;
  const Instant at{seconds{*created}};
  if (at < now - kOldest || at > now + kFurthestAhead) return std::nullopt;
  return at;
}

/// Events have no id, and their sender and second are shared by several: what they say names them.
std::string name_event(XmlFields& fields, std::string_view message) {
  const std::string_view id = fields.text("MsgId");
  if (!id.empty() && id.size() <= kLongestId) return std::string{id};
  const Sha256 hash = sha256(message);
  return to_hex(std::span{hash}.first(kHashBytes));
}

Result<Event> read_event(std::string_view message, Instant now) {
  std::optional<XmlLeaves> leaves = parse_xml(message);
  if (!leaves) return not_acceptable();
  XmlFields fields{*std::move(leaves)};
  const std::optional<Instant> at = read_time(fields, now);
  if (!at) return not_acceptable();

  Result<Event> event = read_message(fields);
  event->at = *at;
  event->received_at = now;
  event->id = EventId{name_event(fields, message)};
  if (event->type == EventType::MessageCreated || event->type == EventType::AppMessage)
    event->message.id = MessageId{event->id.text()};
  if (fields.is_ambiguous()) return not_acceptable();
  return event;
}

}  // namespace

CallbackCodec::CallbackCodec(std::vector<CallbackCrypto> keys) {
  assert(!keys.empty());
  for (CallbackCrypto& crypto : keys) slots_.emplace_back(std::move(crypto));
}

Result<std::string> CallbackCodec::verify_url(std::string_view query, Instant now) const {
  const std::optional<CallbackQuery> read = parse_callback_query(query);
  if (!read || !is_timely(*read, now)) return not_acceptable();
  Result<std::string> echo = open({read->timestamp, read->nonce, read->echo}, read->signature);
  if (echo && !is_echo(*echo)) return not_acceptable();
  return echo;
}

Result<Event> CallbackCodec::decode(std::string_view query, std::string_view body,
                                    Instant now) const {
  const std::optional<CallbackQuery> read = parse_callback_query(query);
  if (!read || !is_timely(*read, now) || body.size() > kLargestBody) return not_acceptable();
  std::optional<XmlLeaves> envelope = parse_xml(body);
  if (!envelope) return not_acceptable();
  XmlFields fields{*std::move(envelope)};
  const std::string_view encrypted = fields.text("Encrypt");
  if (fields.is_ambiguous()) return not_acceptable();

  const Result<std::string> message =
      open({read->timestamp, read->nonce, encrypted}, read->signature);
  if (!message) return message.error();
  return read_event(*message, now);
}

Result<std::string> CallbackCodec::open(const SealedText& sealed,
                                        std::string_view signature) const {
  Error refusal = wrong_signature();
  for (const Slot& slot : slots_) {
    Result<std::string> message = slot.crypto.open(sealed, signature);
    if (message) {
      slot.uses.fetch_add(1, std::memory_order_relaxed);
      return message;
    }
    // Two sets may share the token: then both know the signature, and only one the key.
    if (message.error().code != Error::Code::Forbidden) refusal = message.error();
  }
  return refusal;
}

}  // namespace qunguan::wecom
