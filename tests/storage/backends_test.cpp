#include <filesystem>

#include "qunguan/storage/sqlite_store.hpp"
#include "storage/store_contract.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

class SqliteFile final : public Backend {
 public:
  engine::Store ports() override { return store_->ports(); }
  engine::DeliveryQueue& deliveries() override { return store_->deliveries(); }
  void begin() override { store_->begin(); }
  Result<void> commit() override { return store_->commit(); }
  void rollback() override { store_->rollback(); }

  /// A copy of the files as they are under the living store: what a crash would leave.
  void reopen() override {
    const std::string left = folder_.file(std::to_string(++lives_) + ".db");
    for (const char* part : {"", "-wal"}) std::filesystem::copy_file(path_ + part, left + part);
    path_ = left;
    store_ = *storage::SqliteStore::open(path_);
  }

 private:
  TempFolder folder_;
  int lives_ = 0;
  std::string path_ = folder_.file("0.db");
  std::unique_ptr<storage::SqliteStore> store_ = *storage::SqliteStore::open(path_);
};

INSTANTIATE_TEST_SUITE_P(Backends, StoreContract,
                         ::testing::Values(BackendMaker{"SqliteFile",
                                                        []() -> std::unique_ptr<Backend> {
                                                          return std::make_unique<SqliteFile>();
                                                        }}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace qunguan::test
