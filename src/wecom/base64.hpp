#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qunguan::wecom {

/// Reads standard base64 with its padding; nothing for any other character or length.
///
/// The spare bits of the last character may be set: the platform hands out keys like that.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

}  // namespace qunguan::wecom
