#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace qunguan::test {

/// Puts questions to a script of tests/node, run by node beside the packages it needs.
///
/// The packages are looked for in QUNGUAN_NODE_DIR, of the environment or, where that is not set,
/// of the build.
class NodeOracle {
 public:
  explicit NodeOracle(const std::string& script);

  /// Why it cannot answer; empty when it can.
  const std::string& trouble() const { return trouble_; }

  /// One answer for each question.
  std::vector<nlohmann::json> ask(const std::vector<nlohmann::json>& questions) const;

 private:
  std::string command_;
  std::string trouble_;
};

}  // namespace qunguan::test
