#include "qunguan/text/characters.hpp"

#include <cassert>
#include <memory>
#include <optional>

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include "text/utf8.hpp"

namespace qunguan::text {
namespace {

/// This thread's finder of character boundaries; making one costs too much to do it for each text.
icu::BreakIterator& divider() {
  thread_local const std::unique_ptr<icu::BreakIterator> own = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made{
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status)};
    assert(U_SUCCESS(status));  // the data is linked in
    return made;
  }();
  return *own;
}

/// The characters of a text, one after the other.
class Characters {
 public:
  explicit Characters(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    text_ = utext_openUTF8(nullptr, utf8.empty() ? "" : utf8.data(),
                           static_cast<std::int64_t>(utf8.size()), &status);
    divider().setText(text_, status);
    assert(U_SUCCESS(status));
    divider().first();
  }
  ~Characters() { utext_close(text_); }
  Characters(const Characters&) = delete;
  Characters& operator=(const Characters&) = delete;

  /// Moves past one character. Returns where it ends, in bytes, or nothing after the last.
  std::optional<std::size_t> next() {
    const std::int32_t end = divider().next();
    if (end == icu::BreakIterator::DONE) return std::nullopt;
    return static_cast<std::size_t>(end);
  }

 private:
  UText* text_ = nullptr;
};

/// Where the first `count` characters end, in bytes; the whole text when it has fewer.
std::size_t end_of(std::string_view utf8, std::size_t count) {
  Characters characters{utf8};
  std::size_t end = 0;
  for (; count > 0; --count) {
    const std::optional<std::size_t> next = characters.next();
    if (!next) return end;
    end = *next;
  }
  return end;
}

bool is_bidi_control(char32_t point) {
  return point == 0x061C || point == 0x200E || point == 0x200F ||
         (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool is_control(char32_t point) {
  if (point == U'\n' || point == U'\r' || point == U'\t') return false;
  return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

}  // namespace

std::size_t count_characters(std::string_view utf8) {
  Characters characters{utf8};
  std::size_t count = 0;
  while (characters.next()) ++count;
  return count;
}

std::string_view cut(std::string_view utf8, std::size_t bytes) {
  if (utf8.size() <= bytes) return utf8;
  Characters characters{utf8};
  std::size_t end = 0;
  for (auto next = characters.next(); next && *next <= bytes; next = characters.next()) end = *next;
  return utf8.substr(0, end);
}

std::string shorten(std::string_view utf8, std::size_t characters) {
  if (end_of(utf8, characters) == utf8.size()) return std::string{utf8};
  if (characters == 0) return {};
  return std::string{utf8.substr(0, end_of(utf8, characters - 1))} + "…";
}

std::string printable(std::string_view utf8) {
  std::string text;
  text.reserve(utf8.size());
  const char* const end = utf8.data() + utf8.size();
  for (const char* at = utf8.data(); at != end;) {
    const char32_t point = decode(at, end);
    if (!is_bidi_control(point)) append_utf8(text, is_control(point) ? kReplacement : point);
  }
  return text;
}

}  // namespace qunguan::text
