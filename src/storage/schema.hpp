#pragma once

#include <span>

#include <SQLiteCpp/Database.h>

#include "qunguan/domain/result.hpp"

namespace qunguan::storage {

/// What each version added to the one before, oldest first; written once, never edited.
std::span<const char* const> migrations();

/// Brings the schema to that of the last step, each step in a transaction of its own.
///
/// Errors: `Conflict` when a newer version wrote the file. Throws what SQLite throws.
Result<void> migrate(SQLite::Database& connection,
                     std::span<const char* const> steps = migrations());

/// Errors: `Conflict` when the schema is not this version's.
Result<void> check_version(SQLite::Database& connection);

}  // namespace qunguan::storage
