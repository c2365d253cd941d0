#include <algorithm>

#include <unicode/uchar.h>

#include "text/fold_table.hpp"
#include "text/lexicon_automaton.hpp"
#include "text/look_alikes.hpp"
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
  bool is_homophone = false;  // found by its syllables

  std::uint32_t list() const { return entry->list; }
  std::uint32_t size() const { return last - first; }
  bool is_heard() const { return (entry->foldings & kSound) != 0; }
};

bool is_chinese_numeral(char32_t point) {
  return plain_digit(point) != 0 ||
         std::u32string_view{U"十拾百佰千仟万亿两廿"}.find(point) != std::u32string_view::npos;
}

bool overlaps(const Hit& a, const Hit& b) {
  return a.list == b.list && a.begin < b.end && b.begin < a.end;
}

bool comes_before(const Hit& a, const Hit& b) {
  return std::tuple{a.begin, b.end, a.list, a.word} < std::tuple{b.begin, a.end, b.list, b.word};
}

/// One look at one text: candidates are collected, then dropped for one reason after the other.
class Scan {
 public:
  Scan(const LexiconParts& lexicon, std::string_view utf8, const FoldedText& folded)
      : lexicon_(lexicon),
        utf8_(utf8),
        folded_(folded),
        read_as_(look_alikes(folded.points)),
        sifted_(sift(utf8, folded)) {}

  std::vector<Hit> run() {
    collect(lexicon_.words);
    if (lexicon_.sounds) collect(*lexicon_.sounds);
    drop_allowed();
    drop_parts_of_words();
    keep_longest();
    return hits();
  }

  bool has_parts() const { return !parts_.empty(); }

