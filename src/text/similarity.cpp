#include "qunguan/text/similarity.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include "text/fold_table.hpp"

namespace qunguan::text {
namespace {

// Two texts whose pairs have the share s in common differ in about 128 * acos(s) / pi bits: 32 for
// 0.7, give or take 5; texts that share nothing differ in 64.
constexpr int kMostDifferentBits = 44;

constexpr std::uint64_t kFnvPrime = 0x100000001B3U;

std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

bool is_letter(FoldCell cell) {
  return !cell.is_noise() && !cell.is_sentence_mark() && !cell.is_digit();
}

std::u32string letters_of(const FoldedText& folded) {
  std::u32string letters;
  for (const char32_t point : folded.points)
    if (is_letter(fold_cell(point))) letters += point;
  return letters;
}

std::uint64_t pair(char32_t first, char32_t second) {
  return (std::uint64_t{first} << 32U) | second;
}

/// 64 counters that count the ones at each bit of the words they are given, side by side: the n-th
/// bits of all counters are one word.
class BitCounters {
 public:
  void add(std::uint64_t word) {
    ++words_;
    const int used = static_cast<int>(std::bit_width(words_));  // no counter needs more digits
    for (int i = 0; i < used; ++i) {
      const std::uint64_t carry = digits_[i] & word;
      digits_[i] ^= word;
      word = carry;
    }
  }

  /// The bits that were one in more than half of the words.
  std::uint64_t majority() const {
    const std::uint32_t half = words_ / 2;
    std::uint64_t is_more = 0;
    std::uint64_t is_equal = ~std::uint64_t{0};
    for (int i = static_cast<int>(std::bit_width(words_)) - 1; i >= 0; --i) {
      const bool has_half = ((half >> i) & 1U) != 0;
      if (!has_half) is_more |= is_equal & digits_[i];
      is_equal &= has_half ? digits_[i] : ~digits_[i];
    }
    return is_more;
  }

 private:
  std::array<std::uint64_t, 32> digits_{};
  std::uint32_t words_ = 0;
};

/// The pairs of neighbouring letters, sorted.
std::vector<std::uint64_t> pairs_of(const std::u32string& letters) {
  std::vector<std::uint64_t> pairs;
  for (std::size_t i = 1; i < letters.size(); ++i)
    pairs.push_back(pair(letters[i - 1], letters[i]));
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

std::size_t count_common(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::size_t common = 0;
  for (auto at_a = a.begin(), at_b = b.begin(); at_a != a.end() && at_b != b.end();) {
    if (*at_a < *at_b) {
      ++at_a;
    } else if (*at_b < *at_a) {
      ++at_b;
    } else {
      ++common;
      ++at_a;
      ++at_b;
    }
  }
  return common;
}

}  // namespace

TextTraits traits_of(const FoldedText& folded) {
  TextTraits traits;
  std::array<BitCounters, 2> counters;
  char32_t previous = 0;
  for (const char32_t point : folded.points) {
    const FoldCell cell = fold_cell(point);
    if (cell.is_noise() || cell.is_sentence_mark()) continue;
    traits.hash = (traits.hash ^ point) * kFnvPrime;
    if (cell.is_digit()) continue;
    ++traits.letters;
    if (previous != 0) {
      const std::uint64_t sketch = mix(pair(previous, point));
      counters[0].add(sketch);
      counters[1].add(mix(sketch + 1));
    }
    previous = point;
  }
  traits.hash = mix(traits.hash);
  traits.fingerprint.bits = {counters[0].majority(), counters[1].majority()};
  return traits;
}

bool may_be_similar(const Fingerprint& a, const Fingerprint& b) {
  const int different = std::popcount(a.bits[0] ^ b.bits[0]) + std::popcount(a.bits[1] ^ b.bits[1]);
  return different <= kMostDifferentBits;
}

double similarity(std::string_view a, std::string_view b) {
  const std::u32string letters_a = letters_of(fold(a));
  const std::u32string letters_b = letters_of(fold(b));
  if (letters_a == letters_b) return letters_a.empty() ? 0 : 1;
  const std::vector<std::uint64_t> pairs_a = pairs_of(letters_a);
  const std::vector<std::uint64_t> pairs_b = pairs_of(letters_b);
  const std::size_t pairs = pairs_a.size() + pairs_b.size();
  if (pairs == 0) return 0;
  return 2.0 * static_cast<double>(count_common(pairs_a, pairs_b)) / static_cast<double>(pairs);
}

}  // namespace qunguan::text
