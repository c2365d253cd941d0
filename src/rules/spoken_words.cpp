#include "rules/spoken_words.hpp"

#include <algorithm>
#include <array>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::rules {
namespace {

using Words = std::u32string_view;

// What people put before and after a word without changing what it says.
constexpr std::array<Words, 16> kOpeners{U"好的", U"好嘞", U"好",   U"嗯",  U"是", U"行",
                                         U"哦",   U"ok",   U"已经", U"已",  U"都", U"我们",
                                         U"我",   U"这就", U"老师", U"领导"};
constexpr std::array<Words, 20> kClosers{U"了", U"啦",   U"咯",   U"喽",   U"嘞",   U"哈",  U"哦",
                                         U"噢", U"呀",   U"啊",   U"哟",   U"呢",   U"的",  U"嗯",
                                         U"您", U"谢谢", U"感谢", U"老师", U"领导", U"辛苦"};

// Before a word they deny it.
constexpr std::array<Words, 10> kDenials{U"没",   U"未",   U"无法", U"难以",   U"不能",
                                         U"不会", U"不想", U"不愿", U"不可能", U"来不及"};
constexpr std::array<Words, 4> kLaterDenials{U"不了", U"不成", U"不完", U"不到"};
// They look like denials and are none.
constexpr std::array<Words, 7> kHarmless{U"没问题", U"没事", U"没关系", U"不好意思",
                                         U"不客气", U"未来", U"不得不"};
// What was denied before them is so by now: 刚才没看到现在收到.
constexpr std::array<Words, 4> kTurns{U"现在", U"已", U"刚刚", U"终于"};

constexpr std::array<Words, 6> kQuestionEnds{U"吗", U"么", U"没", U"没有", U"否", U"不"};
constexpr std::array<Words, 5> kQuestionParticles{U"啊", U"呀", U"呢", U"哈", U"哦"};
constexpr std::array<Words, 8> kQuestionWords{U"怎么", U"如何", U"什么", U"谁",
                                              U"哪",   U"是否", U"多少", U"为何"};

template <class List>
bool begins_with(Words text, const List& list) {
  return std::any_of(list.begin(), list.end(), [&](Words one) { return text.starts_with(one); });
}

template <class List>
bool ends_with(Words text, const List& list) {
  return std::any_of(list.begin(), list.end(), [&](Words one) { return text.ends_with(one); });
}

template <class List>
bool contains(Words text, const List& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](Words one) { return text.find(one) != text.npos; });
}

bool is_mark(char32_t point) { return text::is_noise(point) || text::is_sentence_mark(point); }

bool is_ascii_letter_or_digit(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'0' && point <= U'9');
}

/// `ok` is not said in `okr`.
bool is_apart(Words left, Words right) {
  return left.empty() || right.empty() || !is_ascii_letter_or_digit(left.back()) ||
         !is_ascii_letter_or_digit(right.front());
}

/// What stands between two marks.
struct Clause {
  std::u32string words;
  bool is_asked = false;  // a question mark follows
};

std::vector<Clause> clauses_of(Words said) {
  std::vector<Clause> clauses;
  bool is_open = false;
  for (const char32_t point : said) {
    const bool begins = !is_mark(point) && !is_open;
    if (begins) clauses.emplace_back();
    is_open = !is_mark(point);
    if (is_open)
      clauses.back().words += point;
    else if (point == U'?' && !clauses.empty())
      clauses.back().is_asked = true;
  }
  return clauses;
}

/// Takes one of them off the front; false when the clause begins with none.
template <class List>
bool drop_first(Words& clause, const List& list) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](Words one) { return clause.starts_with(one); });
  if (found == list.end()) return false;
  clause.remove_prefix(found->size());
  return true;
}

/// The same at the end.
template <class List>
bool drop_last(Words& clause, const List& list) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](Words one) { return clause.ends_with(one); });
  if (found == list.end()) return false;
  clause.remove_suffix(found->size());
  return true;
}

bool is_question(const Clause& clause) {
  Words words = clause.words;
  drop_last(words, kQuestionParticles);
  return clause.is_asked || ends_with(words, kQuestionEnds);
}

bool is_denied_by(Words before) {
  std::u32string text{before};
  for (const Words one : kHarmless)
    for (std::size_t at = text.find(one); at != text.npos; at = text.find(one))
      text.erase(at, one.size());
  Words last = text;
  for (const Words turn : kTurns)
    if (const std::size_t at = last.rfind(turn); at != last.npos)
      last.remove_prefix(at + turn.size());
  return contains(last, kDenials) || last.ends_with(U'不');
}

bool opens(Words clause, Words word) {
  while (!clause.starts_with(word))
    if (!drop_first(clause, kOpeners)) return false;
  const Words rest = clause.substr(word.size());
  return is_apart(word, rest) && !begins_with(rest, kLaterDenials) &&
         !begins_with(rest, kQuestionWords);
}

bool closes(Words clause, Words word) {
  while (!clause.ends_with(word))
    if (!drop_last(clause, kClosers)) return false;
  const Words before = clause.substr(0, clause.size() - word.size());
  return is_apart(before, word) && !is_denied_by(before) && !contains(before, kQuestionWords);
}

bool is_said_in(const Clause& clause, Words word) {
  return !is_question(clause) && (opens(clause.words, word) || closes(clause.words, word));
}

}  // namespace

SpokenWords::SpokenWords(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (std::u32string folded = text::fold(word).points; !folded.empty())
      words_.push_back(std::move(folded));
}

bool SpokenWords::are_said(std::string_view text) const {
  const std::u32string said = text::fold(text::without_mentions(text::own_words(text))).points;
  const std::vector<Clause> clauses = clauses_of(said);
  return std::any_of(words_.begin(), words_.end(), [&](const std::u32string& word) {
    // 👌 and +1 are marks themselves and part no clauses.
    if (std::any_of(word.begin(), word.end(), is_mark))
      return said.starts_with(word) || said.ends_with(word);
    return std::any_of(clauses.begin(), clauses.end(),
                       [&](const Clause& clause) { return is_said_in(clause, word); });
  });
}

}  // namespace qunguan::rules
