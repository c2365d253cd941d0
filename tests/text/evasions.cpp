#include "text/evasions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "text/sounds.hpp"
#include "text/taken_apart.hpp"
#include "text/utf8.hpp"

namespace qunguan::test {
namespace {

using Points = std::u32string;
using Disguised = std::optional<Points>;

std::size_t below(std::size_t limit, Random& random) { return random() % limit; }

bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_han(char32_t c) { return c >= 0x3400 && c <= 0x9FFF; }
char32_t lower(char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

/// Replaces some of the points that `other` has something for, at least one.
Disguised replace(const Points& word, Random& random,
                  const std::function<Points(char32_t, Random&)>& other) {
  std::vector<std::size_t> holds;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (!other(word[i], random).empty()) holds.push_back(i);
  if (holds.empty()) return std::nullopt;
  const std::size_t sure = holds[below(holds.size(), random)];
  Points disguised;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool is_hold = std::find(holds.begin(), holds.end(), i) != holds.end();
    if (is_hold && (i == sure || below(2, random) == 0))
      disguised += other(word[i], random);
    else
      disguised += word[i];
  }
  return disguised;
}

/// Puts something between points, at one place at least.
Disguised insert(const Points& word, Random& random,
                 const std::function<Points(Random&)>& something) {
  if (word.size() < 2) return std::nullopt;
  const std::size_t sure = 1 + below(word.size() - 1, random);
  Points disguised{word.front()};
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (i == sure || below(2, random) == 0) disguised += something(random);
    disguised += word[i];
  }
  return disguised;
}

template <std::size_t N>
Points one_of(const std::array<Points, N>& pieces, Random& random) {
  return pieces[below(N, random)];
}

Disguised in_other_case(const Points& word, Random& random) {
  return replace(word, random, [](char32_t c, Random&) {
    return is_letter(c) ? Points{c >= U'a' ? c - 32 : c + 32} : Points{};
  });
}

Disguised in_full_width(const Points& word, Random& random) {
  return replace(word, random, [](char32_t c, Random&) {
    return is_letter(c) || is_digit(c) ? Points{c - U'!' + 0xFF01} : Points{};
  });
}

Disguised in_traditional(const Points& word, Random& random) {
  static const std::unique_ptr<icu::Transliterator> traditional = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>{
        icu::Transliterator::createInstance("Simplified-Traditional", UTRANS_FORWARD, status)};
  }();
  return replace(word, random, [](char32_t c, Random&) {
    icu::UnicodeString text{static_cast<UChar32>(c)};
    traditional->transliterate(text);
    const auto other = static_cast<char32_t>(text.char32At(0));
    return other == c ? Points{} : Points{other};
  });
}

Disguised in_circles(const Points& word, Random& random) {
  return replace(word, random, [](char32_t c, Random& choice) {
    if (is_letter(c)) return Points{(below(2, choice) == 0 ? U'ⓐ' : U'🅐') + lower(c) - U'a'};
    if (c >= U'1' && c <= U'9') return Points{(below(2, choice) == 0 ? U'①' : U'❶') + c - U'1'};
    return c == U'0' ? Points{U"⓪"} : Points{};
  });
}

Disguised in_keycaps(const Points& word, Random& random) {
  return replace(word, random, [](char32_t c, Random&) {
    return is_digit(c) ? Points{c} + U"\uFE0F\u20E3" : Points{};
  });
}

Disguised in_mathematical(const Points& word, Random& random) {
  constexpr std::array<char32_t, 4> kAlphabets{0x1D41A, 0x1D482, 0x1D5BA, 0x1D68A};
  return replace(word, random, [&](char32_t c, Random& choice) {
    if (is_letter(c)) return Points{kAlphabets[below(4, choice)] + lower(c) - U'a'};
    return is_digit(c) ? Points{0x1D7CE + c - U'0'} : Points{};
  });
}

Disguised in_superscript(const Points& word, Random& random) {
  static const Points digits = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
  static const std::map<char32_t, char32_t> letters{
      {U'a', U'ᵃ'}, {U'b', U'ᵇ'}, {U'c', U'ᶜ'}, {U'd', U'ᵈ'}, {U'e', U'ᵉ'}, {U'h', U'ʰ'},
      {U'k', U'ᵏ'}, {U'm', U'ᵐ'}, {U'o', U'ᵒ'}, {U'p', U'ᵖ'}, {U'q', U'𐞥'}, {U's', U'ˢ'},
      {U't', U'ᵗ'}, {U'u', U'ᵘ'}, {U'v', U'ᵛ'}, {U'w', U'ʷ'}, {U'x', U'ˣ'}};
  return replace(word, random, [&](char32_t c, Random&) {
    if (is_digit(c)) return Points{digits[c - U'0']};
    const auto known = letters.find(lower(c));
    return known == letters.end() ? Points{} : Points{known->second};
  });
}

Disguised in_chinese_digits(const Points& word, Random& random) {
  static const std::array<Points, 2> digits{U"零一二三四五六七八九", U"〇壹贰叁肆伍陆柒捌玖"};
  return replace(word, random, [&](char32_t c, Random& choice) {
    return is_digit(c) ? Points{one_of(digits, choice)[c - U'0']} : Points{};
  });
}

