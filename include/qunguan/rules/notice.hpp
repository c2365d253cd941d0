#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/rules/rule.hpp"

namespace qunguan::rules {

/// The names in braces of a template.
std::vector<std::string> placeholders_of(std::string_view pattern);

/// True for the placeholders every notice has, and for the facts of the rule's type.
bool is_placeholder(const std::string& name, const RuleType& type);

/// All of them, for a message to the admin.
std::vector<std::string> known_placeholders(const RuleType& type);

/// The template with its placeholders filled in; those without a value vanish.
std::string fill(std::string_view pattern, const std::map<std::string, std::string>& values);

/// The type's sentence for a finding, with its facts.
std::string say(const RuleType& type, const std::string& wording, const Facts& facts);

}  // namespace qunguan::rules
