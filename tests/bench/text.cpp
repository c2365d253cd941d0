// Reads messages as the daemon does; scripts/bench text holds the figures against its peers'.
// usage: bench_text match DICTIONARY MESSAGES | build DICTIONARY | swap DICTIONARY MESSAGES | fold
// MESSAGES | fold-icu MESSAGES | agree MESSAGES | expressions FILE MESSAGES
#include <atomic>
#include <memory>
#include <thread>

#include <sys/resource.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/lexicon.hpp"
#include "qunguan/text/patterns.hpp"
#include "text_lines.hpp"

namespace qunguan::bench {
namespace {

constexpr int kSwaps = 5;

text::Lexicon build(const std::vector<std::string>& words) {
  text::Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(text::Match::Anywhere);
  for (const std::string& word : words) static_cast<void>(builder.add_word(list, word));
  return builder.build();
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void match(const std::string& dictionary, const std::string& messages) {
  const text::Lexicon lexicon = build(read_lines(dictionary));
  measure(read_lines(messages),
          [&](std::string_view message) { return lexicon.scan(message).size(); });
}

void measure_build(const std::string& dictionary) {
  const std::vector<std::string> words = read_lines(dictionary);
  const double before = peak_mib();
  const double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
  const text::Lexicon lexicon = build(words);
  std::printf("build_ms %.1f\npeak_mib %.1f\n", (seconds(CLOCK_PROCESS_CPUTIME_ID) - begun) * 1e3,
              peak_mib() - before);
}

/// Reads messages one after the other until it is told to stop; how long each took, ascending.
std::vector<double> read_on(const std::shared_ptr<const text::Lexicon>& current,
                            const std::vector<std::string>& texts,
                            const std::function<bool()>& is_done) {
  std::vector<double> taken;
  for (std::size_t i = 0; !is_done(); i = (i + 1) % texts.size()) {
    const double begun = seconds(CLOCK_MONOTONIC);
    static_cast<void>(std::atomic_load(&current)->scan(texts[i]));
    taken.push_back(seconds(CLOCK_MONOTONIC) - begun);
  }
  std::sort(taken.begin(), taken.end());
  return taken;
}

/// How long the slowest message took while lexicons were built, and put in place or not.
double slowest(const std::vector<std::string>& words, const std::vector<std::string>& texts,
               bool is_swapped) {
  std::shared_ptr<const text::Lexicon> current = std::make_shared<text::Lexicon>(build(words));
  std::atomic<bool> is_done = false;
  std::thread builder{[&] {
    for (int i = 0; i < kSwaps; ++i) {
      std::shared_ptr<const text::Lexicon> next = std::make_shared<text::Lexicon>(build(words));
      if (is_swapped) std::atomic_store(&current, std::move(next));
    }
    is_done = true;
  }};
  const std::vector<double> taken = read_on(current, texts, [&] { return is_done.load(); });
  builder.join();
  return taken.back();
}

/// Reads messages while lexicons are swapped; and while the other core is as busy but nothing is
/// swapped, which is the machine's own part.
void measure_swap(const std::string& dictionary, const std::string& messages) {
  const std::vector<std::string> words = read_lines(dictionary);
  const std::vector<std::string> texts = read_lines(messages);
  std::printf("slowest_ms %.3f\n", slowest(words, texts, true) * 1e3);
  std::printf("slowest_without_ms %.3f\n", slowest(words, texts, false) * 1e3);
}

/// What folding stands for: ICU's NFKC_Casefold and Traditional-Simplified, one after the other.
class Icu {
 public:
  Icu() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    simplified_.reset(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  }

  std::string fold(std::string_view message) const {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text = casefold_->normalize(
        icu::UnicodeString::fromUTF8({message.data(), static_cast<int>(message.size())}), status);
    simplified_->transliterate(text);
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
  }

 private:
  const icu::Normalizer2* casefold_ = nullptr;
  std::unique_ptr<icu::Transliterator> simplified_;
};

void agree(const std::string& messages) {
  const Icu icu;
  const std::vector<std::string> texts = read_lines(messages, 50'000);
  const auto same = std::count_if(texts.begin(), texts.end(), [&](const std::string& message) {
    return text::fold_to_utf8(message) == icu.fold(message);
  });
  std::printf("same %.4f\n", 100.0 * static_cast<double>(same) / static_cast<double>(texts.size()));
}

int match_expressions(const std::string& file, const std::string& messages) {
  text::Patterns patterns;
  for (const std::string& expression : read_lines(file))
    if (!patterns.add(expression)) return 1;
  if (!patterns.compile()) return 1;
  measure(read_lines(messages, 50'000),
          [&](std::string_view message) { return patterns.match(message).size(); });
  return 0;
}

int run(const std::vector<std::string>& words) {
  const std::string& what = words.at(0);
  if (what == "match") match(words.at(1), words.at(2));
  if (what == "build") measure_build(words.at(1));
  if (what == "swap") measure_swap(words.at(1), words.at(2));
  if (what == "agree") agree(words.at(1));
  if (what == "expressions") return match_expressions(words.at(1), words.at(2));
  if (what == "fold")
    measure(read_lines(words.at(1), 20'000),
            [](std::string_view message) { return text::fold_to_utf8(message).size(); });
  if (what == "fold-icu") {
    const Icu icu;
    measure(read_lines(words.at(1), 20'000),
            [&](std::string_view message) { return icu.fold(message).size(); });
  }
  return 0;
}

}  // namespace
}  // namespace qunguan::bench

int main(int count, char** arguments) {
  return qunguan::bench::run({arguments + 1, arguments + count});
}
