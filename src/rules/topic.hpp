#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/rules/rule.hpp"

namespace qunguan::rules {

/// What a conversation is about, in the few letters that carry it: 球赛的事别聊了 is about 球赛.
///
/// It would rather miss what goes on with the topic than find what does not: it knows no synonyms,
/// and takes no common letter for a word.
/// Thread: const members are safe from any thread.
class Topic {
 public:
  /// Nothing when no letter is left that could tell one topic from another.
  static std::optional<Topic> read(std::string_view text);

  /// The place where the text goes on with the topic. Nothing when it does not, or when it says
  /// that it will stop. `was_in_it`: the speaker took part, so that he means it in fewer letters.
  std::optional<Passage> continued_by(std::string_view text, bool was_in_it) const;

 private:
  std::vector<std::u32string> words_;  // a pair of letters, or a word of another script
  std::u32string alone_;               // letters that mean the topic by themselves
  std::u32string if_in_it_;            // letters that do from who took part
};

}  // namespace qunguan::rules
