#pragma once

#include <SQLiteCpp/Database.h>

#include "qunguan/domain/result.hpp"

namespace qunguan::storage {

/// Brings the schema to this version's, each step in a transaction of its own.
///
/// Errors: `Conflict` when a newer version wrote the file.
Result<void> migrate(SQLite::Database& connection);

/// Errors: `Conflict` when the schema is not this version's.
Result<void> check_version(SQLite::Database& connection);

}  // namespace qunguan::storage
