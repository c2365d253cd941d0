#include "text/contact_text.hpp"

#include <algorithm>
#include <iterator>

#include "text/look_alikes.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kPhoneDigits = 11;
constexpr std::size_t kLongestName = 24;      // points after @
constexpr std::size_t kLongestLabelLead = 4;  // points between a label and what it names
constexpr std::size_t kLongestContactWord = 8;

// Letters that may touch a number and leave it whole.
constexpr std::array<std::u32string_view, 20> kContactWords{
    U"tel", U"phone", U"mobile", U"cell", U"call", U"v",   U"vx", U"wx", U"wechat", U"weixin",
    U"q",   U"qq",    U"sj",     U"sjh",  U"dh",   U"add", U"m",  U"t",  U"p",      U"dd"};

constexpr std::array<std::u32string_view, 53> kLabels{
    U"单号",   U"订单",   U"运单",   U"编号", U"型号",   U"货号",   U"工号", U"学号",   U"卡号",
    U"证号",   U"户号",   U"表号",   U"序号", U"牌号",   U"件号",   U"账单", U"流水",   U"条码",
    U"条形码", U"批次",   U"批号",   U"票号", U"税号",   U"案号",   U"文号", U"注册号", U"登记号",
    U"档案号", U"序列号", U"车架号", U"尺寸", U"规格",   U"合同",   U"发票", U"身份证", U"车次",
    U"坐标",   U"经度",   U"纬度",   U"邮编", U"取件码", U"验证码", U"密码", U"会议",   U"房号",
    U"房间",   U"报价",   U"价格",   U"总额", U"图片",   U"文件",   U"版本", U"哈希"};

/// Ties figures and letters into one code, unlike a blank or a comma.
bool is_tie(char32_t c) {
  return is_hyphen(c) || std::u32string_view{U"._*\\^~%&="}.find(c) != std::u32string_view::npos;
}

/// What is written before an amount, a ticket or a name.
bool is_mark_of_other(char32_t c) {
  return std::u32string_view{U"#$¥￥€£@№×"}.find(c) != std::u32string_view::npos;
}

}  // namespace

bool is_hyphen(char32_t c) {
  return c == U'-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == U'－';
}

bool is_phone(const std::string& digits) {
  return digits.size() == kPhoneDigits && digits[0] == '1' && digits[1] >= '3';
}

ContactText::ContactText(std::string_view text) : folded_(fold(text)), links_(find_links(text)) {
  plain_.reserve(folded_.points.size());
  letters_.reserve(folded_.points.size());
  for (const char32_t point : folded_.points) {
    plain_ += text::plain(point);
    letters_ += look_alike(point);
  }
  find_numbers();
}

void ContactText::find_numbers() {
  for (std::size_t at = 0; at < size(); ++at) {
    if (!is_digit(plain_[at])) continue;
    Piece number{.begin = at, .end = at};
    while (number.end < size() && is_digit(plain_[number.end])) ++number.end;
    at = number.end;
    numbers_.push_back(without_words(number));
  }
}

/// A Chinese digit at the ends of plain ones belongs to the words beside them: 周一138…, 138…一个.
Piece ContactText::without_words(Piece number) const {
  Piece inner = number;
  while (inner.begin < inner.end && !is_digit(folded_.points[inner.begin])) ++inner.begin;
  while (inner.end > inner.begin && !is_digit(folded_.points[inner.end - 1])) --inner.end;
  for (std::size_t at = inner.begin; at < inner.end; ++at)
    if (!is_digit(folded_.points[at])) return number;
  if (inner.size() == 0 || inner.size() == kPhoneDigits) return inner.size() == 0 ? number : inner;
  if (inner.begin - number.begin == 1 && is_han(point(number.begin - 1)))
    number.begin = inner.begin;
  if (number.end - inner.end == 1 && is_han(point(number.end))) number.end = inner.end;
  return number;
}

std::string ContactText::digits_of(Piece piece) const {
  std::string digits;
  for (std::size_t at = piece.begin; at < piece.end; ++at)
    if (is_digit(plain_[at])) digits += static_cast<char>(plain_[at]);
  return digits;
}

bool ContactText::is_in_link(std::size_t at) const {
  const std::uint32_t begin = folded_.begins[at];
  const auto behind =
      std::upper_bound(links_.begin(), links_.end(), begin,
                       [](std::uint32_t place, const Link& link) { return place < link.begin; });
  return behind != links_.begin() && begin < std::prev(behind)->end;
}

bool ContactText::is_contact_word_before(std::size_t end) const {
  std::size_t begin = end;
  while (begin > 0 && is_letter(letters_[begin - 1]) && end - begin <= kLongestContactWord) --begin;
  const std::u32string_view word = std::u32string_view{letters_}.substr(begin, end - begin);
  return std::find(kContactWords.begin(), kContactWords.end(), word) != kContactWords.end();
}

bool ContactText::is_contact_word_at(std::size_t begin) const {
  std::size_t end = begin;
  while (end < size() && is_letter(letters_[end]) && end - begin <= kLongestContactWord) ++end;
  const std::u32string_view word = std::u32string_view{letters_}.substr(begin, end - begin);
  return std::find(kContactWords.begin(), kContactWords.end(), word) != kContactWords.end();
}

bool ContactText::is_apart_before(std::size_t begin) const {
  const char32_t before = point(begin - 1);
  if (is_letter(letter(begin - 1))) return is_contact_word_before(begin);
  if (is_mark_of_other(before)) return false;
  if (!is_tie(before)) return true;
  if (is_letter(letter(begin - 2))) return is_contact_word_before(begin - 1);
  return begin < 2 || !is_digit(point(begin - 2));
}

bool ContactText::is_apart_behind(std::size_t end) const {
  const char32_t behind = point(end);
  if (is_letter(letter(end))) return is_contact_word_at(end);
  if (std::u32string_view{U"%‰°℃′″×"}.find(behind) != std::u32string_view::npos && behind != 0)
    return false;
  if (behind == U':') return !is_digit(point(end + 1));
  if (!is_tie(behind)) return true;
  if (is_letter(letter(end + 1))) return is_contact_word_at(end + 1);
  return !is_digit(point(end + 1));
}

bool ContactText::is_labelled(std::size_t begin) const {
  for (std::size_t lead = 0; lead <= kLongestLabelLead && lead <= begin; ++lead) {
    const std::size_t end = begin - lead;
    const auto ends_there = [&](std::u32string_view label) {
      return end >= label.size() &&
             folded_.points.compare(end - label.size(), label.size(), label) == 0;
    };
    if (std::any_of(kLabels.begin(), kLabels.end(), ends_there)) return true;
    if (end == 0) return false;
    const char32_t before = folded_.points[end - 1];
    const bool is_lead = is_noise(before) ||
                         std::u32string_view{U"号码是为"}.find(before) != std::u32string_view::npos;
    if (!is_lead) return false;
  }
  return false;
}

bool ContactText::is_in_mention(std::size_t begin) const {
  for (std::size_t at = begin; at > 0 && begin - at < kLongestName; --at) {
    const char32_t before = folded_.points[at - 1];
    if (before == U'@') return true;
    const bool is_in_name = !is_noise(before) || is_tie(before) || before == U'·';
    if (!is_in_name || is_sentence_mark(before)) return false;
  }
  return false;
}

}  // namespace qunguan::text
