#pragma once

#include <functional>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "qunguan/engine/store.hpp"

namespace qunguan::test {

/// A back end as the contract sees it: the ports, and the batches around their calls.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual engine::Store ports() = 0;
  virtual engine::DeliveryQueue& deliveries() = 0;
  virtual void begin() = 0;
  virtual Result<void> commit() = 0;
  virtual void rollback() = 0;

  /// Ends it without a word, as a crash does, and opens what it left behind.
  virtual void reopen() = 0;
};

struct BackendMaker {
  std::string name;
  std::unique_ptr<Backend> (*make)();
};

/// What every store behind the engine's ports keeps to: the tests of this suite run over each back
/// end that backends_test.cpp lists.
///
/// A test begins inside a batch.
class StoreContract : public ::testing::TestWithParam<BackendMaker> {
 protected:
  void SetUp() override { backend_->begin(); }

  engine::Store ports() { return backend_->ports(); }
  engine::DeliveryQueue& deliveries() { return backend_->deliveries(); }

  /// Ends the batch and begins another.
  void commit() {
    const Result<void> committed = backend_->commit();
    EXPECT_TRUE(committed) << committed.error().message;
    backend_->begin();
  }
  Error commit_fails() {
    const Result<void> committed = backend_->commit();
    EXPECT_FALSE(committed);
    backend_->begin();
    return committed ? Error{} : committed.error();
  }
  void roll_back() {
    backend_->rollback();
    backend_->begin();
  }

  /// What was committed is all there is.
  void crash() {
    backend_->reopen();
    backend_->begin();
  }

  static Instant at(int seconds) { return from_ms(1'772'000'000'000 + seconds * 1000); }

  static Event message(const std::string& id, int seconds = 0, const std::string& text = "早") {
    Event event;
    event.source = "s";
    event.id = EventId{id};
    event.type = EventType::MessageCreated;
    event.at = event.received_at = at(seconds);
    event.group = GroupId{"g"};
    event.message.id = MessageId{id};
    event.message.sender.id = MemberId{"zhangsan"};
    event.message.text = text;
    return event;
  }

  std::int64_t group(const std::string& id = "g") {
    return ports().rosters.group("s", GroupId{id}, "示范群").number;
  }

  /// The first case is number 1.
  engine::Case violation(const std::string& cause = "m1", const std::string& member = "zhangsan") {
    return {.number = ports().cases.next_number(),
            .group = group(),
            .member = MemberId{member},
            .rule = RuleId{"gambling"},
            .cause = {.kind = "message", .id = cause},
            .at = at(0),
            .ladder = "ladder:通用",
            .step = 1,
            .policy = "p",
            .summary = "消息含有“百家乐”",
            .evidence = R"({"text":"百家乐"})",
            .message = MessageId{cause}};
  }

 private:
  std::unique_ptr<Backend> backend_ = GetParam().make();
};

}  // namespace qunguan::test
