#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace qunguan::test {

using Random = std::mt19937_64;

/// A way to write a word so that filters miss it and people do not.
struct Evasion {
  std::string name;
  bool is_default = true;  // seen through without being asked for; else only in words `by_sound`

  /// The word, disguised; nothing where the word offers no hold (a word without digits in digits).
  std::function<std::optional<std::u32string>(const std::u32string& word, Random& random)> disguise;
};

const std::vector<Evasion>& evasions();

/// A thousand words of the trades that are banned, some with letters or digits in them.
std::vector<std::u32string> banned_words();

/// An ordinary sentence around it.
std::u32string in_sentence(const std::u32string& word, Random& random);

std::string to_utf8(const std::u32string& points);

}  // namespace qunguan::test
