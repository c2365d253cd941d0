// Writes fold_table.cpp, look_alike_table.cpp and sound_table.cpp into a folder, from ICU's tables,
// when the project is built.
//
// A code point is folded alone: NFKC_Casefold, then Traditional-Simplified, until nothing changes.
// Where ICU's answer is not what matching wants:
// - the combining keycap goes, so that 1️⃣ is 1;
// - ❶ ⓫ 🅐 🅰 and their kind are the digits and letters they show, as ① and Ⓐ are;
// - where Traditional-Simplified goes round in a circle (苎 苧), the lowest code point stands for
// all.
//
// Look-alikes are what Unicode's table of confusables takes for a Latin letter, and Latin letters
// with marks; sounds are ICU's Han-Latin without tones.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include "text/fold_table.hpp"
#include "text/look_alikes.hpp"
#include "text/sounds.hpp"

namespace qunguan::text {
namespace {

constexpr char32_t kKeycap = 0x20E3;

/// Ends the program, and with it the build: nobody catches this.
[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

/// A row of signs that stand for consecutive numbers or letters, though Unicode does not say so.
struct Row {
  char32_t first;
  char32_t last;
  char32_t shows;  // what the first one shows: a letter, or a number from 0 on
  bool is_number;
};

constexpr std::array<Row, 9> kRows{{
    {0x2776, 0x277F, 1, true},        // ❶
    {0x2780, 0x2789, 1, true},        // ➀
    {0x278A, 0x2793, 1, true},        // ➊
    {0x24EB, 0x24F4, 11, true},       // ⓫
    {0x24F5, 0x24FE, 1, true},        // ⓵
    {0x24FF, 0x24FF, 0, true},        // ⓿
    {0x1F10B, 0x1F10C, 0, true},      // 🄋, of which both are zeros; see `shown`
    {0x1F150, 0x1F169, U'a', false},  // 🅐
    {0x1F170, 0x1F189, U'a', false},  // 🅰
}};

/// What such a sign shows; empty for all else.
icu::UnicodeString shown(char32_t point) {
  for (const Row& row : kRows) {
    if (point < row.first || point > row.last) continue;
    if (row.first == 0x1F10B) return u"0";
    const char32_t value = row.shows + (point - row.first);
    if (!row.is_number) return icu::UnicodeString{static_cast<UChar32>(value)};
    return icu::UnicodeString::fromUTF8(std::to_string(static_cast<unsigned>(value)));
  }
  return {};
}

/// ICU's answers for single code points and short texts.
class Icu {
 public:
  Icu() {
    UErrorCode status = U_ZERO_ERROR;
    nfkc_ = icu::Normalizer2::getNFKCInstance(status);
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    simplified_.reset(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    if (U_FAILURE(status) != 0) fail(u_errorName(status));
  }

  icu::UnicodeString compatible(const icu::UnicodeString& text) const {
    return normalized(*nfkc_, text);
  }
  icu::UnicodeString casefolded(const icu::UnicodeString& text) const {
    return normalized(*casefold_, text);
  }
  icu::UnicodeString simplified(icu::UnicodeString text) const {
    simplified_->transliterate(text);
    return text;
  }

 private:
  static icu::UnicodeString normalized(const icu::Normalizer2& form,
                                       const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result = form.normalize(text, status);
    if (U_FAILURE(status) != 0) fail(u_errorName(status));
    return result;
  }

  const icu::Normalizer2* nfkc_ = nullptr;
  const icu::Normalizer2* casefold_ = nullptr;
  std::unique_ptr<icu::Transliterator> simplified_;
};

icu::UnicodeString lowest(const std::vector<icu::UnicodeString>& circle) {
  return *std::min_element(circle.begin(), circle.end(), [](const auto& a, const auto& b) {
    return a.compareCodePointOrder(b) < 0;
  });
}

icu::UnicodeString fold(const Icu& icu, char32_t point) {
  if (point == kKeycap) return {};
  icu::UnicodeString now = shown(point);
  if (now.isEmpty()) now = icu::UnicodeString{static_cast<UChar32>(point)};
  std::vector<icu::UnicodeString> passed;
  while (true) {
    const auto again = std::find(passed.begin(), passed.end(), now);
    if (again != passed.end()) return lowest({again, passed.end()});
    passed.push_back(now);
    now = icu.simplified(icu.casefolded(now));
  }
}

bool is_width_variant(char32_t point) {
  const int type = u_getIntPropertyValue(static_cast<UChar32>(point), UCHAR_DECOMPOSITION_TYPE);
  return type == U_DT_WIDE || type == U_DT_NARROW;
}

Foldings foldings(const Icu& icu, char32_t point, const icu::UnicodeString& folded) {
  const icu::UnicodeString source{static_cast<UChar32>(point)};
  if (folded.isEmpty()) return kInvisible;
  if (!shown(point).isEmpty()) return kCompatibility;
  const icu::UnicodeString compatible = icu.compatible(source);
  const icu::UnicodeString casefolded = icu.casefolded(source);
  Foldings all = 0;
  if (compatible != source) all |= is_width_variant(point) ? kWidth : kCompatibility;
  if (casefolded != compatible) all |= kCase;
  if (folded != casefolded) all |= kTraditional;
  return all;
}

bool is_sentence_mark(char32_t point) {
  return std::u32string_view{U"。!?;\n\v\f\r\u0085\u2028\u2029"}.find(point) !=
         std::u32string_view::npos;
}

bool is_mark_of_any_script(char32_t point) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(point), &status) == USCRIPT_INHERITED;
}

/// Planes 2 and 3 are kept for Han: what this ICU does not know there is Han it does not know.
bool is_in_han_plane(char32_t point) { return point >= 0x20000 && point < 0x40000; }

bool is_noise(char32_t point) {
  if (is_sentence_mark(point)) return false;
  const std::uint32_t type = U_MASK(u_charType(static_cast<UChar32>(point)));
  if ((type & U_GC_CN_MASK) != 0) return !is_in_han_plane(point);
  if ((type & U_GC_MN_MASK) != 0) return is_mark_of_any_script(point);
  return (type & (U_GC_Z_MASK | U_GC_P_MASK | U_GC_S_MASK | U_GC_ME_MASK | U_GC_CC_MASK |
                  U_GC_CF_MASK | U_GC_CS_MASK | U_GC_CO_MASK)) != 0;
}

bool is_han(char32_t point) {
  const auto code = static_cast<UChar32>(point);
  UErrorCode status = U_ZERO_ERROR;
  return (uscript_getScript(code, &status) == USCRIPT_HAN && u_isUAlphabetic(code) != 0) ||
         (is_in_han_plane(point) && u_charType(code) == U_UNASSIGNED);
}

bool is_digit(char32_t point) {
  const std::uint32_t type = U_MASK(u_charType(static_cast<UChar32>(point)));
  return (type & (U_GC_ND_MASK | U_GC_NO_MASK)) != 0;
}

std::uint32_t classes(char32_t point) {
  return (is_noise(point) ? FoldCell::kNoiseClass : 0U) |
         (is_sentence_mark(point) ? FoldCell::kSentenceMarkClass : 0U) |
         (is_han(point) ? FoldCell::kHanClass : 0U) |
         (is_digit(point) ? FoldCell::kDigitClass : 0U);
}

/// Of what folds to several points, what all of them are; what is dropped counts as noise.
std::uint32_t classes(const std::u32string& folded) {
  if (folded.empty()) return FoldCell::kNoiseClass;
  std::uint32_t all = ~0U;
  for (const char32_t point : folded) all &= classes(point);
  return all;
}

std::u32string to_points(const icu::UnicodeString& text) {
  std::u32string points;
  for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    points += static_cast<char32_t>(text.char32At(i));
  return points;
}

void write_numbers(std::FILE* file, const char* declaration,
                   const std::vector<std::uint32_t>& numbers) {
  std::fprintf(file, "extern const %s = {", declaration);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    std::fprintf(file, "%s0x%X,", i % 16 == 0 ? "\n" : "", numbers[i]);
  std::fputs("\n};\n", file);
}

/// The tables while they grow.
class Table {
 public:
  void add_page(char32_t first) {
    std::vector<std::uint32_t> page;
    for (char32_t point = first; point < first + kFoldPageSize; ++point)
      page.push_back(cell(point));
    const auto [known, is_new] = numbers_.try_emplace(page, numbers_.size());
    pages_.push_back(static_cast<std::uint32_t>(known->second));
    if (is_new) cells_.insert(cells_.end(), page.begin(), page.end());
  }

