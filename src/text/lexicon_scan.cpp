#include <algorithm>

#include <unicode/uchar.h>

#include "text/fold_table.hpp"
#include "text/lexicon_automaton.hpp"
#include "text/sifted_text.hpp"
#include "text/utf8.hpp"
#include "text/word_boundaries.hpp"

namespace qunguan::text {
namespace {

constexpr std::uint32_t kNobody = 0xFFFFFFFF;  // no list

/// An entry's points [first, last) in the sifted text.
struct Candidate {
  const LexiconEntry* entry = nullptr;
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  std::uint32_t list() const { return entry->list; }
  std::uint32_t size() const { return last - first; }
};

/// One look at one text: candidates are collected, then dropped for one reason after the other.
class Scan {
 public:
  Scan(const LexiconAutomaton& lexicon, std::string_view utf8, const FoldedText& folded)
      : lexicon_(lexicon), utf8_(utf8), folded_(folded), sifted_(sift(utf8, folded)) {}

  std::vector<Hit> run() {
    collect();
    drop_allowed();
    drop_parts_of_words();
    keep_longest();
    return hits();
  }

 private:
  void collect() {
    WordAutomaton::State state = WordAutomaton::kStart;
    for (std::uint32_t i = 0; i < sifted_.points.size(); ++i) {
      if (sifted_.is_cut_off[i]) state = WordAutomaton::kStart;
      state = lexicon_.automaton.next(state, lexicon_.classes.of(sifted_.points[i]));
      std::uint32_t word = lexicon_.automaton.word(state);
      for (; word != WordAutomaton::kNoWord; word = lexicon_.automaton.shorter(word))
        collect(word, i + 1);
    }
  }

  void collect(std::uint32_t word, std::uint32_t last) {
    for (std::uint32_t i = lexicon_.firsts[word]; i < lexicon_.firsts[word + 1]; ++i) {
      const Candidate candidate{
          .entry = &lexicon_.entries[i], .first = last - lexicon_.sizes[word], .last = last};
      if (!is_apart(candidate) || !has_right_spaces(candidate) || !fills_if_whole(candidate))
        continue;
      (candidate.entry->is_allowed ? allowed_ : found_).push_back(candidate);
    }
  }

  /// Where an ASCII letter or digit begins or ends it, no other may stand next to it.
  bool is_apart(const Candidate& candidate) const {
    const std::u32string& points = folded_.points;
    const std::size_t begin = first_place(candidate);
    const std::size_t end = end_place(candidate);
    const bool is_glued_before = begin > 0 && is_ascii_letter_or_digit(points[begin]) &&
                                 is_ascii_letter_or_digit(points[begin - 1]);
    const bool is_glued_after = end < points.size() && is_ascii_letter_or_digit(points[end]) &&
                                is_ascii_letter_or_digit(points[end - 1]);
    return !is_glued_before && !is_glued_after;
  }

  /// An ASCII word is found across spaces only where its spelling has them.
  bool has_right_spaces(const Candidate& candidate) const {
    if (!candidate.entry->is_ascii) return true;
    for (std::uint32_t i = candidate.first; i + 1 < candidate.last; ++i) {
      const bool may_have = ((candidate.entry->spaces >> (i - candidate.first)) & 1U) != 0;
      const auto gap = folded_.points.begin();
      if (!may_have &&
          std::any_of(gap + sifted_.places[i] + 1, gap + sifted_.places[i + 1], is_space))
        return false;
    }
    return true;
  }

  bool fills_if_whole(const Candidate& candidate) const {
    if (candidate.entry->is_allowed || lexicon_.lists[candidate.list()] != Match::Whole)
      return true;
    return candidate.first == 0 && candidate.last == sifted_.points.size();
  }

  void drop_allowed() {
    if (allowed_.empty()) return;
    std::sort(allowed_.begin(), allowed_.end(), [](const Candidate& a, const Candidate& b) {
      return std::pair{a.list(), a.first} < std::pair{b.list(), b.first};
    });
    std::vector<Candidate> merged;  // phrases of one list that touch count as one
    for (const Candidate& phrase : allowed_) {
      if (!merged.empty() && merged.back().list() == phrase.list() &&
          phrase.first <= merged.back().last)
        merged.back().last = std::max(merged.back().last, phrase.last);
      else
        merged.push_back(phrase);
    }
    std::erase_if(found_, [&](const Candidate& candidate) {
      const auto next = std::upper_bound(
          merged.begin(), merged.end(), candidate, [](const Candidate& a, const Candidate& b) {
            return std::pair{a.list(), a.first} < std::pair{b.list(), b.last};
          });
      return next != merged.end() && next->list() == candidate.list() &&
             next->first < candidate.last;
    });
  }

