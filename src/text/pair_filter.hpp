#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace qunguan::text {

/// Which two letters words begin with; says yes a little too often, never no too often.
///
/// Most of a text is passed at the cost of asking this: the automaton, whose cells do not fit the
/// fastest memory, is entered only where a word may begin.
class PairFilter {
 public:
  using Letter = char16_t;

  /// Requires: the words are sorted and none is empty. Letters that are words come before others.
  explicit PairFilter(const std::vector<std::u16string>& words);

  /// Whether a word may begin with the two, or is the second one alone.
  bool may_begin(Letter first, Letter second) const {
    return is_pair(first, second) || is_single(second);
  }

  /// Whether a word may begin with the two.
  bool is_pair(Letter first, Letter second) const {
    const std::uint32_t bit = place(first, second);  // through data(), as in `PointClasses`
    return ((bits_.data()[bit / 64] >> (bit % 64)) & 1U) != 0;
  }

  /// Whether the letter is a word.
  bool is_single(Letter letter) const { return letter - 1U < single_letters_; }

  bool has_single_letters() const { return single_letters_ > 0; }

 private:
  static constexpr std::uint32_t kSpread = 0x9E3779B1;  // 2^32 by the golden ratio

  std::uint32_t place(Letter first, Letter second) const {
    return (((std::uint32_t{first} << 16U) | second) * kSpread) >> shift_;
  }

  std::vector<std::uint64_t> bits_;
  std::uint32_t shift_ = 0;           // leaves as many bits of a product as number the bits
  std::uint32_t single_letters_ = 0;  // so many words are one letter
};

}  // namespace qunguan::text
