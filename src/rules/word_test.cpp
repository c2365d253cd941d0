#include "rules/word_test.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "qunguan/text/characters.hpp"
#include "qunguan/text/fold.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::rules {
namespace {

constexpr std::array<std::string_view, 3> kSelf{"我", "俺", "咱"};
constexpr std::array<std::string_view, 5> kOthers{"你", "妳", "您", "他", "她"};
// They hold one of the words above and mean nobody.
constexpr std::array<std::string_view, 5> kNobody{"其他", "吉他", "他妈", "他日", "他乡"};

// What people see as one character hardly ever has more bytes.
constexpr std::size_t kLongestCharacter = 32;

template <std::size_t N>
std::size_t first_of(std::string_view text, const std::array<std::string_view, N>& words) {
  std::size_t first = text.npos;
  for (const std::string_view word : words) first = std::min(first, text.find(word));
  return first;
}

bool names_another(std::string_view sentence) {
  std::string text{sentence};
  for (const std::string_view word : kNobody)
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word))
      text.replace(at, word.size(), " ");
  return first_of(text, kOthers) != text.npos;
}

bool addresses_another(const Message& message) {
  const MemberId& sender = message.sender.id;
  if (message.reply_to && !message.reply_to->sender_id.empty() &&
      message.reply_to->sender_id != sender)
    return true;
  return message.mentions && std::any_of(message.mentions->begin(), message.mentions->end(),
                                         [&](const MemberId& id) { return id != sender; });
}

/// Where the sentences of a text end.
class Sentences {
 public:
  explicit Sentences(const std::string& text) : size_(text.size()) {
    const text::FoldedText folded = text::fold(text);
    for (std::size_t i = 0; i < folded.points.size(); ++i)
      if (text::is_sentence_mark(folded.points[i])) ends_.push_back(folded.ends[i]);
  }

  /// The one that holds the byte.
  Area around(std::size_t at) const {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), at);
    return {.begin = end == ends_.begin() ? 0 : *(end - 1),
            .end = end == ends_.end() ? size_ : *end};
  }

 private:
  std::vector<std::size_t> ends_;
  std::size_t size_;
};

/// Says of the hits of one message, from left to right, which are aimed at somebody else: his is
/// the message or the sentence, and its sender does not speak of himself before.
class Aim {
 public:
  explicit Aim(const Context& context)
      : text_(context.reading.text),
        sentences_(text_),
        is_addressed_(addresses_another(context.event.message)) {}

  bool takes_in(const text::Hit& hit) {
    if (hit.begin >= sentence_.end) enter(sentences_.around(hit.begin));
    return (is_addressed_ || names_another_) && hit.begin <= self_at_;
  }

 private:
  void enter(Area sentence) {
    sentence_ = sentence;
    const std::string_view words =
        std::string_view{text_}.substr(sentence.begin, sentence.end - sentence.begin);
    const std::size_t self = first_of(words, kSelf);
    self_at_ = self == words.npos ? sentence.end : sentence.begin + self;
    names_another_ = names_another(words);
  }

  const std::string& text_;
  Sentences sentences_;
  bool is_addressed_;
  Area sentence_;            // that of the last hit
  std::size_t self_at_ = 0;  // where its sender first speaks of himself in it
  bool names_another_ = false;
};

/// `in: text`, `in: title`, or both, which is everywhere.
Where read_where(RuleConfig& config) {
  bool has_text = false;
  bool has_title = false;
  for (const policy::Node* node : config.scalars("in")) {
    has_text = has_text || node->text == "text";
    has_title = has_title || node->text == "title";
    if (node->text == "text" || node->text == "title") continue;
    config.mistake(
        node->at, "bad-choice",
        {"“" + node->text + "”不是消息的一部分", "'" + node->text + "' is no part of a message"},
        {"写 text（自己写的话）或 title（卡片、文件的标题）",
         "write text (what the sender wrote) or title (of cards and files)"});
  }
  if (has_text == has_title) return Where::Everywhere;
  return has_text ? Where::Text : Where::Title;
}

/// Lists that differ; equal ones under two names are one.
std::size_t count_lists(std::vector<ListUse> lists) {
  std::sort(lists.begin(), lists.end(),
            [](const ListUse& a, const ListUse& b) { return a.number < b.number; });
  const auto end = std::unique(lists.begin(), lists.end(), [](const ListUse& a, const ListUse& b) {
    return a.number == b.number;
  });
  return static_cast<std::size_t>(end - lists.begin());
}

