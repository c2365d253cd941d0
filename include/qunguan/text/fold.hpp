#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan::text {

/// What had to be done to a text to see a word in it; a set of the bits below, which explains a
/// hit.
using Foldings = std::uint16_t;
inline constexpr Foldings kCase = 1;           // A and a
inline constexpr Foldings kWidth = 2;          // ａ and a
inline constexpr Foldings kTraditional = 4;    // 賭 and 赌
inline constexpr Foldings kCompatibility = 8;  // ⓐ, 𝐚, ², ㈱ and what they stand for
inline constexpr Foldings kInvisible = 16;     // zero-width, bidi and variation selectors went
inline constexpr Foldings kNoise = 32;         // the hit skipped noise between its characters
inline constexpr Foldings kLookAlike = 64;     // Cyrillic а for a, á for a
inline constexpr Foldings kDigits = 128;       // 八 for 8
inline constexpr Foldings kTakenApart = 256;   // 贝者 for 赌
inline constexpr Foldings kSound = 512;        // duBo, DB or 堵博 for 赌博
inline constexpr Foldings kJoined = 1024;      // the word goes over several messages

/// Whether what was done leaves room for another meaning: a person should look before it counts.
constexpr bool is_unsure(Foldings foldings) { return (foldings & (kSound | kTakenApart)) != 0; }

/// A text as the matcher sees it, with the way back to the sender's own bytes.
struct FoldedText {
  std::u32string points;
  std::vector<std::uint32_t> begins;  // where in the original each point's source begins, in bytes
  std::vector<std::uint32_t> ends;    // and ends
};

/// Folds NFKC, case, width and traditional characters, and drops what cannot be seen.
///
/// Invalid UTF-8 folds to U+FFFD, one for each bad byte.
/// Thread: any.
FoldedText fold(std::string_view utf8);

/// The folded text alone, as UTF-8: equal for texts that look alike.
std::string fold_to_utf8(std::string_view utf8);

/// True for what may stand between two characters of a word without hiding it: spaces, punctuation,
/// symbols, emoji.
bool is_noise(char32_t point);

/// True for what ends a sentence (。！？!?； and line ends); a word never reaches across one.
bool is_sentence_mark(char32_t point);

bool is_han(char32_t point);

}  // namespace qunguan::text
