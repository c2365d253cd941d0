#include "text/pair_filter.hpp"

#include <algorithm>
#include <bit>

namespace qunguan::text {
namespace {

constexpr std::size_t kBitsForAPair = 256;  // a wrong yes costs more than a bit further away
constexpr std::size_t kFewestBits = 4096;
constexpr std::size_t kMostBits = std::size_t{1} << 21U;  // 256 KiB: a part of the fast memory

bool begins_like(const std::u16string& a, const std::u16string& b) {
  return a.size() > 1 && b.size() > 1 && a[0] == b[0] && a[1] == b[1];
}

std::size_t count_pairs(const std::vector<std::u16string>& words) {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (i == 0 || !begins_like(words[i - 1], words[i])) ++pairs;
  return pairs;
}

}  // namespace

PairFilter::PairFilter(const std::vector<std::u16string>& words) {
  const std::size_t bits =
      std::bit_ceil(std::clamp(count_pairs(words) * kBitsForAPair, kFewestBits, kMostBits));
  shift_ = 32U - static_cast<std::uint32_t>(std::bit_width(bits) - 1);
  bits_.assign(bits / 64, 0);
  for (const std::u16string& word : words) {
    if (word.size() == 1) {
      ++single_letters_;
      continue;
    }
    const std::uint32_t bit = place(word[0], word[1]);
    bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

}  // namespace qunguan::text
