#include "storage/schema.hpp"

#include <SQLiteCpp/Statement.h>
#include <gmock/gmock.h>

#include "qunguan/storage/records.hpp"
#include "qunguan/storage/sqlite_store.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;

/// Everything that the database consists of, in one order.
std::string shape(SQLite::Database& connection) {
  std::string text;
  SQLite::Statement rows{connection,
                         "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name"};
  while (rows.executeStep()) text += rows.getColumn(0).getString() + ";\n";
  return text;
}

int version(SQLite::Database& connection) {
  return connection.execAndGet("PRAGMA user_version").getInt();
}

SQLite::Database empty() { return {":memory:", SQLite::OPEN_READWRITE}; }

class Old {
 public:
  /// A file as a former version left it, with a fine in it.
  explicit Old(std::size_t version) {
    SQLite::Database connection{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    EXPECT_TRUE(storage::migrate(connection, storage::migrations().first(version)));
    connection.exec(
        "INSERT INTO sources (no, name) VALUES (1, 's');"
        "INSERT INTO groups (no, source, group_id, first_name, name) VALUES (1, 1, 'g', '甲', "
        "'乙');"
        "INSERT INTO ledger (group_no, member, case_no, kind, amount_fen, at_ms, by, reason) "
        "VALUES (1, 'zhangsan', 1, 'fine', 5000, 9, '', '')");
  }

 private:
  TempFolder folder_;

 public:
  std::string path = folder_.file("old.db");
};

TEST(Schema, OfEveryFormerVersionIsBroughtUpToDateWithWhatItHolds) {
  SQLite::Database fresh = empty();
  ASSERT_TRUE(storage::migrate(fresh));
  for (std::size_t former = 1; former < storage::migrations().size(); ++former) {
    const Old old{former};

    auto store = storage::SqliteStore::open(old.path);

    ASSERT_TRUE(store) << store.error().message;
    (*store)->begin();
    EXPECT_EQ((*store)->ports().ledger.entries(1).at(0).amount, Fen{5000});
    EXPECT_TRUE((*store)->commit());
    store->reset();
    SQLite::Database after{old.path};
    EXPECT_EQ(shape(after), shape(fresh));
    EXPECT_EQ(version(after), version(fresh));
  }
}

TEST(Schema, OfANewerVersionIsRefusedAndLeftAlone) {
  TempFolder folder;
  const std::string path = folder.file("new.db");
  SQLite::Database{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(
      "PRAGMA user_version = 99");

  const auto store = storage::SqliteStore::open(path);
  const auto records = storage::Records::open(path);

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Error::Code::Conflict);
  EXPECT_THAT(store.error().message, HasSubstr("newer version"));
  EXPECT_THAT(store.error().message, HasSubstr("99"));
  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().code, Error::Code::Conflict);
  SQLite::Database after{path};
  EXPECT_EQ(shape(after), "");
}

TEST(Schema, StaysAtTheLastWholeStepWhenOneFails) {
  SQLite::Database connection = empty();
  const char* const steps[] = {"CREATE TABLE a (x);",
                               "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);"};

  EXPECT_THROW(static_cast<void>(storage::migrate(connection, steps)), std::exception);

  EXPECT_EQ(version(connection), 1);
  EXPECT_EQ(shape(connection), "CREATE TABLE a (x);\n");
}

class AppendOnly : public ::testing::TestWithParam<const char*> {};

TEST_P(AppendOnly, IsNeitherChangedNorDeleted) {
  SQLite::Database connection = empty();
  ASSERT_TRUE(storage::migrate(connection));
  connection.exec(
      "INSERT INTO ledger (group_no, member, case_no, kind, amount_fen, at_ms, by, reason) "
      "VALUES (1, 'zhangsan', 1, 'fine', 5000, 9, '', '');"
      "INSERT INTO verdicts (case_no, kind, standing, by, at_ms, reason) "
      "VALUES (1, 'upheld', 'counted', 'admin1', 9, '');"
      "INSERT INTO cases (group_no, member, rule, cause_kind, cause_id, at_ms, ladder, step, "
      "standing, policy, event_no, summary, evidence, message) "
      "VALUES (1, 'zhangsan', 'r', 'message', 'm1', 9, '', 1, 'counted', 'p', 1, '', '', '')");

  EXPECT_THROW(connection.exec(GetParam()), SQLite::Exception);
}

INSTANTIATE_TEST_SUITE_P(MoneyAndBlame, AppendOnly,
                         ::testing::Values("UPDATE ledger SET amount_fen = 0", "DELETE FROM ledger",
                                           "UPDATE verdicts SET standing = 'withdrawn'",
                                           "DELETE FROM verdicts",
                                           "UPDATE cases SET member = 'lisi'",
                                           "UPDATE cases SET standing = 'withdrawn'",
                                           "DELETE FROM cases"));

}  // namespace
}  // namespace qunguan::test
