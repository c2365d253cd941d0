#pragma once

#include <string>
#include <vector>

#include "text/contact_text.hpp"

namespace qunguan::text {

struct Phone {
  Piece piece;
  std::string digits;  // eleven, without the country's
};

/// The mobile numbers of mainland China, at most so many: eleven digits in one, or parted as people
/// part them, 3-4-4 or singly, by the same separator throughout.
std::vector<Phone> find_phones(const ContactText& text, std::size_t most);

}  // namespace qunguan::text
