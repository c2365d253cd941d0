#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "qunguan/sandbox/simulated_wecom.hpp"

namespace qunguan::sandbox {

struct Chat {
  wecom::GroupChat info;
  bool is_ours = true;
  bool is_dissolved = false;
  std::vector<SeenText> seen;
};

struct Robot {
  GroupId group;
  bool is_disabled = false;
};

/// Who and what there is in the simulated company.
struct Company {
  std::set<MemberId> members;
  std::map<GroupId, Chat> chats;
  std::map<std::string, Robot> robots;  // by key
  std::map<MemberId, std::vector<SeenText>> private_texts;
};

}  // namespace qunguan::sandbox
