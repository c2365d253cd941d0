#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/ledger_text.hpp"
#include "qunguan/rules/word_lint.hpp"

namespace qunguan::app {
namespace {

using rules::LintedList;
using rules::WordScore;

constexpr std::size_t kMostMessages = 50'000;
constexpr std::size_t kShownBytes = 90;  // of an example, on each side of the hit

std::vector<std::string> lines_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    if (lines.back().ends_with('\r')) lines.back().pop_back();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string trimmed(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == line.npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t") - begin + 1);
}

/// A list of one word a line; lines that begin with # say something about it.
LintedList plain_list(const std::string& file, const std::string& text,
                      std::vector<policy::Diagnostic>& problems) {
  LintedList list{.file = file, .name = "", .list = {}, .places = {}};
  policy::Diagnostics diagnostics{file};
  text::Lexicon::Builder trial;
  const std::uint32_t number = trial.add_list(text::Match::Smart);
  int line = 0;
  for (const std::string& whole : lines_of(text)) {
    const policy::Position at{.line = ++line};
    const std::string word = trimmed(whole);
    if (word.empty() || word.starts_with('#')) continue;
    if (const Result<void> taken = trial.add_word(number, word); !taken) {
      diagnostics.error(at, "bad-word",
                        {"“" + word + "”不能作为词：" + taken.error().message,
                         "'" + word + "' cannot be a word: " + taken.error().message});
      continue;
    }
    list.list.words.push_back(word);
    list.places.try_emplace(word, file, at);
  }
  problems.insert(problems.end(), diagnostics.list().begin(), diagnostics.list().end());
  return list;
}

bool is_policy(const std::string& path) {
  std::error_code ignored;
  return is_yaml(path) || std::filesystem::is_directory(path, ignored);
}

/// All lists of the files. Errors: as of `read_file`; what is wrong in a file is a problem.
Result<std::vector<LintedList>> read_lists(const std::vector<std::string>& files,
                                           std::vector<policy::Diagnostic>& problems) {
  std::vector<std::string> policies;
  std::vector<LintedList> plain;
  for (const std::string& file : files) {
    if (is_policy(file)) {
      policies.push_back(file);
      continue;
    }
    const Result<std::string> text = read_file(file);
    if (!text) return text.error();
    plain.push_back(plain_list(file, *text, problems));
  }
  const Result<std::vector<rules::PolicySource>> sources = read_policies(policies);
  if (!sources) return sources.error();
  std::vector<LintedList> lists =
      rules::linted_lists(rules::read_sheets(*sources, problems), problems);
  std::move(plain.begin(), plain.end(), std::back_inserter(lists));
  return lists;
}

/// The messages, or nothing after saying why not.
std::optional<std::vector<std::string>> read_messages(const LintOptions& options, Streams streams) {
  std::vector<std::string> messages;
  if (options.corpus.empty()) {
    const std::unique_ptr<storage::Records> records = open_records(options.config, streams);
    if (records == nullptr) return std::nullopt;
    messages = records->blameless_texts(options.group, kMostMessages);
    if (finish(*records, streams) != kDone) return std::nullopt;
  } else {
    const Result<std::string> text = read_file(options.corpus);
    if (!text) {
      streams.err << text.error().message << '\n';
      return std::nullopt;
    }
    messages = lines_of(*text);
    std::erase_if(messages, [](const std::string& line) { return trimmed(line).empty(); });
  }
  if (!messages.empty()) return messages;
  streams.err << (options.language == policy::Language::Chinese
                      ? "没有可以对照的消息，用 --corpus 给一个文件，一行一条\n"
                      : "there are no messages to lint against; give a --corpus, one a line\n");
  return std::nullopt;
}

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// The example with its hit marked, cut where it is long.
std::string shown_example(const WordScore& score) {
  const std::string_view text = score.example;
  std::size_t from = score.begin - std::min(score.begin, kShownBytes);
  while (is_inside_character(text, from)) ++from;
  std::size_t to = std::min(score.end + kShownBytes, text.size());
  while (is_inside_character(text, to)) --to;
  std::string shown = from > 0 ? "…" : "";
  shown += text.substr(from, score.begin - from);
  shown += "【" + std::string{text.substr(score.begin, score.end - score.begin)} + "】";
  shown += text.substr(score.end, to - score.end);
  if (to < text.size()) shown += "…";
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  return shown;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Prints what the words did.
class Report {
 public:
  Report(const LintOptions& options, int messages, std::ostream& out)
      : options_(options), messages_(messages), out_(out) {}

  /// Returns how many words hit more than they may.
  int print(const std::vector<WordScore>& scores) {
    out_ << fmt::format(fmt::runtime(say("对照了 {} 条消息\n", "against {} messages\n")),
                        messages_);
    int too_many = 0, silent = 0;
    for (const WordScore& score : scores) {
      if (score.messages == 0) ++silent;
      if (is_too_many(score)) ++too_many;
      if (score.messages > 0) print_word(score);
    }
    if (silent > 0)
      out_ << fmt::format(fmt::runtime(say("{} 个词一条也没命中\n", "{} words hit nothing\n")),
                          silent);
    out_ << fmt::format(fmt::runtime(say("{} 个词命中多于每 {} 条一次\n",
                                         "{} words hit more than one message in {}\n")),
                        too_many, options_.limit);
    return too_many;
  }

 private:
  const char* say(const char* zh, const char* en) const {
    return options_.language == policy::Language::Chinese ? zh : en;
  }

  bool is_beyond(int hits) const { return std::int64_t{hits} * options_.limit > messages_; }

  bool is_too_many(const WordScore& score) const {
    return score.list->judges_alone && is_beyond(score.messages);
  }

  void print_word(const WordScore& score) {
    const auto place = score.list->places.find(score.word);
    if (place == score.list->places.end())
      out_ << score.list->file;
    else
      out_ << place->second.first << ':' << place->second.second.line << ':'
           << place->second.second.column;
    out_ << ": ";
    if (!score.list->name.empty()) out_ << score.list->name << ' ';
    out_ << fmt::format(
        fmt::runtime(say("“{}”命中 {} 条，每万条 {:.1f}", "'{}' hits {}, {:.1f} in 10,000")),
        score.word, score.messages, score.messages * 10'000.0 / messages_);
    if (!score.list->judges_alone)
      out_ << say("（还要别的条件才算，不计）", " (counts only with more; not held against it)");
    out_ << '\n' << say("  例：", "  such as: ") << shown_example(score) << '\n';
    if (is_too_many(score)) out_ << say("  建议：", "  try: ") << advice(score) << '\n';
  }

  std::string advice(const WordScore& score) const {
    if (score.list->list.match == text::Match::Anywhere && !is_beyond(score.messages_smart))
      return "match: smart";
    if (const std::vector<std::string> phrases = score.best_phrases(); !phrases.empty())
      return "allow: [" + joined(phrases) + "]";
    return say("把词写长一点，或放进 match: whole 的词表，或删去",
               "a longer word, a list with match: whole, or drop it");
  }

  const LintOptions& options_;
  int messages_;
  std::ostream& out_;
};

}  // namespace

int lint_lexicon(const LintOptions& options, Streams streams) {
  std::vector<policy::Diagnostic> problems;
  Result<std::vector<LintedList>> lists = read_lists(options.files, problems);
  if (!lists) {
    streams.err << lists.error().message << '\n';
    return kCouldNotRun;
  }
  if (print(problems, options.language, streams.err) > 0) return kFoundErrors;
  const std::optional<std::vector<std::string>> messages = read_messages(options, streams);
  if (!messages) return kCouldNotRun;
  rules::WordLint lint{*std::move(lists)};
  for (const std::string& message : *messages) lint.read(message);
  Report report{options, lint.messages(), streams.out};
  return report.print(lint.scores()) > 0 ? kFoundErrors : kDone;
}

}  // namespace qunguan::app
