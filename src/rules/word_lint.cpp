#include "qunguan/rules/word_lint.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "qunguan/rules/rule_config.hpp"
#include "qunguan/rules/word_lists.hpp"
#include "qunguan/text/surroundings.hpp"
#include "rules/ordinary_talk.hpp"

namespace qunguan::rules {
namespace {

using policy::ConfigReader;
using policy::Diagnostics;
using policy::Node;

constexpr std::size_t kMostPhrases = 100;

/// How a rule uses a list.
struct Use {
  std::string list;
  std::optional<text::Match> match;  // none: as the list says
  bool judges_alone = false;
};

bool says(const Node& map, std::string_view key, std::string_view value) {
  const Node* node = map.find(key);
  return node != nullptr && node->text == value;
}

std::vector<std::string> texts_of(const Node& node) {
  if (node.is_scalar()) return {node.text};
  std::vector<std::string> texts;
  for (const Node& item : node.items)
    if (item.is_scalar()) texts.push_back(item.text);
  return texts;
}

/// Looks at titles alone, which no corpus of talk has.
bool reads_titles_alone(const Node& map) {
  const Node* in = map.find("in");
  return in != nullptr && texts_of(*in) == std::vector<std::string>{"title"};
}

/// One word is a breach by itself, wherever it stands in what somebody writes.
bool is_enough(std::string_view type, const Node& map) {
  if (type != "content" && type != "permit") return false;
  return map.find("together") == nullptr && !says(map, "at_person", "true") &&
         !reads_titles_alone(map);
}

/// Every map under the node that names lists; `type` is the key that the node stands under.
void find_uses(std::string_view type, const Node& node, std::vector<Use>& uses) {
  for (const Node& item : node.items) find_uses(type, item, uses);
  for (const policy::Entry& entry : node.entries) {
    if (entry.key != "lists" && entry.key != "unless_lists") {
      find_uses(entry.key, entry.value, uses);
      continue;
    }
    Diagnostics unheard{""};
    ConfigReader config{node, unheard};
    for (const std::string& list : texts_of(entry.value))
      uses.push_back({.list = list,
                      .match = read_match(config),
                      .judges_alone = entry.key == "lists" && is_enough(type, node)});
  }
}

/// The ways in which the rules match the list, each with whether it judges alone then.
std::map<text::Match, bool> matches_of(const std::string& name, text::Match own,
                                       const std::vector<Use>& uses) {
  std::map<text::Match, bool> matches;
  for (const Use& use : uses)
    if (use.list == name) matches[use.match.value_or(own)] |= use.judges_alone;
  if (matches.empty()) matches[own] = true;
  return matches;
}

const Sheet* base_of(const Sheet& sheet, const std::vector<Sheet>& sheets) {
  const Node* name = sheet.root.find("extends");
  if (name == nullptr) return nullptr;
  const auto found = std::find_if(sheets.begin(), sheets.end(), [&](const Sheet& one) {
    return &one != &sheet && says(one.root, "base", name->text);
  });
  return found == sheets.end() ? nullptr : &*found;
}

bool is_built_on(const Sheet& base, const std::vector<Sheet>& sheets) {
  return std::any_of(sheets.begin(), sheets.end(),
                     [&](const Sheet& sheet) { return base_of(sheet, sheets) == &base; });
}

/// Where the list's words stand: in the file itself, or in what it builds on.
void find_places(const Sheet& sheet, const std::vector<Sheet>& sheets, LintedList& list) {
  const Sheet* at = &sheet;
  for (std::size_t steps = 0; at != nullptr && steps < sheets.size(); ++steps) {
    const Node* lists = at->root.find("lists");
    const Node* own = lists == nullptr ? nullptr : lists->find(list.name);
    const Node* words = own == nullptr ? nullptr : own->find("words");
    if (words != nullptr && words->is_scalar())
      list.places.try_emplace(words->text, at->file, words->at);
    if (words != nullptr)
      for (const Node& word : words->items) list.places.try_emplace(word.text, at->file, word.at);
    at = base_of(*at, sheets);
  }
}

void add_lists(const Sheet& sheet, const std::vector<Sheet>& sheets, const Node& whole,
               Diagnostics& diagnostics, std::vector<LintedList>& lists) {
  ConfigReader config{whole, diagnostics};
  std::vector<Use> uses;
  if (const Node* rules = whole.find("rules")) find_uses("rules", *rules, uses);
  for (const auto& [name, words] : read_lists(config))
    for (const auto& [match, judges_alone] : matches_of(name, words.match, uses)) {
      LintedList list{.file = sheet.file, .name = name, .list = words, .places = {}};
      list.list.match = match;
      list.judges_alone = judges_alone;
      find_places(sheet, sheets, list);
      lists.push_back(std::move(list));
    }
}

}  // namespace

std::vector<LintedList> linted_lists(const std::vector<Sheet>& sheets,
                                     std::vector<policy::Diagnostic>& problems) {
  std::vector<LintedList> lists;
  for (const Sheet& sheet : sheets) {
    if (is_base(sheet.root) && is_built_on(sheet, sheets)) continue;
    Diagnostics diagnostics{sheet.file};
    const std::optional<Node> whole = inherit(sheet.root, sheets, diagnostics);
    if (whole && whole->is_map()) add_lists(sheet, sheets, *whole, diagnostics, lists);
    std::ranges::copy(diagnostics.in_order(), std::back_inserter(problems));
  }
  return lists;
}

WordLint::WordLint(std::vector<LintedList> lists) {
  Vocabulary::Builder builder;
  // What several files inherit is one list; what they copied is mended in each.
  std::map<std::pair<std::uint32_t, LintedList::Places>, std::size_t> known;
  for (LintedList& list : lists) {
    const std::uint32_t number = builder.add(list.list);
    const auto [same, is_new] = known.emplace(std::pair{number, list.places}, lists_.size());
    if (!is_new) {
      lists_[same->second].judges_alone |= list.judges_alone;
      continue;
    }
    Vocabulary::Builder::List smart = list.list;
    smart.match = text::Match::Smart;
    numbers_.push_back(number);
    smart_numbers_.push_back(builder.add(smart));
    lists_.push_back(std::move(list));
  }
  // There are no expressions that could be too dear.
  vocabulary_ = *builder.build();
}

void WordLint::read(std::string_view message) {
  ++messages_;
  const Reading reading = vocabulary_.read({.text = std::string{message}});
  std::set<Key> seen;
  for (const text::Hit& hit : reading.hits)
    if (seen.emplace(hit.list, vocabulary_.word(hit)).second) count(reading, hit);
}

void WordLint::count(const Reading& reading, const text::Hit& hit) {
  Tally& tally = tallies_[{hit.list, vocabulary_.word(hit)}];
  if (tally.messages++ == 0) {
    tally.example = reading.text;
    tally.begin = hit.begin;
    tally.end = hit.end;
  }
  const std::string phrase = text::phrase_around(reading.text, hit.begin, hit.end);
  if (!phrase.empty() && (tally.phrases.size() < kMostPhrases || tally.phrases.contains(phrase)))
    ++tally.phrases[phrase];
}

std::vector<WordScore> WordLint::scores() const {
  std::vector<WordScore> scores;
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    std::set<std::string> words{lists_[i].list.words.begin(), lists_[i].list.words.end()};
    for (const std::string& word : words) {
      WordScore score{.list = &lists_[i], .word = word, .example = {}, .phrases = {}};
      if (const auto found = tallies_.find({numbers_[i], word}); found != tallies_.end()) {
        const Tally& tally = found->second;
        score.messages = tally.messages;
        score.example = tally.example;
        score.begin = tally.begin;
        score.end = tally.end;
        score.phrases = tally.phrases;
      }
      if (const auto smart = tallies_.find({smart_numbers_[i], word}); smart != tallies_.end())
        score.messages_smart = smart->second.messages;
      scores.push_back(std::move(score));
    }
  }
  std::stable_sort(scores.begin(), scores.end(), [](const WordScore& a, const WordScore& b) {
    return std::tie(a.list->judges_alone, a.messages) > std::tie(b.list->judges_alone, b.messages);
  });
  return scores;
}

