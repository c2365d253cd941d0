#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "text/fold_table.hpp"

namespace qunguan::text {

/// The alphabet of an automaton: which letter each code point is, once it is folded and, where the
/// alphabet does not know it, read as what it looks like.
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

  /// Several points may be one letter. Requires: points are folded, letters are 1 to
  /// `kMostLetters`.
  explicit PointClasses(const std::unordered_map<char32_t, Class>& letters);

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
