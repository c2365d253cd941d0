#pragma once

#include <cstdint>
#include <string>

#include "qunguan/domain/member.hpp"

namespace qunguan::bench {

inline constexpr int kGroups = 100;
inline constexpr int kMembers = 500;  // in each group: as many as the platform allows

GroupId group_id(int group);

/// A member of a group as a snapshot shows him. The first is the owner, the next two are admins.
Person member_of(int group, int member);

/// One message of the chat.
struct Line {
  int group = 0;
  MemberId sender;
  std::string text;
};

/// What is said in all groups together, by its number; no two lines are alike.
///
/// Everybody speaks as often as anybody else, so that nobody floods at 200,000 lines. A few lines
/// mention a colleague, a few of the admins' are questions, and a few break the policy.
Line line(std::uint64_t number);

}  // namespace qunguan::bench
