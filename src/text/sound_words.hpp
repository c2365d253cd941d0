#pragma once

#include <string>
#include <vector>

#include "text/lexicon_build.hpp"

namespace qunguan::text {

/// The ways to write a word by Latin letters: in pinyin, whole (`dubo`, `du bo`) or, where it is
/// short, in part (`赌bo`), and by initials (`db`). None for a word of one point or without Han.
///
/// Requires: `points` are folded and without noise.
std::vector<Addition> latin_spellings(const std::u32string& points, const LexiconEntry& entry);

/// Whether other characters can sound like the word: it has two that are read.
bool sounds_like_others(const std::u32string& points);

}  // namespace qunguan::text
