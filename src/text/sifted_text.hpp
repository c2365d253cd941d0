#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/text/fold.hpp"

namespace qunguan::text {

/// A folded text without its noise, and where a word can no longer go on.
struct SiftedText {
  std::u32string points;
  std::vector<std::uint32_t> places;  // where each point stands in the folded text
  std::vector<bool> is_cut_off;       // too much noise, or a sentence mark, stands before it
};

/// Leaves noise out. More than three characters of it in a row cut off what follows from what
/// stands before.
///
/// Requires: `folded` is `fold(utf8)`.
SiftedText sift(std::string_view utf8, const FoldedText& folded);

/// The points of a word or phrase that take part in matching.
std::u32string sift(const FoldedText& folded);

}  // namespace qunguan::text
