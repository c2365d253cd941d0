#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "qunguan/domain/directory.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::app {

/// The policies and the directory as they are on disk.
struct Shelf {
  std::shared_ptr<const rules::PolicyBook> book;  // null when something is wrong
  std::vector<rules::PolicySource> files;
  Directory directory;
  std::vector<policy::Diagnostic> problems;
};

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
