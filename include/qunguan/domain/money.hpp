#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "qunguan/domain/result.hpp"

namespace qunguan {

/// An amount of money in fen (CNY 0.01); never a float. Negative where a balance is owed back.
class Fen {
 public:
  Fen() = default;
  explicit constexpr Fen(std::int64_t count) : count_(count) {}

  constexpr std::int64_t count() const { return count_; }

  friend auto operator<=>(Fen, Fen) = default;
  friend constexpr Fen operator+(Fen a, Fen b) { return Fen{a.count_ + b.count_}; }
  friend constexpr Fen operator-(Fen a) { return Fen{-a.count_}; }
  Fen& operator+=(Fen other) { return *this = *this + other; }

 private:
  std::int64_t count_ = 0;
};

/// Reads an amount in yuan: `100`, `2.50`, `100元`, `￥2.5`. At most two decimals, at most
/// 1,000,000 yuan.
///
/// Errors: `Invalid` for anything else, zero and negative amounts included.
Result<Fen> parse_yuan(std::string_view text);

/// `100元`, `2.50元`, `-3元`.
std::string to_text(Fen amount);

}  // namespace qunguan
