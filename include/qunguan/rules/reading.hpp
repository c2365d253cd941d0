#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/text/classifier.hpp"
#include "qunguan/text/contacts.hpp"
#include "qunguan/text/lexicon.hpp"
#include "qunguan/text/links.hpp"
#include "qunguan/text/patterns.hpp"
#include "qunguan/text/similarity.hpp"

namespace qunguan::rules {

class Vocabulary;

/// Those that policies may name.
using Classifiers = std::map<std::string, std::shared_ptr<const text::Classifier>, std::less<>>;

/// What a message says, as far as any rule of the book asks: found once, on a network thread.
struct Reading {
  std::string text;  // the sender's own words, with the titles of cards; spans of hits refer to it
  std::vector<text::Hit> hits;
  std::vector<text::PatternHit> patterns;
  std::vector<text::Link> links;
  std::vector<text::Contact> contacts;
  text::TextTraits traits;
  std::vector<double> scores;  // by each classifier that the book uses; empty: it has no words
  const Vocabulary* vocabulary = nullptr;  // by which it was read, and which outlives it
};

/// Everything that messages are searched for: the word lists and expressions of all policies, in
/// one automaton and one set.
///
/// Thread: const members are safe from any thread.
class Vocabulary {
 public:
  class Builder;

  Vocabulary() = default;

  Reading read(const Message& message) const;

  /// The words of all lists in a text: of several messages, say, that are one.
  std::vector<text::Hit> find_words(const std::string& text) const { return lexicon_.scan(text); }

  /// The word that was hit, as its list spells it.
  const std::string& word(const text::Hit& hit) const { return lexicon_.word(hit.word); }

  /// Tells the models of its classifiers from others, where it has any.
  std::string models() const;

 private:
  std::vector<std::shared_ptr<const text::Classifier>> classifiers_;
  text::Lexicon lexicon_;
  text::Patterns patterns_;
  bool wants_links_ = false;
  bool wants_contacts_ = false;
  bool wants_traits_ = false;
};

/// Collects what the policies look for; equal lists are kept once.
class Vocabulary::Builder {
 public:
  Builder() = default;
  explicit Builder(Classifiers classifiers) : classifiers_(std::move(classifiers)) {}

  struct List {
    std::vector<std::string> words, allow;
    std::vector<std::string> by_sound;  // found by how they sound, too
    text::Match match = text::Match::Smart;

    friend auto operator<=>(const List&, const List&) = default;
  };

  /// The number by which hits name the list.
  /// Requires: each word was accepted by `check_word`.
  std::uint32_t add(const List& list);

  /// Errors: as `text::Patterns::add`.
  Result<std::uint32_t> add_pattern(const std::string& expression);

  /// The place of that classifier among a reading's scores; nothing when there is none of the name.
  std::optional<std::size_t> want_classifier(const std::string& name);

  /// Links and contacts are found, repeats recognised, only where some rule asks for it.
  void want_links() { wants_links_ = true; }
  void want_contacts() { wants_contacts_ = true; }
  void want_traits() { wants_traits_ = true; }

  /// Errors: `TooLarge` when the expressions together are too dear to run.
  Result<Vocabulary> build();

 private:
  text::Lexicon::Builder lexicon_;
  text::Patterns patterns_;
  Classifiers classifiers_;
  std::vector<std::shared_ptr<const text::Classifier>> wanted_;
  std::map<List, std::uint32_t> lists_;
  std::map<std::string, std::uint32_t> expressions_;
  bool wants_links_ = false;
  bool wants_contacts_ = false;
  bool wants_traits_ = false;
};

/// What a message says in its sender's own words: its text without quotations, and the titles of
/// its card.
std::string own_text(const Message& message);

}  // namespace qunguan::rules