  /// The text with what is taken apart in it put together. Where parts overlap, the first and then
  /// the longest are meant.
  FoldedText put_together() {
    std::sort(parts_.begin(), parts_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple{a.first, b.last, a.entry} < std::tuple{b.first, a.last, b.entry};
    });
    FoldedText whole;
    std::size_t place = 0;
    const auto copy_to = [&](std::size_t end) {
      for (; place < end; ++place) {
        whole.points += folded_.points[place];
        whole.begins.push_back(folded_.begins[place]);
        whole.ends.push_back(folded_.ends[place]);
      }
    };
    for (const Candidate& candidate : parts_) {
      if (first_place(candidate) < place) continue;
      copy_to(first_place(candidate));
      place = end_place(candidate);
      whole.points += candidate.entry->whole;
      whole.begins.push_back(folded_.begins[first_place(candidate)]);
      whole.ends.push_back(folded_.ends[place - 1]);
    }
    copy_to(folded_.points.size());
    return whole;
  }

 private:
  static std::u32string look_alikes(const std::u32string& points) {
    const auto is_other = [](char32_t point) { return look_alike(point) != point; };
    if (std::none_of(points.begin(), points.end(), is_other)) return {};
    std::u32string read_as = points;
    for (char32_t& point : read_as) point = look_alike(point);
    return read_as;
  }

  /// The folded text with look-alikes read as what they look like.
  const std::u32string& letters() const { return read_as_.empty() ? folded_.points : read_as_; }

  void collect(const LexiconAutomaton& words) {
    WordAutomaton::State state = WordAutomaton::kStart;
    for (std::uint32_t i = 0; i < sifted_.points.size(); ++i) {
      if (sifted_.is_cut_off[i]) state = WordAutomaton::kStart;
      state = words.automaton.next(state, words.classes.of(sifted_.points[i]));
      std::uint32_t word = words.automaton.word(state);
      for (; word != WordAutomaton::kNoWord; word = words.automaton.shorter(word))
        collect(words, word, i + 1);
    }
  }

  void collect(const LexiconAutomaton& words, std::uint32_t word, std::uint32_t last) {
    for (std::uint32_t i = words.firsts[word]; i < words.firsts[word + 1]; ++i) {
      const Candidate candidate{.entry = &words.entries[i],
                                .first = last - words.sizes[word],
                                .last = last,
                                .is_homophone = &words != &lexicon_.words};
      if (candidate.entry->whole != 0)
        parts_.push_back(candidate);
      else if (fits(candidate))
        (candidate.entry->is_allowed ? allowed_ : found_).push_back(candidate);
    }
  }

  bool fits(const Candidate& candidate) const {
    return is_apart(candidate) && has_right_spaces(candidate) && has_right_digits(candidate) &&
           fills_if_whole(candidate);
  }

  /// A Chinese digit for a plain one must not be a part of a longer Chinese number.
  bool has_right_digits(const Candidate& candidate) const {
    if (!candidate.entry->has_digits) return true;
    const std::uint32_t begin = first_place(candidate);
    const std::uint32_t end = end_place(candidate);
    const std::u32string& points = folded_.points;
    const bool is_cut_before = is_number_at(candidate, candidate.first) && begin > 0 &&
                               is_chinese_numeral(points[begin - 1]);
    const bool is_cut_after = is_number_at(candidate, candidate.last - 1) && end < points.size() &&
                              is_chinese_numeral(points[end]);
    return !is_cut_before && !is_cut_after;
  }

  /// Whether a Chinese digit stands there for a plain one of the word.
  bool is_number_at(const Candidate& candidate, std::uint32_t at) const {
    const bool is_han_digit = ((candidate.entry->han_digits >> (at - candidate.first)) & 1U) != 0;
    return candidate.entry->has_digits && !is_han_digit && plain_digit(sifted_.points[at]) != 0;
  }

  /// Where an ASCII letter or digit begins or ends it, no other may stand next to it.
  bool is_apart(const Candidate& candidate) const {
    const std::u32string& points = letters();
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
    const std::vector<Standing> answers = stand_as_words(plain_points(), unheard(), stretches);
    auto answer = answers.begin();
    std::erase_if(found_, [&](const Candidate& candidate) {
      if (!is_smart(candidate)) return false;
      const Standing standing = *answer++;
      return !standing.is_word || (candidate.is_homophone && standing.is_single);
    });
  }

  /// The text with plain digits where words have them.
  std::u32string plain_points() const {
    std::u32string points = letters();
    for (const Candidate& candidate : found_)
      for (std::uint32_t i = candidate.first; i < candidate.last; ++i)
        if (is_number_at(candidate, i)) points[sifted_.places[i]] = plain_digit(sifted_.points[i]);
    return points;
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
    if (found_.size() < 2) return;
    std::sort(found_.begin(), found_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple{a.list(), a.is_heard(), b.size(), a.first, a.entry} <
             std::tuple{b.list(), b.is_heard(), a.size(), b.first, b.entry};
    });
    std::vector<std::uint32_t> keeper(sifted_.points.size(), kNobody);  // by point: a list
    std::erase_if(found_, [&](const Candidate& candidate) {
      const std::uint32_t list = candidate.list();
      const auto first = keeper.begin() + candidate.first;
      const auto last = keeper.begin() + candidate.last;
      if (std::find(first, last, list) != last) return true;
      std::fill(first, last, list);
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
    std::sort(hits.begin(), hits.end(), comes_before);
    return hits;
  }

  /// What was done to the hit's own characters, and what was passed over between them.
  Foldings foldings(const Candidate& candidate) const {
    Foldings all = candidate.entry->foldings;
    for (std::uint32_t i = candidate.first; i < candidate.last; ++i)
      all |= foldings_at(sifted_.places[i]);
    if (!candidate.is_homophone) all |= foldings_of_letters(candidate);
    const std::size_t last = end_place(candidate) - 1;
    if (last - first_place(candidate) >= candidate.size()) all |= kNoise;
    for (std::size_t place = first_place(candidate); place < last; ++place)
      if (folded_.ends[place] < folded_.begins[place + 1]) all |= kInvisible;
    return all;
  }

  Foldings foldings_at(std::size_t place) const {
    const char* at = utf8_.data() + folded_.begins[place];
    const Foldings foldings = fold_cell(decode(at, utf8_.data() + utf8_.size())).foldings();
    // Only what was put together has several characters behind one.
    const bool is_whole = at < utf8_.data() + folded_.ends[place];
    return is_whole ? foldings | kTakenApart : foldings;
  }

  Foldings foldings_of_letters(const Candidate& candidate) const {
    Foldings all = 0;
    for (std::uint32_t i = candidate.first; i < candidate.last; ++i) {
      const char32_t point = sifted_.points[i];
      const bool is_han_digit = ((candidate.entry->han_digits >> (i - candidate.first)) & 1U) != 0;
      if (look_alike(point) != point) all |= kLookAlike;
      if (is_han_digit ? is_ascii_digit(point) : is_number_at(candidate, i)) all |= kDigits;
    }
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

  const LexiconParts& lexicon_;
  std::string_view utf8_;
  const FoldedText& folded_;
  std::u32string read_as_;  // the folded text as it looks; empty where that is the same
  SiftedText sifted_;
  std::vector<Candidate> found_;
  std::vector<Candidate> allowed_;
  std::vector<Candidate> parts_;
};

}  // namespace

std::vector<Hit> find_hits(const LexiconParts& lexicon, std::string_view utf8,
                           const FoldedText& folded) {
  Scan scan{lexicon, utf8, folded};
  std::vector<Hit> hits = scan.run();
  if (!scan.has_parts()) return hits;
  const FoldedText whole = scan.put_together();
  for (const Hit& hit : Scan{lexicon, utf8, whole}.run()) {
    if ((hit.foldings & kTakenApart) == 0) continue;
    const auto gives_way = [&](const Hit& other) {
      return overlaps(hit, other) && (other.foldings & kSound) != 0 && (hit.foldings & kSound) == 0;
    };
    std::erase_if(hits, gives_way);
    const bool is_known = std::any_of(hits.begin(), hits.end(),
                                      [&](const Hit& other) { return overlaps(hit, other); });
    if (!is_known) hits.push_back(hit);
  }
  std::sort(hits.begin(), hits.end(), comes_before);
  return hits;
}

}  // namespace qunguan::text
