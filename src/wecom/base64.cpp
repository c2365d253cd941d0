#include "wecom/base64.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace qunguan::wecom {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// What a character adds to the 24 bits of its group of four, one table for each place in the group.
// A character outside the alphabet sets a bit above them.
constexpr std::uint32_t kBad = 0x0100'0000;
using Places = std::array<std::array<std::uint32_t, 256>, 4>;

constexpr Places make_places() {
  Places places{};
  for (auto& place : places) place.fill(kBad);
  for (std::uint32_t value = 0; value < kAlphabet.size(); ++value) {
    const auto character = static_cast<unsigned char>(kAlphabet[value]);
    for (unsigned place = 0; place < 4; ++place)
      places[place][character] = value << (18 - 6 * place);
  }
  return places;
}

constexpr Places kPlaces = make_places();

std::uint32_t group(const char* four) {
  const auto at = [four](unsigned place) {
    return kPlaces[place][static_cast<unsigned char>(four[place])];
  };
  return at(0) | at(1) | at(2) | at(3);
}

void put(std::uint32_t bits, char* three) {
  three[0] = static_cast<char>(bits >> 16);
  three[1] = static_cast<char>(bits >> 8);
  three[2] = static_cast<char>(bits);
}

std::size_t count_padding(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return std::string{};
  const std::size_t groups = text.size() / 4;
  const std::size_t padding = count_padding(text);

  std::string bytes(groups * 3, '\0');
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i + 1 < groups; ++i) {
    const std::uint32_t bits = group(text.data() + 4 * i);
    seen |= bits;
    put(bits, bytes.data() + 3 * i);
  }
  std::array<char, 4> last{'A', 'A', 'A', 'A'};
  std::memcpy(last.data(), text.data() + text.size() - 4, 4 - padding);
  const std::uint32_t bits = group(last.data());
  seen |= bits;
  put(bits, bytes.data() + bytes.size() - 3);

  if ((seen & kBad) != 0) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return bytes;
}

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view three = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t place = 0; place < 3; ++place)
      bits = bits << 8U | (place < three.size() ? static_cast<unsigned char>(three[place]) : 0U);
    for (unsigned place = 0; place < 4; ++place)
      text += place <= three.size() ? kAlphabet[bits >> (18 - 6 * place) & 63U] : '=';
  }
  return text;
}

}  // namespace qunguan::wecom
