#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan {

enum class Role { Unknown, Owner, Admin, Member, Bot };

std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

/// A member as one event mentions him; what the event does not say is empty.
struct Person {
  MemberId id;
  std::string name;  // display name; real names come from the directory alone
  std::optional<std::string> group_nickname;  // empty text: the source says none is set
  Role role = Role::Unknown;
  std::string department;
  std::optional<Instant> joined_at;
  bool is_self = false;  // our own bot

  friend bool operator==(const Person&, const Person&) = default;
};

}  // namespace qunguan
