#include "qunguan/http/source.hpp"

#include "qunguan/domain/envelope.hpp"

namespace qunguan::http {
namespace {

// As for callbacks: further ahead no clock is off, and what lies ahead would count for rules that
// look back.
constexpr Duration kFurthestAhead = std::chrono::minutes{5};

}  // namespace

Result<std::string> WecomSource::answer_check(const Request& request, Instant now) const {
  return codec_.verify_url(request.query, now);
}

Result<Event> WecomSource::decode(const Request& request, Instant now) const {
  return codec_.decode(request.query, request.body, now);
}

Result<std::string> GenericSource::answer_check(const Request&, Instant) const {
  return Error{Error::Code::NotFound, "generic sources are only posted to"};
}

Result<Event> GenericSource::decode(const Request& request, Instant now) const {
  const gateways::WebhookHeaders headers{.id = request.header("webhook-id"),
                                         .timestamp = request.header("webhook-timestamp"),
                                         .signature = request.header("webhook-signature")};
  if (const Result<void> verified = webhooks_.verify(headers, request.body, now); !verified)
    return verified.error();
  Result<Event> event = parse_envelope(request.body, headers.id);
  if (!event) return event;
  if (event->at > now + kFurthestAhead)
    return Error{Error::Code::Invalid,
                 "timestamp: more than 5 minutes ahead of this machine's clock"};
  // When it reached us is ours to say.
  event->received_at = now;
  return event;
}

}  // namespace qunguan::http
