#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/contacts.hpp"

namespace qunguan::rules {

/// Which ways to reach somebody outside the group are a breach.
struct ContactTest {
  std::vector<text::Contact::Kind> kinds;
  std::vector<std::string> allow;  // values as `text::Contact` has them

  bool forbids(const text::Contact& contact) const;
};

/// As members read it: 手机号.
std::string chinese(text::Contact::Kind kind);

/// Reads `contacts: forbidden`, `contacts: [phone, qq]` or `contacts: { kinds: [phone], allow:
/// ["139-0013-9000"] }`; nothing when the key is absent.
std::optional<ContactTest> read_contact_test(RuleConfig& config);

}  // namespace qunguan::rules
