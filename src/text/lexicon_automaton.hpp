#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/lexicon.hpp"
#include "text/pair_filter.hpp"
#include "text/point_classes.hpp"
#include "text/word_automaton.hpp"

namespace qunguan::text {

/// A word, or an allowed phrase, of one list; or a character that is a letter of some word, taken
/// apart.
struct LexiconEntry {
  std::uint32_t list = 0;
  std::uint32_t word = 0;        // index of its spelling; none for a phrase
  bool is_allowed = false;       // a phrase that cancels hits
  bool is_ascii = false;         // nothing but ASCII letters and digits
  bool has_digits = false;       // some of its letters are digits, ASCII or Chinese
  Foldings foldings = 0;         // kSound: not the word but how it sounds
  char32_t whole = 0;            // the character whose parts these are
  std::uint64_t spaces = 0;      // bit n: its spelling has a space after the n-th point
  std::uint64_t han_digits = 0;  // bit n: the n-th point of its spelling is a Chinese digit
};

/// Words in one alphabet, and what they mean to the lists.
struct LexiconAutomaton {
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
};

/// What a built lexicon consists of.
struct LexiconParts {
  bool may_hit(std::string_view utf8) const {
    return words.may_hit(utf8) || (sounds && sounds->may_hit(utf8));
  }
  bool may_hit(const FoldedText& folded) const {
    return words.may_hit(folded) || (sounds && sounds->may_hit(folded));
  }

  LexiconAutomaton words;
  std::optional<LexiconAutomaton> sounds;  // its letters are syllables; for what is found by sound
  std::vector<Match> lists;                // by list
  std::vector<std::string> spellings;      // by word
};

/// Every hit in a text, slowly: only for texts that `may_hit`.
///
/// Requires: `folded` is `fold(utf8)`.
std::vector<Hit> find_hits(const LexiconParts& lexicon, std::string_view utf8,
                           const FoldedText& folded);

inline bool is_ascii_digit(char32_t folded) { return folded >= U'0' && folded <= U'9'; }

inline bool is_ascii_letter_or_digit(char32_t folded) {
  return (folded >= U'a' && folded <= U'z') || (folded >= U'0' && folded <= U'9');
}

inline bool is_space(char32_t folded) { return folded == U' ' || folded == U'\t'; }

}  // namespace qunguan::text
