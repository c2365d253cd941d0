#pragma once

#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/money.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/policy/node.hpp"

namespace qunguan::policy {

/// Reads the keys of one map and reports every mistake with its place.
///
/// A getter of a key that is absent or wrong answers a harmless value; `finish` says whether
/// anything was wrong. The keys that were asked for are the keys that are known: `finish` reports
/// the others. The node and the diagnostics outlive the reader.
class ConfigReader {
 public:
  ConfigReader(const Node& node, Diagnostics& diagnostics);

  const Node& node() const { return node_; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// True when the key is there, even without a value; makes it known.
  bool has(const std::string& key);

  /// The value under the key, or null; makes it known.
  const Node* find(const std::string& key);

  /// As `find`; an absent key is a mistake.
  const Node* require(const std::string& key);

  std::string text(const std::string& key);  // required
  std::string text_or(const std::string& key, std::string fallback);
  std::int64_t integer(const std::string& key, std::int64_t lowest,
                       std::int64_t highest = std::numeric_limits<std::int64_t>::max());
  std::int64_t integer_or(const std::string& key, std::int64_t fallback, std::int64_t lowest,
                          std::int64_t highest = std::numeric_limits<std::int64_t>::max());
  double share(const std::string& key);  // required; above 0, below 1
  Duration duration(const std::string& key);
  Duration duration_or(const std::string& key, Duration fallback);
  bool flag_or(const std::string& key, bool fallback);  // `true` or `false`

  /// One of `words`, by its index.
  std::size_t choice_or(const std::string& key, const std::vector<std::string>& words,
                        std::size_t fallback);

  /// A text, or a list of texts; an empty list is a mistake.
  std::vector<std::string> texts(const std::string& key);

  /// As `texts`, with the place of each.
  std::vector<const Node*> scalars(const std::string& key);

  /// The items of a list; one value that is no list counts as a list of one. An empty list is a
  /// mistake.
  std::vector<const Node*> items(const std::string& key);

  /// The node itself where it is a text or a list of texts instead of a map.
  std::vector<const Node*> own_scalars();

  void mistake(Position at, std::string_view code, Words message, Words fix = {});

  /// Reports unknown keys. An error when this reader, or anything it was handed to, reported a
  /// mistake.
  std::optional<Error> finish();

 private:
  std::vector<const Node*> items_of(const Node& value);
  void report_unknown_keys();

  const Node& node_;
  Diagnostics& diagnostics_;
  int errors_before_;
  bool is_shape_checked_ = false;
  std::set<std::string> known_;
};

/// The scalar's text, or a mistake at its place.
std::optional<std::string> scalar_of(const Node& node, Diagnostics& diagnostics);

/// The scalar as a duration, or a mistake at its place.
std::optional<Duration> duration_of(const Node& node, Diagnostics& diagnostics);

}  // namespace qunguan::policy
