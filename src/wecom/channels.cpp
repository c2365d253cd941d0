#include "qunguan/wecom/channels.hpp"

#include <algorithm>

#include "qunguan/wecom/message_text.hpp"

namespace qunguan::wecom {
namespace {

namespace asio = boost::asio;

using engine::Claim;
using engine::DeliveryKind;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kRemembered = 10'000;  // members, and groups
constexpr std::size_t kMostCounted = 20;  // parts of a text: more than a limit would never be sent

const std::vector<delivery::Limit> kAnyCall{{.count = 10'000, .window = minutes{1}},
                                            {.count = 150'000, .window = hours{1}}};
const std::vector<delivery::Limit> kChanges{{.count = 1'000, .window = hours{1}}};
const std::vector<delivery::Limit> kRecipient{{.count = 30, .window = minutes{1}},
                                              {.count = 1'000, .window = hours{1}}};
// What members get from the app in all its groups, each counted; that of a company which is small
// or not verified.
const std::vector<delivery::Limit> kReaders{{.count = 20'000, .window = minutes{1}},
                                            {.count = 150'000, .window = hours{1}}};
// What one member gets from the app in all its groups. Who is in which is not known here, so each
// group and each member mentioned is held to it.
const std::vector<delivery::Limit> kReader{{.count = 200, .window = minutes{1}},
                                           {.count = 10'000, .window = hours{24}}};
const std::vector<delivery::Limit> kRobot{{.count = 20, .window = minutes{1}}};

/// Those who wait for the same limit must not come back together; the claim's number spreads them
/// as well as chance.
Duration spread(const Outcome& outcome, const Claim& claim) {
  constexpr std::int64_t kParts = 16;
  return outcome.wait + outcome.spread * (claim.number % kParts) / kParts;
}

std::string describe(const Outcome& outcome) {
  std::string note = outcome.hint;
  if (outcome.errcode != 0) note += " (errcode " + std::to_string(outcome.errcode) + ")";
  for (const MemberId& id : outcome.unreached)
    note += (note.empty() ? "did not reach: " : " ") + id.text();
  return note;
}

delivery::Outcome translate(const Outcome& outcome, const Claim& claim) {
  using Kind = delivery::Outcome::Kind;
  switch (outcome.kind) {
    case Outcome::Kind::Done:
      return {.kind = Kind::Done, .wait = {}, .note = describe(outcome)};
    case Outcome::Kind::Retry:
      return {.kind = Kind::Later,
              .wait = spread(outcome, claim),
              .note = describe(outcome),
              .retries = outcome.retries};
    case Outcome::Kind::Refused:
    case Outcome::Kind::TargetGone:
      return {.kind = Kind::Refused, .wait = {}, .note = describe(outcome)};
    case Outcome::Kind::Ambiguous:
      break;
  }
  return {.kind = Kind::Ambiguous, .wait = {}, .note = describe(outcome)};
}

/// Not the wall clock's: that may be set back, and would silence a channel for as long.
Instant pacing_time(const net::Clock& clock) { return Instant{clock.uptime()}; }

delivery::Outcome paced(Duration wait) {
  return {.kind = delivery::Outcome::Kind::NotYet,
          .wait = wait,
          .note = "kept within the platform's limits"};
}

}  // namespace

AppChannel::AppChannel(std::string name, ApiClient& client, const net::Clock& clock)
    : name_(std::move(name)),
      client_(client),
      clock_(clock),
      group_sends_(kAnyCall),
      private_sends_(kAnyCall),
      changes_(kChanges),
      looks_(kAnyCall),
      readers_(kReaders) {}

/// Calls of that kind, in all.
CallPace& AppChannel::calls_of(DeliveryKind kind) {
  switch (kind) {
    case DeliveryKind::Notice:
      return group_sends_;
    case DeliveryKind::Private:
      return private_sends_;
    case DeliveryKind::Removal:
      break;
  }
  return changes_;
}

/// Everything that the call counts in.
std::vector<AppChannel::Share> AppChannel::shares_of(const Claim& claim) {
  const engine::Delivery& delivery = claim.delivery;
  const bool is_private = delivery.kind == DeliveryKind::Private;
  const std::size_t calls =
      is_private ? std::min(parts_of(delivery.text).size(), kMostCounted) : std::size_t{1};
  std::vector<Share> limits{{&calls_of(delivery.kind).calls(), calls}};
  if (delivery.kind == DeliveryKind::Removal) return limits;
  std::map<MemberId, delivery::Limiter>& people = is_private ? per_recipient_ : per_mentioned_;
  if (people.size() > kRemembered) people.clear();
  if (per_group_.size() > kRemembered) per_group_.clear();

  if (!is_private) {
    limits.push_back({&readers_, std::max<std::size_t>(claim.audience, 1)});
    limits.push_back({&per_group_.try_emplace(GroupId{delivery.chat_id}, kReader).first->second});
  }
  for (const MemberId& member : delivery.people)
    limits.push_back(
        {&people.try_emplace(member, is_private ? kRecipient : kReader).first->second, calls});
  return limits;
}

/// How long the call must wait; when not at all, it is counted as made.
Duration AppChannel::pace(const Claim& claim) {
  const Instant now = pacing_time(clock_);
  const std::vector<Share> shares = shares_of(claim);
  Duration wait{};
  for (const Share& share : shares) wait = std::max(wait, share.limit->wait(now, share.weight));
  if (wait > Duration::zero()) return wait;
  for (const Share& share : shares) share.limit->take(now, share.weight);
  return {};
}

/// A long text goes as several. Where one of them fails all are sent again: those that were taken,
/// the platform drops.
asio::awaitable<Outcome> AppChannel::send_privately(engine::Delivery delivery) {
  Outcome all;
  const std::vector<std::string> parts = parts_of(delivery.text);
  for (const std::string& part : parts) {
    Outcome outcome = co_await client_.send_to_members(delivery.people, part);
    if (outcome.kind != Outcome::Kind::Done) co_return outcome;
    all = std::move(outcome);
  }
  co_return all;
}

asio::awaitable<delivery::Outcome> AppChannel::deliver(Claim claim) {
  const engine::Delivery& delivery = claim.delivery;
  if (delivery.kind != DeliveryKind::Private && delivery.chat_id.empty())
    co_return delivery::Outcome{.kind = delivery::Outcome::Kind::Refused,
                                .wait = {},
                                .note = "the group has no chat_id in the configuration"};
  const Duration wait = pace(claim);
  if (wait > Duration::zero()) co_return paced(wait);
  const GroupId group{delivery.chat_id};
  Outcome outcome;
  if (delivery.kind == DeliveryKind::Notice) {
    const GroupText text{.text = delivery.text, .mentions = delivery.people};
    outcome = co_await client_.send_to_group(group, text);
  } else if (delivery.kind == DeliveryKind::Private) {
    outcome = co_await send_privately(delivery);
  } else {
    outcome = co_await client_.remove_members(group, delivery.people);
  }
  calls_of(delivery.kind).heed(outcome, pacing_time(clock_));
  co_return translate(outcome, claim);
}

asio::awaitable<delivery::Outcome> AppChannel::verify_removal(Claim claim) {
  const Instant now = pacing_time(clock_);
  if (const Duration wait = looks_.calls().wait(now); wait > Duration::zero())
    co_return paced(wait);
  looks_.calls().take(now);
  const GroupId group{claim.delivery.chat_id};
  ApiClient::GroupAnswer answer = co_await client_.read_group(group);
  looks_.heed(answer.outcome, pacing_time(clock_));
  // Whether an earlier call did it must become known, however busy the platform is.
  answer.outcome.retries = 0;
  if (!answer.chat) co_return translate(answer.outcome, claim);
  const std::vector<MemberId>& members = answer.chat->members;
  const bool is_there = std::any_of(
      claim.delivery.people.begin(), claim.delivery.people.end(), [&](const MemberId& id) {
        return std::find(members.begin(), members.end(), id) != members.end();
      });
  if (!is_there)
    co_return delivery::Outcome{
        .kind = delivery::Outcome::Kind::Done, .wait = {}, .note = "no longer in the group"};
  co_return delivery::Outcome{
      .kind = delivery::Outcome::Kind::Later, .wait = {}, .note = "still in the group"};
}

RobotChannel::RobotChannel(std::string name, std::string key, RobotClient& client,
                           const net::Clock& clock)
    : name_(std::move(name)),
      key_(std::move(key)),
      client_(client),
      clock_(clock),
      sends_(kRobot) {}

asio::awaitable<delivery::Outcome> RobotChannel::deliver(Claim claim) {
  const Instant now = pacing_time(clock_);
  if (const Duration wait = sends_.calls().wait(now); wait > Duration::zero())
    co_return paced(wait);
  sends_.calls().take(now);
  const GroupText text{.text = claim.delivery.text, .mentions = claim.delivery.people};
  Outcome outcome = co_await client_.send(key_, text);
  sends_.heed(outcome, pacing_time(clock_));
  co_return translate(outcome, claim);
}

asio::awaitable<delivery::Outcome> RobotChannel::verify_removal(Claim claim) {
  static_cast<void>(claim);
  co_return delivery::Outcome{.kind = delivery::Outcome::Kind::Refused,
                              .wait = {},
                              .note = "a group robot cannot remove members"};
}

}  // namespace qunguan::wecom
