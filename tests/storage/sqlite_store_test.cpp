#include "qunguan/storage/sqlite_store.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "qunguan/storage/backup.hpp"
#include "support/disk_limit.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using storage::back_up;
using storage::check_backup;
using storage::SqliteStore;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Instant kNow = from_ms(1'772'000'000'000);

Event message(const std::string& id, Instant at, const std::string& text) {
  Event event;
  event.source = "s";
  event.id = EventId{id};
  event.type = EventType::MessageCreated;
  event.at = event.received_at = at;
  event.message.sender.id = MemberId{"zhangsan"};
  event.message.text = text;
  return event;
}

class SqliteStoreTest : public ::testing::Test {
 protected:
  /// Commits so many messages of that size; they end at `kNow`.
  void fill(int count, std::size_t size) {
    store->begin();
    for (int i = 0; i < count; ++i)
      append("fill" + std::to_string(++filled_), kNow - (count - i) * 1s, std::string(size, 'x'));
    EXPECT_TRUE(store->commit());
  }

  std::optional<std::int64_t> append(const std::string& id, Instant at = kNow,
                                     const std::string& text = "早") {
    return store->ports().journal.append(message(id, at, text), 0, 0);
  }

  std::size_t purge(Instant now, Duration retention, std::size_t limit = 100) {
    store->begin();
    const std::size_t taken = store->purge(now, retention, limit);
    EXPECT_TRUE(store->commit());
    return taken;
  }

  std::optional<Event> event(std::int64_t number) {
    store->begin();
    const std::optional<Event> found = store->ports().journal.event(number);
    store->rollback();
    return found;
  }

  std::string bytes(const char* part) const {
    std::ifstream file{path + part, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  std::uintmax_t size(const char* part) const { return std::filesystem::file_size(path + part); }

  TempFolder folder;
  std::string path = folder.file("qunguan.db");
  std::unique_ptr<SqliteStore> store = *SqliteStore::open(path);

 private:
  int filled_ = 0;
};

TEST_F(SqliteStoreTest, RefusesASecondInstance) {
  const auto second = SqliteStore::open(path);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Error::Code::Conflict);
  EXPECT_THAT(second.error().message, HasSubstr("another qunguan"));
}

TEST_F(SqliteStoreTest, GivesTheLockBackWhenItEnds) {
  store.reset();

  EXPECT_TRUE(SqliteStore::open(path));
}

TEST_F(SqliteStoreTest, SaysWhatIsWrongWhenItCannotBeOpened) {
  const auto nowhere = SqliteStore::open(folder.file("no/such/folder.db"));
  std::ofstream{folder.file("notes.txt")} << std::string(4096, 'x');
  const auto not_ours = SqliteStore::open(folder.file("notes.txt"));

  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, Error::Code::Unavailable);
  ASSERT_FALSE(not_ours);
  EXPECT_EQ(not_ours.error().code, Error::Code::Unavailable);
  EXPECT_THAT(not_ours.error().message, HasSubstr("notes.txt"));
}

TEST_F(SqliteStoreTest, StoresNothingOnAFullDiskAndGoesOnWhenThereIsRoom) {
  fill(1, 10);
  const auto try_to_store = [&] {
    store->begin();
    append("lost", kNow, std::string(1'000'000, 'x'));
    return store->commit();
  };
  {
    const DiskLimit full{size("-wal")};
    for (int attempt = 0; attempt < 3; ++attempt) {
      const Result<void> refused = try_to_store();
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code, Error::Code::Unavailable);
    }
  }

  store->begin();
  EXPECT_FALSE(append("fill1"));
  EXPECT_TRUE(append("lost"));

  EXPECT_TRUE(store->commit());
}

TEST_F(SqliteStoreTest, LeavesTheLogAloneUntilItRests) {
  fill(50, 100'000);
  const std::uintmax_t before = size("");

  store->rest();

  EXPECT_LT(before, 1'000'000U);
  EXPECT_GT(size(""), 5'000'000U);
}

TEST_F(SqliteStoreTest, RestsOnlyWhenEnoughWaits) {
  fill(1, 10);
  const std::uintmax_t before = size("");

  store->rest();

  EXPECT_EQ(size(""), before);
}

TEST_F(SqliteStoreTest, DoesNotLetTheLogGrowUnderLoad) {
  fill(70, 1'000'000);
  const std::uintmax_t after_the_burst = size("-wal");
  store->keep_small();
  fill(10, 1'000'000);

  EXPECT_GT(after_the_burst, 64'000'000U);
  EXPECT_LE(size("-wal"), after_the_burst);
  EXPECT_GT(size(""), 64'000'000U);
}

TEST_F(SqliteStoreTest, KeepsTheLastGoodPolicies) {
  store->begin();
  store->save_policies({{.file = "a.yaml", .text = "甲"}, {.file = "b.yaml", .text = "乙"}}, kNow);
  store->save_policies({{.file = "b.yaml", .text = "乙二"}, {.file = "c.yaml", .text = "丙"}},
                       kNow);
  ASSERT_TRUE(store->commit());
  store.reset();
  store = *SqliteStore::open(path);

  store->begin();
  const std::vector<rules::PolicySource> found = store->last_policies();
  store->rollback();

  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].file, "b.yaml");
  EXPECT_EQ(found[0].text, "乙二");
  EXPECT_EQ(found[1].file, "c.yaml");
}

