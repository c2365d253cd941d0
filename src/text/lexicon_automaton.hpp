#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/lexicon.hpp"
#include "text/pair_filter.hpp"
#include "text/point_classes.hpp"
#include "text/word_automaton.hpp"

namespace qunguan::text {

/// A word, or an allowed phrase, of one list.
struct LexiconEntry {
  std::uint32_t list = 0;
  std::uint32_t word = 0;    // index of its spelling; none for a phrase
  bool is_allowed = false;   // a phrase that cancels hits
  bool is_ascii = false;     // nothing but ASCII letters and digits
  std::uint64_t spaces = 0;  // bit n: its spelling has a space after the n-th point
};

/// What a built lexicon consists of: the automaton, and what its words mean to the lists.
class LexiconAutomaton {
 public:
  /// False when no word can be in the text: the answer for nearly every text, and the fast one.
  bool may_hit(std::string_view utf8) const;
  bool may_hit(const FoldedText& folded) const;

  PointClasses classes;
  PairFilter beginnings;  // the letters that words begin with
  WordAutomaton automaton;
  std::vector<LexiconEntry> entries;  // those of one automaton word together
  std::vector<std::uint32_t>
      firsts;                       // by automaton word: its first entry; the end of all comes last
  std::vector<std::uint8_t> sizes;  // by automaton word, in points
  std::vector<Match> lists;         // by list
  std::vector<std::string> spellings;  // by word
};

/// Every hit in a text, slowly: only for texts that `may_hit`.
///
/// Requires: `folded` is `fold(utf8)`.
std::vector<Hit> find_hits(const LexiconAutomaton& lexicon, std::string_view utf8,
                           const FoldedText& folded);

inline bool is_ascii_letter_or_digit(char32_t folded) {
  return (folded >= U'a' && folded <= U'z') || (folded >= U'0' && folded <= U'9');
}

inline bool is_space(char32_t folded) { return folded == U' ' || folded == U'\t'; }

}  // namespace qunguan::text
