#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan::engine {

/// What a person tells the bot to do with a case: `/申诉 17 理由`.
struct Command {
  enum class Kind { Appeal, Withdraw, Uphold, Approve, Reject };

  Kind kind = Kind::Appeal;
  std::int64_t number = 0;  // 0: none was given
  std::string reason;
};

/// Nothing when the text is no command we know. Mentions before it, a quotation that it answers, a
/// full-width slash, full-width digits and full-width spaces are fine.
std::optional<Command> parse_command(std::string_view text);

/// How the command is written, for a reply to one that was not.
std::string usage(Command::Kind kind);

/// The words of all of them, without the slash.
std::vector<std::string> command_words();

/// How long the space is that the text begins with, in bytes; 0: it begins with none.
std::size_t space_at(std::string_view text);

/// What follows the slash of a text that is a command of any kind; nothing when it is none.
std::optional<std::string_view> after_slash(std::string_view text);

}  // namespace qunguan::engine
