// Says how well Chinese text is judged; run by scripts/eval text. usage: eval_text
// [BENIGN_MESSAGES]
#include <algorithm>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "qunguan/rules/policy_book.hpp"
#include "qunguan/rules/reading.hpp"
#include "qunguan/text/lexicon.hpp"
#include "support/traps.hpp"
#include "text/evasions.hpp"

namespace qunguan::eval {
namespace {

using Points = std::u32string;

constexpr int kTimes = 5;  // each word, in each disguise

void print_row(const std::string& what, const std::string& measured, const std::string& peer,
               const std::string& goal) {
  fmt::print("{:<58} {:>12} {:>12}   {}\n", what, measured, peer, goal);
}

std::string percent(int part, int whole) {
  return whole == 0 ? "-" : fmt::format("{:.2f} %", 100.0 * part / whole);
}

/// What every filter does at least: it looks for the word as it is.
bool has_plainly(const std::string& text, const std::string& word) {
  return text.find(word) != text.npos;
}

text::Lexicon banned_by_sound() {
  text::Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(text::Match::Smart);
  for (const Points& word : test::banned_words())
    static_cast<void>(builder.add_word_by_sound(list, test::to_utf8(word)));
  return builder.build();
}

bool is_found(const text::Lexicon& lexicon, const std::string& text, bool as_written) {
  const std::vector<text::Hit> hits = lexicon.scan(text);
  return std::any_of(hits.begin(), hits.end(), [&](const text::Hit& hit) {
    return !as_written || (hit.foldings & text::kSound) == 0;
  });
}

void print_recall() {
  const text::Lexicon lexicon = banned_by_sound();
  fmt::print("\n{:<58} {:>12} {:>12}   goal\n", "found of 1,000 words in disguise", "measured",
             "plain search");
  for (const test::Evasion& evasion : test::evasions()) {
    test::Random random{20260302};
    int tried = 0;
    int found = 0;
    int plain = 0;
    for (int time = 0; time < kTimes; ++time)
      for (const Points& word : test::banned_words()) {
        const std::optional<Points> disguised = evasion.disguise(word, random);
        if (!disguised) continue;
        const std::string text = test::to_utf8(test::in_sentence(*disguised, random));
        ++tried;
        found += is_found(lexicon, text, evasion.is_default) ? 1 : 0;
        plain += has_plainly(text, test::to_utf8(word)) ? 1 : 0;
      }
    print_row(
        fmt::format("  {}{} ({})", evasion.name, evasion.is_default ? "" : ", on request", tried),
        percent(found, tried), percent(plain, tried), evasion.is_default ? ">= 99 %" : "");
  }
}

/// The presets that look for words, as somebody would use them; `match` as for a list.
std::shared_ptr<const rules::PolicyBook> shipped_lists(const std::string& match) {
  std::string text = "policy: 词表\ngroups: [g]\nrules:\n";
  for (const auto& [preset, list] : {std::pair{"禁广告", "广告"}, std::pair{"禁赌博", "赌博"},
                                     std::pair{"防诈骗", "诈骗"}, std::pair{"禁色情", "色情"}})
    text += fmt::format("  - {{ use: {}, content: {{ lists: [{}], match: {} }} }}\n", preset, list,
                        match);
  std::vector<policy::Diagnostic> problems;
  return rules::PolicyBook::load({{.file = "lists.yaml", .text = text}}, std::chrono::hours{720},
                                 problems);
}

/// How many of the texts the shipped lists hit, smartly and in the plainest way.
void print_false_alarms(const std::string& what, const std::vector<std::string>& texts,
                        const std::string& goal) {
  const auto smart = shipped_lists("smart");
  const auto anywhere = shipped_lists("anywhere");
  int alarms = 0;
  int plain = 0;
  for (const std::string& text : texts) {
    plain += anywhere->vocabulary().find_words(text).empty() ? 0 : 1;
    if (smart->vocabulary().find_words(text).empty()) continue;
    ++alarms;
    fmt::print("    {}\n", text);
  }
  print_row(fmt::format("  {} ({})", what, texts.size()), std::to_string(alarms),
            std::to_string(plain), goal);
}

void print_traps() {
  int caught = 0;
  int plain = 0;
  const std::vector<test::Trap> traps = test::traps(QUNGUAN_SOURCE_DIR);
  std::vector<std::string> sentences;
  for (const test::Trap& trap : traps) {
    text::Lexicon::Builder builder;
    static_cast<void>(builder.add_word(builder.add_list(text::Match::Smart), trap.word));
    caught += builder.build().scan(trap.sentence).empty() ? 0 : 1;
    plain += has_plainly(trap.sentence, trap.word) ? 1 : 0;
    sentences.push_back(trap.sentence);
  }
  print_row(fmt::format("  traps, each with its own word ({})", traps.size()),
            std::to_string(caught), std::to_string(plain), "0");
  print_false_alarms("the same sentences, shipped lists", sentences, "0");
}

void print_benign(const std::string& path) {
  std::ifstream file{path};
  if (!file) {
    fmt::print("  (no benign messages at hand: set QUNGUAN_SHARED to the folder that has data/)\n");
    return;
  }
  std::vector<std::string> messages;
  std::vector<std::string> joined;
  for (std::string line; std::getline(file, line);) {
    if (!messages.empty()) joined.push_back(messages.back() + line);
    messages.push_back(line);
  }
  print_false_alarms("benign messages, shipped lists", messages,
                     fmt::format("<= {}", messages.size() / 5'000));
  print_false_alarms("the same, each joined with the one before", joined,
                     fmt::format("<= {}", 2 * messages.size() / 5'000));
}

}  // namespace
}  // namespace qunguan::eval

int main(int count, char** arguments) {
  qunguan::eval::print_recall();
  fmt::print("\n{:<58} {:>12} {:>12}   goal\n", "false alarms", "measured", "plain search");
  qunguan::eval::print_traps();
  qunguan::eval::print_benign(count > 1 ? arguments[1] : "");
  return 0;
}
