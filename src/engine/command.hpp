#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/roster.hpp"

namespace qunguan::engine {

/// What a person tells the bot to do with a case: `/申诉 17 理由`, or with the one he means:
/// `/误报 @张三`.
struct Command {
  enum class Kind { Appeal, Withdraw, Uphold, Approve, Reject };

  Kind kind = Kind::Appeal;
  std::string_view usage;  // how it is written
  bool needs_reason = false;
  bool is_about_fine = false;         // only a case that cost money is meant
  bool runs_on = false;               // what follows the word belongs to it: 同意书
  std::vector<std::int64_t> numbers;  // several only where one agrees or rejects
  std::string reason;
  std::vector<MemberId> people;  // whom it mentions
  bool names_stranger = false;   // it mentions somebody, and we cannot tell whom
  bool quotes = false;           // it answers a message
  MessageId quoted;              // which; empty: we cannot tell
  bool quotes_notice = false;    // it answers a notice of ours, and `numbers` are not known from it
  std::vector<std::int64_t> noticed;  // the cases of which it may be one
};

/// Nothing when the text is no command we know. Mentions before it, a quotation that it answers, a
/// full-width slash, full-width digits and full-width spaces are fine.
std::optional<Command> parse_command(std::string_view text);

/// The same with what stands around the text: whom it mentions, bots aside, and what it quotes.
/// Requires: the mentions are resolved.
std::optional<Command> parse_command(const Message& message, const Roster& roster);

/// The command may be about several cases at a time.
bool takes_several(Command::Kind kind);

/// The words of all of them, without the slash.
std::vector<std::string> command_words();

/// How long the space is that the text begins with, in bytes; 0: it begins with none.
std::size_t space_at(std::string_view text);

/// What follows the slash of a text that is a command of any kind; nothing when it is none.
std::optional<std::string_view> after_slash(std::string_view text);

/// The text without mentions of those people, its words parted by single spaces.
std::string without_people(std::string_view text, const std::vector<MemberId>& people,
                           const Roster& roster);

}  // namespace qunguan::engine
