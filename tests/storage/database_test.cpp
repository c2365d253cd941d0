#include "storage/database.hpp"

#include <gmock/gmock.h>

#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using storage::Database;
using storage::Row;

/// A database of its own with one table.
class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() {
    database->begin();
    database->run("CREATE TABLE t (x TEXT UNIQUE)");
    EXPECT_TRUE(database->commit());
  }

  void put(const std::string& text) { database->run("INSERT INTO t (x) VALUES (?)", text); }
  std::int64_t count() { return database->integer(-1, "SELECT count(*) FROM t"); }
  std::string pragma(const char* sql) {
    std::string value = "nothing";
    database->each(sql, [&](const Row& row) { value = row.text(0); });
    return value;
  }

  TempFolder folder;
  std::string path = folder.file("t.db");
  std::unique_ptr<Database> database = *Database::open(path);
};

TEST_F(DatabaseTest, IsSetUpToLoseNothingAndTrustNobody) {
  EXPECT_EQ(pragma("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(pragma("PRAGMA synchronous"), "2");  // FULL
  EXPECT_EQ(pragma("PRAGMA foreign_keys"), "1");
  EXPECT_EQ(pragma("PRAGMA busy_timeout"), "5000");
  EXPECT_EQ(pragma("PRAGMA trusted_schema"), "0");
  EXPECT_EQ(pragma("PRAGMA cell_size_check"), "1");
  EXPECT_EQ(pragma("PRAGMA secure_delete"), "1");
  EXPECT_EQ(pragma("PRAGMA journal_size_limit"), "67108864");
  EXPECT_EQ(pragma("PRAGMA wal_autocheckpoint"), "0");
  EXPECT_THAT(pragma("PRAGMA mmap_size"), ::testing::AnyOf("0", "nothing"));
}

TEST_F(DatabaseTest, LetsNotEvenUsRewriteItsSchema) {
  database->begin();
  database->run("PRAGMA writable_schema = ON");
  database->run("UPDATE sqlite_schema SET sql = 'nonsense'");

  EXPECT_FALSE(database->commit());
}

TEST_F(DatabaseTest, DoesNothingMoreAfterTheFirstFailure) {
  database->begin();
  put("一");
  put("一");
  put("二");

  const Result<void> committed = database->commit();

  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, Error::Code::Internal);
  EXPECT_EQ(count(), 0);
}

TEST_F(DatabaseTest, AnswersWithNothingWhileItFails) {
  database->begin();
  put("一");
  database->fail({Error::Code::Internal, "given up"});

  EXPECT_EQ(count(), -1);
  EXPECT_EQ(database->run("INSERT INTO t (x) VALUES ('二')"), 0);
  database->rollback();
}

TEST_F(DatabaseTest, TellsTheFirstFailureNotTheLast) {
  database->begin();
  database->fail({Error::Code::Unavailable, "first"});
  database->fail({Error::Code::Internal, "second"});

  EXPECT_EQ(database->commit().error().message, "first");
}

TEST_F(DatabaseTest, WorksAgainInTheNextTransaction) {
  database->begin();
  database->fail({Error::Code::Internal, "given up"});
  static_cast<void>(database->commit());

  database->begin();
  put("一");

  EXPECT_TRUE(database->commit());
  EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseTest, StoresNothingWhenItIsFullAndAllOfItWhenThereIsRoom) {
  pragma("PRAGMA max_page_count = 1");  // what it has, and no page more
  database->begin();
  put("small");
  put(std::string(100'000, 'x'));
  const Result<void> refused = database->commit();
  pragma("PRAGMA max_page_count = 1000000");

  database->begin();
  put("small");
  put(std::string(100'000, 'x'));

  const Result<void> stored = database->commit();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(stored) << stored.error().message;
  EXPECT_EQ(refused.error().code, Error::Code::Unavailable);
  EXPECT_EQ(count(), 2);
}

TEST_F(DatabaseTest, CannotBeWrittenThroughAReader) {
  auto reader = *Database::open_to_read(path);

  reader->run("INSERT INTO t (x) VALUES ('一')");

  EXPECT_TRUE(reader->failure());
  EXPECT_EQ(count(), 0);
}

TEST_F(DatabaseTest, IsReadWhileItIsWritten) {
  auto reader = *Database::open_to_read(path);
  database->begin();
  put("一");

  const std::int64_t before = reader->integer(-1, "SELECT count(*) FROM t");
  EXPECT_TRUE(database->commit());

  EXPECT_EQ(before, 0);
  EXPECT_EQ(reader->integer(-1, "SELECT count(*) FROM t"), 1);
}

}  // namespace
}  // namespace qunguan::test
