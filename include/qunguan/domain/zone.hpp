#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan {

/// What a clock on the wall shows: a day and the time that passed since its midnight.
struct LocalTime {
  std::chrono::local_days day;
  Duration since_midnight{};

  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

/// A time zone of the IANA database, by the rules that ICU carries.
///
/// Thread: const members are safe from any thread. Copies share the rules.
class Zone {
 public:
  /// UTC.
  Zone() = default;

  /// Errors: `NotFound` when ICU has no zone of that name.
  static Result<Zone> named(std::string_view name);

  const std::string& name() const { return name_; }

  LocalTime local(Instant at) const;

  /// The instant at which a clock shows this; the earlier one where it shows it twice, the first
  /// one after the gap where it never does.
  Instant instant(const LocalTime& local) const;

  /// RFC 3339 with this zone's offset; milliseconds only where there are any.
  std::string format(Instant at) const;

 private:
  struct Rules;

  Duration offset(Instant at) const;

  std::string name_ = "UTC";
  std::shared_ptr<const Rules> rules_;  // null for UTC
};

}  // namespace qunguan
