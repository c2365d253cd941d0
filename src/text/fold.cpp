#include "qunguan/text/fold.hpp"

#include "text/fold_table.hpp"
#include "text/utf8.hpp"

namespace qunguan::text {
namespace {

constexpr char32_t kLastPoint = 0x10FFFF;

/// Writes a folded text. Room for one point a byte is made at the start, which all but a few
/// expansions keep to, so that the loop over a text never asks whether there is room.
class Writer {
 public:
  explicit Writer(std::size_t bytes) { make_room(bytes); }

  void put(char32_t point, std::uint32_t begin, std::uint32_t end) {
    text_.points[size_] = point;
    text_.begins[size_] = begin;
    text_.ends[size_] = end;
    ++size_;
  }

  /// Makes room for what one code point becomes, beside one point for each byte that is left.
  void make_room(std::size_t points) {
    const std::size_t needed = size_ + points;
    if (needed <= text_.points.size()) return;
    text_.points.resize(needed);
    text_.begins.resize(needed);
    text_.ends.resize(needed);
  }

  FoldedText finish() {
    text_.points.resize(size_);
    text_.begins.resize(size_);
    text_.ends.resize(size_);
    return std::move(text_);
  }

 private:
  FoldedText text_;
  std::size_t size_ = 0;
};

}  // namespace

FoldedText fold(std::string_view utf8) {
  Writer writer{utf8.size()};
  const char* const begin = utf8.data();
  const char* const end = begin + utf8.size();
  for (const char* at = begin; at != end;) {
    const auto from = static_cast<std::uint32_t>(at - begin);
    const char32_t source = decode(at, end);
    const auto to = static_cast<std::uint32_t>(at - begin);
    const FoldCell cell = fold_cell(source);
    if (!cell.expands()) {
      writer.put(cell.point(source), from, to);
      continue;
    }
    writer.make_room(cell.expansion().size() + static_cast<std::size_t>(end - at));
    for (const char32_t point : cell.expansion()) writer.put(point, from, to);
  }
  return writer.finish();
}

std::string fold_to_utf8(std::string_view utf8) {
  std::string folded;
  folded.reserve(utf8.size());
  const char* const end = utf8.data() + utf8.size();
  const char* kept = utf8.data();  // from here on nothing has changed
  for (const char* at = kept; at != end;) {
    const char* const begin = at;
    const char32_t source = decode(at, end);
    const FoldCell cell = fold_cell(source);
    // A byte that is no UTF-8 reads as U+FFFD and must become it.
    if (cell.is_itself() && source != kReplacement) continue;
    folded.append(kept, begin);
    kept = at;
    if (!cell.expands()) {
      append_utf8(folded, cell.point(source));
      continue;
    }
    for (const char32_t point : cell.expansion()) append_utf8(folded, point);
  }
  return folded.append(kept, end);
}

bool is_noise(char32_t point) { return point <= kLastPoint && fold_cell(point).is_noise(); }

bool is_sentence_mark(char32_t point) {
  return point <= kLastPoint && fold_cell(point).is_sentence_mark();
}

bool is_han(char32_t point) { return point <= kLastPoint && fold_cell(point).is_han(); }

}  // namespace qunguan::text
