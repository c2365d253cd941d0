#include "qunguan/domain/money.hpp"

#include <array>
#include <cstdlib>

namespace qunguan {
namespace {

constexpr std::int64_t kLargest = 100'000'000;  // fen

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool drop_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<Fen> parse_yuan(std::string_view text) {
  const Error bad{Error::Code::Invalid, "not an amount in yuan such as 100 or 2.50: '" +
                                            std::string{text.substr(0, 40)} + "'"};
  if (!drop_prefix(text, "￥")) drop_prefix(text, "¥");
  drop_suffix(text, "元");
  const std::size_t point = text.find('.');
  const std::size_t decimals = point == text.npos ? 0 : text.size() - point - 1;
  if (text.empty() || point == 0 || decimals > 2 || (point != text.npos && decimals == 0))
    return bad;

  std::int64_t fen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (!is_digit(text[i]) || fen > kLargest) return bad;
    fen = fen * 10 + (text[i] - '0');
  }
  constexpr std::array<int, 3> kScale{100, 10, 1};
  fen *= kScale.at(decimals);
  if (fen <= 0 || fen > kLargest) return bad;
  return Fen{fen};
}

std::string to_text(Fen amount) {
  const std::int64_t whole = std::abs(amount.count()) / 100;
  const std::int64_t rest = std::abs(amount.count()) % 100;
  std::string text = amount.count() < 0 ? "-" : "";
  text += std::to_string(whole);
  if (rest != 0) text += "." + std::to_string(100 + rest).substr(1);
  return text + "元";
}

}  // namespace qunguan
