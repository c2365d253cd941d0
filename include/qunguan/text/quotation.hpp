#pragma once

#include <string_view>

namespace qunguan::text {

/// The sender's own words: the text without the quotation that clients put in front of an answer,
/// 「name：quoted」 over a line of dashes in WeChat, a heading and “name：quoted” in WeCom.
///
/// Quotations inside a quotation go with it. A text without the line of dashes is all his own.
std::string_view own_words(std::string_view text);

}  // namespace qunguan::text
