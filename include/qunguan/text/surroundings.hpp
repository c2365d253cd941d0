#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace qunguan::text {

/// The words of ordinary Chinese that a stretch of a text lies in, as ICU's dictionary divides it:
/// 路口交通 for 口交 there. Where it is a word by itself, it and the next word, or else the one
/// before it; empty where neither stands beside it.
///
/// Requires: `begin` and `end` are bytes of `utf8` at which characters begin or end.
/// Thread: any.
std::string phrase_around(std::string_view utf8, std::size_t begin, std::size_t end);

}  // namespace qunguan::text
