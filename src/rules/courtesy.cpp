#include "rules/courtesy.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::rules {
namespace {

using Words = std::u32string_view;

constexpr std::array<Words, 35> kCourtesies{
    U"谢谢", U"多谢",   U"感谢", U"谢了", U"辛苦",     U"受累",     U"好的",
    U"好",   U"收到",   U"知道", U"明白", U"了解",     U"不错",     U"棒",
    U"点赞", U"赞",     U"厉害", U"恭喜", U"欢迎",     U"客气",     U"不客气",
    U"没事", U"没关系", U"可以", U"行",   U"ok",       U"早",       U"早上好",
    U"晚安", U"干得",   U"做得", U"漂亮", U"生日快乐", U"节日快乐", U"新年快乐"};
constexpr std::array<Words, 17> kFillers{U"你", U"您", U"大家", U"各位", U"了", U"啦",
                                         U"啊", U"呀", U"哦",   U"哈",   U"嗯", U"的",
                                         U"都", U"太", U"非常", U"真",   U"很"};

/// The letters of a text; none where it asks.
std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  for (const char32_t point : text::fold(text::without_mentions(text::own_words(text))).points) {
    if (point == U'?') return {};
    if (!text::is_noise(point) && !text::is_sentence_mark(point)) letters += point;
  }
  return letters;
}

}  // namespace

bool is_courtesy(std::string_view text) {
  const std::u32string letters = letters_of(text);
  // How each beginning can be put together: not at all, of fillers, or with a courtesy.
  enum class Made { No, OfFillers, Courteously };
  std::vector<Made> made(letters.size() + 1, Made::No);
  made[0] = Made::OfFillers;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    if (made[at] == Made::No) continue;
    const auto step = [&](Words word, Made reached) {
      if (!Words{letters}.substr(at).starts_with(word)) return;
      Made& there = made[at + word.size()];
      there = std::max(there, reached);
    };
    for (const Words word : kCourtesies) step(word, Made::Courteously);
    for (const Words word : kFillers) step(word, made[at]);
  }
  return made.back() == Made::Courteously;
}

}  // namespace qunguan::rules