/// Words that can never stand together.
void check_together(RuleConfig& config, const WordTest& words,
                    const std::optional<text::Match>& match) {
  if (!config.has("together")) return;
  const policy::Position at = config.node().find("together")->at;
  const policy::Node* lists = config.find("lists");
  // Of lists that there are not one mistake is told.
  const bool is_read = lists != nullptr && !words.lists.empty() &&
                       words.lists.size() == (lists->is_list() ? lists->items.size() : 1);
  const std::size_t different = count_lists(words.lists);
  if (lists == nullptr || (is_read && (different < 2 || different < words.lists.size())))
    config.mistake(
        at, "no-effect",
        {"together 要有两个以上不同的词表", "together needs two or more different lists"},
        {"在 lists 里写出两个词表，例如 [公司, 贬损]，或删去 together",
         "name two lists under lists, or remove together"});
  else if (match == text::Match::Whole)
    config.mistake(at, "no-effect",
                   {"match: whole 的词就是整条消息，旁边不会有别的词",
                    "a word that is the whole message has no other beside it"},
                   {"删去 together，或改用 match: smart", "remove together, or use match: smart"});
}

}  // namespace

Area area_of(Where where, const Context& context) {
  const std::size_t own = text::own_words(context.event.message.text).size();
  const std::size_t all = context.reading.text.size();
  if (where == Where::Text) return {.begin = 0, .end = own};
  return {.begin = where == Where::Title ? own : 0, .end = all};
}

const text::Hit* first_hit(const Reading& reading, const std::vector<ListUse>& lists) {
  for (const text::Hit& hit : reading.hits)
    if (!text::is_unsure(hit.foldings) &&
        std::any_of(lists.begin(), lists.end(),
                    [&](const ListUse& list) { return list.number == hit.list; }))
      return &hit;
  return nullptr;
}

std::size_t WordTest::list_of(const text::Hit& hit) const {
  const auto use = std::find_if(lists.begin(), lists.end(),
                                [&](const ListUse& list) { return list.number == hit.list; });
  return static_cast<std::size_t>(use - lists.begin());
}

std::optional<WordTest::Found> WordTest::find(const Context& context) const {
  const std::vector<text::Hit> found = hits(context);
  if (found.empty()) return std::nullopt;
  if (together > 0) return find_together(found, context.reading.text);
  // What leaves no doubt comes before what does.
  const auto sure = std::find_if(found.begin(), found.end(), [](const text::Hit& one) {
    return !text::is_unsure(one.foldings);
  });
  const text::Hit& hit = sure == found.end() ? found.front() : *sure;
  return Found{.lists = lists[list_of(hit)].name,
               .area = {.begin = hit.begin, .end = hit.end},
               .foldings = hit.foldings};
}

/// Those of the lists that count, from left to right.
std::vector<text::Hit> WordTest::hits(const Context& context) const {
  std::vector<text::Hit> found;
  const Area area = area_of(at_person ? Where::Text : where, context);
  std::copy_if(context.reading.hits.begin(), context.reading.hits.end(), std::back_inserter(found),
               [&](const text::Hit& hit) {
                 return list_of(hit) < lists.size() && area.holds(hit.begin, hit.end);
               });
  if (!at_person || found.empty()) return found;
  Aim aim{context};
  std::erase_if(found, [&](const text::Hit& hit) { return !aim.takes_in(hit); });
  return found;
}

/// Of each list the word last read is the nearest to the word that is read now.
std::optional<WordTest::Found> WordTest::find_together(const std::vector<text::Hit>& hits,
                                                       const std::string& text) const {
  const Sentences sentences{text};
  std::vector<const text::Hit*> nearest(lists.size());
  for (const text::Hit& hit : hits) {
    nearest[list_of(hit)] = &hit;
    Area area{.begin = hit.begin, .end = hit.end};
    const Area sentence = sentences.around(hit.begin);
    text::Foldings foldings = 0;
    const bool has_all = std::all_of(nearest.begin(), nearest.end(), [&](const text::Hit* one) {
      if (one == nullptr || one->begin < sentence.begin) return false;
      area = {.begin = std::min<std::size_t>(area.begin, one->begin),
              .end = std::max<std::size_t>(area.end, one->end)};
      foldings = static_cast<text::Foldings>(foldings | one->foldings);
      return true;
    });
    const auto most = static_cast<std::size_t>(together);
    const std::size_t bytes = area.end - area.begin;
    if (!has_all || bytes > most * kLongestCharacter) continue;
    if (text::count_characters(std::string_view{text}.substr(area.begin, bytes)) > most) continue;
    std::string names;
    for (const ListUse& list : lists) names += (names.empty() ? "" : "、") + list.name;
    return Found{.lists = names, .area = area, .foldings = foldings};
  }
  return std::nullopt;
}

WordTest read_word_test(RuleConfig& config) {
  const std::optional<text::Match> match = read_match(config);
  WordTest words{
      .lists = config.lists("lists", match),
      .where = read_where(config),
      .at_person = config.flag_or("at_person", false),
      .together = static_cast<int>(config.integer_or("together", 0, /*lowest=*/2, 1'000))};
  check_together(config, words, match);
  if (words.at_person && !config.has("lists"))
    config.mistake(config.node().find("at_person")->at, "no-effect",
                   {"at_person 只管 lists 里的词", "at_person is about the words of lists alone"},
                   {"写上 lists，或删去 at_person", "write lists, or remove at_person"});
  return words;
}

}  // namespace qunguan::rules
