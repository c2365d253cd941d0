#include "qunguan/text/surroundings.hpp"

#include <cassert>
#include <memory>

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace qunguan::text {
namespace {

constexpr std::u16string_view kParticles = u"吧吗呢啊了的呀嘛哦啦哈呗么噢喔哟咯就也都不是在";

icu::BreakIterator& divider() {
  thread_local const std::unique_ptr<icu::BreakIterator> own = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made{
        icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), status)};
    assert(U_SUCCESS(status));
    return made;
  }();
  return *own;
}

icu::UnicodeString utf16(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

/// A word that tells one use of its neighbour from another.
bool is_telling(const icu::UnicodeString& word) {
  if (word.isEmpty() || !u_isalnum(word.char32At(0))) return false;
  return word.length() > 1 || kParticles.find(word[0]) == kParticles.npos;
}

}  // namespace

std::string phrase_around(std::string_view utf8, std::size_t begin, std::size_t end) {
  const icu::UnicodeString text = utf16(utf8);
  const std::int32_t hit_begin = utf16(utf8.substr(0, begin)).length();
  const std::int32_t hit_end = hit_begin + utf16(utf8.substr(begin, end - begin)).length();
  icu::BreakIterator& words = divider();
  words.setText(text);
  std::int32_t first = words.isBoundary(hit_begin) ? hit_begin : words.preceding(hit_begin);
  std::int32_t last = words.isBoundary(hit_end) ? hit_end : words.following(hit_end);
  if (first == hit_begin && last == hit_end) {
    const std::int32_t next = last < text.length() ? words.following(last) : last;
    const std::int32_t before = first > 0 ? words.preceding(first) : first;
    if (is_telling(text.tempSubStringBetween(last, next)))
      last = next;
    else if (is_telling(text.tempSubStringBetween(before, first)))
      first = before;
    else
      return {};
  }
  std::string phrase;
  text.tempSubStringBetween(first, last).toUTF8String(phrase);
  return phrase;
}

}  // namespace qunguan::text