std::vector<std::string> WordScore::best_phrases() const {
  std::vector<std::pair<std::string, int>> sorted{phrases.begin(), phrases.end()};
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> best;
  int covered = 0;
  for (const auto& [phrase, count] : sorted) {
    if (best.size() == kMostAdvised || covered * 2 >= messages) break;
    best.push_back(phrase);
    covered += count;
  }
  if (covered * 2 < messages) best.clear();
  return best;
}

namespace {

policy::Words way_out(const WordScore& score) {
  if (score.list->list.match == text::Match::Anywhere && score.messages_smart == 0)
    return {"这个词用 match: smart 就不会", "with `match: smart` it would not"};
  const std::string phrase = text::phrase_around(score.example, score.begin, score.end);
  if (phrase.empty()) return {"把词写长一点，或删去", "make it longer, or remove it"};
  return {"在词表的 allow 里写上“" + phrase + "”之类，或把词写长一点",
          "add an allow phrase such as '" + phrase + "', or make it longer"};
}

policy::Diagnostic warning_of(const WordScore& score) {
  const auto place = score.list->places.find(score.word);
  const bool is_placed = place != score.list->places.end();
  Diagnostics diagnostics{is_placed ? place->second.first : score.list->file};
  diagnostics.warn(is_placed ? place->second.second : policy::Position{}, "word-hits-ordinary-talk",
                   {"“" + score.word + "”会命中平常的话，例如“" + score.example + "”",
                    "'" + score.word + "' would hit ordinary talk such as '" + score.example + "'"},
                   way_out(score));
  return diagnostics.list().front();
}

}  // namespace

std::vector<policy::Diagnostic> warn_of_ordinary_talk(const std::vector<Sheet>& sheets) {
  std::vector<policy::Diagnostic> unheard, warnings;
  WordLint lint{linted_lists(sheets, unheard)};
  for (std::size_t begin = 0; begin < kOrdinaryTalk.size();) {
    const std::size_t end = std::min(kOrdinaryTalk.find('\n', begin), kOrdinaryTalk.size());
    const std::string_view line = kOrdinaryTalk.substr(begin, end - begin);
    if (!line.empty() && line.front() != '#') lint.read(line);
    begin = end + 1;
  }
  for (const WordScore& score : lint.scores())
    if (score.messages > 0 && score.list->judges_alone) warnings.push_back(warning_of(score));
  std::stable_sort(warnings.begin(), warnings.end(),
                   [](const policy::Diagnostic& a, const policy::Diagnostic& b) {
                     return std::tie(a.file, a.at) < std::tie(b.file, b.at);
                   });
  return warnings;
}

}  // namespace qunguan::rules
