#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qunguan::rules {

/// Words by which a person says that something is so: 收到, 马上执行, 完成.
///
/// One is said where a clause begins or ends with it, particles and courtesies aside
/// (好的收到啦！！); not where it is denied (没收到, 完成不了) or asked for (收到附件了吗？).
/// Thread: const members are safe from any thread.
class SpokenWords {
 public:
  SpokenWords() = default;
  explicit SpokenWords(const std::vector<std::string>& words);

  bool empty() const { return words_.empty(); }

  /// True when one of them is said. Quotations and mentions around the text are none of its words.
  bool are_said(std::string_view text) const;

 private:
  std::vector<std::u32string> words_;  // folded
};

}  // namespace qunguan::rules
