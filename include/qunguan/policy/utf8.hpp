#pragma once

#include <string_view>

namespace qunguan::policy {

/// False for bytes that are no UTF-8, and for NUL, which no text file holds.
bool is_utf8(std::string_view text);

}  // namespace qunguan::policy
