#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "qunguan/domain/directory.hpp"
#include "qunguan/rules/policy_book.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::app {

/// The policies and the directory that go with each other.
struct Shelf {
  std::shared_ptr<const rules::PolicyBook> book;  // null when something is wrong
  std::vector<rules::PolicySource> files;
  std::optional<rules::PolicySource> people;  // the directory's file; absent: there is no good one
  Directory directory;
  std::vector<policy::Diagnostic> problems;
};

/// Makes the shelf of texts that were read.
Shelf make_shelf(std::vector<rules::PolicySource> files, std::optional<rules::PolicySource> people,
                 Duration retention, const rules::Classifiers& classifiers);

/// What the store says was last in force, for when what is on disk is broken. A store that is new
/// gives no policies.
///
/// Errors: `Invalid` with all reasons when that does not serve either: without the directory, or
/// with none of the policies, people would be judged wrongly or not at all. `Unavailable` as of the
/// store.
Result<Shelf> last_good(storage::SqliteStore& store, const Shelf& broken, const Config& config);

/// What the store says was in force before, where it differs; nothing where it does not, or cannot
/// be read any more.
std::optional<Shelf> former(storage::SqliteStore& store, const Shelf& shelf, const Config& config);

/// Reads the files that the configuration names, once or whenever they change.
class PolicyFiles {
 public:
  explicit PolicyFiles(const Config& config) : config_(config) {}

  /// Never throws for what stands there: a shelf without a book then, and a problem.
  Shelf read();

  /// True when a file was added, removed or written since the last `read`.
  bool has_changed() const;

  /// What was read did not come into force: it counts as changed.
  void forget() { stamps_.clear(); }

 private:
  using Stamps =
      std::map<std::string, std::pair<std::int64_t, std::uintmax_t>>;  // time and size, by path

  Stamps look() const;
  Shelf read_all() const;

  const Config& config_;
  Stamps stamps_;
};

}  // namespace qunguan::app
