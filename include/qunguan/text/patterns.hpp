#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"

namespace qunguan::text {

struct PatternHit {
  std::uint32_t pattern = 0;  // the number `add` gave it
  std::uint32_t begin = 0;    // of its first match in the original text, bytes
  std::uint32_t end = 0;
};

/// Admins' regular expressions in one RE2 set: linear time, whatever they wrote, without regard to
/// case.
///
/// Thread: const members are safe from any thread.
class Patterns {
 public:
  Patterns();
  ~Patterns();
  Patterns(Patterns&&) noexcept;
  Patterns& operator=(Patterns&&) noexcept;

  /// Errors: `Invalid` with RE2's reason for bad syntax and for one that matches the empty text,
  /// `TooLarge` for one that is too dear to run.
  Result<std::uint32_t> add(std::string_view expression);

  /// Call once, after the last `add`. Errors: `TooLarge` when all together are too dear.
  Result<void> compile();

  std::vector<PatternHit> match(std::string_view utf8) const;

  bool empty() const;

 private:
  struct Set;
  std::unique_ptr<Set> set_;
};

}  // namespace qunguan::text