  void write(std::FILE* file) const {
    std::fputs("#include \"text/fold_table.hpp\"\n\nnamespace qunguan::text {\n", file);
    write_numbers(file, "std::uint16_t kFoldPages[kFoldPageCount]", pages_);
    write_numbers(file, "std::uint32_t kFoldCells[]", cells_);
    write_numbers(file, "char32_t kFoldExpansions[]", {expansions_.begin(), expansions_.end()});
    std::fputs("}  // namespace qunguan::text\n", file);
  }

 private:
  std::uint32_t cell(char32_t point) {
    if (point >= 0xD800 && point < 0xE000) return FoldCell::kNoiseClass;
    const icu::UnicodeString result = fold(icu_, point);
    const std::u32string folded = to_points(result);
    return value(point, folded) | classes(folded) |
           (std::uint32_t{foldings(icu_, point, result)} << FoldCell::kFoldingsShift);
  }

  std::uint32_t value(char32_t point, const std::u32string& folded) {
    if (folded.size() == 1) return folded[0] == point ? 0 : folded[0];
    std::size_t place = expansions_.find(folded);
    if (place == expansions_.npos) {
      place = expansions_.size();
      expansions_ += folded;
    }
    const std::size_t value = (place << FoldCell::kLengthBits) | folded.size();
    if (folded.size() > FoldCell::kLengthMask || value > FoldCell::kValueMask)
      fail("an expansion does not fit its cell");
    return FoldCell::kExpands | static_cast<std::uint32_t>(value);
  }

