#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace qunguan::text {

/// The cells of a growing double array that nobody uses yet.
class FreeCells {
 public:
  /// Cells up to `size` exist from now on.
  void grow(std::size_t size);

  void take(std::uint32_t cell);

  /// A base such that base + letter is free, or does not exist yet, for each of the letters.
  ///
  /// Requires: the letters are sorted, there is at least one, and the cells of all exist.
  std::uint32_t find_base(std::u16string_view letters);

 private:
  static constexpr std::uint32_t kTaken = 0xFFFFFFFF;

  bool fits(std::uint32_t base, std::u16string_view letters) const;

  // A ring through the free cells in order; cell 0 is always in use and is where the ring starts.
  std::vector<std::uint32_t> next_;  // `kTaken` for a cell in use
  std::vector<std::uint32_t> previous_;
  std::uint32_t end_ = 1;       // every cell from here on is free
  std::uint32_t worth_it_ = 0;  // before this cell, several letters hardly ever fit
};

}  // namespace qunguan::text
