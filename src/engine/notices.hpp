#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/group.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::engine {

using Placeholders = std::map<std::string, std::string>;

/// The wording of that name in notices.yaml, filled in.
///
/// A line whose placeholders are all empty is left out, and so are trailing line ends.
std::string word_notice(const std::string& name, const Placeholders& values);

/// Likewise for an admin's own template.
std::string fill_notice(const std::string& pattern, const Placeholders& values);

/// What is said in the chat rather than noted or told to the staff.
bool is_public(ActionKind kind);

/// The member hears of the step.
bool is_told(const rules::Step& step);

/// The member, as others read his name.
std::string say_member(const Group& group, const MemberId& id);

/// The group, as its members know it.
std::string say_group(const Group& group);

/// `1、2、3`
std::string say_numbers(const std::vector<std::int64_t>& numbers);

/// `警告，罚款50元`
std::string say_step(const rules::Step& step);

/// `30天内再次违反：罚款50元`, what follows from the member's next violation as far as the rule's
/// mode lets it.
std::string say_next(const rules::RuleEntry& entry, int step);

/// `《示范群规》第二条（限时回复）`
std::string say_basis(const rules::Policy& policy, const rules::RuleEntry& entry);

}  // namespace qunguan::engine
