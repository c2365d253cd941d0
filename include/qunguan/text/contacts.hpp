#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan::text {

/// A way to reach somebody outside the group.
struct Contact {
  enum class Kind {
    Phone,       // a mobile number of mainland China
    WeChat,      // a WeChat id, after a word that says so
    Qq,          // a QQ number, after a word that says so
    Invitation,  // a link or a code that leads into another group
    ShortLink,   // a link that hides where it leads
  };

  Kind kind = Kind::Phone;
  std::string value;        // plain: 13800138000 for １３８-零零一三-8000
  std::uint32_t begin = 0;  // in the original text, bytes
  std::uint32_t end = 0;

  friend bool operator==(const Contact&, const Contact&) = default;
};

/// Every contact of the text, by where it begins.
///
/// Digits may be of full width, circled or Chinese, with up to three noise characters between two
/// of them. Numbers of other lengths, and those that are a part of a longer one, are none. Thread:
/// any.
std::vector<Contact> find_contacts(std::string_view text);

}  // namespace qunguan::text
