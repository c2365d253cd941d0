#include "qunguan/rules/rule_config.hpp"

#include <algorithm>

#include "qunguan/text/fold.hpp"

namespace qunguan::rules {
namespace {

using policy::Diagnostics;
using policy::Node;

constexpr std::pair<std::string_view, text::Match> kMatches[] = {
    {"smart", text::Match::Smart},
    {"anywhere", text::Match::Anywhere},
    {"whole", text::Match::Whole}};

}  // namespace

std::optional<text::Match> read_match(policy::ConfigReader& config) {
  if (!config.has("match")) return std::nullopt;
  std::vector<std::string> words;
  for (const auto& [word, match] : kMatches) words.emplace_back(word);
  return kMatches[config.choice_or("match", words, 0)].second;
}

std::vector<Span> read_spans(const std::vector<const Node*>& words, Diagnostics& diagnostics) {
  std::vector<Span> spans;
  for (const Node* word : words) {
    const Result<Span> span = parse_span(word->text);
    if (span)
      spans.push_back(*span);
    else
      diagnostics.error(
          word->at, "bad-span",
          {"“" + word->text + "”不是时间段", "'" + word->text + "' is no span of time"},
          {"写成 \"23:30-07:30\" 或 \"mon-fri 09:00-18:00\"；整天写 \"00:00-24:00\"",
           "write \"23:30-07:30\" or \"mon-fri 09:00-18:00\"; a whole day is \"00:00-24:00\""});
  }
  return spans;
}

std::vector<MessageKind> read_kinds(const std::vector<const Node*>& words,
                                    Diagnostics& diagnostics) {
  std::vector<MessageKind> kinds;
  std::vector<std::string> known;
  for (int i = 0; i <= static_cast<int>(MessageKind::Unknown); ++i)
    known.emplace_back(to_text(static_cast<MessageKind>(i)));
  for (const Node* word : words) {
    if (const std::optional<MessageKind> kind = parse_message_kind(word->text)) {
      kinds.push_back(*kind);
      continue;
    }
    std::string all;
    for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
    const std::string meant = policy::closest(word->text, known);
    diagnostics.error(
        word->at, "bad-choice",
        {"“" + word->text + "”不是消息类型", "'" + word->text + "' is no kind of message"},
        meant.empty() ? policy::Words{"可以写：" + all, "known: " + all}
                      : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
  }
  return kinds;
}

namespace {

std::u32string letters_inside(const Vocabulary::Builder::List& list) {
  std::u32string letters;
  const auto add = [&](const std::string& word) {
    bool is_first = true;
    for (const char32_t point : text::fold(word).points) {
      if (text::is_noise(point) || text::is_sentence_mark(point)) continue;
      if (!is_first) letters += point;
      is_first = false;
    }
  };
  for (const std::string& word : list.words) add(word);
  for (const std::string& word : list.by_sound) add(word);
  std::sort(letters.begin(), letters.end());
  letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
  return letters;
}

}  // namespace

Selector RuleConfig::people(const std::string& key) {
  return read_selector(scalars(key), scope_.people, diagnostics());
}

std::vector<ListUse> RuleConfig::lists(const std::string& key, std::optional<text::Match> match) {
  std::vector<ListUse> uses;
  for (const Node* word : scalars(key)) {
    const auto list = scope_.lists.find(word->text);
    if (list == scope_.lists.end()) {
      std::vector<std::string> known;
      known.reserve(scope_.lists.size());
      for (const auto& [name, words] : scope_.lists) known.push_back(name);
      const std::string meant = policy::closest(word->text, known);
      mistake(word->at, "unknown-list",
              {"lists 里没有“" + word->text + "”", "there is no '" + word->text + "' under lists"},
              meant.empty()
                  ? policy::Words{"在 lists 下面写出这个词表", "write the list under lists"}
                  : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
      continue;
    }
    Vocabulary::Builder::List wanted = list->second;
    wanted.match = match.value_or(wanted.match);
    uses.push_back({.number = scope_.vocabulary.add(wanted),
                    .name = word->text,
                    .inside = letters_inside(wanted)});
  }
  return uses;
}

std::vector<std::uint32_t> RuleConfig::patterns(const std::string& key) {
  std::vector<std::uint32_t> numbers;
  for (const Node* word : scalars(key)) {
    const Result<std::uint32_t> number = scope_.vocabulary.add_pattern(word->text);
    if (number)
      numbers.push_back(*number);
    else if (number.error().code == Error::Code::TooLarge)
      mistake(word->at, "regex-too-dear",
              {"正则表达式太大，每条消息都要为它付出代价",
               "the expression is too dear: every message would pay for it"},
              {"缩短它，少用 {1,30} 这样的重复，或改用词表",
               "shorten it, use fewer repetitions such as {1,30}, or use a word list"});
    else
      mistake(word->at, "bad-regex",
              {"正则表达式不能用：" + number.error().message,
               "the expression cannot be used: " + number.error().message},
              {"能用词表就不用正则；反斜杠请放在单引号里",
               "prefer a word list; put backslashes in single quotes"});
  }
  return numbers;
}

std::size_t RuleConfig::classifier(const std::string& key) {
  const std::string name = text(key);
  const std::optional<std::size_t> place =
      name.empty() ? std::nullopt : scope_.vocabulary.want_classifier(name);
  if (!place && !name.empty())
    mistake(
        find(key)->at, "unknown-classifier",
        {"没有名为“" + name + "”的分类器", "there is no classifier named '" + name + "'"},
        {"用 `qunguan train` 训练一个，写到配置的 classifiers 下面：`" + name + ": 文件`",
         "make one with `qunguan train`, and name it under classifiers in the configuration: `" +
             name + ": FILE`"});
  return place.value_or(0);
}

Fen RuleConfig::money(const std::string& key) {
  const Node* node = require(key);
  return node == nullptr ? Fen{} : money_of(*node);
}

Fen RuleConfig::money_of(const Node& node) {
  const std::optional<std::string> text = policy::scalar_of(node, diagnostics());
  if (!text) return Fen{};
  const Result<Fen> amount = parse_yuan(*text);
  if (amount) return *amount;
  mistake(node.at, "bad-amount",
          {"“" + *text + "”不是金额", "'" + *text + "' is no amount of money"},
          {"写元数，例如 40 或 2.50元，最多 1000000",
           "write yuan, such as 40 or 2.50元, at most 1000000"});
  return Fen{};
}

std::vector<std::pair<RuleId, Fen>> RuleConfig::money_by_rule(const std::string& key) {
  std::vector<std::pair<RuleId, Fen>> amounts;
  const Node* node = find(key);
  if (node == nullptr) return amounts;
  if (!node->is_map() || node->entries.empty()) {
    mistake(
        node->at, "wrong-shape",
        {"“" + key + "”下面应为“规则的 id: 金额”", "expected `rule id: amount` under " + key},
        {"例如 `" + key + ": { complaint: 10 }`", "for example `" + key + ": { complaint: 10 }`"});
    return amounts;
  }
  for (const policy::Entry& entry : node->entries) {
    const std::vector<std::string>& ids = scope_.rule_ids;
    if (std::find(ids.begin(), ids.end(), entry.key) == ids.end()) {
      const std::string meant = policy::closest(entry.key, ids);
      mistake(
          entry.at, "unknown-rule",
          {"rules 里没有 id 是“" + entry.key + "”的规则", "no rule has the id '" + entry.key + "'"},
          meant.empty()
              ? policy::Words{"写那条规则的 id", "write the id of the rule that is meant"}
              : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
    }
    amounts.emplace_back(RuleId{entry.key}, money_of(entry.value));
  }
  return amounts;
}

std::vector<MessageKind> RuleConfig::kinds(const std::string& key) {
  return read_kinds(scalars(key), diagnostics());
}

std::vector<Span> RuleConfig::spans(const std::string& key) {
  return read_spans(scalars(key), diagnostics());
}

std::vector<Span> RuleConfig::own_spans() { return read_spans(own_scalars(), diagnostics()); }

}  // namespace qunguan::rules
