#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/rules/compose.hpp"
#include "qunguan/rules/reading.hpp"

namespace qunguan::rules {

/// A word list as one policy, or a plain file of words, has it.
struct LintedList {
  using Places = std::map<std::string, std::pair<std::string, policy::Position>>;

  std::string file, name;
  Vocabulary::Builder::List list;
  bool judges_alone = true;  // one of its words is enough: no more has to be said with it
  Places places;             // file and place, by word
};

/// The lists of all policies, each once for every way its rules match it; a list that no rule uses
/// as it says itself. Mistakes are added to `problems`.
std::vector<LintedList> linted_lists(const std::vector<Sheet>& sheets,
                                     std::vector<policy::Diagnostic>& problems);

/// What one word did to messages that are nobody's breach.
struct WordScore {
  const LintedList* list = nullptr;  // of the lint that gave the score
  std::string word;
  int messages = 0;                // that it hits
  int messages_smart = 0;          // that it would hit with `match: smart`, where it has another
  std::string example;             // the first of them
  std::size_t begin = 0, end = 0;  // the hit in it, in bytes
  std::map<std::string, int> phrases;  // what it stands in, with the number of hits; at most 100

  static constexpr std::size_t kMostAdvised = 3;

  /// The fewest phrases which, allowed, would spare half of the messages at least; empty where that
  /// takes more than three.
  std::vector<std::string> best_phrases() const;
};

/// Counts what words would hit, with the matcher that judges.
class WordLint {
 public:
  explicit WordLint(std::vector<LintedList> lists);

  void read(std::string_view message);

  int messages() const { return messages_; }

  /// All words: those that judge alone before those that do not, and of either those that hit most
  /// first.
  std::vector<WordScore> scores() const;

 private:
  struct Tally {
    int messages = 0;
    std::string example;
    std::size_t begin = 0, end = 0;
    std::map<std::string, int> phrases;
  };
  using Key = std::pair<std::uint32_t, std::string>;  // the list's number, the word

  void count(const Reading& reading, const text::Hit& hit);

  std::vector<LintedList> lists_;
  std::vector<std::uint32_t> numbers_, smart_numbers_;  // by list
  Vocabulary vocabulary_;
  std::map<Key, Tally> tallies_;
  int messages_ = 0;
};

/// What `check` says of words that hit talk as it is heard in every group: sentences, names and
/// places that are compiled in.
std::vector<policy::Diagnostic> warn_of_ordinary_talk(const std::vector<Sheet>& sheets);

}  // namespace qunguan::rules
