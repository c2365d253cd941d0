#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"

namespace qunguan::policy {

/// A file's text by lines, so that byte offsets can be told as lines and characters.
///
/// Requires: the text is valid UTF-8 and outlives this.
class SourceText {
 public:
  explicit SourceText(std::string_view text);

  std::string_view text() const { return text_; }
  std::size_t lines() const { return starts_.size(); }

  /// The line without its end; `number` is 1-based.
  std::string_view line(std::size_t number) const;

  /// A word list may be one line of 100,000 characters: this does not read the line from its start.
  Position position(std::size_t offset) const;

 private:
  std::size_t characters_before(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> starts_;
  std::vector<std::size_t> characters_;  // before each block of the text
};

/// Finds, in a text that YAML did not take, the usual slips: tabs, full-width colons, unquoted @
/// and *. Reports the one on or just before `line`, or what the parser said, in `reason`.
void explain_syntax_error(const SourceText& source, Position at, std::string_view reason,
                          Diagnostics& diagnostics);

/// Refuses what the parser lets pass: tabs that indent. Returns false when something was refused.
bool check_layout(const SourceText& source, Diagnostics& diagnostics);

/// Refuses a full-width colon where a key's colon belongs, on the given line. Returns true when it
/// reported one.
bool report_fullwidth_colon(const SourceText& source, std::size_t line, Diagnostics& diagnostics);

}  // namespace qunguan::policy