/// 一夜 as 1夜.
Disguised in_plain_digits(const Points& word, Random& random) {
  static const Points digits = U"零一二三四五六七八九";
  return replace(word, random, [&](char32_t c, Random&) {
    const std::size_t digit = digits.find(c);
    return digit == Points::npos ? Points{} : Points{static_cast<char32_t>(U'0' + digit)};
  });
}

Disguised in_look_alikes(const Points& word, Random& random) {
  static const std::map<char32_t, Points> letters{
      {U'a', U"аα"}, {U'b', U"ЬΒ"}, {U'c', U"сⲥ"}, {U'd', U"ԁ"},  {U'e', U"еé"},
      {U'g', U"ɡ"},  {U'h', U"һН"}, {U'i', U"іï"}, {U'k', U"кκ"}, {U'm', U"МΜ"},
      {U'o', U"оο"}, {U'p', U"рρ"}, {U'q', U"ԛ"},  {U's', U"ѕš"}, {U't', U"ТΤ"},
      {U'u', U"υü"}, {U'v', U"ѵν"}, {U'w', U"ԝ"},  {U'x', U"хχ"}, {U'y', U"уý"}};
  return replace(word, random, [&](char32_t c, Random& choice) {
    const auto known = letters.find(lower(c));
    if (known == letters.end()) return Points{};
    return Points{known->second[below(known->second.size(), choice)]};
  });
}

Disguised with_invisible(const Points& word, Random& random) {
  static const std::array<Points, 6> pieces{U"\u200B", U"\u200C", U"\u200D",
                                            U"\u2060", U"\uFEFF", U"\u00AD"};
  return insert(word, random, [](Random& choice) { return one_of(pieces, choice); });
}

Disguised with_bidi(const Points& word, Random& random) {
  static const std::array<Points, 5> pieces{U"\u200E", U"\u200F", U"\u202A\u202C", U"\u2066\u2069",
                                            U"\u061C"};
  return insert(word, random, [](Random& choice) { return one_of(pieces, choice); });
}

Disguised with_variations(const Points& word, Random& random) {
  static const std::array<Points, 4> pieces{U"\uFE0E", U"\uFE0F", U"\U000E0100", U"\U000E0102"};
  return insert(word, random, [](Random& choice) { return one_of(pieces, choice); });
}

Disguised with_strokes(const Points& word, Random& random) {
  static const std::array<Points, 4> pieces{U"\u0336", U"\u0335", U"\u20E0", U"\u0332"};
  return insert(word, random, [](Random& choice) { return one_of(pieces, choice); });
}

Points one_to_three(const Points& marks, Random& random) {
  Points piece;
  for (std::size_t left = 1 + below(3, random); left > 0; --left)
    piece += marks[below(marks.size(), random)];
  return piece;
}

/// A word of letters may be parted by anything but spaces, which part words of letters anyway.
bool has_han(const Points& word) { return std::any_of(word.begin(), word.end(), is_han); }

Disguised with_spaces(const Points& word, Random& random) {
  if (!has_han(word)) return std::nullopt;
  return insert(word, random,
                [](Random& choice) { return one_to_three(U" \u3000\u00A0", choice); });
}

Disguised with_punctuation(const Points& word, Random& random) {
  return insert(word, random, [](Random& choice) {
    return one_to_three(U"*-_.·、，,|/~+=@#%^&…（）()【】\"'“”<>《》", choice);
  });
}

Disguised with_emoji(const Points& word, Random& random) {
  return insert(word, random,
                [](Random& choice) { return one_to_three(U"🎲💰🔥❤️👉★●◆✅➕", choice); });
}

Disguised taken_apart(const Points& word, Random& random) {
  return replace(word, random, [](char32_t c, Random& choice) {
    std::vector<Points> ways;
    for (const text::TakenApart& one : text::taken_apart())
      if (one.whole == c) ways.emplace_back(one.parts);
    return ways.empty() ? Points{} : ways[below(ways.size(), choice)];
  });
}

Points pinyin(char32_t c, bool is_capital) {
  Points letters;
  if (text::sound(c) == 0) return letters;
  for (const char letter : text::syllable(text::sound(c))) letters += static_cast<char32_t>(letter);
  if (is_capital) letters.front() -= 32;
  return letters;
}

bool can_sound(const Points& word) {
  return word.size() > 1 &&
         std::all_of(word.begin(), word.end(), [](char32_t c) { return text::sound(c) != 0; });
}

Disguised in_pinyin(const Points& word, Random& random) {
  if (!can_sound(word)) return std::nullopt;
  Points letters;
  for (const char32_t c : word) letters += pinyin(c, below(2, random) == 0);
  return letters;
}

Disguised partly_in_pinyin(const Points& word, Random& random) {
  if (!can_sound(word) || word.size() > 4) return std::nullopt;
  return replace(word, random,
                 [](char32_t c, Random& choice) { return pinyin(c, below(2, choice) == 0); });
}

