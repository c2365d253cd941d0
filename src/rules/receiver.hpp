#pragma once

#include <string>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {

/// To whom a rule's reports go.
struct Receiver {
  Remark::To to = Remark::To::Staff;
  Selector people;  // To::People
};

/// Reads `staff`, `owner`, or people; the staff where the key is absent.
Receiver read_receiver(RuleConfig& config, const std::string& key);

/// A report must not be lost because nobody holds the title any more: it goes to the staff then.
void address(Remark& remark, const Receiver& receiver, const Context& context);

}  // namespace qunguan::rules
