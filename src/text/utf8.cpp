#include "text/utf8.hpp"

#include <array>

namespace qunguan::text {
namespace {

struct Form {
  std::uint32_t mask;    // of the lead byte's marker
  std::uint32_t marker;  // of the lead byte
  std::uint32_t bytes;
  char32_t lowest;  // anything below has a shorter form
};

constexpr std::array<Form, 3> kForms{{{0xE0, 0xC0, 2, 0x80},  //
                                      {0xF0, 0xE0, 3, 0x800},
                                      {0xF8, 0xF0, 4, 0x10000}}};

bool is_scalar(char32_t point) { return point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF); }

/// 0 when the bytes are no code point of that form.
char32_t read(const char* at, const char* end, const Form& form) {
  const auto lead = static_cast<unsigned char>(*at);
  if ((lead & form.mask) != form.marker || end - at < form.bytes) return 0;
  char32_t point = lead & ~form.mask;
  for (std::uint32_t i = 1; i < form.bytes; ++i) {
    const unsigned bits = static_cast<unsigned char>(at[i]) ^ 0x80U;
    if (bits >= 0x40U) return 0;
    point = (point << 6U) | bits;
  }
  return point >= form.lowest && is_scalar(point) ? point : 0;
}

}  // namespace

Decoded decode_long(const char* at, const char* end) {
  for (const Form& form : kForms)
    if (const char32_t point = read(at, end, form); point != 0)
      return {.point = point, .bytes = form.bytes};
  return {};
}

void append_utf8(std::string& text, char32_t point) {
  const auto byte = [](std::uint32_t marker, std::uint32_t bits) {
    return static_cast<char>(marker | bits);
  };
  const auto tail = [&byte](std::uint32_t bits) { return byte(0x80, bits & 0x3FU); };
  if (point < 0x80) {
    text.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    text.append({byte(0xC0, point >> 6U), tail(point)});
  } else if (point < 0x10000) {
    text.append({byte(0xE0, point >> 12U), tail(point >> 6U), tail(point)});
  } else {
    text.append({byte(0xF0, point >> 18U), tail(point >> 12U), tail(point >> 6U), tail(point)});
  }
}

}  // namespace qunguan::text
