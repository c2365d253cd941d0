#pragma once

#include <string_view>

namespace qunguan::rules {

/// True for a message of nothing but thanks, praise, wishes or assent: 辛苦了，谢谢！
///
/// Mentions and quotations are none of its words; one that asks is no courtesy.
bool is_courtesy(std::string_view text);

}  // namespace qunguan::rules
