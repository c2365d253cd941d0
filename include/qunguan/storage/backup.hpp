#pragma once

#include <string>

#include "qunguan/domain/result.hpp"

namespace qunguan::storage {

/// Copies a store as it stands at one moment, while its daemon works on, and checks that the copy
/// could take its place. What stood at `copy` before is replaced, also by half a copy where it
/// fails.
///
/// Errors: `NotFound` when there is no such store, `Conflict` when another version wrote it,
/// `Unavailable` when it cannot be read or the copy cannot be written.
Result<void> back_up(const std::string& store, const std::string& copy);

/// Reads the whole copy. Errors: as above; `Invalid` when it is damaged.
Result<void> check_backup(const std::string& copy);

}  // namespace qunguan::storage
