#pragma once

#include <cstdint>
#include <string>

namespace qunguan::text {

constexpr char32_t kReplacement = 0xFFFD;

/// A code point and how many bytes it was read from.
struct Decoded {
  char32_t point = kReplacement;
  std::uint32_t bytes = 1;
};

/// Reads a code point of 2 to 4 bytes; see `decode`.
Decoded decode_long(const char* at, const char* end);

/// Reads the code point at `at` and moves past it. A byte that begins none is passed alone, as
/// U+FFFD.
///
/// Requires: `at` is before `end`.
inline char32_t decode(const char*& at, const char* end) {
  const auto lead = static_cast<unsigned char>(*at);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  // Three bytes, nearly all of Chinese, are read here; the rest elsewhere, so that this inlines.
  if ((lead & 0xF0U) == 0xE0U && end - at >= 3) {
    const unsigned second = static_cast<unsigned char>(at[1]) ^ 0x80U;
    const unsigned third = static_cast<unsigned char>(at[2]) ^ 0x80U;
    const char32_t point = ((lead & 0x0FU) << 12U) | (second << 6U) | third;
    if ((second | third) < 0x40U && point >= 0x800 && point - 0xD800U >= 0x800U) {
      at += 3;
      return point;
    }
  }
  const Decoded decoded = decode_long(at, end);
  at += decoded.bytes;
  return decoded.point;
}

/// Requires: `point` is a scalar value.
void append_utf8(std::string& text, char32_t point);

}  // namespace qunguan::text
