#include "app/csv.hpp"

#include <algorithm>
#include <utility>

#include <csv.h>

namespace qunguan::app {
namespace {

/// Puts the cells of a CSV text together, row by row.
class CsvReader {
 public:
  CsvReader() { csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL); }
  ~CsvReader() { csv_free(&parser_); }
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Takes one line with its end. False where it cannot be read.
  bool take(std::string line) {
    ++line_;
    return csv_parse(&parser_, line.data(), line.size(), take_cell, take_row, this) == line.size();
  }

  bool finish() { return csv_fini(&parser_, take_cell, take_row, this) == 0; }

  /// Where what cannot be read begins.
  int line() const { return row_.cells.empty() ? line_ : row_.line; }

  std::vector<CsvRow> rows() && { return std::move(rows_); }

 private:
  static void take_cell(void* text, std::size_t size, void* self) {
    CsvReader& reader = *static_cast<CsvReader*>(self);
    if (reader.row_.cells.empty()) reader.row_.line = reader.line_;
    reader.row_.cells.emplace_back(static_cast<const char*>(text), size);
  }
  static void take_row(int, void* self) {
    CsvReader& reader = *static_cast<CsvReader*>(self);
    reader.rows_.push_back(std::exchange(reader.row_, {}));
  }

  csv_parser parser_{};
  int line_ = 0;
  CsvRow row_;
  std::vector<CsvRow> rows_;
};

bool read(std::string_view text, CsvReader& reader) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    if (!reader.take(std::string{text.substr(0, length)})) return false;
    text.remove_prefix(length);
  }
  return reader.finish();
}

}  // namespace

std::optional<std::vector<CsvRow>> read_csv(std::string_view text,
                                            policy::Diagnostics& diagnostics) {
  CsvReader reader;
  if (read(text, reader)) return std::move(reader).rows();
  diagnostics.error(
      {.line = reader.line()}, "bad-quote",
      {"这一行的引号不成对，或不在两头", "a quote here has no other, or stands inside"},
      {"引号只用在一格的两头；格里的引号写两个",
       "put quotes around a whole cell, and double those in it"});
  return std::nullopt;
}

}  // namespace qunguan::app
