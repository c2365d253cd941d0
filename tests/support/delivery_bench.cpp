#include "support/delivery_bench.hpp"

#include <gtest/gtest.h>

namespace qunguan::test {

using delivery::Outcome;
namespace asio = boost::asio;

std::vector<std::string> FakeChannel::calls() const {
  const std::lock_guard lock{mutex_};
  return calls_;
}

void FakeChannel::note(std::string call) {
  const std::lock_guard lock{mutex_};
  calls_.push_back(std::move(call));
}

asio::awaitable<Outcome> FakeChannel::deliver(engine::Claim claim) {
  note(std::string{to_text(claim.delivery.kind)} + " " + claim.delivery.text);
  during(claim);
  if (outcomes.empty()) co_return Outcome{};
  Outcome next = outcomes.front();
  outcomes.pop_front();
  co_return next;
}

asio::awaitable<Outcome> FakeChannel::verify_removal(engine::Claim claim) {
  note("verify " + claim.delivery.text);
  if (verified.empty()) co_return Outcome{.kind = Outcome::Kind::Later};
  Outcome next = verified.front();
  verified.pop_front();
  co_return next;
}

DeliveryBench::DeliveryBench()
    : store_(*storage::SqliteStore::open(folder_.file("q.db"))),
      records_(*storage::Records::open(folder_.file("q.db"))),
      dispatcher(threads_.at(0).get_executor(), worker_, store_->deliveries(), clock,
                 std::chrono::milliseconds{1}) {
  dispatcher.add(channel);
  store_->begin();
  const std::int64_t group = store_->ports().rosters.group("s", GroupId{"g"}, "示范群").number;
  store_->ports().cases.add({.number = 1, .group = group, .at = clock.now()});
  EXPECT_TRUE(store_->commit());
}

DeliveryBench::~DeliveryBench() {
  dispatcher.stop();
  EXPECT_TRUE(dispatcher.wait(std::chrono::seconds{10}));
}

void DeliveryBench::put(engine::DeliveryKind kind, const std::string& text, const std::string& to,
                        std::optional<Instant> expires_at) {
  store_->begin();
  store_->ports().outbox.add({.time = clock.now(), .member = MemberId{"zhangsan"}, .violation = 1},
                             1,
                             {{.kind = kind,
                               .channel = to,
                               .chat_id = "c1",
                               .text = text,
                               .people = {MemberId{"zhangsan"}},
                               .expires_at = expires_at}});
  EXPECT_TRUE(store_->commit());
}

void DeliveryBench::crash_while_sending() {
  store_->begin();
  store_->deliveries().claim("app", clock.now(), 100);
  EXPECT_TRUE(store_->commit());
}

void DeliveryBench::start() { dispatcher.start(); }

void DeliveryBench::advance(Duration span) {
  clock.advance(span);
  dispatcher.wake();
}

std::vector<storage::Records::Delivered> DeliveryBench::deliveries() {
  const std::lock_guard lock{reading_};
  return records_->story(1)->deliveries;
}

std::string DeliveryBench::states() {
  std::string all;
  for (const storage::Records::Delivered& one : deliveries())
    all += (all.empty() ? "" : " ") + one.state;
  return all;
}

std::string DeliveryBench::wait_for(const std::string& wanted) {
  std::unique_lock lock{mutex_};
  committed_.wait_for(lock, std::chrono::seconds{10}, [&] { return states() == wanted; });
  return states();
}

void DeliveryBench::wait_for_calls(std::size_t count) {
  std::unique_lock lock{mutex_};
  EXPECT_TRUE(committed_.wait_for(lock, std::chrono::seconds{10},
                                  [&] { return channel.calls().size() >= count; }));
}

void DeliveryBench::begin() { store_->begin(); }

Result<void> DeliveryBench::finish() {
  const std::lock_guard lock{mutex_};
  committed_.notify_all();
  if (failing_ > 0) {
    --failing_;
    store_->rollback();
    return Error{Error::Code::Unavailable, "full"};
  }
  return store_->commit();
}

}  // namespace qunguan::test
