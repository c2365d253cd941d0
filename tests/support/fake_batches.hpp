#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "qunguan/net/worker.hpp"

namespace qunguan::test {

/// Batches that keep count, can be made to fail, and can be held up before they finish.
///
/// Thread: any.
class FakeBatches final : public net::Batches {
 public:
  explicit FakeBatches(Duration idle_wait = std::chrono::hours{1});

  void begin() override;
  Result<void> finish() override;
  Duration idle() override;

  /// The next batch ends like this.
  void fail_next(Error error);

  /// No batch finishes until `let_go`.
  void hold();
  void let_go();

  void wait_until_held();
  void wait_until_idle(int times);

  int begun() const;
  int finished() const;

 private:
  const Duration idle_wait_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_holding_ = false;
  bool is_held_ = false;
  int begun_ = 0;
  int finished_ = 0;
  int idled_ = 0;
  std::optional<Error> failure_;
};

}  // namespace qunguan::test
