#pragma once

#include <string_view>

namespace qunguan::text {

/// True for a common word that ICU's dictionary is too old to know. Its parts are not meant when
/// they stand on somebody's list: 靠 is not meant by 靠谱.
///
/// Words that keep the sense of their parts are left out, such as 直播间: who lists 直播 means it
/// too.
bool is_modern_word(std::u16string_view word);

/// The longest of them.
constexpr std::size_t kLongestModernWord = 4;

}  // namespace qunguan::text