TEST_F(SqliteStoreTest, KeepsTheLastGoodDirectoryUntilThereIsNone) {
  const auto reopened = [&] {
    EXPECT_TRUE(store->commit());
    store.reset();
    store = *SqliteStore::open(path);
    store->begin();
    return store->last_directory();
  };
  store->begin();
  store->save_directory(rules::PolicySource{.file = "old.csv", .text = "id"});
  store->save_directory(rules::PolicySource{.file = "people.csv", .text = "id,name"});

  const std::optional<rules::PolicySource> kept = reopened();
  store->save_directory(std::nullopt);

  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->file, "people.csv");
  EXPECT_EQ(kept->text, "id,name");
  EXPECT_EQ(reopened(), std::nullopt);
  store->rollback();
}

TEST_F(SqliteStoreTest, KnowsWhatItIsFor) {
  store->begin();
  EXPECT_EQ(store->purpose(), "");
  store->set_purpose("trial");
  store->set_purpose("sandbox");
  ASSERT_TRUE(store->commit());
  store.reset();
  store = *SqliteStore::open(path);

  store->begin();
  EXPECT_EQ(store->purpose(), "sandbox");
  store->rollback();
}

TEST_F(SqliteStoreTest, BacksUpWhatIsCommittedWhileItWorksOn) {
  fill(3, 10);
  store->begin();
  append("not yet", kNow, "");

  ASSERT_TRUE(back_up(path, folder.file("copy.db")));

  ASSERT_TRUE(store->commit());
  auto copy = *SqliteStore::open(folder.file("copy.db"));
  copy->begin();
  EXPECT_FALSE(copy->ports().journal.append(message("fill3", kNow, ""), 0, 0));
  EXPECT_TRUE(copy->ports().journal.append(message("not yet", kNow, ""), 0, 0));
  copy->rollback();
}

TEST_F(SqliteStoreTest, TellsWhyItCannotBeBackedUp) {
  fill(300, 100);
  const std::string copy = folder.file("copy.db");

  EXPECT_EQ(back_up(path, folder.file("no/such/folder.db")).error().code, Error::Code::Unavailable);
  EXPECT_EQ(back_up(folder.file("no.db"), copy).error().code, Error::Code::NotFound);

  ASSERT_TRUE(back_up(path, copy));
  std::fstream file{copy, std::ios::binary | std::ios::in | std::ios::out};
  file.seekp(4 * 4096);
  file << std::string(4096, 'x');
  file.close();
  EXPECT_EQ(check_backup(copy).error().code, Error::Code::Invalid);
}

TEST_F(SqliteStoreTest, PurgesTextsOlderThanRetention) {
  store->begin();
  const auto old = append("old", kNow - 3h - 1ms, "旧话");
  const auto fresh = append("fresh", kNow - 3h, "新话");
  ASSERT_TRUE(store->commit());

  EXPECT_EQ(purge(kNow, 3h), 1U);

  EXPECT_FALSE(event(*old));
  EXPECT_EQ(event(*fresh)->message.text, "新话");
  EXPECT_EQ(purge(kNow, 3h), 0U);
}

TEST_F(SqliteStoreTest, PurgesALimitedNumberAtATime) {
  fill(5, 10);

  EXPECT_EQ(purge(kNow + 1h, 1s, 2), 2U);
  EXPECT_EQ(purge(kNow + 1h, 1s, 2), 2U);
  EXPECT_EQ(purge(kNow + 1h, 1s, 2), 1U);
  EXPECT_EQ(purge(kNow + 1h, 1s, 2), 0U);
}

TEST_F(SqliteStoreTest, KnowsDuplicatesLongerThanTheirTexts) {
  fill(3, 10);
  purge(kNow + 6 * 24h, 24h);
  store->begin();
  const bool is_known = !append("fill1");
  store->rollback();

  while (purge(kNow + 8 * 24h, 24h) > 0) continue;

  store->begin();
  EXPECT_TRUE(is_known);
  EXPECT_TRUE(append("fill1"));
  store->rollback();
}

TEST_F(SqliteStoreTest, NeverGivesANumberTwice) {
  fill(3, 10);
  while (purge(kNow + 90 * 24h, 24h) > 0) continue;

  store->begin();
  EXPECT_EQ(append("next"), 4);
  store->rollback();
}

TEST_F(SqliteStoreTest, LeavesNoByteOfAPurgedTextInItsFiles) {
  const std::string canary = "canary-" + std::string(3000, 'c');
  store->begin();
  append("e1", kNow, canary);
  Event quoting = message("e2", kNow, "短");
  quoting.message.reply_to = Quote{.text = canary};
  store->ports().journal.append(quoting, 0, 0);
  ASSERT_TRUE(store->commit());
  ASSERT_THAT(bytes("") + bytes("-wal"), HasSubstr("canary"));

  while (purge(kNow + 1h, 1s) > 0) store->rest();
  store->rest();

  EXPECT_THAT(bytes(""), Not(HasSubstr("canary")));
  EXPECT_THAT(bytes("-wal"), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
