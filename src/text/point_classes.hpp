#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/fold_table.hpp"

namespace qunguan::text {

/// The alphabet of an automaton: which letter each code point is, once it is folded.
///
/// Letters are numbered from 1. Because the table is asked with code points as they were sent,
/// folding a text costs a scan nothing.
class PointClasses {
 public:
  using Class = char16_t;
  static constexpr Class kForeign = 0;        // in no word, or it ends a sentence
  static constexpr Class kSkipped = 0xFFFF;   // noise, or nothing once folded
  static constexpr Class kExpanded = 0xFFFE;  // several points once folded
  static constexpr std::size_t kMostLetters = 0xFFFD;

  /// Requires: `letters` are folded, all different, and at most `kMostLetters`; the first becomes
  /// number 1.
  explicit PointClasses(std::u32string_view letters);

  /// Requires: `point` is at most U+10FFFF.
  Class of(char32_t point) const {
    // Through data(): the checks of a hardened build would cost each text a fifth of its scan.
    const std::uint32_t page = pages_.data()[point >> kFoldPageBits];
    return classes_.data()[(page << kFoldPageBits) | (point & (kFoldPageSize - 1))];
  }

 private:
  std::vector<std::uint16_t> pages_;  // as in the fold table
  std::vector<Class> classes_;
};

}  // namespace qunguan::text
