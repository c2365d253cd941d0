#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {

/// How long a member may take over the messages that one word is split over.
constexpr Duration kSplitWithin = std::chrono::seconds{10};

/// A word that goes over several messages of one member.
struct SplitWord {
  std::string list;             // its name
  Passage passage;              // its part in the last message; the text is all of it
  std::vector<EventId> events;  // the earlier messages that it stands in
  bool is_unsure = false;       // what stands around it may be two sentences of their own
};

/// The word of one of the lists that the message ends, and the member's messages just before it
/// began. Messages that showed a breach before are no part of the next.
///
/// Requires: the history reaches back `kSplitWithin`.
std::optional<SplitWord> find_split_word(const Context& context, const std::vector<ListUse>& lists);

}  // namespace qunguan::rules
