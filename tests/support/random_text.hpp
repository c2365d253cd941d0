#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan {

/// Hostile text for tests: pieces that mean something to the reader under test, between plain
/// random bytes. The same seed gives the same texts.
inline std::string random_text(std::mt19937& random, const std::vector<std::string_view>& pieces) {
  const auto below = [&random](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
  };
  std::string text;
  for (std::size_t left = below(24); left > 0; --left) {
    if (!pieces.empty() && below(4) != 0)
      text += pieces[below(pieces.size())];
    else
      for (std::size_t bytes = below(5); bytes > 0; --bytes) text += static_cast<char>(below(256));
  }
  return text;
}

/// The same with pieces of everything that chats are made of.
inline std::string random_text(std::mt19937& random) {
  using namespace std::string_view_literals;
  static const std::vector<std::string_view> usual{"赌",       "博",
                                                   "賭",       "ａ",
                                                   "B",        "1",
                                                   "-",        " ",
                                                   "。",       "\n",
                                                   "🎲",       "👨\u200D👩\u200D👧",
                                                   "🇨🇳",       "\uFE0F",
                                                   "\u200B",   "\u0301",
                                                   "\u2005",   "㈱",
                                                   "\uFDFA",   "@",
                                                   ".",        "://",
                                                   "com",      "「",
                                                   "」",       "\xE8\xB5",
                                                   "\0"sv,     "\u202E",
                                                   "\xF0\x9F", "ﬁ",
                                                   "_",        "—",
                                                   "张三",     "：",
                                                   "\u3000",   "é",
                                                   "e\u0301",  "\xED\xA0\x80",
                                                   "吧"};
  return random_text(random, usual);
}

}  // namespace qunguan
