#pragma once

#include <string>
#include <vector>

#include "text/lexicon_automaton.hpp"

namespace qunguan::text {

constexpr std::size_t kLongestWord = 64;  // points; `LexiconEntry::spaces` has a bit for each

/// A word on its way into an automaton.
struct Addition {
  std::u32string points;
  LexiconEntry entry;
};

/// The automaton whose letters are the points. Requires: there are additions, and their points are
/// at most `PointClasses::kMostLetters` different ones.
LexiconAutomaton automaton_of(std::vector<Addition> additions);

/// The automaton whose letters are syllables: each point stands for all that are read alike.
LexiconAutomaton automaton_of_sounds(std::vector<Addition> additions);

}  // namespace qunguan::text
