#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/roster.hpp"
#include "qunguan/rules/history.hpp"

namespace qunguan::rules {

/// The fact of that name; empty when there is none.
std::string value_of(const Facts& facts, std::string_view name);

/// How to address the member, known or not.
std::string address_of(const MemberId& id, const Roster& roster);

/// 张三、李四
std::string names_of(const std::vector<MemberId>& people, const Roster& roster);

}  // namespace qunguan::rules
