#pragma once

#include <cstdint>
#include <string_view>

#include "qunguan/text/fold.hpp"

namespace qunguan::text {

/// What folding makes of one code point, and what kind it then is.
///
/// 32 bits: 0–20 the folded point (0: itself) or where it expands to, 21 whether it expands, 22–26
/// the `Foldings` it needed, 27–30 its classes.
class FoldCell {
 public:
  static constexpr std::uint32_t kExpands = 1U << 21U;
  static constexpr std::uint32_t kFoldingsShift = 22;
  static constexpr std::uint32_t kNoiseClass = 1U << 27U;
  static constexpr std::uint32_t kSentenceMarkClass = 1U << 28U;
  static constexpr std::uint32_t kHanClass = 1U << 29U;
  static constexpr std::uint32_t kDigitClass = 1U << 30U;

  static constexpr std::uint32_t kValueMask = kExpands - 1;
  static constexpr std::uint32_t kFoldingsMask = 31;
  static constexpr std::uint32_t kLengthBits = 5;  // of an expansion; the rest is its place
  static constexpr std::uint32_t kLengthMask = 31;

  constexpr explicit FoldCell(std::uint32_t bits) : bits_(bits) {}

  /// It becomes several points, or none.
  bool expands() const { return (bits_ & kExpands) != 0; }

  /// It does not change.
  bool is_itself() const { return (bits_ & (kExpands | kValueMask)) == 0; }

  /// Requires: it does not expand.
  char32_t point(char32_t source) const {
    const std::uint32_t value = bits_ & kValueMask;
    return value != 0 ? value : source;
  }

  /// The points it becomes. Requires: it expands.
  inline std::u32string_view expansion() const;

  Foldings foldings() const {
    return static_cast<Foldings>((bits_ >> kFoldingsShift) & kFoldingsMask);
  }

  /// The classes are those of a point that folds to itself.
  bool is_noise() const { return (bits_ & kNoiseClass) != 0; }
  bool is_sentence_mark() const { return (bits_ & kSentenceMarkClass) != 0; }
  bool is_han() const { return (bits_ & kHanClass) != 0; }
  bool is_digit() const { return (bits_ & kDigitClass) != 0; }

 private:
  std::uint32_t bits_;
};

constexpr std::uint32_t kFoldPageBits = 8;
constexpr std::uint32_t kFoldPageSize = 1U << kFoldPageBits;
constexpr std::uint32_t kFoldPageCount = 0x110000U >> kFoldPageBits;

// Written by generate_fold_table.cpp at build time.
extern const std::uint16_t kFoldPages[kFoldPageCount];  // code point / page size -> page
extern const std::uint32_t kFoldCells[];                // the pages, one after another
extern const char32_t kFoldExpansions[];

inline std::u32string_view FoldCell::expansion() const {
  return {kFoldExpansions + ((bits_ & kValueMask) >> kLengthBits), bits_ & kLengthMask};
}

/// Requires: `point` is at most U+10FFFF.
inline FoldCell fold_cell(char32_t point) {
  const std::uint32_t page = kFoldPages[point >> kFoldPageBits];
  return FoldCell{kFoldCells[(page << kFoldPageBits) | (point & (kFoldPageSize - 1))]};
}

}  // namespace qunguan::text