  Icu icu_;
  std::map<std::vector<std::uint32_t>, std::size_t> numbers_;  // page -> its number
  std::vector<std::uint32_t> pages_;
  std::vector<std::uint32_t> cells_;
  std::u32string expansions_;
};

char ascii_letter(const icu::UnicodeString& text) {
  if (text.length() != 1) return 0;
  const char16_t unit = text.charAt(0);
  if (unit >= u'a' && unit <= u'z') return static_cast<char>(unit);
  return unit >= u'A' && unit <= u'Z' ? static_cast<char>(unit - u'A' + u'a') : char{0};
}

/// Finds what letters look like.
class Looks {
 public:
  Looks() {
    UErrorCode status = U_ZERO_ERROR;
    checker_ = uspoof_open(&status);
    apart_ = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status) != 0) fail(u_errorName(status));
  }

  /// The Latin letter that a folded one is taken for; 0 for none. A small letter that looks like
  /// none may have been a capital that did.
  char letter(char32_t point) const {
    const auto code = static_cast<UChar32>(point);
    if (point < 0x80 || u_isalpha(code) == 0) return 0;
    if (const char own = base(point); own != 0) return own;
    if (const char small = skeleton(code); small != 0) return small;
    return u_toupper(code) == code ? char{0} : skeleton(u_toupper(code));
  }

  Looks(const Looks&) = delete;
  Looks& operator=(const Looks&) = delete;
  ~Looks() { uspoof_close(checker_); }

 private:
  /// á is an a with a mark.
  char base(char32_t point) const {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString parts =
        apart_->normalize(icu::UnicodeString{static_cast<UChar32>(point)}, status);
    if (U_FAILURE(status) != 0 || parts.length() < 2) return 0;
    return ascii_letter(parts.tempSubString(0, 1));
  }

  char skeleton(UChar32 point) const {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result;
    uspoof_getSkeletonUnicodeString(checker_, 0, icu::UnicodeString{point}, result, &status);
    if (U_FAILURE(status) != 0) fail(u_errorName(status));
    return ascii_letter(result);
  }

