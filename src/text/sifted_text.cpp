#include "text/sifted_text.hpp"

#include "qunguan/text/characters.hpp"
#include "text/fold_table.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kMostNoise = 3;         // characters between two characters of a word
constexpr std::size_t kMostNoiseBytes = 128;  // three family emoji fit; a pile of marks does not

/// Whether a word may reach across the noise at folded places [first, last).
bool is_passable(std::string_view utf8, const FoldedText& folded, std::size_t first,
                 std::size_t last) {
  if (last - first <= kMostNoise) return true;
  const std::size_t begin = folded.begins[first];
  const std::size_t bytes = folded.ends[last - 1] - begin;
  // Many points may still be few characters: … is three points, a flag is two.
  return bytes <= kMostNoiseBytes && count_characters(utf8.substr(begin, bytes)) <= kMostNoise;
}

}  // namespace

SiftedText sift(std::string_view utf8, const FoldedText& folded) {
  // Written by index and cut to size at the end: to append costs a text as much as to fold it.
  SiftedText sifted;
  sifted.points.resize(folded.points.size());
  sifted.places.resize(folded.points.size());
  sifted.is_cut_off.resize(folded.points.size());
  std::size_t size = 0;
  std::size_t end_of_last = 0;  // place after the last point that is no noise
  bool is_cut_off = false;
  for (std::size_t place = 0; place < folded.points.size(); ++place) {
    const FoldCell cell = fold_cell(folded.points[place]);
    if (cell.is_noise()) continue;
    is_cut_off = is_cut_off || !is_passable(utf8, folded, end_of_last, place);
    end_of_last = place + 1;
    if (cell.is_sentence_mark()) {
      is_cut_off = true;
      continue;
    }
    sifted.points[size] = folded.points[place];
    sifted.places[size] = static_cast<std::uint32_t>(place);
    sifted.is_cut_off[size] = is_cut_off;
    is_cut_off = false;
    ++size;
  }
  sifted.points.resize(size);
  sifted.places.resize(size);
  sifted.is_cut_off.resize(size);
  return sifted;
}

std::u32string sift(const FoldedText& folded) {
  std::u32string points;
  for (const char32_t point : folded.points) {
    const FoldCell cell = fold_cell(point);
    if (!cell.is_noise() && !cell.is_sentence_mark()) points += point;
  }
  return points;
}

}  // namespace qunguan::text
