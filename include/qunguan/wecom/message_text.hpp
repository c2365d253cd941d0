#pragma once

#include <string>
#include <string_view>

namespace qunguan::wecom {

/// What the platform takes as one text, in bytes.
inline constexpr std::size_t kLargestText = 2048;

/// The text itself, or where it is longer than `limit` bytes as much of it as fits, an ellipsis,
/// and its last line, which names the case. Never cuts a character in two.
std::string fit_text(std::string_view text, std::size_t limit = kLargestText);

}  // namespace qunguan::wecom
