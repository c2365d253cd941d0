#include "text/lexicon_automaton.hpp"

#include <algorithm>
#include <utility>

#include "text/fold_table.hpp"
#include "text/utf8.hpp"

namespace qunguan::text {
namespace {

/// Goes through a text's letters and stops at the first end of a word.
///
/// It sees more than there is: it passes any amount of noise and asks for no boundaries. What it
/// reports is looked at again, point by point, by `find_hits`.
class Walker {
 public:
  explicit Walker(const LexiconAutomaton& lexicon) : lexicon_(&lexicon) {}

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
  PointClasses::Class previous_ = PointClasses::kForeign;
};

}  // namespace

bool LexiconAutomaton::may_hit(std::string_view utf8) const {
  Walker walker{*this};
  const char* const end = utf8.data() + utf8.size();
  for (const char* at = utf8.data(); at != end;) {
    const char32_t source = decode(at, end);
    const PointClasses::Class letter = classes.of(source);
    if (letter == PointClasses::kSkipped) continue;
    if (letter == PointClasses::kExpanded) {
      Walker expanded = walker;
      if (expanded.step(fold_cell(source).expansion())) return true;
      walker = expanded;
      continue;
    }
    if (walker.step(letter)) return true;
  }
  return false;
}

bool LexiconAutomaton::may_hit(const FoldedText& folded) const {
  return Walker{*this}.step(folded.points);
}

}  // namespace qunguan::text
