#include "text/free_cells.hpp"

#include <algorithm>

namespace qunguan::text {
namespace {

// Holes are searched this far before the array grows instead: building stays linear in the words.
constexpr int kMostTries = 8192;

}  // namespace

void FreeCells::grow(std::size_t size) {
  for (std::size_t cell = next_.size(); cell < size; ++cell) {
    const auto number = static_cast<std::uint32_t>(cell);
    next_.push_back(0);
    previous_.push_back(number == 0 ? 0 : previous_[0]);
    next_[previous_[number]] = number;
    previous_[0] = number;
  }
}

void FreeCells::take(std::uint32_t cell) {
  if (cell == 0) return;
  if (cell == worth_it_) worth_it_ = next_[cell];
  next_[previous_[cell]] = next_[cell];
  previous_[next_[cell]] = previous_[cell];
  next_[cell] = kTaken;
  end_ = std::max(end_, cell + 1);
}

bool FreeCells::fits(std::uint32_t base, std::u16string_view letters) const {
  return std::all_of(letters.begin(), letters.end(), [&](char16_t letter) {
    const std::size_t cell = std::size_t{base} + letter;
    return cell >= next_.size() || next_[cell] != kTaken;
  });
}

std::uint32_t FreeCells::find_base(std::u16string_view letters) {
  const char16_t first = letters.front();
  std::uint32_t cell = letters.size() == 1 || worth_it_ == 0 ? next_[0] : worth_it_;
  for (int tries = 0; cell != 0 && cell < end_; cell = next_[cell]) {
    if (cell < first) continue;
    if (fits(cell - first, letters)) return cell - first;
    if (++tries < kMostTries) continue;
    worth_it_ = cell;
    break;
  }
  return std::max<std::uint32_t>(end_, first) - first;
}

}  // namespace qunguan::text
