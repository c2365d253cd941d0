#pragma once

#include <cstdint>
#include <string_view>

namespace qunguan::text {

constexpr char32_t kFirstSounded = 0x3400;
constexpr char32_t kLastSounded = 0x9FFF;

// Written by generate_fold_table.cpp at build time.
extern const std::uint16_t kSounds[kLastSounded - kFirstSounded + 1];  // 0: none is known
extern const char* const kSyllables[];                                 // by sound

/// How a Han character is most often read, without its tone: 博 is `bo`, 女 is `nv`. Characters
/// that are read alike have the same number; 0 for all that is not read.
inline std::uint16_t sound(char32_t point) {
  return point >= kFirstSounded && point <= kLastSounded ? kSounds[point - kFirstSounded]
                                                         : std::uint16_t{0};
}

/// Requires: `sound` gave the number, and it is not 0.
inline std::string_view syllable(std::uint16_t sound) { return kSyllables[sound]; }

}  // namespace qunguan::text
