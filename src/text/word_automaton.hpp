#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace qunguan::text {

/// Aho-Corasick over the letters of `PointClasses`, in a double array: finds every word that ends
/// at a letter in a step or two, however many words there are.
///
/// Thread: const members are safe from any thread.
class WordAutomaton {
 public:
  using Letter = char16_t;
  using State = std::uint32_t;
  static constexpr State kStart = 0;
  static constexpr std::uint32_t kNoWord = 0xFFFFFFFF;

  /// Requires: the words are sorted, none is empty, none is twice. Letters begin at 1; those that
  /// begin a word are the first ones.
  explicit WordAutomaton(const std::vector<std::u16string>& words);

  /// Where a letter leads. 0, the letter of no word, leads to the start.
  State next(State state, Letter letter) const {
    // Through data(): the checks of a hardened build would cost each text a fifth of its scan.
    while (state != kStart) {
      const State child = cells_.data()[state].base + letter;
      if (cells_.data()[child].parent == state) return child;
      state = cells_.data()[state].fallback;
    }
    return letter <= initials_ ? letter : kStart;  // a child of the start is its letter's cell
  }

  /// True for the start and where a single letter leads from it: what came before does not count.
  bool is_shallow(State state) const { return state <= initials_; }

  /// The longest word that ends in this state, or `kNoWord`; the others follow by `shorter`.
  std::uint32_t word(State state) const { return cells_.data()[state].word; }

  /// The longest of the words that this one ends with, or `kNoWord`.
  std::uint32_t shorter(std::uint32_t word) const { return shorter_[word]; }

 private:
  class Build;

  struct Cell {
    State base = 0;      // the child by a letter is at base + letter
    State parent = 0;    // whose child this is; 0 for an unused cell too
    State fallback = 0;  // where to go on when no child fits
    std::uint32_t word = kNoWord;
  };

  std::vector<Cell> cells_;
  std::vector<std::uint32_t> shorter_;  // by word
  Letter initials_ = 0;                 // the last letter that begins a word
};

}  // namespace qunguan::text
