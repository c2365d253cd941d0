#pragma once

#include <string>
#include <vector>

#include "qunguan/text/contacts.hpp"
#include "text/contact_text.hpp"

namespace qunguan::text {

/// A contact that is one because of the word before it: 微信, QQ, 群号.
struct Announced {
  Contact::Kind kind = Contact::Kind::WeChat;
  Piece piece;  // the word and the id
  std::string value;
};

/// Those of the text, at most so many; one word may lie inside another.
std::vector<Announced> find_announced(const ContactText& text, std::size_t most);

}  // namespace qunguan::text
