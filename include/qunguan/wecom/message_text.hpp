#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qunguan::wecom {

/// What the platform takes as one text, in bytes.
inline constexpr std::size_t kLargestText = 2048;

/// The text itself, or where it is longer than `limit` bytes as much of it as fits, an ellipsis,
/// and its last line, which names the case. Never cuts a character in two.
std::string fit_text(std::string_view text, std::size_t limit = kLargestText);

/// The text as one, or where it is longer than `limit` bytes in parts that fit, each beginning with
/// `（1/3）`: nothing is left out. Parts end where lines do; a line that fits in none is cut
/// between two characters. Requires: a limit of 64 at least.
std::vector<std::string> parts_of(std::string_view text, std::size_t limit = kLargestText);

}  // namespace qunguan::wecom
