#include "text/sound_words.hpp"

#include <algorithm>

#include "text/sounds.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kMostMixed = 4;  // points of a word of which any may be written in pinyin

std::size_t count_sounds(const std::u32string& points) {
  return static_cast<std::size_t>(std::count_if(points.begin(), points.end(),
                                                [](char32_t point) { return sound(point) != 0; }));
}

/// The word with those points in pinyin that `chosen` has a bit for. A space may follow each of
/// them.
Addition in_pinyin(const std::u32string& points, std::uint32_t chosen, LexiconEntry entry) {
  Addition addition{.points = {}, .entry = entry};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool is_chosen = i >= 32 || ((chosen >> i) & 1U) != 0;
    if (!is_chosen || sound(points[i]) == 0) {
      addition.points += points[i];
      continue;
    }
    for (const char letter : syllable(sound(points[i])))
      addition.points += static_cast<char32_t>(letter);
    if (addition.points.size() <= kLongestWord)
      addition.entry.spaces |= std::uint64_t{1} << (addition.points.size() - 1);
  }
  return addition;
}

Addition by_initials(const std::u32string& points, LexiconEntry entry) {
  Addition addition{.points = {}, .entry = entry};
  for (const char32_t point : points)
    addition.points +=
        sound(point) == 0 ? point : static_cast<char32_t>(syllable(sound(point)).front());
  return addition;
}

}  // namespace

std::vector<Addition> latin_spellings(const std::u32string& points, const LexiconEntry& entry) {
  if (points.size() < 2 || count_sounds(points) == 0) return {};
  std::vector<Addition> all{in_pinyin(points, ~0U, entry), by_initials(points, entry)};
  if (points.size() <= kMostMixed)
    for (std::uint32_t chosen = 1; chosen + 1 < (1U << points.size()); ++chosen)
      all.push_back(in_pinyin(points, chosen, entry));
  for (Addition& addition : all)
    addition.entry.is_ascii =
        std::all_of(addition.points.begin(), addition.points.end(), is_ascii_letter_or_digit);
  return all;
}

bool sounds_like_others(const std::u32string& points) { return count_sounds(points) >= 2; }

}  // namespace qunguan::text
