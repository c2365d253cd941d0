#include "text/point_classes.hpp"

#include <array>

#include "text/look_alikes.hpp"

namespace qunguan::text {
namespace {

using Class = PointClasses::Class;
using Numbers = std::unordered_map<char32_t, Class>;
using Page = std::array<Class, kFoldPageSize>;

Class class_of(char32_t source, const Numbers& numbers) {
  const FoldCell cell = fold_cell(source);
  if (cell.is_noise()) return PointClasses::kSkipped;
  if (cell.expands()) return PointClasses::kExpanded;
  const char32_t point = cell.point(source);
  auto known = numbers.find(point);
  if (known == numbers.end()) known = numbers.find(plain(point));
  return known == numbers.end() ? PointClasses::kForeign : known->second;
}

Page page_of(std::uint32_t number, const Numbers& numbers) {
  Page page{};
  for (std::uint32_t i = 0; i < kFoldPageSize; ++i)
    page[i] = class_of((number << kFoldPageBits) | i, numbers);
  return page;
}

/// The pages on which points are letters though the fold table does not tell them from others.
std::vector<bool> find_pages(const Numbers& numbers) {
  std::vector<bool> has_letter(kFoldPageCount);
  for (const auto& [letter, number] : numbers) has_letter[letter >> kFoldPageBits] = true;
  for (std::size_t i = 0; i < kLookAlikeCount; ++i)
    has_letter[kLookAlikes[i].point >> kFoldPageBits] = true;
  for (char32_t point = 0x3000; point < 0xA000; ++point)
    if (plain_digit(point) != 0) has_letter[point >> kFoldPageBits] = true;
  return has_letter;
}

}  // namespace

PointClasses::PointClasses(const Numbers& numbers) {
  const std::vector<bool> has_letter = find_pages(numbers);
  // Pages that are one in the fold table are one here too, unless one of them has letters.
  std::unordered_map<std::uint16_t, std::uint16_t> shared;
  pages_.reserve(kFoldPageCount);
  for (std::uint32_t number = 0; number < kFoldPageCount; ++number) {
    const auto next = static_cast<std::uint16_t>(classes_.size() >> kFoldPageBits);
    if (!has_letter[number]) {
      const auto [known, is_new] = shared.try_emplace(kFoldPages[number], next);
      pages_.push_back(known->second);
      if (!is_new) continue;
    } else {
      pages_.push_back(next);
    }
    const Page page = page_of(number, numbers);
    classes_.insert(classes_.end(), page.begin(), page.end());
  }
}

}  // namespace qunguan::text
