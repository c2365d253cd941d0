#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/directory.hpp"
#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::app {

/// Reads people from a YAML file (`.yaml`, `.yml`: a list of maps) or, by any other name, from a
/// CSV file with a head line.
///
/// What is wrong is added to `problems`.
Directory read_people(const std::string& path, std::vector<policy::Diagnostic>& problems);

/// The file alone. Nothing when it cannot be read, which is added to `problems`.
std::optional<rules::PolicySource> read_people_text(const std::string& path,
                                                    std::vector<policy::Diagnostic>& problems);

/// The same of a file that was read already.
Directory parse_people(const rules::PolicySource& file, std::vector<policy::Diagnostic>& problems);

}  // namespace qunguan::app
