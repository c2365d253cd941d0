#pragma once

#include <string>
#include <string_view>

namespace qunguan::test {

/// Encrypts exactly these bytes with AES-256-CBC as the platform does, unpadded: for texts that
/// nobody honest would seal.
///
/// Requires: the size is a multiple of 16.
std::string raw_seal(std::string_view encoding_aes_key, std::string_view plain);

}  // namespace qunguan::test
