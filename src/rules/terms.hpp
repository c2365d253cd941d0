#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace qunguan::rules {

/// Days [first, end).
struct Term {
  std::chrono::local_days first, end;
  std::string key;   // 2026-03, for a week its Monday: as people write it, and as it is kept
  std::string name;  // as members read it: 2026-03、2026-03至2026-04、2026-03-02那一周
};

/// Weeks, months, or spans of months, one after the other.
class Terms {
 public:
  static Terms of_weeks() { return Terms{0, {}}; }

  /// Of so many months each, one of them beginning with `first`.
  static Terms of_months(int months, std::chrono::year_month first) { return Terms{months, first}; }

  bool are_weeks() const { return months_ == 0; }

  Term around(std::chrono::local_days day) const;
  Term after(const Term& term) const { return around(term.end); }

  /// The term that holds `2026-03` or `2026年3月`; for weeks, the day `2026-03-02`.
  std::optional<Term> read(std::string_view text) const;

 private:
  Terms(int months, std::chrono::year_month first) : months_(months), first_(first) {}

  int months_;  // 0: weeks
  std::chrono::year_month first_;
};

/// Reads `2026-03`, `2026-3` or `2026年3月`.
std::optional<std::chrono::year_month> read_month(std::string_view text);

}  // namespace qunguan::rules
