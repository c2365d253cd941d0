#include "support/fake_batches.hpp"

#include <utility>

namespace qunguan::test {

FakeBatches::FakeBatches(Duration idle_wait) : idle_wait_(idle_wait) {}

void FakeBatches::begin() {
  const std::lock_guard lock{mutex_};
  ++begun_;
}

Result<void> FakeBatches::finish() {
  std::unique_lock lock{mutex_};
  is_held_ = is_holding_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !is_holding_; });
  is_held_ = false;
  ++finished_;
  if (!failure_) return {};
  return *std::exchange(failure_, std::nullopt);
}

Duration FakeBatches::idle() {
  const std::lock_guard lock{mutex_};
  ++idled_;
  changed_.notify_all();
  return idle_wait_;
}

void FakeBatches::fail_next(Error error) {
  const std::lock_guard lock{mutex_};
  failure_ = std::move(error);
}

void FakeBatches::hold() {
  const std::lock_guard lock{mutex_};
  is_holding_ = true;
}

void FakeBatches::let_go() {
  const std::lock_guard lock{mutex_};
  is_holding_ = false;
  changed_.notify_all();
}

void FakeBatches::wait_until_held() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return is_held_; });
}

void FakeBatches::wait_until_idle(int times) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return idled_ >= times; });
}

int FakeBatches::begun() const {
  const std::lock_guard lock{mutex_};
  return begun_;
}

int FakeBatches::finished() const {
  const std::lock_guard lock{mutex_};
  return finished_;
}

}  // namespace qunguan::test
