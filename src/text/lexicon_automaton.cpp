#include "text/lexicon_automaton.hpp"

#include <algorithm>
#include <utility>

#include "text/fold_table.hpp"
#include "text/utf8.hpp"

namespace qunguan::text {
namespace {

constexpr int kManyBeginnings = 2;  // of words in one text: it may be made of them

/// Goes through a text's letters and stops at the first end of a word.
///
/// It sees more than there is: it passes any amount of noise and asks for no boundaries. What it
/// reports is looked at again, point by point, by `find_hits`.
class Walker {
 public:
  explicit Walker(const LexiconAutomaton& lexicon,
                  PointClasses::Class previous = PointClasses::kForeign)
      : lexicon_(&lexicon), previous_(previous) {}

  /// Whether a word has begun.
  bool is_inside() const { return !lexicon_->automaton.is_shallow(state_); }

  PointClasses::Class previous() const { return previous_; }

  /// Returns whether a word ends at this letter.
  bool step(PointClasses::Class letter) {
    const WordAutomaton& automaton = lexicon_->automaton;
    const PointClasses::Class previous = std::exchange(previous_, letter);
    if (automaton.is_shallow(state_)) {
      if (!lexicon_->beginnings.may_begin(previous, letter)) return false;
      state_ = automaton.next(WordAutomaton::kStart, previous);
    }
    state_ = automaton.next(state_, letter);
    return automaton.word(state_) != WordAutomaton::kNoWord;
  }

  /// Does the same for points that are folded already.
  bool step(std::u32string_view points) {
    return std::any_of(points.begin(), points.end(), [this](char32_t point) {
      const PointClasses::Class letter = lexicon_->classes.of(point);
      return letter != PointClasses::kSkipped && step(letter);
    });
  }

 private:
  const LexiconAutomaton* lexicon_;
  WordAutomaton::State state_ = WordAutomaton::kStart;
  PointClasses::Class previous_;
};

/// Passes over letters at whose pairs no word begins, at next to no cost, until one may.
///
/// Whether single letters are words is known beforehand, since to ask for each letter would cost
/// each text a twentieth of its scan. Returns false at the text's end.
template <bool kHasSingleLetters>
bool find_beginning(const LexiconAutomaton& lexicon, const char*& at, const char* end,
                    PointClasses::Class& previous) {
  while (at != end) {
    const char* const before = at;
    const PointClasses::Class letter = lexicon.classes.of(decode(at, end));
    if (letter >= PointClasses::kExpanded) [[unlikely]] {
      if (letter == PointClasses::kSkipped) continue;
      at = before;
      return true;
    }
    const bool is_single = kHasSingleLetters && lexicon.beginnings.is_single(letter);
    if (is_single || lexicon.beginnings.is_pair(previous, letter)) [[unlikely]] {
      at = before;
      return true;
    }
    previous = letter;
  }
  return false;
}

/// Reads a point into the walker. Returns whether a word ends there.
bool read_point(const LexiconAutomaton& lexicon, Walker& walker, char32_t source) {
  const PointClasses::Class letter = lexicon.classes.of(source);
  if (letter == PointClasses::kSkipped) return false;
  if (letter == PointClasses::kExpanded) return walker.step(fold_cell(source).expansion());
  return walker.step(letter);
}

/// Reads on without the filter, which only costs where words begin all the time.
bool may_hit_rest(const LexiconAutomaton& lexicon, const char* at, const char* end,
                  PointClasses::Class previous) {
  const WordAutomaton& automaton = lexicon.automaton;
  WordAutomaton::State state = automaton.next(WordAutomaton::kStart, previous);
  const auto ends_word = [&](PointClasses::Class letter) {
    if (letter == PointClasses::kSkipped) return false;
    state = automaton.next(state, letter);
    return automaton.word(state) != WordAutomaton::kNoWord;
  };
  while (at != end) {
    const char32_t source = decode(at, end);
    const PointClasses::Class letter = lexicon.classes.of(source);
    if (letter != PointClasses::kExpanded) {
      if (ends_word(letter)) return true;
      continue;
    }
    for (const char32_t point : fold_cell(source).expansion())
      if (ends_word(lexicon.classes.of(point))) return true;
  }
  return false;
}

template <bool kHasSingleLetters>
bool may_hit_in(const LexiconAutomaton& lexicon, std::string_view utf8) {
  const char* const end = utf8.data() + utf8.size();
  const char* at = utf8.data();
  PointClasses::Class previous = PointClasses::kForeign;
  int beginnings = 0;
  while (find_beginning<kHasSingleLetters>(lexicon, at, end, previous)) {
    if (++beginnings > kManyBeginnings) return may_hit_rest(lexicon, at, end, previous);
    Walker walker{lexicon, previous};
    do {
      if (read_point(lexicon, walker, decode(at, end))) return true;
    } while (walker.is_inside() && at != end);
    previous = walker.previous();
  }
  return false;
}

}  // namespace

bool LexiconAutomaton::may_hit(std::string_view utf8) const {
  return beginnings.has_single_letters() ? may_hit_in<true>(*this, utf8)
                                         : may_hit_in<false>(*this, utf8);
}

bool LexiconAutomaton::may_hit(const FoldedText& folded) const {
  return Walker{*this}.step(folded.points);
}

}  // namespace qunguan::text
