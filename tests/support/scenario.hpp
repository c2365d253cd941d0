#pragma once

#include <memory>
#include <string>
#include <vector>

#include "qunguan/domain/directory.hpp"
#include "qunguan/engine/moderator.hpp"
#include "qunguan/storage/sqlite_store.hpp"
#include "support/failing_store.hpp"

namespace qunguan::test {

/// What was recorded.
struct Kept {
  std::vector<engine::Action> actions;  // since they were last taken
  std::vector<engine::Delivery> deliveries;
};

/// A group's timeline over a real store in memory: events in, actions out.
///
/// The group is `g` (示范群); its owner `boss` and its admins `admin1` and `admin2` are known from
/// a snapshot, as are the members `zhangsan`, `lisi`, `wangwu`. Times are of 2026-03-02, or begin
/// with a date.
class Scenario {
 public:
  explicit Scenario(const std::string& policy, engine::Settings settings = default_settings());

  /// Settings without a settling window, for a source named `s`.
  static engine::Settings default_settings();

  /// Each returns the actions that followed from the event and from what fell due before it.
  std::vector<engine::Action> say(const std::string& at, const std::string& who,
                                  const std::string& text);
  std::vector<engine::Action> say_privately(const std::string& at, const std::string& who,
                                            const std::string& text);
  std::vector<engine::Action> feed(Event event);
  std::vector<engine::Action> wait_until(const std::string& at);

  /// The same where the store may fail: nothing when it did, and nothing was kept then.
  std::optional<std::vector<engine::Action>> try_feed(Event event);
  std::optional<std::vector<engine::Action>> try_wait_until(const std::string& at);

  /// A message that is not sent yet.
  Event message(const std::string& at, const std::string& who, const std::string& text);
  Event event(EventType type, const std::string& at);

  /// Another book of policies, as of then.
  std::vector<engine::Action> reload(const std::string& policy, const std::string& at);

  /// Throws away all memory, as a restart does.
  void restart();

  engine::Store store() { return ports_; }
  FailingStore& disk() { return disk_; }
  engine::Moderator& moderator() { return *moderator_; }
  Kept& outbox() { return kept_; }
  storage::SqliteStore& file() { return *file_; }
  Directory directory;

  /// What the member owes.
  Fen balance(const std::string& member);

  static Instant time(const std::string& at);

 private:
  std::shared_ptr<const rules::PolicyBook> load(const std::string& policy);
  void advance(Instant to);
  std::optional<std::vector<engine::Action>> commit();
  std::vector<engine::Action> take();

  std::unique_ptr<storage::SqliteStore> file_;
  FailingStore disk_;
  engine::Store inner_;
  Kept kept_;
  engine::WatchedOutbox outbox_;
  engine::Store ports_;
  engine::Settings settings_;
  std::shared_ptr<const rules::PolicyBook> book_;
  std::unique_ptr<engine::Moderator> moderator_;
  int events_ = 0;
};

/// `warn zhangsan`, `fine lisi 5000`, `report - `: kind, member and amount of each, joined by `; `.
std::string summary(const std::vector<engine::Action>& actions);

}  // namespace qunguan::test
