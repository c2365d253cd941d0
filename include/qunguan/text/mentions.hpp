#pragma once

#include <string_view>
#include <vector>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/roster.hpp"

namespace qunguan::text {

/// Who bears which name, by the name that others read beside his messages.
///
/// The roster outlives it, and no member is taken out of it. Where a name has changed since, that
/// name names nobody.
class NameIndex {
 public:
  explicit NameIndex(const Roster& roster);

  /// The present members of that name.
  std::vector<const Member*> find(std::string_view name) const;

 private:
  struct Entry {
    std::size_t hash = 0;
    const Member* member = nullptr;
  };

  std::vector<Entry> entries_;  // by hash
};

/// Whom a text addresses with @.
struct Mentions {
  std::vector<MemberId> members;  // in order of appearance, each once
  bool all = false;               // @所有人, @all
};

/// Finds `@nickname`, ended by U+2005, another space or the text's end; the longest nickname of a
/// present member wins. A nickname that two present members share names neither, and nobody is
/// meant by @所有人 but all. Reads the first 1000 @ and names of at most 256 bytes.
Mentions find_mentions(std::string_view text, const NameIndex& names);

/// The text without its leading and trailing mentions and the spaces beside them.
///
/// Knows no roster: where the client's U+2005 is missing, a name ends at the first space.
std::string_view without_mentions(std::string_view text);

}  // namespace qunguan::text
