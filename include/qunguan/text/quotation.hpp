#pragma once

#include <string_view>

namespace qunguan::text {

/// The sender's own words: the text without the quotation that WeChat clients put in front of an
/// answer (「name：quoted」, a line of dashes, then the answer).
std::string_view own_words(std::string_view text);

}  // namespace qunguan::text
