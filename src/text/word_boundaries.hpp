#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace qunguan::text {

/// Places [begin, end) in a folded text.
struct Stretch {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// How a stretch stands among the words of its text.
struct Standing {
  bool is_word = false;    // it begins and ends where words do
  bool is_single = false;  // and no word ends inside it: it is itself one of ordinary Chinese
};

/// For each stretch, whether it begins and ends where words of ordinary Chinese do, as ICU's
/// dictionary and our own few words divide the text. 路口|交通 leaves nothing of 口交.
///
/// A particle that the dictionary joins to the stretch is no part of a longer word: 去死吧. ASCII
/// letters and digits at an end are left to the caller. Places that `is_left_out` marks are passed
/// over as if they were not there.
/// Requires: stretches are sorted by where they begin and none is empty.
/// Thread: any.
std::vector<Standing> stand_as_words(const std::u32string& points,
                                     const std::vector<bool>& is_left_out,
                                     const std::vector<Stretch>& stretches);

}  // namespace qunguan::text
