#include "qunguan/text/quotation.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace qunguan::text {
namespace {

constexpr std::string_view kOpening = "「";
constexpr std::string_view kClosing = "」";
constexpr std::array<std::string_view, 2> kWecomHeadings{"这是一条引用/回复消息：",
                                                         "This is a quote/reply:"};
constexpr std::size_t kShortestRule = 5;  // characters

/// Takes the first line off the text and returns it without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The line that clients draw under a quotation: `- - - - -` or `------`.
bool is_rule(std::string_view line) {
  return line.size() >= kShortestRule && line.starts_with("-") &&
         line.find_first_not_of("- ") == line.npos;
}

int count(std::string_view text, std::string_view piece) {
  int times = 0;
  for (std::size_t at = text.find(piece); at != text.npos; at = text.find(piece, at + piece.size()))
    ++times;
  return times;
}

bool begins_wechat_quotation(std::string_view text) {
  const std::string_view line = take_line(text);
  return line.starts_with(kOpening) &&
         (line.find("：") != line.npos || line.find(':') != line.npos);
}

bool begins_wecom_quotation(std::string_view text) {
  return std::any_of(kWecomHeadings.begin(), kWecomHeadings.end(),
                     [&](std::string_view heading) { return text.starts_with(heading); });
}

bool closes_wecom_quotation(std::string_view line) {
  return line.ends_with('"') || line.ends_with("”");
}

std::string_view without_blank_start(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == text.npos ? std::string_view{} : text.substr(begin);
}

/// What follows the rule under 「name：quoted」. A quotation that holds another ends where all of
/// them are closed; if they never are, at the first rule, since hiding little is better than hiding
/// much.
std::optional<std::string_view> after_wechat_quotation(std::string_view text) {
  std::optional<std::string_view> after_first_rule;
  int depth = 0;
  std::string_view previous;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (is_rule(line) && previous.ends_with(kClosing)) {
      if (depth <= 0) return text;
      if (!after_first_rule) after_first_rule = text;
    }
    depth += count(line, kOpening) - count(line, kClosing);
    previous = line;
  }
  return after_first_rule;
}

std::optional<std::string_view> after_wecom_quotation(std::string_view text) {
  std::string_view previous;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (is_rule(line) && closes_wecom_quotation(previous)) return text;
    previous = line;
  }
  return std::nullopt;
}

std::optional<std::string_view> after_quotation(std::string_view text) {
  if (begins_wechat_quotation(text)) return after_wechat_quotation(text);
  if (begins_wecom_quotation(text)) return after_wecom_quotation(text);
  return std::nullopt;
}

}  // namespace

std::string_view own_words(std::string_view text) {
  const std::optional<std::string_view> answer = after_quotation(text);
  return answer ? without_blank_start(*answer) : text;
}

}  // namespace qunguan::text
