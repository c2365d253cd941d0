#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/nickname_template.hpp"

namespace qunguan::text {

/// A nickname made plain, without spaces at its ends, and how each point of it was written.
///
/// Requires: the text outlives this.
class NicknameText {
 public:
  explicit NicknameText(std::string_view text);

  const std::u32string& points() const { return plain_.points; }

  /// All of it as written, without spaces at its ends.
  std::string_view whole() const { return text_; }

  /// What the points [begin, end) were written as.
  std::string_view source(std::size_t begin, std::size_t end) const;

 private:
  std::string_view text_;
  FoldedText plain_;
};

}  // namespace qunguan::text
