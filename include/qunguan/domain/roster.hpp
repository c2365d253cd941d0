#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/member.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan {

/// What is known of one member of one group.
struct Member {
  MemberId id;
  std::string name;
  std::optional<std::string> group_nickname;
  Role role = Role::Unknown;  // what he is: what the policy appoints, else what the source says
  Role stated_role = Role::Unknown;  // what the source says
  std::string department;
  std::optional<Instant> joined_at;
  Instant first_seen_at;
  Instant named_at;        // when the source last said what others read beside his messages
  Instant spoke_at;        // his newest message of any kind; 1970: none that we heard
  Instant spoke_noted_at;  // the same as it is stored, at most an hour behind
  // Kept in memory alone: events are delivered out of order within minutes, not over days.
  Instant moved_at;   // when he was last found to have come or gone
  Instant ranked_at;  // when the source last said his role
  bool present = true;

  /// What others read beside his messages: the group nickname, else the display name; empty when
  /// neither is known.
  const std::string& shown_name() const {
    return group_nickname && !group_nickname->empty() ? *group_nickname : name;
  }

  /// How to address him: `shown_name`, or the id when no name is known.
  std::string address() const { return shown_name().empty() ? id.text() : shown_name(); }

  friend bool operator==(const Member&, const Member&) = default;
};

/// The members of one group, present and past.
struct Roster {
  std::unordered_map<MemberId, Member> members;
  bool is_complete = false;     // a snapshot was taken: who is not in it is not in the group
  bool is_staff_known = false;  // owner and admins are known; nobody is sanctioned before

  const Member* find(const MemberId& id) const {
    const auto found = members.find(id);
    return found == members.end() ? nullptr : &found->second;
  }
};

}  // namespace qunguan
