#include "text/nickname_parts.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "qunguan/text/fold.hpp"
#include "text/fold_table.hpp"
#include "text/utf8.hpp"

namespace qunguan::text {
namespace {

constexpr std::string_view kPersonName = "姓名";
constexpr std::string_view kReferrer = "推荐人姓名";
constexpr std::string_view kPupil = "学生";
constexpr std::string_view kStaffNumber = "工号";

constexpr std::array<std::string_view, 13> kParts{"部门", "姓名",    "职位", "地区", "昵称",
                                                  "标签", "公司",    "中心", "学校", "班级",
                                                  kPupil, kReferrer, "工号"};

// Signs that people put between the parts of a name; no free part has one.
constexpr std::u32string_view kSeparators = U"-+_ \t/|\\,、~@#*=:<>";

constexpr std::size_t kLongestPart = 12;  // characters
constexpr std::size_t kShortestHanName = 2;
constexpr std::size_t kLongestHanName = 4;  // without a middle dot
constexpr std::size_t kLongestForeignName = 40;
constexpr std::size_t kLongestStaffNumber = 20;

bool is_one_of(char32_t point, std::u32string_view those) {
  return those.find(point) != those.npos;
}

bool is_letter(char32_t point) {
  const FoldCell cell = fold_cell(point);
  return !cell.is_noise() && !cell.is_sentence_mark() && !cell.is_digit() && !cell.is_han();
}

bool is_han_name(std::u32string_view points) {
  return points.size() >= kShortestHanName && points.size() <= kLongestHanName &&
         std::all_of(points.begin(), points.end(), is_han);
}

/// 阿卜杜拉·买买提
bool is_dotted_han_name(std::u32string_view points) {
  const bool is_of_both = std::all_of(
      points.begin(), points.end(), [](char32_t point) { return point == U'·' || is_han(point); });
  return is_of_both && points.size() <= kLongestForeignName && is_one_of(U'·', points) &&
         points.front() != U'·' && points.back() != U'·' && points.find(U"··") == points.npos;
}

/// John Smith, J. O'Neill
bool is_foreign_name(std::u32string_view points) {
  if (points.size() < 2 || points.size() > kLongestForeignName || !is_letter(points.front()))
    return false;
  return std::all_of(
             points.begin(), points.end(),
             [](char32_t point) { return is_letter(point) || is_one_of(point, U" .'’·"); }) &&
         points.find(U"  ") == points.npos && points.back() != U' ';
}

bool is_person_name(std::u32string_view points) {
  return is_han_name(points) || is_dotted_han_name(points) || is_foreign_name(points);
}

/// Parts that are somebody's name.
bool is_name_part(std::string_view part) {
  return part == kPersonName || part == kReferrer || part == kPupil;
}

bool is_staff_number(std::u32string_view points) {
  return !points.empty() && points.size() <= kLongestStaffNumber &&
         std::all_of(points.begin(), points.end(), [](char32_t point) {
           return (point >= U'0' && point <= U'9') || (point >= U'a' && point <= U'z');
         });
}

/// The first sign that a free part may not have; 0 when it has none.
char32_t separator_in(std::u32string_view points, std::u32string_view separators) {
  const auto found = std::find_if(points.begin(), points.end(), [&](char32_t point) {
    return is_one_of(point, kSeparators) || is_one_of(point, separators);
  });
  return found == points.end() ? 0 : *found;
}

std::string quoted(std::string_view text) { return "“" + std::string{text} + "”"; }

}  // namespace

bool is_nickname_part(std::string_view name) {
  return std::find(kParts.begin(), kParts.end(), name) != kParts.end();
}

std::string nickname_part_names() {
  std::string names;
  for (const std::string_view part : kParts) {
    if (!names.empty()) names += "、";
    names += part;
  }
  return names;
}

bool has_telling_shape(std::string_view name) { return is_name_part(name) || name == kStaffNumber; }

bool has_part_shape(std::string_view name, std::u32string_view points,
                    std::u32string_view separators) {
  if (is_name_part(name)) return is_person_name(points);
  if (name == kStaffNumber) return is_staff_number(points);
  return !points.empty() && points.size() <= kLongestPart && separator_in(points, separators) == 0;
}

std::string part_shape_misfit(std::string_view name, std::u32string_view points,
                              std::u32string_view separators, std::string_view shown) {
  const std::string part{name};
  if (is_name_part(name))
    return quoted(shown) + "不像" + part + "，应为2到4个汉字，或外文名（外文名的汉译用“·”隔开）";
  if (name == kStaffNumber) return quoted(shown) + "不像工号，工号只有字母和数字，最多20位";
  if (const char32_t separator = separator_in(points, separators); separator != 0) {
    std::string sign;
    append_utf8(sign, separator);
    const bool is_blank = separator == U' ' || separator == U'\t';
    return part + quoted(shown) + "里不能有" + (is_blank ? "空格" : quoted(sign));
  }
  return part + quoted(shown) + "太长，最多12个字";
}

}  // namespace qunguan::text
