#include "engine/command.hpp"

#include <array>
#include <utility>

#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::engine {
namespace {

using Kind = Command::Kind;

struct Form {
  Kind kind;
  std::string_view word, usage;
};

constexpr std::array<Form, 5> kForms{{{Kind::Appeal, "申诉", "/申诉 编号 理由"},
                                      {Kind::Withdraw, "撤销", "/撤销 编号 理由"},
                                      {Kind::Uphold, "维持", "/维持 编号"},
                                      {Kind::Approve, "同意", "/同意 编号"},
                                      {Kind::Reject, "驳回", "/驳回 编号"}}};

constexpr std::array<std::string_view, 7> kSpaces{" ",      "\t",     "\r",    "\n",
                                                  "\u00A0", "\u2005", "\u3000"};

std::size_t space_at_end(std::string_view text) {
  for (const std::string_view space : kSpaces)
    if (text.ends_with(space)) return space.size();
  return 0;
}

std::string_view trim(std::string_view text) {
  while (const std::size_t space = space_at(text)) text.remove_prefix(space);
  while (const std::size_t space = space_at_end(text)) text.remove_suffix(space);
  return text;
}

bool drop_slash(std::string_view& text) {
  for (const std::string_view slash : {"/", "／"}) {
    if (!text.starts_with(slash)) continue;
    text.remove_prefix(slash.size());
    return true;
  }
  return false;
}

/// Takes a digit off the front, also one of full width; -1 when there is none.
int take_digit(std::string_view& rest) {
  const bool is_wide = rest.starts_with("\xEF\xBC") && rest.size() > 2;
  const std::size_t length = is_wide ? 3 : 1;
  if (rest.empty()) return -1;
  const int digit = is_wide ? static_cast<unsigned char>(rest[2]) - 0x90 : rest[0] - '0';
  if (digit < 0 || digit > 9) return -1;
  rest.remove_prefix(length);
  return digit;
}

/// Reads `17`, `１７` or `#17` off the front; 0 when there is none.
std::int64_t take_number(std::string_view& rest) {
  rest = trim(rest);
  if (rest.starts_with('#')) rest.remove_prefix(1);
  std::int64_t number = 0;
  for (int digits = 0; digits < 18; ++digits) {
    const int digit = take_digit(rest);
    if (digit < 0) break;
    number = number * 10 + digit;
  }
  return number;
}

}  // namespace

std::size_t space_at(std::string_view text) {
  for (const std::string_view space : kSpaces)
    if (text.starts_with(space)) return space.size();
  return 0;
}

std::optional<std::string_view> after_slash(std::string_view text) {
  std::string_view rest = trim(text::without_mentions(text::own_words(text)));
  if (!drop_slash(rest)) return std::nullopt;
  return trim(rest);
}

std::vector<std::string> command_words() {
  std::vector<std::string> words;
  words.reserve(kForms.size());
  for (const Form& form : kForms) words.emplace_back(form.word);
  return words;
}

std::optional<Command> parse_command(std::string_view text) {
  std::string_view rest = after_slash(text).value_or(std::string_view{});
  for (const Form& form : kForms) {
    if (!rest.starts_with(form.word)) continue;
    rest.remove_prefix(form.word.size());
    Command command{.kind = form.kind};
    command.number = take_number(rest);
    command.reason = std::string{trim(rest)};
    return command;
  }
  return std::nullopt;
}

std::string usage(Kind kind) {
  return std::string{kForms.at(static_cast<std::size_t>(kind)).usage};
}

}  // namespace qunguan::engine
