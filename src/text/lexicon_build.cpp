#include "text/lexicon_build.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "text/sounds.hpp"

namespace qunguan::text {
namespace {

constexpr char32_t kFirstSound = 0x110000;  // a sound among points: this and its number

/// The word in the automaton's letters.
struct Spelled {
  std::u16string letters;
  LexiconEntry entry;
};

using Numbers = std::unordered_map<char32_t, PointClasses::Class>;

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

Numbers number(std::u32string_view alphabet) {
  Numbers numbers;
  for (const char32_t point : alphabet)
    numbers.emplace(point, static_cast<PointClasses::Class>(numbers.size() + 1));
  return numbers;
}

std::vector<Spelled> spell(const std::vector<Addition>& additions, const Numbers& numbers) {
  std::vector<Spelled> words;
  words.reserve(additions.size());
  for (const Addition& addition : additions) {
    std::u16string letters;
    for (const char32_t point : addition.points) letters += numbers.at(point);
    words.push_back({.letters = std::move(letters), .entry = addition.entry});
  }
  std::sort(words.begin(), words.end(), [](const Spelled& a, const Spelled& b) {
    return std::tie(a.letters, a.entry.word) < std::tie(b.letters, b.entry.word);
  });
  return words;
}

LexiconAutomaton assemble(std::vector<Spelled> words, PointClasses classes) {
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
          .sizes = std::move(sizes)};
}

char32_t key_of(char32_t point) {
  const std::uint16_t number = sound(point);
  return number == 0 ? point : kFirstSound + number;
}

}  // namespace

LexiconAutomaton automaton_of(std::vector<Addition> additions) {
  const Numbers numbers = number(alphabet(additions));
  std::vector<Spelled> words = spell(additions, numbers);
  std::vector<Addition>{}.swap(additions);  // what is left to do is the dearest part
  return assemble(std::move(words), PointClasses{numbers});
}

LexiconAutomaton automaton_of_sounds(std::vector<Addition> additions) {
  for (Addition& addition : additions)
    for (char32_t& point : addition.points) point = key_of(point);
  const Numbers numbers = number(alphabet(additions));
  Numbers letters;
  for (const auto& [key, letter] : numbers)
    if (key < kFirstSound) letters.emplace(key, letter);
  for (char32_t point = kFirstSounded; point <= kLastSounded; ++point)
    if (const auto known = numbers.find(key_of(point)); known != numbers.end())
      letters.emplace(point, known->second);
  return assemble(spell(additions, numbers), PointClasses{letters});
}

}  // namespace qunguan::text
