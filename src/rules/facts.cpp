#include "rules/facts.hpp"

namespace qunguan::rules {

std::string value_of(const Facts& facts, std::string_view name) {
  for (const auto& [key, value] : facts)
    if (key == name) return value;
  return {};
}

std::string address_of(const MemberId& id, const Roster& roster) {
  const Member* member = roster.find(id);
  return member == nullptr ? id.text() : member->address();
}

std::string names_of(const std::vector<MemberId>& people, const Roster& roster) {
  std::string names;
  for (const MemberId& id : people) names += (names.empty() ? "" : "、") + address_of(id, roster);
  return names;
}

}  // namespace qunguan::rules
