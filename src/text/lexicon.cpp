#include "qunguan/text/lexicon.hpp"

#include <algorithm>
#include <cassert>
#include <unordered_set>
#include <utility>

#include "text/lexicon_automaton.hpp"
#include "text/lexicon_build.hpp"
#include "text/look_alikes.hpp"
#include "text/sifted_text.hpp"
#include "text/sound_words.hpp"
#include "text/taken_apart.hpp"

namespace qunguan::text {
namespace {

std::uint64_t spaces(const FoldedText& folded) {
  std::uint64_t all = 0;
  std::size_t points = 0;
  for (const char32_t point : folded.points) {
    if (is_space(point) && points > 0) all |= std::uint64_t{1} << (points - 1);
    if (!is_noise(point) && !is_sentence_mark(point)) ++points;
  }
  return all;
}

std::u32string letters_of(std::u32string points) {
  for (char32_t& point : points) point = plain(point);
  return points;
}

/// What the entry says of the word's own spelling, noise left out.
void describe(LexiconEntry& entry, const std::u32string& points) {
  entry.is_ascii = std::all_of(points.begin(), points.end(), is_ascii_letter_or_digit);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool is_chinese = plain_digit(points[i]) != 0;
    if (is_chinese) entry.han_digits |= std::uint64_t{1} << i;
    entry.has_digits = entry.has_digits || is_chinese || is_ascii_digit(points[i]);
  }
}

}  // namespace

struct Lexicon::Builder::Words {
  Result<void> add(std::string_view spelling, LexiconEntry entry);
  void add_sounds(std::string_view spelling, LexiconEntry entry);
  LexiconParts build();

  std::vector<Match> lists;
  std::vector<std::string> spellings;

 private:
  bool learn_letters(const std::u32string& points);
  void add_taken_apart();

  std::vector<Addition> additions_;
  std::vector<Addition> sounds_;
  std::unordered_set<char32_t> letters_;
};

Result<void> Lexicon::Builder::Words::add(std::string_view spelling, LexiconEntry entry) {
  const FoldedText folded = fold(spelling);
  const std::u32string points = sift(folded);
  if (points.empty()) return Error{Error::Code::Invalid, "a word of nothing but noise"};
  if (points.size() > kLongestWord)
    return Error{Error::Code::TooLarge, "a word of more than 64 characters"};
  std::u32string letters = letters_of(points);
  if (!learn_letters(letters))
    return Error{Error::Code::TooLarge, "the words have too many different characters"};
  describe(entry, points);
  entry.spaces = spaces(folded);
  additions_.push_back({.points = std::move(letters), .entry = entry});
  return {};
}

/// Requires: the spelling was added as a word.
void Lexicon::Builder::Words::add_sounds(std::string_view spelling, LexiconEntry entry) {
  entry.foldings = kSound;
  const std::u32string points = sift(fold(spelling));
  for (Addition& addition : latin_spellings(points, entry)) {
    addition.points = letters_of(std::move(addition.points));
    if (addition.points.size() <= kLongestWord && learn_letters(addition.points))
      additions_.push_back(std::move(addition));
  }
  if (sounds_like_others(points)) sounds_.push_back({.points = points, .entry = entry});
}

/// Whatever letters of words can be taken apart are found by their parts.
void Lexicon::Builder::Words::add_taken_apart() {
  const std::unordered_set<char32_t> wanted = letters_;
  for (const TakenApart& apart : taken_apart()) {
    std::u32string parts = letters_of(std::u32string{apart.parts});
    if (!wanted.contains(apart.whole) || !learn_letters(parts)) continue;
    additions_.push_back({.points = std::move(parts), .entry = {.whole = apart.whole}});
  }
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

LexiconParts Lexicon::Builder::Words::build() {
  add_taken_apart();
  std::optional<LexiconAutomaton> sounds;
  if (!sounds_.empty()) sounds = automaton_of_sounds(std::move(sounds_));
  return {.words = automaton_of(std::move(additions_)),
          .sounds = std::move(sounds),
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

Result<void> Lexicon::Builder::add_word_by_sound(std::uint32_t list, std::string_view word) {
  const auto index = static_cast<std::uint32_t>(words_->spellings.size());
  Result<void> added = add_word(list, word);
  if (added) words_->add_sounds(word, {.list = list, .word = index});
  return added;
}

Result<void> Lexicon::Builder::add_allowed(std::uint32_t list, std::string_view phrase) {
  assert(list < words_->lists.size());
  return words_->add(phrase, {.list = list, .is_allowed = true});
}

Lexicon Lexicon::Builder::build() {
  if (words_->spellings.empty()) return {};
  return Lexicon{std::make_unique<const LexiconParts>(words_->build())};
}

Lexicon::Lexicon() = default;
Lexicon::~Lexicon() = default;
Lexicon::Lexicon(Lexicon&&) noexcept = default;
Lexicon& Lexicon::operator=(Lexicon&&) noexcept = default;

Lexicon::Lexicon(std::unique_ptr<const LexiconParts> parts) : parts_(std::move(parts)) {}

std::vector<Hit> Lexicon::scan(std::string_view utf8) const {
  if (empty() || !parts_->may_hit(utf8)) return {};
  return find_hits(*parts_, utf8, fold(utf8));
}

std::vector<Hit> Lexicon::scan(std::string_view utf8, const FoldedText& folded) const {
  if (empty() || !parts_->may_hit(folded)) return {};
  return find_hits(*parts_, utf8, folded);
}

const std::string& Lexicon::word(std::uint32_t index) const { return parts_->spellings[index]; }

bool Lexicon::empty() const { return parts_ == nullptr; }

}  // namespace qunguan::text
