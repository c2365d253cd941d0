#include "text/look_alikes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace qunguan::text {
namespace {

// Nothing between looks like a Latin letter: CJK.
constexpr char32_t kFirstWithout = 0x2E80;
constexpr char32_t kLastWithout = 0xA4CF;

constexpr std::array<std::u32string_view, 10> kChineseDigits{
    U"零〇", U"一壹幺", U"二贰", U"三叁", U"四肆", U"五伍", U"六陆", U"七柒", U"八捌", U"九玖"};

}  // namespace

char32_t look_alike(char32_t point) {
  if (point < 0x80 || (point >= kFirstWithout && point <= kLastWithout)) return point;
  const LookAlike* const end = kLookAlikes + kLookAlikeCount;
  const LookAlike* const found =
      std::lower_bound(kLookAlikes, end, point,
                       [](const LookAlike& one, char32_t wanted) { return one.point < wanted; });
  return found != end && found->point == point ? static_cast<char32_t>(found->letter) : point;
}

char32_t plain_digit(char32_t point) {
  for (std::size_t digit = 0; digit < kChineseDigits.size(); ++digit)
    if (kChineseDigits[digit].find(point) != std::u32string_view::npos)
      return U'0' + static_cast<char32_t>(digit);
  return 0;
}

char32_t plain(char32_t point) {
  const char32_t digit = plain_digit(point);
  return digit != 0 ? digit : look_alike(point);
}

}  // namespace qunguan::text
