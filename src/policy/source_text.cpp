#include "policy/source_text.hpp"

#include <algorithm>
#include <optional>

namespace qunguan::policy {
namespace {

constexpr std::string_view kFullwidthColon = "：";
constexpr std::string_view kTwoKeys = "illegal map value";  // the parser's words
constexpr std::size_t kBlock = 512;                         // bytes

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

Position place(std::size_t line, std::size_t before) {
  return {.line = static_cast<int>(line), .column = static_cast<int>(before) + 1};
}

Position place(std::size_t line, std::string_view before) {
  return place(line, characters(before));
}

/// Where a full-width colon stands right after what would be a key.
std::optional<std::size_t> misplaced_colon(std::string_view line) {
  const std::size_t key = line.find_first_not_of(" -");
  if (key == line.npos || line[key] == '#' || line[key] == '"' || line[key] == '\'')
    return std::nullopt;
  const std::size_t colon = line.find(kFullwidthColon, key);
  if (colon == line.npos || colon == key) return std::nullopt;
  const std::string_view word = line.substr(key, colon - key);
  for (const std::string_view mark : {" ", ":", ",", "，", "。"})
    if (word.find(mark) != word.npos) return std::nullopt;
  return colon;
}

/// Where a value begins with a character that YAML keeps for itself.
std::optional<std::size_t> reserved_start(std::string_view line) {
  for (const std::string_view before : {": ", "- ", "[", ", "}) {
    for (std::size_t at = line.find(before); at != line.npos; at = line.find(before, at + 1)) {
      const std::size_t value = line.find_first_not_of(' ', at + before.size());
      if (value != line.npos &&
          std::string_view{"@*%`&!|>"}.find(line[value]) != std::string_view::npos)
        return value;
    }
  }
  return std::nullopt;
}

bool report_reserved(const SourceText& source, std::size_t number, Diagnostics& diagnostics) {
  const std::string_view line = source.line(number);
  const std::optional<std::size_t> at = reserved_start(line);
  if (!at) return false;
  const std::string sign{line[*at]};
  diagnostics.error(
      place(number, line.substr(0, *at)), "needs-quotes",
      {"值以 " + sign + " 开头，必须加引号", "a value that begins with " + sign + " needs quotes"},
      {"写成 \"" + sign + "…\"", "write \"" + sign + "…\""});
  return true;
}

/// The parser takes a line without a colon and the one after it for one long key.
bool report_missing_colon(const SourceText& source, std::size_t number, Diagnostics& diagnostics) {
  const std::string_view line = source.line(number);
  const std::size_t key = line.find_first_not_of(' ');
  if (key == line.npos || line.find_first_of("#:-[]{}\"'") != line.npos) return false;
  const std::string word{line.substr(key)};
  diagnostics.error(place(number, line.substr(0, key)), "missing-colon",
                    {"“" + word + "”后面没有冒号", "no colon follows '" + word + "'"},
                    {"写成 `" + word + ": …`，冒号后有空格",
                     "write `" + word + ": …` with a space after the colon"});
  return true;
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') starts_.push_back(i + 1);
  std::size_t total = 0;
  for (std::size_t i = 0; i <= text.size(); i += kBlock) {
    characters_.push_back(total);
    total += characters(text.substr(i, kBlock));
  }
}

std::size_t SourceText::characters_before(std::size_t offset) const {
  const std::size_t block = offset / kBlock;
  return characters_[block] + characters(text_.substr(block * kBlock, offset - block * kBlock));
}

std::string_view SourceText::line(std::size_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const std::size_t begin = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  std::string_view line = text_.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Position SourceText::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const std::size_t number = static_cast<std::size_t>(after - starts_.begin());
  const std::size_t begin = starts_[number - 1];
  return place(number, characters_before(offset) - characters_before(begin));
}

bool report_fullwidth_colon(const SourceText& source, std::size_t number,
                            Diagnostics& diagnostics) {
  const std::string_view line = source.line(number);
  const std::optional<std::size_t> colon = misplaced_colon(line);
  if (!colon) return false;
  const std::size_t key = line.find_first_not_of(" -");
  const std::string word{line.substr(key, *colon - key)};
  diagnostics.error(place(number, line.substr(0, *colon)), "fullwidth-colon",
                    {"键后面用了全角冒号“：”", "a full-width colon stands after the key"},
                    {"改成半角冒号加空格：`" + word + ": `",
                     "write `" + word + ": ` with an ASCII colon and a space"});
  return true;
}

void explain_syntax_error(const SourceText& source, Position at, std::string_view reason,
                          Diagnostics& diagnostics) {
  const auto line = static_cast<std::size_t>(std::max(at.line, 1));
  for (std::size_t number = line; number > 0 && number + 2 > line; --number) {
    if (report_fullwidth_colon(source, number, diagnostics)) return;
    if (report_reserved(source, number, diagnostics)) return;
    if (reason == kTwoKeys && report_missing_colon(source, number, diagnostics)) return;
  }
  diagnostics.error(
      at, "syntax",
      {"YAML 语法有误（" + std::string{reason} + "）", "not YAML: " + std::string{reason}},
      {"检查这一行和上一行的缩进、冒号、引号和括号",
       "check indentation, colons, quotes and brackets here and one line above"});
}

bool check_layout(const SourceText& source, Diagnostics& diagnostics) {
  bool is_good = true;
  for (std::size_t number = 1; number <= source.lines(); ++number) {
    const std::string_view line = source.line(number);
    const std::size_t text = line.find_first_not_of(" \t");
    const std::size_t tab = line.find('\t');
    if (text == line.npos || tab == line.npos || tab > text) continue;
    is_good = false;
    diagnostics.error(place(number, line.substr(0, tab)), "tab-indent",
                      {"缩进用了制表符（Tab）", "a tab indents this line"},
                      {"改用空格缩进，每层两个", "indent with spaces, two a level"});
  }
  return is_good;
}

}  // namespace qunguan::policy
