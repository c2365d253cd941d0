#pragma once

#include <cstddef>

namespace qunguan::text {

/// A letter of another script, or one with marks, that people read as a plain Latin one.
struct LookAlike {
  char32_t point;  // folded
  char letter;
};

// Written by generate_fold_table.cpp at build time, by `point`.
extern const LookAlike kLookAlikes[];
extern const std::size_t kLookAlikeCount;

/// The letter that a folded point looks like; the point itself for all that look like none.
char32_t look_alike(char32_t point);

/// The digit, U+0030 to U+0039, that a Chinese one stands for: 八 and 捌 for 8; 0 for all else.
char32_t plain_digit(char32_t point);

/// What a folded point is matched as: its look-alike, or its digit.
char32_t plain(char32_t point);

}  // namespace qunguan::text
