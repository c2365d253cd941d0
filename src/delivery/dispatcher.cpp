#include "qunguan/delivery/dispatcher.hpp"

#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qunguan::delivery {
namespace {

namespace asio = boost::asio;

using engine::Claim;
using engine::DeliveryKind;
using engine::DeliveryState;
using engine::Settlement;

constexpr Duration kLongestSleep = std::chrono::seconds{30};  // looks again even if nobody wakes it

}  // namespace

struct Dispatcher::State : std::enable_shared_from_this<Dispatcher::State> {
  State(asio::any_io_executor where, net::Worker& worker, engine::DeliveryQueue& source,
        const net::Clock& time, Duration pause)
      : executor(std::move(where)),
        moderation(worker),
        queue(source),
        clock(time),
        patience(pause) {}

  /// A channel and what wakes its turn.
  struct Lane {
    Lane(Channel& served, const asio::any_io_executor& executor)
        : channel(served), alarm(executor) {}

    Channel& channel;
    asio::steady_timer alarm;
    bool is_awake = false;
  };

  /// What a channel has to do: a call now, or none before `next`.
  struct Turn {
    std::vector<Claim> claims;
    std::optional<Instant> next;
  };

  Turn look(const std::string& channel, Instant now);
  asio::awaitable<void> run(Lane& lane, std::shared_ptr<State> self);
  asio::awaitable<void> serve(Lane& lane, Claim claim);
  asio::awaitable<void> recover(std::shared_ptr<State> self);
  asio::awaitable<Outcome> attempt(Channel& channel, const Claim& claim);
  asio::awaitable<void> record(Claim claim, Settlement settlement);
  asio::awaitable<void> sleep(Lane& lane, Duration span);
  asio::awaitable<void> be_patient();
  void leave();
  void count(const Settlement& settlement);

  asio::any_io_executor executor;
  net::Worker& moderation;
  engine::DeliveryQueue& queue;
  const net::Clock& clock;
  const Duration patience;
  std::vector<std::unique_ptr<Lane>> lanes;
  bool is_stopped = false;
  Counters counters;

  int running = 0;  // coroutines that may yet use what we were given
  std::promise<void> end;
  std::optional<std::future<void>> ended;  // nothing: never started
};

Dispatcher::Dispatcher(asio::any_io_executor executor, net::Worker& moderation,
                       engine::DeliveryQueue& queue, const net::Clock& clock, Duration patience)
    : state_(std::make_shared<State>(std::move(executor), moderation, queue, clock, patience)) {}

Dispatcher::~Dispatcher() = default;

const Counters& Dispatcher::counters() const { return state_->counters; }

void Dispatcher::add(Channel& channel) {
  state_->lanes.push_back(std::make_unique<State::Lane>(channel, state_->executor));
}

void Dispatcher::start() {
  state_->ended = state_->end.get_future();
  state_->running = 1;
  asio::co_spawn(state_->executor, state_->recover(state_), asio::detached);
}

void Dispatcher::wake() {
  asio::post(state_->executor, [state = state_] {
    for (const std::unique_ptr<State::Lane>& lane : state->lanes) {
      lane->is_awake = true;
      lane->alarm.cancel();
    }
  });
}

void Dispatcher::stop() {
  asio::post(state_->executor, [state = state_] {
    state->is_stopped = true;
    for (const std::unique_ptr<State::Lane>& lane : state->lanes) lane->alarm.cancel();
  });
}

bool Dispatcher::wait(Duration longest) {
  return !state_->ended || state_->ended->wait_for(longest) == std::future_status::ready;
}

void Dispatcher::State::leave() {
  if (--running == 0) end.set_value();
}

/// Decides about calls that were under way when the daemon died, and about those that nobody will
/// make, before any channel begins.
asio::awaitable<void> Dispatcher::State::recover(std::shared_ptr<State> self) {
  const Instant now = clock.now();
  std::vector<std::string> served;
  served.reserve(lanes.size());
  for (const std::unique_ptr<Lane>& lane : lanes) served.push_back(lane->channel.name());
  auto settle_all = [this, now, &served]() -> Result<std::size_t> {
    for (const Claim& claim : queue.interrupted())
      queue.settle(claim, settle_interrupted(claim, now));
    return queue.give_up_others(served);
  };
  for (bool is_settled = false; !is_settled && !is_stopped;) {
    const Result<std::size_t> given_up = co_await net::run_on(moderation, settle_all);
    is_settled = given_up.has_value();
    if (is_settled)
      counters.undeliverable += *given_up;
    else
      co_await be_patient();
  }
  running += static_cast<int>(lanes.size());
  for (const std::unique_ptr<Lane>& lane : lanes)
    asio::co_spawn(executor, run(*lane, self), asio::detached);
  leave();
}

