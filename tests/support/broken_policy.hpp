#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::test {

/// A policy with one slip in it. `▸` stands right before the place that must be named; it is no
/// part of the policy.
struct Slip {
  std::string name;
  std::string marked;
  std::string code;
  std::string fix;  // some words of the Chinese fix
};

std::ostream& operator<<(std::ostream& out, const Slip& slip);

/// What a loader says of a text that stands alone.
std::vector<policy::Diagnostic> diagnose(const std::string& text);

/// Loads it and expects the one diagnostic: its code, its place in characters, and a fix in both
/// languages.
void expect_refused(const Slip& slip);

/// A whole policy around one rule, whose `id` and `then` are given; `rule` holds its other keys,
/// one a line.
std::string with_rule(const std::string& rule);

/// Likewise, without `then`.
std::string with_then(const std::string& then);

/// A whole policy with further keys at its top.
std::string with_head(const std::string& head);

/// Loads the text, or fails the test with what is wrong with it.
rules::Policy load(const std::string& text);

}  // namespace qunguan::test
