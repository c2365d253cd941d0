#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/domain/zone.hpp"

namespace qunguan::app {

/// The checked copies of one store in their folder: `qunguan-20260302-030000.db`, by local time.
class Backups {
 public:
  struct Copy {
    std::string path;
    std::string sha256;     // in hex, as sha256sum prints it
    std::int64_t size = 0;  // bytes
  };

  /// Requires: `settings.folder` is not empty.
  Backups(BackupConfig settings, std::string store)
      : settings_(std::move(settings)), store_(std::move(store)) {}

  /// The time of day for it has come since the newest copy was made.
  bool is_due(Instant now) const;

  /// Makes one, and removes the oldest beyond those that are kept.
  /// Errors: what `storage::back_up` says; `Unavailable` when the folder cannot be written.
  Result<Copy> make(Instant now) const;

 private:
  std::vector<std::string> names(Instant now) const;  // oldest first

  BackupConfig settings_;
  std::string store_;
};

}  // namespace qunguan::app
