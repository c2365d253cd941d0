#include "text/word_boundaries.hpp"

#include <algorithm>
#include <cassert>
#include <memory>
#include <string_view>

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include "text/modern_words.hpp"

namespace qunguan::text {
namespace {

// How much text around a stretch helps to divide it. Longer texts are divided in pieces, so that
// one hit in a novel does not cost a novel.
constexpr std::size_t kContext = 24;

constexpr std::u16string_view kParticles = u"吧吗呢啊了的呀嘛哦啦哈呗么噢喔哟咯";

bool is_ascii(char32_t point) { return point < 0x80; }

/// This thread's divider of Chinese text; making one costs too much to do it for each text.
icu::BreakIterator& divider() {
  thread_local const std::unique_ptr<icu::BreakIterator> own = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made{
        icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), status)};
    assert(U_SUCCESS(status));  // the data is linked in
    return made;
  }();
  return *own;
}

/// A piece of a text, divided into words.
class Divided {
 public:
  Divided(const std::u32string& points, const std::vector<bool>& is_left_out, Stretch piece)
      : begin_(piece.begin) {
    for (std::size_t place = piece.begin; place < piece.end; ++place) {
      offsets_.push_back(text_.length());
      if (!is_left_out[place]) text_.append(static_cast<UChar32>(points[place]));
    }
    offsets_.push_back(text_.length());
    divide();
  }

  bool begins_word(std::uint32_t place) const {
    const std::int32_t at = offsets_[place - begin_];
    return is_boundary_[at] && !is_in_modern_word(at);
  }

  bool is_undivided(Stretch stretch) const {
    for (std::int32_t at = offsets_[stretch.begin - begin_] + 1;
         at < offsets_[stretch.end - begin_]; ++at)
      if (is_boundary_[at]) return false;
    return true;
  }

  bool ends_word(std::uint32_t place) const {
    const std::int32_t at = offsets_[place - begin_];
    if (is_in_modern_word(at)) return false;
    if (is_boundary_[at]) return true;
    return kParticles.find(text_[at]) != kParticles.npos && is_boundary_[at + 1];
  }

 private:
  void divide() {
    is_boundary_.assign(static_cast<std::size_t>(text_.length()) + 1, false);
    icu::BreakIterator& iterator = divider();
    iterator.setText(text_);
    for (std::int32_t at = iterator.first(); at != icu::BreakIterator::DONE; at = iterator.next())
      is_boundary_[at] = true;
  }

  /// Whether one of our own words begins before `at` and ends after it.
  bool is_in_modern_word(std::int32_t at) const {
    const std::u16string_view text{text_.getBuffer(), static_cast<std::size_t>(text_.length())};
    const auto middle = static_cast<std::size_t>(at);
    const std::size_t first = middle - std::min(middle, kLongestModernWord - 1);
    for (std::size_t begin = first; begin < middle; ++begin) {
      const std::size_t last = std::min(begin + kLongestModernWord, text.size());
      for (std::size_t end = middle + 1; end <= last; ++end)
        if (is_modern_word(text.substr(begin, end - begin))) return true;
    }
    return false;
  }

  std::uint32_t begin_;
  icu::UnicodeString text_;
  std::vector<std::int32_t> offsets_;  // of each place of the piece in `text_`
  std::vector<bool> is_boundary_;      // by offset
};

Standing standing_of(const Divided& divided, const std::u32string& points, Stretch stretch) {
  const bool is_word = (is_ascii(points[stretch.begin]) || divided.begins_word(stretch.begin)) &&
                       (is_ascii(points[stretch.end - 1]) || divided.ends_word(stretch.end));
  return {.is_word = is_word, .is_single = is_word && divided.is_undivided(stretch)};
}

Stretch with_context(Stretch stretch, std::size_t size) {
  const std::size_t end = std::min(size, std::size_t{stretch.end} + kContext);
  return {.begin = stretch.begin - std::min<std::uint32_t>(stretch.begin, kContext),
          .end = static_cast<std::uint32_t>(end)};
}

}  // namespace

std::vector<Standing> stand_as_words(const std::u32string& points,
                                     const std::vector<bool>& is_left_out,
                                     const std::vector<Stretch>& stretches) {
  std::vector<Standing> answers;
  answers.reserve(stretches.size());
  for (std::size_t first = 0; first < stretches.size();) {
    // One piece serves all stretches whose contexts touch.
    Stretch piece = with_context(stretches[first], points.size());
    std::size_t last = first + 1;
    for (; last < stretches.size(); ++last) {
      const Stretch next = with_context(stretches[last], points.size());
      if (next.begin > piece.end) break;
      piece.end = std::max(piece.end, next.end);
    }
    const Divided divided{points, is_left_out, piece};
    for (; first < last; ++first) answers.push_back(standing_of(divided, points, stretches[first]));
  }
  return answers;
}

}  // namespace qunguan::text
