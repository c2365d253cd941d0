#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace qunguan::text {

/// User-perceived characters (UAX #29): an emoji with its modifiers is one.
std::size_t count_characters(std::string_view utf8);

/// The longest beginning of at most `bytes` bytes that cuts no character in two.
std::string_view cut(std::string_view utf8, std::size_t bytes);

/// At most `characters` characters, with … in place of what is left out.
std::string shorten(std::string_view utf8, std::size_t characters);

/// Invalid UTF-8 and control characters (other than line ends and tabs) become U+FFFD; bidi
/// controls are removed. For texts of others that we show to people.
std::string printable(std::string_view utf8);

}  // namespace qunguan::text