Disguised by_initials(const Points& word, Random& random) {
  if (!can_sound(word)) return std::nullopt;
  const bool is_capital = below(2, random) == 0;
  Points letters;
  for (const char32_t c : word) letters += pinyin(c, is_capital).front();
  return letters;
}

Disguised in_homophones(const Points& word, Random& random) {
  if (!can_sound(word)) return std::nullopt;
  return replace(word, random, [](char32_t c, Random& choice) {
    Points others;
    for (char32_t other = 0x4E00; other <= 0x9FA5; ++other)
      if (other != c && text::sound(other) == text::sound(c)) others += other;
    return others.empty() ? Points{} : Points{others[below(others.size(), choice)]};
  });
}

}  // namespace

const std::vector<Evasion>& evasions() {
  static const std::vector<Evasion> all{
      {"none", true, [](const Points& word, Random&) { return Disguised{word}; }},
      {"case", true, in_other_case},
      {"full width", true, in_full_width},
      {"traditional", true, in_traditional},
      {"circled", true, in_circles},
      {"keycaps", true, in_keycaps},
      {"mathematical", true, in_mathematical},
      {"superscript", true, in_superscript},
      {"Chinese digits", true, in_chinese_digits},
      {"plain for Chinese digits", true, in_plain_digits},
      {"look-alikes", true, in_look_alikes},
      {"zero-width", true, with_invisible},
      {"bidi", true, with_bidi},
      {"variation selectors", true, with_variations},
      {"struck through", true, with_strokes},
      {"spaces", true, with_spaces},
      {"punctuation", true, with_punctuation},
      {"emoji", true, with_emoji},
      {"taken apart", true, taken_apart},
      {"pinyin", false, in_pinyin},
      {"pinyin in part", false, partly_in_pinyin},
      {"initials", false, by_initials},
      {"homophones", false, in_homophones},
  };
  return all;
}

std::vector<Points> banned_words() {
  static const std::array<Points, 32> trades{
      U"赌博", U"博彩", U"彩票", U"赌球", U"棋牌", U"刷单", U"贷款", U"套现",
      U"裸聊", U"约炮", U"色情", U"发票", U"迷药", U"枪支", U"毒品", U"嫖娼",
      U"援交", U"假证", U"洗钱", U"传销", U"跑分", U"返利", U"兼职", U"荐股",
      U"代孕", U"代考", U"偷拍", U"窃听", U"黑客", U"高仿", U"诈骗", U"盗号"};
  static const std::array<Points, 26> offers{
      U"平台", U"网站", U"渠道", U"联系", U"代理", U"出售", U"招人", U"加微信", U"日结",
      U"包赔", U"上门", U"私聊", U"团队", U"导师", U"链接", U"下载", U"开户",   U"返水",
      U"推广", U"群主", U"教程", U"软件", U"服务", U"中介", U"秒到", U"资源"};
  static const std::array<Points, 8> handles{U"vx",       U"wechat", U"vip", U"telegram",
                                             U"whatsapp", U"qq",     U"app", U"av"};
  static const std::array<Points, 6> ends{U"资源", U"代理", U"客服", U"进群", U"8888", U"内部号"};
  static const std::array<Points, 10> amounts{U"1元",   U"9块9",   U"88元", U"365", U"5000元",
                                              U"100块", U"24小时", U"7天",  U"0元", U"2000"};
  static const std::array<Points, 10> gains{U"秒杀", U"领取", U"日结", U"包赚", U"红包",
                                            U"返现", U"入群", U"体验", U"稳赚", U"抢购"};
  static const std::array<Points, 4> numbers{U"一夜情", U"三级片", U"六合彩", U"百分之二百稳赚"};
  std::vector<Points> words{numbers.begin(), numbers.end()};
  for (const Points& trade : trades) words.push_back(trade);
  for (const Points& trade : trades)
    for (const Points& offer : offers) words.push_back(trade + offer);
  for (const Points& handle : handles)
    for (const Points& end : ends) words.push_back(handle + end);
  for (const Points& amount : amounts)
    for (const Points& gain : gains) words.push_back(amount + gain);
  words.resize(1000, U"澳门葡京");
  return words;
}

Points in_sentence(const Points& word, Random& random) {
  static const std::array<std::array<Points, 2>, 9> sentences{{{U"", U""},
                                                               {U"今晚有", U"，想来的找我"},
                                                               {U"群里有人做", U"吗"},
                                                               {U"最新", U"来了"},
                                                               {U"专业", U"，诚信经营"},
                                                               {U"需要", U"的联系我"},
                                                               {U"有没有", U"啊"},
                                                               {U"【", U"】看我头像"},
                                                               {U"大家好：", U" 长期有效"}}};
  const auto& [before, after] = sentences[below(sentences.size(), random)];
  return before + word + after;
}

std::string to_utf8(const Points& points) {
  std::string utf8;
  for (const char32_t point : points) text::append_utf8(utf8, point);
  return utf8;
}

}  // namespace qunguan::test
