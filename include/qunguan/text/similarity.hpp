#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "qunguan/text/fold.hpp"

namespace qunguan::text {

/// A sketch of a text: texts that are nearly the same differ in few of its 128 bits.
///
/// Digits, noise and emoji leave no trace in it, so a changed phone number changes nothing.
struct Fingerprint {
  std::array<std::uint64_t, 2> bits{};

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// What a repeated message is recognised by.
struct TextTraits {
  std::uint64_t hash = 0;  // of the folded letters and digits, in order; 0 when there are none
  Fingerprint fingerprint;
  int letters = 0;  // letters and Han characters; short texts are never called similar
};

TextTraits traits_of(const FoldedText& folded);

/// Worth comparing in full: nearly all pairs with `similarity` of 0.7 or more are, hardly any
/// others.
bool may_be_similar(const Fingerprint& a, const Fingerprint& b);

/// How much two texts share, 0 to 1: the share of common pairs of neighbouring letters (Dice),
/// digits and noise left out. Texts without letters share nothing.
double similarity(std::string_view a, std::string_view b);

}  // namespace qunguan::text
