#pragma once

#include <string_view>
#include <vector>

namespace qunguan::text {

/// A character that people write as the parts it is made of: 赌 as 贝者.
struct TakenApart {
  char32_t whole = 0;
  std::u32string_view parts;  // two or three
};

/// Those that word lists are evaded with; folded. Parts that make an ordinary word (女子, 日月) are
/// not among them. A character may be taken apart in several ways.
const std::vector<TakenApart>& taken_apart();

}  // namespace qunguan::text
