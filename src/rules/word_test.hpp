#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {

/// Where in a message a rule looks.
enum class Where {
  Everywhere,
  Text,   // what its sender wrote himself
  Title,  // what its card, file, place or red packet says
};

/// Bytes [begin, end) of a reading.
struct Area {
  std::size_t begin = 0, end = 0;

  bool holds(std::size_t from, std::size_t to) const { return begin <= from && to <= end; }
};

/// The part of the reading that is meant.
Area area_of(Where where, const Context& context);

/// The first hit of one of the lists that leaves no doubt; null when there is none.
const text::Hit* first_hit(const Reading& reading, const std::vector<ListUse>& lists);

/// Which words of a message are a breach.
struct WordTest {
  /// Words that are one.
  struct Found {
    std::string lists;  // their names, as members read them
    Area area;          // from the first word to the end of the last
    text::Foldings foldings = 0;
  };

  std::vector<ListUse> lists;
  Where where = Where::Everywhere;
  bool at_person = false;  // only in the sender's own text, and aimed at somebody else
  int together = 0;  // words of every list in one sentence, so many characters from end to end; 0:
                     // any word by itself

  std::optional<Found> find(const Context& context) const;

 private:
  std::vector<text::Hit> hits(const Context& context) const;
  std::optional<Found> find_together(const std::vector<text::Hit>& hits,
                                     const std::string& text) const;
  std::size_t list_of(const text::Hit& hit) const;
};

/// Reads `lists`, `match`, `in`, `at_person` and `together`.
WordTest read_word_test(RuleConfig& config);

}  // namespace qunguan::rules
