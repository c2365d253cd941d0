#include "app/backup.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/daemon_bench.hpp"
#include "qunguan/storage/records.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kPolicy =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nlists: { 赌博: { words: [百家乐] } }\n"
    "rules:\n  - { id: gambling, content: { lists: [赌博] }, then: fine 50 }\n";

Instant shanghai(const std::string& time) { return *parse_instant(time + "+08:00"); }

std::vector<std::string> files(const std::string& folder) {
  std::vector<std::string> names;
  if (fs::exists(folder))
    for (const auto& entry : fs::directory_iterator{folder})
      names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() { storage::SqliteStore::open(store_)->reset(); }

  app::Backups backups(int keep = 7) const {
    return {{.folder = copies_, .at = 3h, .keep = keep, .zone = *Zone::named("Asia/Shanghai")},
            store_};
  }

  TempFolder folder_;
  std::string store_ = folder_.file("qunguan.db");
  std::string copies_ = folder_.file("copies");
};

TEST_F(BackupTest, IsDueOnceADayAndMadeUpForLater) {
  EXPECT_TRUE(backups().is_due(shanghai("2026-03-02T10:00:00")));
  ASSERT_TRUE(backups().make(shanghai("2026-03-02T10:00:00")));

  EXPECT_FALSE(backups().is_due(shanghai("2026-03-03T02:59:59")));
  EXPECT_TRUE(backups().is_due(shanghai("2026-03-03T03:00:00")));
  ASSERT_TRUE(backups().make(shanghai("2026-03-03T03:00:00")));
  EXPECT_FALSE(backups().is_due(shanghai("2026-03-03T03:00:00")));
  EXPECT_TRUE(backups().is_due(shanghai("2026-03-06T12:00:00")));
}

TEST_F(BackupTest, KeepsTheLastOnesAndTouchesNothingElse) {
  fs::create_directories(copies_);
  std::ofstream{copies_ + "/notes.txt"} << "mine";

  for (int day = 1; day <= 4; ++day)
    ASSERT_TRUE(backups(2).make(shanghai("2026-03-0" + std::to_string(day) + "T03:00:00")));

  EXPECT_THAT(files(copies_),
              ElementsAre("notes.txt", "qunguan-20260303-030000.db", "qunguan-20260304-030000.db"));
}

TEST_F(BackupTest, IsNotKeptFromBeingMadeByWhatIsNamedAheadOrOtherwise) {
  fs::create_directories(copies_);
  for (const char* name : {"/qunguan-20270101-030000.db", "/qunguan-prod.db"})
    std::ofstream{copies_ + name} << "theirs";

  EXPECT_TRUE(backups(1).is_due(shanghai("2026-03-02T03:00:00")));
  ASSERT_TRUE(backups(1).make(shanghai("2026-03-02T03:00:00")));

  EXPECT_FALSE(backups(1).is_due(shanghai("2026-03-02T03:00:01")));
  EXPECT_THAT(files(copies_), SizeIs(3));
}

TEST_F(BackupTest, IsForItsOwnersEyesAlone) {
  const app::Backups::Copy copy = *backups().make(shanghai("2026-03-02T03:00:00"));

  EXPECT_EQ(fs::status(copy.path).permissions(), fs::perms{0600});
  EXPECT_THAT(copy.sha256, SizeIs(64));
  EXPECT_EQ(copy.size, static_cast<std::int64_t>(fs::file_size(copy.path)));
}

TEST_F(BackupTest, LeavesNoHalfCopyWhenItFails) {
  fs::remove(store_);

  EXPECT_EQ(backups().make(shanghai("2026-03-02T03:00:00")).error().code, Error::Code::NotFound);
  EXPECT_THAT(files(copies_), IsEmpty());
}

TEST(Backup, IsMadeByTheDaemonAtItsTimeAndHoldsTheLedger) {
  DaemonBench bench{kPolicy};
  const std::string copies = bench.folder().file("copies");
  bench.stop();
  bench.write_config("backup: { folder: " + copies + ", at: \"03:00\" }\n");
  bench.start();
  ASSERT_EQ(bench.post(bench.message("e1", "lisi", "今晚百家乐")), 200);

  bench.daemon().back_up_if_due();
  bench.daemon().back_up_if_due();

  ASSERT_THAT(files(copies), SizeIs(1));
  const std::string copy = copies + "/" + files(copies).front();
  auto records = *storage::Records::open(copy);
  EXPECT_THAT(records->balances("", "lisi", false), SizeIs(1));
  bench.clock().advance(24h);
  bench.daemon().back_up_if_due();
  EXPECT_THAT(files(copies), SizeIs(2));
}

TEST(Backup, IsMadeAndCheckedByTheCommand) {
  const DaemonBench bench{kPolicy};
  const std::string copies = bench.folder().file("copies");
  std::ostringstream out, err;

  EXPECT_EQ(app::back_up({.config = bench.config(), .folder = "", .check = ""}, {out, err}),
            app::kCouldNotRun);
  EXPECT_THAT(err.str(), HasSubstr("--to"));
  EXPECT_EQ(app::back_up({.config = bench.config(), .folder = copies, .check = ""}, {out, err}),
            app::kDone);
  EXPECT_THAT(out.str(), HasSubstr("sha256"));

  const std::string copy = copies + "/" + files(copies).front();
  EXPECT_EQ(app::back_up({.config = "", .folder = "", .check = copy}, {out, err}), app::kDone);
  std::ofstream{copy, std::ios::trunc} << "no database";
  EXPECT_EQ(app::back_up({.config = "", .folder = "", .check = copy}, {out, err}),
            app::kFoundErrors);
}

}  // namespace
}  // namespace qunguan::test
