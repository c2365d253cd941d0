#include "fuzz.hpp"
#include "qunguan/text/lexicon.hpp"

using namespace qunguan::text;
using qunguan::fuzz::require;
using qunguan::fuzz::take_line;

namespace {

void check(const Lexicon& lexicon, std::string_view text) {
  const std::vector<Hit> hits = lexicon.scan(text);
  require(hits == lexicon.scan(text, fold(text)));
  for (const Hit& hit : hits) {
    require(hit.begin < hit.end && hit.end <= text.size());
    require(!lexicon.word(hit.word).empty());
  }
}

}  // namespace

/// Input: five words, two allowed phrases, and the text, a line each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view input = qunguan::fuzz::text_of(bytes, size);
  Lexicon::Builder builder;
  const std::uint32_t smart = builder.add_list(Match::Smart);
  const std::uint32_t anywhere = builder.add_list(Match::Anywhere);
  const std::uint32_t whole = builder.add_list(Match::Whole);
  for (const std::uint32_t list : {smart, smart, anywhere, anywhere, whole})
    static_cast<void>(builder.add_word(list, take_line(input)));
  for (const std::uint32_t list : {smart, anywhere})
    static_cast<void>(builder.add_allowed(list, take_line(input)));
  static_cast<void>(builder.add_word_by_sound(smart, "赌博"));

  check(builder.build(), input);
  return 0;
}
