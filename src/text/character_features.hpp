#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "qunguan/text/fold.hpp"

namespace qunguan::text {

/// A text as a classifier sees it: as many characters as count, digits alike, long repeats cut.
class Characters {
 public:
  static constexpr std::size_t kMost = 400;

  explicit Characters(const FoldedText& text) {
    put(kEdge);
    for (const char32_t point : text.points) {
      if (size_ == kMost - 1) break;
      const char32_t plain = point >= U'0' && point <= U'9' ? U'0' : point;
      const bool is_repeat =
          points_[size_ - 1] == plain && size_ > 1 && points_[size_ - 2] == plain;
      if (!is_repeat) put(plain);
    }
    put(kEdge);
  }

  std::size_t size() const { return size_; }
  char32_t operator[](std::size_t at) const { return points_[at]; }

 private:
  static constexpr char32_t kEdge = 2;

  void put(char32_t point) { points_[size_++] = point; }

  std::array<char32_t, kMost + 1> points_{};
  std::size_t size_ = 0;
};

inline std::uint64_t mix(std::uint64_t value) {
  value *= 0xD6E8FEB86659FD93U;
  value ^= value >> 32U;
  return value * 0xD6E8FEB86659FD93U;
}

/// Calls `visit(place, weight)` for each feature of the text, where `place` has `bits` bits: one to
/// three characters in a row, two with up to three between, and any two Chinese characters of it,
/// in whatever order, which count less.
template <int bits, class Visit>
void each_feature(const Characters& text, Visit visit) {
  constexpr float kTogether = 0.3F;
  constexpr std::size_t kFarthest = 4, kMostHan = 80;
  const auto tell = [&](std::uint64_t key, float weight) {
    visit(static_cast<std::uint32_t>(mix(key) >> (64 - bits)), weight);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint64_t key = 0;
    for (std::size_t n = 1; n <= 3 && i + n <= text.size(); ++n) {
      key = key << 21U | text[i + n - 1];
      tell(key, 1);
    }
    for (std::size_t gap = 2; gap <= kFarthest && i + gap < text.size(); ++gap)
      tell(std::uint64_t{1} << 63U | std::uint64_t{text[i]} << 21U | text[i + gap], 1);
  }

  std::array<char32_t, kMostHan> han;
  std::size_t count = 0;
  std::array<std::uint64_t, 1024> seen{};  // a bit for each, by its low 16 bits
  for (std::size_t i = 0; i < text.size() && count < kMostHan; ++i) {
    const std::uint32_t low = text[i] & 0xFFFFU;
    const std::uint64_t bit = std::uint64_t{1} << (low % 64);
    if (!is_han(text[i]) || (seen[low / 64] & bit) != 0) continue;
    seen[low / 64] |= bit;
    han[count++] = text[i];
  }
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j) {
      const auto [low, high] = std::minmax(han[i], han[j]);
      tell(std::uint64_t{3} << 62U | std::uint64_t{low} << 21U | high, kTogether);
    }
}

}  // namespace qunguan::text
