#include <algorithm>

#include "qunguan/delivery/dispatcher.hpp"

namespace qunguan::delivery {
namespace {

using engine::Claim;
using engine::DeliveryKind;
using engine::DeliveryState;
using engine::Settlement;

constexpr Duration kFirstWait = std::chrono::seconds{2};
constexpr Duration kLongestWait = std::chrono::minutes{10};
constexpr Duration kGiveUp = std::chrono::hours{24};  // after the first attempt,
constexpr int kFewAttempts = 10;                      // but not while there were only so many

Duration backoff(int attempts) {
  Duration wait = kFirstWait;
  for (int i = 0; i < attempts && wait < kLongestWait; ++i) wait *= 2;
  return std::min(wait, kLongestWait);
}

Settlement fail(std::string note) {
  return {.state = DeliveryState::Failed, .next_attempt = {}, .note = std::move(note)};
}

Settlement again(const Claim& claim, Duration wait, const std::string& note, Instant now) {
  if (now - claim.first_tried_at > kGiveUp && claim.attempts > kFewAttempts)
    return fail("given up after a day: " + note);
  return {.state = DeliveryState::Waiting,
          .next_attempt = now + std::max(wait, backoff(claim.attempts)),
          .note = note};
}

/// It had no effect. Whoever must be told is told however busy the platform is.
Settlement retry(const Claim& claim, const Outcome& outcome, Instant now) {
  const bool is_enough = outcome.retries > 0 && claim.attempts >= outcome.retries &&
                         claim.delivery.kind != DeliveryKind::Private;
  if (is_enough)
    return fail("given up after " + std::to_string(claim.attempts) + " retries: " + outcome.note);
  return again(claim, outcome.wait, outcome.note, now);
}

/// Nobody knows whether it took effect; `next` is what trying again would be. A report that is read
/// twice does less harm than one that nobody reads, and a removal looks before it repeats.
Settlement doubt(const Claim& claim, Settlement next) {
  if (claim.delivery.kind != DeliveryKind::Notice) return next;
  return {.state = DeliveryState::Unknown,
          .next_attempt = {},
          .note = "it may have been said already, so it is not repeated: " + next.note};
}

bool is_useless(const Claim& claim, Instant now) {
  return claim.delivery.expires_at && now >= *claim.delivery.expires_at;
}

}  // namespace

Settlement settle(const Claim& claim, const Outcome& outcome, Instant now) {
  switch (outcome.kind) {
    case Outcome::Kind::Done:
      return {.state = DeliveryState::Done, .next_attempt = {}, .note = outcome.note};
    case Outcome::Kind::Refused:
      return fail(outcome.note);
    case Outcome::Kind::Later:
    case Outcome::Kind::NotYet:
      if (is_useless(claim, now + outcome.wait))
        return {.state = DeliveryState::Expired, .next_attempt = {}, .note = outcome.note};
      // A queue is no failure: it must not slow down the longer it is.
      if (outcome.kind == Outcome::Kind::NotYet)
        return {.state = DeliveryState::Waiting,
                .next_attempt = now + outcome.wait,
                .note = outcome.note,
                .was_tried = false};
      return retry(claim, outcome, now);
    case Outcome::Kind::Ambiguous:
      return doubt(claim, again(claim, {}, outcome.note, now));
  }
  return {};
}

Settlement settle_interrupted(const Claim& claim, Instant now) {
  if (is_useless(claim, now))
    return {.state = DeliveryState::Expired, .next_attempt = {}, .note = "interrupted"};
  Settlement next = again(claim, {}, "interrupted", now);
  if (next.state == DeliveryState::Waiting) next.next_attempt = now;
  return doubt(claim, std::move(next));
}

}  // namespace qunguan::delivery
