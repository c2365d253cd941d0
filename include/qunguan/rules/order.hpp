#pragma once

#include <string>
#include <vector>

#include "qunguan/domain/id.hpp"

namespace qunguan::rules {

/// What a person tells the bot to do: `/禁言 @张三 12h 连发表情`.
struct Order {
  std::string word;              // 禁言
  std::vector<MemberId> people;  // whom it mentions
  std::string rest;              // what else follows: 12h 连发表情
  bool is_by_staff = false;      // owner, an admin or one of `report_to` gave it
};

/// An order that a rule carries out.
struct OrderForm {
  std::string word;          // 禁言
  std::string usage;         // /禁言 @成员 时长 原因
  bool is_for_staff = true;  // owner, admins and `report_to`; else everybody
};

}  // namespace qunguan::rules
