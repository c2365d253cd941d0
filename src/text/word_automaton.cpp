#include "text/word_automaton.hpp"

#include <algorithm>
#include <utility>

#include "text/free_cells.hpp"

namespace qunguan::text {

/// Lays the words' tree out in cells, level by level, so that whatever a state falls back to is
/// complete before the state is.
class WordAutomaton::Build {
 public:
  Build(WordAutomaton& automaton, const std::vector<std::u16string>& words)
      : automaton_(automaton), words_(words) {
    Letter last = 0;
    for (const std::u16string& word : words) {
      automaton_.initials_ = std::max(automaton_.initials_, word.front());
      last = std::max(last, *std::max_element(word.begin(), word.end()));
    }
    letters_ = last;
    automaton_.shorter_.assign(words.size(), kNoWord);
    grow_to(letters_);
    free_.take(kStart);
  }

  void run() {
    std::vector<Branch> level{{.state = kStart, .first = 0, .last = words_.size(), .depth = 0}};
    while (!level.empty()) {
      for (const Branch& branch : level) {
        find_children(branch);
        if (!children_.empty()) place_children(branch);
      }
      level = std::exchange(next_level_, {});
    }
    automaton_.cells_.shrink_to_fit();
  }

 private:
  /// A state that stands for the first `depth` letters of words [first, last).
  struct Branch {
    State state;
    std::size_t first;
    std::size_t last;
    std::size_t depth;
  };

  void find_children(const Branch& branch) {
    children_.clear();
    letters_here_.clear();
    for (std::size_t i = branch.first; i < branch.last; ++i) {
      if (words_[i].size() == branch.depth) continue;
      const Letter letter = words_[i][branch.depth];
      if (letters_here_.empty() || letters_here_.back() != letter) {
        letters_here_.push_back(letter);
        children_.push_back({.state = 0, .first = i, .last = i, .depth = branch.depth + 1});
      }
      children_.back().last = i + 1;
    }
  }

  void place_children(const Branch& branch) {
    const State base = branch.state == kStart ? 0 : free_.find_base(letters_here_);
    grow_to(base + letters_);
    automaton_.cells_[branch.state].base = base;
    for (std::size_t i = 0; i < children_.size(); ++i) {
      Branch& child = children_[i];
      child.state = base + letters_here_[i];
      free_.take(child.state);
      fill(child, branch.state);
      next_level_.push_back(child);
    }
  }

  void fill(const Branch& child, State parent) {
    const Letter letter = words_[child.first][child.depth - 1];
    Cell& cell = automaton_.cells_[child.state];
    cell.parent = parent;
    if (parent != kStart)
      cell.fallback = automaton_.next(automaton_.cells_[parent].fallback, letter);
    cell.word = automaton_.cells_[cell.fallback].word;
    if (words_[child.first].size() != child.depth) return;
    automaton_.shorter_[child.first] = cell.word;
    cell.word = static_cast<std::uint32_t>(child.first);
  }

  /// Makes every cell up to `last` exist.
  void grow_to(State last) {
    if (last < automaton_.cells_.size()) return;
    automaton_.cells_.resize(last + std::size_t{1});
    free_.grow(automaton_.cells_.size());
  }

  WordAutomaton& automaton_;
  const std::vector<std::u16string>& words_;
  Letter letters_ = 0;
  FreeCells free_;
  std::vector<Branch> next_level_;
  std::vector<Branch> children_;  // of the branch in hand
  std::u16string letters_here_;   // theirs
};

WordAutomaton::WordAutomaton(const std::vector<std::u16string>& words) {
  Build{*this, words}.run();
}

}  // namespace qunguan::text