  USpoofChecker* checker_ = nullptr;
  const icu::Normalizer2* apart_ = nullptr;
};

void write_look_alikes(std::FILE* file) {
  const Icu icu;
  const Looks looks;
  std::fputs(
      "#include \"text/look_alikes.hpp\"\n\nnamespace qunguan::text {\n\n"
      "extern const LookAlike kLookAlikes[] = {\n",
      file);
  std::size_t count = 0;
  for (char32_t point = 0x80; point < 0x20000; ++point) {
    // What folds to something else is never met once it is folded.
    if (is_han(point) || to_points(fold(icu, point)) != std::u32string{point}) continue;
    const char letter = looks.letter(point);
    if (letter == 0) continue;
    std::fprintf(file, "{0x%X, '%c'},\n", static_cast<unsigned>(point), letter);
    ++count;
  }
  std::fprintf(file,
               "};\nextern const std::size_t kLookAlikeCount = %zu;\n\n"
               "}  // namespace qunguan::text\n",
               count);
}

/// How Han characters are read.
class Readings {
 public:
  Readings() {
    UErrorCode status = U_ZERO_ERROR;
    latin_.reset(icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, status));
    apart_ = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status) != 0) fail(u_errorName(status));
  }

  /// Without its tone, ü as v; empty where none is known.
  std::string of(char32_t point) const {
    icu::UnicodeString read{static_cast<UChar32>(point)};
    latin_->transliterate(read);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString parts = apart_->normalize(read.trim(), status);
    if (U_FAILURE(status) != 0) fail(u_errorName(status));
    std::string syllable;
    for (int i = 0; i < parts.length(); ++i) {
      const char16_t unit = parts.charAt(i);
      if (unit == 0x0308 && !syllable.empty()) syllable.back() = 'v';
      if (unit >= u'a' && unit <= u'z') syllable += static_cast<char>(unit);
      if (unit > 0x036F) return {};
    }
    return syllable;
  }

 private:
  std::unique_ptr<icu::Transliterator> latin_;
  const icu::Normalizer2* apart_ = nullptr;
};

void write_sounds(std::FILE* file) {
  const Readings readings;
  std::map<std::string, std::uint32_t> numbers;
  std::vector<std::string> syllables{""};
  std::vector<std::uint32_t> sounds;
  for (char32_t point = kFirstSounded; point <= kLastSounded; ++point) {
    const std::string syllable = readings.of(point);
    if (syllable.empty()) {
      sounds.push_back(0);
      continue;
    }
    const auto [known, is_new] =
        numbers.try_emplace(syllable, static_cast<std::uint32_t>(syllables.size()));
    if (is_new) syllables.push_back(syllable);
    sounds.push_back(known->second);
  }
  std::fputs("#include \"text/sounds.hpp\"\n\nnamespace qunguan::text {\n", file);
  write_numbers(file, "std::uint16_t kSounds[kLastSounded - kFirstSounded + 1]", sounds);
  std::fputs("extern const char* const kSyllables[] = {\n", file);
  for (const std::string& syllable : syllables) std::fprintf(file, "\"%s\",\n", syllable.c_str());
  std::fputs("};\n\n}  // namespace qunguan::text\n", file);
}

void write_fold_table(std::FILE* file) {
  Table table;
  for (std::uint32_t page = 0; page < kFoldPageCount; ++page) table.add_page(page << kFoldPageBits);
  table.write(file);
}

void write(const std::string& path, void (*content)(std::FILE*)) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  if (file == nullptr) fail("cannot write " + path);
  content(file);
  if (std::fclose(file) != 0) fail("cannot write " + path);
}

}  // namespace
}  // namespace qunguan::text

int main(int count, char** arguments) {
  if (count != 2) return EXIT_FAILURE;
  const std::string folder = arguments[1];
  qunguan::text::write(folder + "/fold_table.cpp", qunguan::text::write_fold_table);
  qunguan::text::write(folder + "/look_alike_table.cpp", qunguan::text::write_look_alikes);
  qunguan::text::write(folder + "/sound_table.cpp", qunguan::text::write_sounds);
  return EXIT_SUCCESS;
}
