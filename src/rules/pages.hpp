#pragma once

#include <string>
#include <vector>

namespace qunguan::rules {

/// The lines as texts that platforms take whole: each begins with `head`, and with `（1/3）` behind
/// it where there are several. Braces, which would be read as placeholders, are widened in `lines`.
std::vector<std::string> pages_of(const std::string& head, const std::vector<std::string>& lines);

}  // namespace qunguan::rules
