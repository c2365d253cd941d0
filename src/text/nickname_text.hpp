#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "qunguan/text/fold.hpp"

namespace qunguan::text {

/// A text as nicknames are compared: folded, any run of hyphens and dashes one `-`, any middle dot
/// `·`.
std::u32string plain_nickname(std::string_view text);

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
