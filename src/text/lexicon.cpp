#include "qunguan/text/lexicon.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "text/lexicon_automaton.hpp"
#include "text/sifted_text.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kLongestWord = 64;  // points; `LexiconEntry::spaces` has a bit for each

/// A word on its way into the automaton.
struct Addition {
  std::u32string points;
  LexiconEntry entry;
};

/// The word in the automaton's letters.
struct Spelled {
  std::u16string letters;
  LexiconEntry entry;
};

std::uint64_t spaces(const FoldedText& folded) {
  std::uint64_t all = 0;
  std::size_t points = 0;
  for (const char32_t point : folded.points) {
    if (is_space(point) && points > 0) all |= std::uint64_t{1} << (points - 1);
    if (!is_noise(point) && !is_sentence_mark(point)) ++points;
  }
  return all;
}

/// How a point is used.
struct Use {
  char32_t point = 0;
  bool is_word = false;  // alone
  bool is_initial = false;
  std::size_t count = 0;
};

std::vector<Use> count_uses(const std::vector<Addition>& additions) {
  std::unordered_map<char32_t, Use> uses;
  for (const Addition& addition : additions) {
    Use& initial = uses[addition.points.front()];
    initial.is_initial = true;
    initial.is_word = initial.is_word || addition.points.size() == 1;
    for (const char32_t point : addition.points) ++uses[point].count;
  }
  std::vector<Use> list;
  for (auto& [point, use] : uses) {
    use.point = point;
    list.push_back(use);
  }
  return list;
}

/// The alphabet: letters that are words come first and then those that begin words, as filter and
/// automaton want it; frequent ones before rare ones, which keeps the automaton dense.
std::u32string alphabet(const std::vector<Addition>& additions) {
  std::vector<Use> uses = count_uses(additions);
  std::sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) {
    return std::tuple{b.is_word, b.is_initial, b.count, a.point} <
           std::tuple{a.is_word, a.is_initial, a.count, b.point};
  });
  std::u32string points;
  for (const Use& use : uses) points += use.point;
  return points;
}

std::vector<Spelled> spell(const std::vector<Addition>& additions, const PointClasses& classes) {
  std::vector<Spelled> words;
  words.reserve(additions.size());
  for (const Addition& addition : additions) {
    std::u16string letters;
    for (const char32_t point : addition.points) letters += classes.of(point);
    words.push_back({.letters = std::move(letters), .entry = addition.entry});
  }
  std::sort(words.begin(), words.end(), [](const Spelled& a, const Spelled& b) {
    return std::tie(a.letters, a.entry.word) < std::tie(b.letters, b.entry.word);
  });
  return words;
}

}  // namespace

struct Lexicon::Builder::Words {
  Result<void> add(std::string_view spelling, LexiconEntry entry);
  LexiconAutomaton build();

  std::vector<Match> lists;
  std::vector<std::string> spellings;
  std::vector<Addition> additions;

 private:
  bool learn_letters(const std::u32string& points);

  std::unordered_set<char32_t> letters_;
};

Result<void> Lexicon::Builder::Words::add(std::string_view spelling, LexiconEntry entry) {
  const FoldedText folded = fold(spelling);
  std::u32string points = sift(folded);
  if (points.empty()) return Error{Error::Code::Invalid, "a word of nothing but noise"};
  if (points.size() > kLongestWord)
    return Error{Error::Code::TooLarge, "a word of more than 64 characters"};
  if (!learn_letters(points))
    return Error{Error::Code::TooLarge, "the words have too many different characters"};
  entry.is_ascii = std::all_of(points.begin(), points.end(), is_ascii_letter_or_digit);
  entry.spaces = spaces(folded);
  additions.push_back({.points = std::move(points), .entry = entry});
  return {};
}

bool Lexicon::Builder::Words::learn_letters(const std::u32string& points) {
  for (const char32_t point : points) {
    if (letters_.size() < PointClasses::kMostLetters)
      letters_.insert(point);
    else if (!letters_.contains(point))
      return false;
  }
  return true;
}

LexiconAutomaton Lexicon::Builder::Words::build() {
  PointClasses classes{alphabet(additions)};
  std::vector<Spelled> words = spell(additions, classes);
  std::vector<Addition>{}.swap(additions);  // what is left to do is the dearest part

  std::vector<LexiconEntry> entries;
  std::vector<std::uint32_t> firsts;
  std::vector<std::uint8_t> sizes;
  std::vector<std::u16string> distinct;
  for (Spelled& word : words) {
    if (distinct.empty() || distinct.back() != word.letters) {
      firsts.push_back(static_cast<std::uint32_t>(entries.size()));
      sizes.push_back(static_cast<std::uint8_t>(word.letters.size()));
      distinct.push_back(std::move(word.letters));
    }
    entries.push_back(word.entry);
  }
  firsts.push_back(static_cast<std::uint32_t>(entries.size()));
  return {.classes = std::move(classes),
          .beginnings = PairFilter{distinct},
          .automaton = WordAutomaton{distinct},
          .entries = std::move(entries),
          .firsts = std::move(firsts),
          .sizes = std::move(sizes),
          .lists = std::move(lists),
          .spellings = std::move(spellings)};
}

Lexicon::Builder::Builder() : words_(std::make_unique<Words>()) {}
Lexicon::Builder::~Builder() = default;

std::uint32_t Lexicon::Builder::add_list(Match match) {
  words_->lists.push_back(match);
  return static_cast<std::uint32_t>(words_->lists.size() - 1);
}

Result<void> Lexicon::Builder::add_word(std::uint32_t list, std::string_view word) {
  assert(list < words_->lists.size());
  const auto index = static_cast<std::uint32_t>(words_->spellings.size());
  Result<void> added = words_->add(word, {.list = list, .word = index});
  if (added) words_->spellings.emplace_back(word);
  return added;
}

Result<void> Lexicon::Builder::add_allowed(std::uint32_t list, std::string_view phrase) {
  assert(list < words_->lists.size());
  return words_->add(phrase, {.list = list, .is_allowed = true});
}

Lexicon Lexicon::Builder::build() {
  if (words_->spellings.empty()) return {};
  return Lexicon{std::make_unique<const LexiconAutomaton>(words_->build())};
}

Lexicon::Lexicon() = default;
Lexicon::~Lexicon() = default;
Lexicon::Lexicon(Lexicon&&) noexcept = default;
Lexicon& Lexicon::operator=(Lexicon&&) noexcept = default;

Lexicon::Lexicon(std::unique_ptr<const LexiconAutomaton> automaton)
    : automaton_(std::move(automaton)) {}

std::vector<Hit> Lexicon::scan(std::string_view utf8) const {
  if (empty() || !automaton_->may_hit(utf8)) return {};
  return find_hits(*automaton_, utf8, fold(utf8));
}

std::vector<Hit> Lexicon::scan(std::string_view utf8, const FoldedText& folded) const {
  if (empty() || !automaton_->may_hit(folded)) return {};
  return find_hits(*automaton_, utf8, folded);
}

const std::string& Lexicon::word(std::uint32_t index) const { return automaton_->spellings[index]; }

bool Lexicon::empty() const { return automaton_ == nullptr; }

}  // namespace qunguan::text
