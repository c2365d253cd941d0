#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/text/fold.hpp"

namespace qunguan::text {

struct LexiconParts;

/// Where a word may match.
enum class Match {
  Smart,     // must begin and end where words of ordinary Chinese do
  Anywhere,  // inside longer words too
  Whole,     // only as the whole text, noise and sentence marks at its ends aside
};

/// One word of one list, found in a text.
struct Hit {
  std::uint32_t list = 0;
  std::uint32_t word = 0;   // index in the lexicon, see `Lexicon::word`
  std::uint32_t begin = 0;  // in the original text, bytes
  std::uint32_t end = 0;
  Foldings foldings = 0;

  friend bool operator==(const Hit&, const Hit&) = default;
};

/// All words of all lists in one automaton: one scan of a text, however many lists there are.
///
/// A word is found in any width, case and script form, with look-alikes (а for a), with Chinese
/// digits for its plain ones and the other way round, and with characters taken apart (贝者博).
/// Up to three noise characters may stand between two characters of a word, never a sentence mark.
/// However it matches, a word that begins or ends with an ASCII letter or digit must stand apart
/// from other ASCII letters and digits there, and one of nothing else is not found across a space
/// that it does not have. `allow` phrases match anywhere and cancel the hits of their list that
/// they overlap. Thread: const members are safe from any thread.
class Lexicon {
 public:
  class Builder;

  /// One that finds nothing.
  Lexicon();
  ~Lexicon();
  Lexicon(Lexicon&&) noexcept;
  Lexicon& operator=(Lexicon&&) noexcept;

  /// Every hit, by where it begins, longer ones first. Of a list's hits that overlap only the
  /// longest is kept, of equally long ones the first.
  std::vector<Hit> scan(std::string_view utf8) const;

  /// The same for who has folded the text already. Requires: `folded` is `fold(utf8)`.
  std::vector<Hit> scan(std::string_view utf8, const FoldedText& folded) const;

  /// The word as its list spells it. Requires: a hit named it.
  const std::string& word(std::uint32_t index) const;

  bool empty() const;

 private:
  explicit Lexicon(std::unique_ptr<const LexiconParts> parts);

  std::unique_ptr<const LexiconParts> parts_;  // none: there are no words
};

class Lexicon::Builder {
 public:
  Builder();
  ~Builder();

  /// The number by which hits name the list.
  std::uint32_t add_list(Match match);

  /// Requires: `add_list` gave the list's number.
  /// Errors: `Invalid` when nothing is left of the word after folding (it was all noise),
  /// `TooLarge` past 64 characters, or when all words together use too many different ones.
  Result<void> add_word(std::uint32_t list, std::string_view word);

  /// The word, and what sounds like it: its pinyin whole or in part (duBo, 赌bo), its initials
  /// (DB), and other characters that are read alike (堵博) where they are no word of ordinary
  /// Chinese. A hit by sound has `kSound` among its foldings and gives way to any other hit of its
  /// list. Words of one character, and letters that are no Han, sound like nothing else. Errors: as
  /// `add_word`.
  Result<void> add_word_by_sound(std::uint32_t list, std::string_view word);

  Result<void> add_allowed(std::uint32_t list, std::string_view phrase);

  /// Call once, last.
  Lexicon build();

 private:
  struct Words;
  std::unique_ptr<Words> words_;
};

}  // namespace qunguan::text
