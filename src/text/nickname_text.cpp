#include "text/nickname_text.hpp"

#include <algorithm>

namespace qunguan::text {
namespace {

bool is_dash(char32_t point) {
  return point == U'-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212 ||
         point == 0x2E3A || point == 0x2E3B;
}

bool is_middle_dot(char32_t point) {
  return std::u32string_view{U"·•‧∙⋅・"}.find(point) != std::u32string_view::npos;
}

char32_t plain_point(char32_t point) {
  if (is_dash(point)) return U'-';
  return is_middle_dot(point) ? U'·' : point;
}

FoldedText plain(const FoldedText& folded) {
  FoldedText plain;
  for (std::size_t at = 0; at < folded.points.size(); ++at) {
    const char32_t point = plain_point(folded.points[at]);
    if (point == U'-' && !plain.points.empty() && plain.points.back() == U'-') {
      plain.ends.back() = folded.ends[at];
      continue;
    }
    plain.points += point;
    plain.begins.push_back(folded.begins[at]);
    plain.ends.push_back(folded.ends[at]);
  }
  return plain;
}

bool is_blank(char32_t point) { return point == U' ' || (point >= U'\t' && point <= U'\r'); }

/// Without spaces at its ends; wide ones and such go once they are folded.
std::string_view trimmed(std::string_view text) {
  const FoldedText folded = fold(text);
  const auto first = std::find_if_not(folded.points.begin(), folded.points.end(), is_blank);
  if (first == folded.points.end()) return {};
  const auto last = std::find_if_not(folded.points.rbegin(), folded.points.rend(), is_blank);
  const std::size_t begin = folded.begins[first - folded.points.begin()];
  const std::size_t end = folded.ends[folded.points.rend() - last - 1];
  return text.substr(begin, end - begin);
}

}  // namespace

std::u32string plain_nickname(std::string_view text) { return plain(fold(text)).points; }

NicknameText::NicknameText(std::string_view text)
    : text_(trimmed(text)), plain_(plain(fold(text_))) {}

std::string_view NicknameText::source(std::size_t begin, std::size_t end) const {
  if (begin >= end) return {};
  const std::size_t first = plain_.begins[begin];
  return text_.substr(first, plain_.ends[end - 1] - first);
}

}  // namespace qunguan::text
