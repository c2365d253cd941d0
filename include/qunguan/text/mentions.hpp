#pragma once

#include <string_view>
#include <vector>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/roster.hpp"

namespace qunguan::text {

/// Whom a text addresses with @.
struct Mentions {
  std::vector<MemberId> members;  // in order of appearance, each once
  bool all = false;               // @所有人, @all
};

/// Finds `@nickname`, ended by U+2005, a space or the text's end; the longest nickname of a present
/// member wins. A nickname that two present members share names neither.
Mentions find_mentions(std::string_view text, const Roster& roster);

/// The text without its leading and trailing mentions and the spaces beside them.
std::string_view without_mentions(std::string_view text);

}  // namespace qunguan::text
