#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "qunguan/delivery/dispatcher.hpp"
#include "qunguan/net/io_threads.hpp"
#include "qunguan/net/worker.hpp"
#include "qunguan/storage/records.hpp"
#include "qunguan/storage/sqlite_store.hpp"
#include "support/fake_clock.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {

/// A channel that answers from a script, keeps the calls, and can do everything unless told
/// otherwise. Its script is written before the dispatcher starts.
class FakeChannel final : public delivery::Channel {
 public:
  explicit FakeChannel(std::string name) : name_(std::move(name)) {}

  std::deque<delivery::Outcome> outcomes;  // of `deliver`; then all is done
  std::deque<delivery::Outcome> verified;  // of `verify_removal`; then he is there
  delivery::Capabilities able{true, true, true, true};
  std::function<void(const engine::Claim&)> during = [](const engine::Claim&) {};

  /// `notice 一`, `verify`, in order. Thread: any.
  std::vector<std::string> calls() const;

  const std::string& name() const override { return name_; }
  delivery::Capabilities capabilities() const override { return able; }
  boost::asio::awaitable<delivery::Outcome> deliver(engine::Claim claim) override;
  boost::asio::awaitable<delivery::Outcome> verify_removal(engine::Claim claim) override;

 private:
  void note(std::string call);

  std::string name_;
  mutable std::mutex mutex_;
  std::vector<std::string> calls_;
};

/// A dispatcher over a real store, a real worker and a clock that stands still; its one channel is
/// `app`.
class DeliveryBench : private net::Batches {
 public:
  DeliveryBench();
  ~DeliveryBench() override;

  /// Records an action of case 1 that needs this call; before `start`.
  void put(engine::DeliveryKind kind, const std::string& text, const std::string& channel = "app",
           std::optional<Instant> expires_at = {});

  /// Leaves everything that waits as a crash in mid-call would.
  void crash_while_sending();

  void start();
  void advance(Duration span);

  /// So many of the next commits fail.
  void fail_commits(int count) { failing_ = count; }

  /// What the deliveries came to, oldest first: `done waiting`.
  std::string states();

  /// Waits until they are in these states; returns those they are in when that takes too long.
  std::string wait_for(const std::string& wanted);

  void wait_for_calls(std::size_t count);

  std::vector<storage::Records::Delivered> deliveries();

  FakeClock clock;
  FakeChannel channel{"app"};

 private:
  void begin() override;
  Result<void> finish() override;
  Duration idle() override { return std::chrono::hours{1}; }

  TempFolder folder_;
  std::unique_ptr<storage::SqliteStore> store_;
  std::mutex mutex_;
  std::condition_variable committed_;
  int commits_ = 0;
  std::atomic<int> failing_ = 0;
  std::mutex reading_;
  std::unique_ptr<storage::Records> records_;
  net::IoThreads threads_{1};
  net::Worker worker_{*this, 100};

 public:
  delivery::Dispatcher dispatcher;
};

}  // namespace qunguan::test
