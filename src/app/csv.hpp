#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"

namespace qunguan::app {

/// The cells of one row, and the 1-based line of the file on which it begins.
struct CsvRow {
  int line = 1;
  std::vector<std::string> cells;
};

/// The rows of a CSV text; empty lines are none. Nothing when a quote is wrong, which is reported.
std::optional<std::vector<CsvRow>> read_csv(std::string_view text,
                                            policy::Diagnostics& diagnostics);

}  // namespace qunguan::app
