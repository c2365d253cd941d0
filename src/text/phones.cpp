#include "text/phones.hpp"

#include <algorithm>

namespace qunguan::text {
namespace {

using Digits = std::string;

constexpr std::size_t kPhoneDigits = 11;
constexpr std::size_t kWidestGap = 3;  // points
constexpr int kWidestStep = 10;        // from one room to the next
constexpr char32_t kBlank = U' ';

// How people part a number, in digits.
constexpr std::array<std::string_view, 7> kShapes{"344", "335", "353", "443", "434", "38", "74"};

// Of so many, what follows is no number to call.
constexpr std::array<std::u32string_view, 14> kUnits{U"元",   U"块",   U"股",     U"吨",   U"届",
                                                     U"年",   U"件",   U"次",     U"美元", U"日元",
                                                     U"港元", U"欧元", U"人民币", U"人次"};
// After a number that stands behind a phone's: 138 0013 8000 88元.
constexpr std::u32string_view kQuantities = U"元块毛角钱人位名个条次分年月日点号楼折";

bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == 0x3000 || c == 0xA0; }
bool is_dot(char32_t c) { return c == U'.' || c == U'·' || c == U'・' || c == U'•'; }

int number(const Digits& digits) { return std::stoi(digits); }
bool is_year(const Digits& digits) {
  return digits.size() == 4 && number(digits) >= 1300 && number(digits) < 2100;
}
bool is_day(const Digits& digits) {
  const int month = number(digits.substr(0, 2));
  const int day = number(digits.substr(2, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/// Groups with one separator throughout, as many as there are.
struct Chain {
  std::vector<Piece> groups;
  char32_t separator = kBlank;
};

class PhoneSearch {
 public:
  PhoneSearch(const ContactText& text, std::size_t most) : text_(text), most_(most) {}

  std::vector<Phone> run() {
    const std::vector<Piece>& numbers = text_.numbers();
    for (std::size_t first = 0; first < numbers.size() && phones_.size() < most_; ++first) {
      if (numbers[first].size() >= kPhoneDigits) {
        read_whole(numbers[first]);
        continue;
      }
      const Chain chain = chain_from(first);
      if (chain.groups.size() < 2) continue;
      first += chain.groups.size() - 2;  // the last one may begin another chain
      read_chain(chain);
    }
    return std::move(phones_);
  }

 private:
  // ---- In one ----

  void read_whole(Piece number) {
    for (const std::string_view country : {"0086", "86"})
      if (number.size() == kPhoneDigits + country.size() &&
          text_.digits_of(number).starts_with(country))
        number.begin += country.size();
    const Digits digits = text_.digits_of(number);
    if (is_phone(digits) && is_free({number.begin, number.end}))
      phones_.push_back({number, digits});
  }

  /// Whether nothing beside it says that it is something else.
  bool is_free(Piece piece) const {
    const bool has_country = is_country(piece.begin);
    return (has_country ? text_.is_apart_behind(piece.end) : text_.is_apart(piece)) &&
           !is_amount(piece) && !text_.is_labelled(piece.begin) &&
           !text_.is_in_mention(piece.begin) && !text_.is_in_link(piece.begin);
  }

  bool is_amount(Piece piece) const {
    return text_.says(piece.end + (text_.point(piece.end) == U' ' ? 1 : 0), kUnits);
  }

  /// Whether 86 and at most one point stand before it.
  bool is_country(std::size_t begin) const {
    const std::size_t end = begin > 0 && !is_digit(text_.point(begin - 1)) ? begin - 1 : begin;
    return end >= 2 && text_.plain().compare(end - 2, 2, U"86") == 0 &&
           (end < 3 || !is_digit(text_.point(end - 3)) || text_.point(end - 3) == U'0');
  }

  // ---- In groups ----

  /// What parts the one from the other; 0 where they have nothing to do with each other.
  char32_t separator(Piece one, Piece other) const {
    if (other.begin <= one.end || other.begin - one.end > kWidestGap) return 0;
    char32_t separator = kBlank;
    for (std::size_t at = one.end; at < other.begin; ++at) {
      const char32_t point = text_.point(at);
      if (is_blank(point)) continue;
      if (separator != kBlank || !is_noise(point)) return 0;
      separator = is_hyphen(point) ? U'-' : point;
    }
    return std::u32string_view{U",，、/:*×;|"}.find(separator) == std::u32string_view::npos
               ? separator
               : 0;
  }

  Chain chain_from(std::size_t first) const {
    const std::vector<Piece>& numbers = text_.numbers();
    Chain chain{.groups = {numbers[first]}};
    for (std::size_t next = first + 1; next < numbers.size(); ++next) {
      const char32_t parted = separator(numbers[next - 1], numbers[next]);
      if (parted == 0 || (chain.groups.size() > 1 && parted != chain.separator)) break;
      if (numbers[next].size() >= kPhoneDigits) break;
      chain.separator = parted;
      chain.groups.push_back(numbers[next]);
    }
    return chain;
  }

  void read_chain(Chain chain) {
    if (is_quantity(chain.groups.back())) chain.groups.pop_back();
    if (chain.groups.size() > 2 && is_country_group(chain.groups.front()))
      chain.groups.erase(chain.groups.begin());
    std::vector<Digits> groups;
    std::size_t digits = 0;
    for (const Piece group : chain.groups) {
      digits += group.size();
      if (digits > kPhoneDigits) return;
      groups.push_back(text_.digits_of(group));
    }
    const Piece all{.begin = chain.groups.front().begin, .end = chain.groups.back().end};
    if (!is_phone(text_.digits_of(all)) || !is_free(all)) return;
    const bool is_one = groups.size() == kPhoneDigits ? is_spelled(text_.digits_of(all), chain)
                                                      : is_parted(groups, chain.separator);
    if (is_one) phones_.push_back({all, text_.digits_of(all)});
  }

  bool is_quantity(Piece group) const {
    const char32_t behind = text_.point(group.end);
    return behind != 0 && kQuantities.find(behind) != std::u32string_view::npos;
  }

  bool is_country_group(Piece group) const {
    const Digits digits = text_.digits_of(group);
    return digits == "86" || digits == "0086";
  }

  /// Digit by digit; answers, seats and object identifiers are written so too.
  static bool is_spelled(const Digits& digits, const Chain& chain) {
    const bool is_answer =
        std::all_of(digits.begin(), digits.end(), [](char digit) { return digit < '6'; });
    const bool is_series = std::is_sorted(digits.begin(), digits.end());
    const bool is_identifier = is_dot(chain.separator) && digits.starts_with("1361");
    return !is_answer && !is_series && !is_identifier;
  }

  static bool is_parted(const std::vector<Digits>& groups, char32_t separator) {
    const bool is_usual = separator == kBlank || separator == U'-' ||
                          (is_dot(separator) && groups.size() > 2);  // two are a decimal
    std::string shape;
    for (const Digits& group : groups) shape += static_cast<char>('0' + group.size());
    return is_usual && std::find(kShapes.begin(), kShapes.end(), shape) != kShapes.end() &&
           !is_dated(groups) && !is_round(groups) && !is_row(groups);
  }

  static bool is_dated(const std::vector<Digits>& groups) {
    if (is_year(groups[0]) && is_year(groups[1])) return true;
    Digits rest;
    for (std::size_t i = 1; i < groups.size(); ++i) rest += groups[i];
    if (rest.size() != 8) return false;
    const Digits year = rest.substr(0, 4);
    const Digits last = rest.substr(4);
    return is_year(year) && number(year) >= 1900 && (is_year(last) || is_day(last));
  }

  /// Rooms and seats in a row.
  static bool is_row(const std::vector<Digits>& groups) {
    const int step = number(groups.back()) - number(groups[groups.size() - 2]);
    return step > 0 && step <= kWidestStep;
  }

  /// Amounts and sizes.
  static bool is_round(const std::vector<Digits>& groups) {
    return std::all_of(groups.begin(), groups.end(), [](const Digits& group) {
      return group.front() != '0' && group.back() == '0';
    });
  }

  const ContactText& text_;
  std::size_t most_;
  std::vector<Phone> phones_;
};

}  // namespace

std::vector<Phone> find_phones(const ContactText& text, std::size_t most) {
  return PhoneSearch{text, most}.run();
}

}  // namespace qunguan::text