/// One call at a time: after a crash it is known of each whether it may have been made.
Dispatcher::State::Turn Dispatcher::State::look(const std::string& channel, Instant now) {
  Turn turn{.claims = queue.claim(channel, now, 1), .next = {}};
  if (turn.claims.empty()) turn.next = queue.next_attempt(channel);
  return turn;
}

asio::awaitable<void> Dispatcher::State::run(Lane& lane, std::shared_ptr<State> self) {
  static_cast<void>(self);
  while (!is_stopped) {
    lane.is_awake = false;
    const Instant now = clock.now();
    auto take = [this, now, name = lane.channel.name()]() -> Result<Turn> {
      return look(name, now);
    };
    const Result<Turn> turn = co_await net::run_on(moderation, take);
    if (!turn) {
      co_await sleep(lane, patience);
      continue;
    }
    for (const Claim& claim : turn->claims) co_await serve(lane, claim);
    if (!turn->claims.empty()) continue;
    const Duration span =
        turn->next ? std::clamp<Duration>(*turn->next - clock.now(), Duration{1}, kLongestSleep)
                   : kLongestSleep;
    co_await sleep(lane, span);
  }
  leave();
}

asio::awaitable<void> Dispatcher::State::serve(Lane& lane, Claim claim) {
  if (is_stopped) {
    const Settlement untried{
        .state = DeliveryState::Waiting, .next_attempt = clock.now(), .was_tried = false};
    co_await record(claim, untried);
    co_return;
  }
  const Outcome outcome = co_await attempt(lane.channel, claim);
  const Instant now = clock.now();
  Settlement settlement = settle(claim, outcome, now);
  settlement.at = now;
  if (outcome.kind == Outcome::Kind::Refused &&
      !lane.channel.capabilities().can(claim.delivery.kind))
    settlement.state = DeliveryState::Undeliverable;
  count(settlement);
  co_await record(claim, settlement);
}

asio::awaitable<Outcome> Dispatcher::State::attempt(Channel& channel, const Claim& claim) {
  const bool is_useless = claim.delivery.expires_at && clock.now() >= *claim.delivery.expires_at;
  if (is_useless) co_return Outcome{.kind = Outcome::Kind::Later, .note = "too late to be of use"};
  if (!channel.capabilities().can(claim.delivery.kind))
    co_return Outcome{.kind = Outcome::Kind::Refused,
                      .note = "the channel " + channel.name() + " cannot do this"};
  if (claim.delivery.kind == DeliveryKind::Removal && claim.attempts > 0) {
    // An earlier call may have done it, or a person.
    Outcome verified = co_await channel.verify_removal(claim);
    const bool is_there =
        verified.kind == Outcome::Kind::Later && verified.wait == Duration::zero();
    if (!is_there) co_return verified;
  }
  Outcome outcome = co_await channel.deliver(claim);
  co_return outcome;
}

/// Records the outcome however long the store takes: a call that was made must not be forgotten.
asio::awaitable<void> Dispatcher::State::record(Claim claim, Settlement settlement) {
  auto write = [this, &claim, &settlement]() -> Result<void> {
    queue.settle(claim, settlement);
    return {};
  };
  for (;;) {
    const Result<void> written = co_await net::run_on(moderation, write);
    if (written || is_stopped) co_return;
    co_await be_patient();
  }
}

asio::awaitable<void> Dispatcher::State::be_patient() {
  asio::steady_timer pause{executor, patience};
  boost::system::error_code ignored;
  co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> Dispatcher::State::sleep(Lane& lane, Duration span) {
  if (lane.is_awake || is_stopped) co_return;
  lane.alarm.expires_after(span);
  boost::system::error_code ignored;
  co_await lane.alarm.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void Dispatcher::State::count(const Settlement& settlement) {
  switch (settlement.state) {
    case DeliveryState::Done:
      ++counters.done;
      break;
    case DeliveryState::Waiting:
      ++counters.retried;
      break;
    case DeliveryState::Failed:
      ++counters.failed;
      break;
    case DeliveryState::Unknown:
      ++counters.unknown;
      break;
    case DeliveryState::Expired:
      ++counters.expired;
      break;
    default:
      ++counters.undeliverable;
      break;
  }
}

}  // namespace qunguan::delivery
