#include "qunguan/wecom/message_text.hpp"

namespace qunguan::wecom {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kLongestCharacter = 4;
constexpr std::size_t kLongestNumber = 32;  // `（1/3）` before a part, in bytes

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// At most `limit` bytes from the front. What is no UTF-8 has no characters to keep whole.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && limit - end < kLongestCharacter && is_continuation(text[end])) --end;
  return text.substr(0, is_continuation(text[end]) ? limit : end);
}

std::string_view without_end_of_line(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string fit_text(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string{text};
  text = without_end_of_line(text);
  const std::size_t before_last = text.rfind('\n');
  const std::string_view last = before_last == text.npos ? text : text.substr(before_last);
  const bool is_kept = before_last != text.npos && last.size() + kEllipsis.size() <= limit;
  const std::size_t kept = is_kept ? last.size() : 0;
  const std::size_t around = kept + kEllipsis.size();
  if (around > limit) return std::string{cut(text, limit)};
  std::string fitted{cut(text, limit - around)};
  return fitted.append(kEllipsis).append(last.substr(0, kept));
}

std::vector<std::string> parts_of(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return {std::string{text}};
  const std::size_t room = limit - kLongestNumber;
  std::vector<std::string> parts;
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view part = cut(rest, room);
    const std::size_t end = part.size() == rest.size() ? part.npos : part.rfind('\n');
    const bool ends_line = end != part.npos && end > 0;
    if (ends_line) part = part.substr(0, end);
    parts.emplace_back(part);
    rest.remove_prefix(part.size() + (ends_line ? 1 : 0));
  }
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i].insert(0, "（" + std::to_string(i + 1) + "/" + std::to_string(parts.size()) + "）");
  return parts;
}

}  // namespace qunguan::wecom