  void drop_parts_of_words() {
    std::sort(found_.begin(), found_.end(),
              [](const Candidate& a, const Candidate& b) { return a.first < b.first; });
    std::vector<Stretch> stretches;
    for (const Candidate& candidate : found_)
      if (is_smart(candidate))
        stretches.push_back({.begin = first_place(candidate), .end = end_place(candidate)});
    if (stretches.empty()) return;
    const std::vector<bool> answers = stand_as_words(folded_.points, unheard(), stretches);
    auto answer = answers.begin();
    std::erase_if(found_,
                  [&](const Candidate& candidate) { return is_smart(candidate) && !*answer++; });
  }

  /// What is passed over when words are told apart: the noise inside candidates, and marks that
  /// merely sit on the character before them.
  std::vector<bool> unheard() const {
    std::vector<bool> is_unheard(folded_.points.size());
    for (std::size_t place = 0; place < folded_.points.size(); ++place) {
      const std::uint32_t type = U_MASK(u_charType(static_cast<UChar32>(folded_.points[place])));
      is_unheard[place] = (type & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
    }
    for (const Candidate& candidate : found_) {
      if (!is_smart(candidate)) continue;
      for (std::uint32_t i = candidate.first; i + 1 < candidate.last; ++i)
        for (std::size_t place = sifted_.places[i] + 1U; place < sifted_.places[i + 1]; ++place)
          is_unheard[place] = true;
    }
    return is_unheard;
  }

  void keep_longest() {
    std::sort(found_.begin(), found_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple{a.list(), b.size(), a.first, a.entry} <
             std::tuple{b.list(), a.size(), b.first, b.entry};
    });
    // A shorter hit that overlaps a longer one has an end inside it.
    std::vector<std::uint32_t> keeper(sifted_.points.size(), kNobody);  // by point: a list
    std::erase_if(found_, [&](const Candidate& candidate) {
      const std::uint32_t list = candidate.list();
      if (keeper[candidate.first] == list || keeper[candidate.last - 1] == list) return true;
      std::fill(keeper.begin() + candidate.first, keeper.begin() + candidate.last, list);
      return false;
    });
  }

  std::vector<Hit> hits() const {
    std::vector<Hit> hits;
    hits.reserve(found_.size());
    for (const Candidate& candidate : found_)
      hits.push_back({.list = candidate.list(),
                      .word = candidate.entry->word,
                      .begin = folded_.begins[first_place(candidate)],
                      .end = folded_.ends[end_place(candidate) - 1],
                      .foldings = foldings(candidate)});
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
      return std::tuple{a.begin, b.end, a.list, a.word} <
             std::tuple{b.begin, a.end, b.list, b.word};
    });
    return hits;
  }

  /// What was done to the hit's own characters, and what was passed over between them.
  Foldings foldings(const Candidate& candidate) const {
    Foldings all = 0;
    for (std::uint32_t i = candidate.first; i < candidate.last; ++i) {
      const char* at = utf8_.data() + folded_.begins[sifted_.places[i]];
      all |= fold_cell(decode(at, utf8_.data() + utf8_.size())).foldings();
    }
    const std::size_t last = end_place(candidate) - 1;
    if (last - first_place(candidate) >= candidate.size()) all |= kNoise;
    for (std::size_t place = first_place(candidate); place < last; ++place)
      if (folded_.ends[place] < folded_.begins[place + 1]) all |= kInvisible;
    return all;
  }

  bool is_smart(const Candidate& candidate) const {
    return lexicon_.lists[candidate.list()] == Match::Smart;
  }

  std::uint32_t first_place(const Candidate& candidate) const {
    return sifted_.places[candidate.first];
  }
  std::uint32_t end_place(const Candidate& candidate) const {
    return sifted_.places[candidate.last - 1] + 1;
  }

  const LexiconAutomaton& lexicon_;
  std::string_view utf8_;
  const FoldedText& folded_;
  SiftedText sifted_;
  std::vector<Candidate> found_;
  std::vector<Candidate> allowed_;
};

}  // namespace

std::vector<Hit> find_hits(const LexiconAutomaton& lexicon, std::string_view utf8,
                           const FoldedText& folded) {
  return Scan{lexicon, utf8, folded}.run();
}

}  // namespace qunguan::text
