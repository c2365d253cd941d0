#include "fuzz.hpp"
#include "qunguan/text/fold.hpp"

using namespace qunguan::text;
using qunguan::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = qunguan::fuzz::text_of(bytes, size);

  const FoldedText folded = fold(text);
  const std::string utf8 = fold_to_utf8(text);

  require(folded.begins.size() == folded.points.size());
  require(folded.ends.size() == folded.points.size());
  for (std::size_t i = 0; i < folded.points.size(); ++i) {
    require(folded.begins[i] < folded.ends[i] && folded.ends[i] <= size);
    require(i == 0 || folded.begins[i - 1] <= folded.begins[i]);
  }
  require(fold(utf8).points == folded.points);
  require(fold_to_utf8(utf8) == utf8);
  return 0;
}
