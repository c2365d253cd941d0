#pragma once

#include <string>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::app {

/// By its name.
bool is_yaml(const std::string& path);

/// The whole file, or all that comes through a pipe. Errors: `NotFound` when it cannot be read,
/// `TooLarge` past 64 MiB.
Result<std::string> read_file(const std::string& path);

/// The policy files under the paths (folders recurse, `.yaml` and `.yml`), in the order of their
/// names.
///
/// Errors: `NotFound` for a path that does not exist or cannot be followed.
Result<std::vector<std::string>> list_policies(const std::vector<std::string>& paths);

/// Those files. Errors: as of `list_policies` and `read_file`.
Result<std::vector<rules::PolicySource>> read_policies(const std::vector<std::string>& paths);

}  // namespace qunguan::app
