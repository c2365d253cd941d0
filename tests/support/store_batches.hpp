#pragma once

#include <functional>
#include <utility>

#include "qunguan/engine/moderator.hpp"
#include "qunguan/net/worker.hpp"
#include "qunguan/storage/sqlite_store.hpp"
#include "support/fake_batches.hpp"

namespace qunguan::test {

/// The daemon's batches over a real store: a transaction around the jobs. A gate before the commit
/// can hold it up or make it fail.
class StoreBatches final : public net::Batches {
 public:
  StoreBatches(storage::SqliteStore& store, engine::Moderator& moderator)
      : store_(store), moderator_(moderator) {}

  FakeBatches& gate() { return gate_; }

  /// Work for the worker's thread, before the first job of the next batch. Requires: the gate is
  /// held, or nothing runs yet.
  void at_next_begin(std::function<void()> work) { work_ = std::move(work); }

  void begin() override {
    gate_.begin();
    store_.begin();
    if (const std::function<void()> work = std::exchange(work_, nullptr)) work();
  }

  Result<void> finish() override {
    Result<void> finished = gate_.finish();
    if (!finished) {
      store_.rollback();
    } else {
      finished = store_.commit();
    }
    if (!finished) moderator_.forget();
    return finished;
  }

  Duration idle() override { return gate_.idle(); }

 private:
  storage::SqliteStore& store_;
  engine::Moderator& moderator_;
  FakeBatches gate_;
  std::function<void()> work_;
};

}  // namespace qunguan::test
