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

/// Every contact of the text, by where it begins; of each sort the first few dozen.
///
/// Digits may be of full width, circled or Chinese. The groups of a phone number are parted as
/// people part them (138-0013-8000, or each digit by itself) and by the same separator throughout.
/// What is a part of a longer number, a code, a link or a name after @ is none, nor is what a unit
/// (元, 人) or a label (订单号) says to be something else: in doubt a text is innocent.
/// Thread: any.
std::vector<Contact> find_contacts(std::string_view text);

/// The contacts that a value may be that somebody wrote down alone: 139-0013-9000 may be a phone's,
/// a WeChat or a QQ number. Empty where no contact could have it.
/// Thread: any.
std::vector<Contact> contacts_written(std::string_view value);

}  // namespace qunguan::text
