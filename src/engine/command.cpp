#include "engine/command.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::engine {
namespace {

using Kind = Command::Kind;

struct Form {
  Kind kind;
  std::string_view word, usage;
  bool needs_reason = false, is_about_fine = false;
};

// Where one word begins with another, the longer one stands first.
constexpr std::array<Form, 8> kForms{
    {{Kind::Appeal, "申诉", "/申诉 [编号] 理由", true},
     {Kind::Withdraw, "撤销罚款", "/撤销罚款 [编号或 @成员] 理由", true, true},
     {Kind::Withdraw, "撤销", "/撤销 [编号或 @成员] 理由", true},
     {Kind::Withdraw, "误报", "/误报 [编号或 @成员]"},
     {Kind::Uphold, "维持", "/维持 [编号或 @成员]"},
     {Kind::Approve, "同意", "/同意 [编号或 @成员]"},
     {Kind::Approve, "确认", "/确认 [编号或 @成员]"},
     {Kind::Reject, "驳回", "/驳回 [编号或 @成员]"}}};

// A number before one of these counts something else: 50元, 3月2日.
constexpr std::array<std::string_view, 18> kMeasures{"元",   "块", "年", "月", "日", "天",
                                                     "小时", "分", "点", "次", "个", "条",
                                                     "人",   "位", ":",  "：", ".",  "-"};

constexpr std::array<std::string_view, 3> kCommas{"、", "，", ","};
constexpr std::size_t kMostNumbers = 50;  // in one command

constexpr std::array<std::string_view, 7> kSpaces{" ",      "\t",     "\r",    "\n",
                                                  "\u00A0", "\u2005", "\u3000"};

std::size_t space_at_end(std::string_view text) {
  for (const std::string_view space : kSpaces)
    if (text.ends_with(space)) return space.size();
  return 0;
}

std::string_view trim(std::string_view text) {
  while (const std::size_t space = space_at(text)) text.remove_prefix(space);
  while (const std::size_t space = space_at_end(text)) text.remove_suffix(space);
  return text;
}

bool drop_slash(std::string_view& text) {
  for (const std::string_view slash : {"/", "／"}) {
    if (!text.starts_with(slash)) continue;
    text.remove_prefix(slash.size());
    return true;
  }
  return false;
}

/// Takes a digit off the front, also one of full width; -1 when there is none.
int take_digit(std::string_view& rest) {
  const bool is_wide = rest.starts_with("\xEF\xBC") && rest.size() > 2;
  const std::size_t length = is_wide ? 3 : 1;
  if (rest.empty()) return -1;
  const int digit = is_wide ? static_cast<unsigned char>(rest[2]) - 0x90 : rest[0] - '0';
  if (digit < 0 || digit > 9) return -1;
  rest.remove_prefix(length);
  return digit;
}

template <class List>
bool starts_with_any(std::string_view text, const List& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view one) { return text.starts_with(one); });
}

/// Reads `17`, `１７`, `#17` or `17号` off the front; 0 when there is none.
std::int64_t take_number(std::string_view& text) {
  std::string_view rest = text = trim(text);
  if (rest.starts_with('#')) rest.remove_prefix(1);
  std::int64_t number = 0;
  for (int digits = 0; digits < 18; ++digits) {
    const int digit = take_digit(rest);
    if (digit < 0) break;
    number = number * 10 + digit;
  }
  if (number == 0 || starts_with_any(rest, kMeasures)) return 0;
  constexpr std::string_view kNumberSign = "号";
  if (rest.starts_with(kNumberSign)) rest.remove_prefix(kNumberSign.size());
  text = rest;
  return number;
}

/// Reads `17`, or where there may be several `17、18` or `17 18`.
std::vector<std::int64_t> take_numbers(std::string_view& text, bool may_be_several) {
  std::vector<std::int64_t> numbers;
  for (std::string_view rest = text; numbers.size() < kMostNumbers;) {
    const std::int64_t number = take_number(rest);
    if (number == 0) break;
    text = rest;
    if (std::find(numbers.begin(), numbers.end(), number) == numbers.end())
      numbers.push_back(number);
    if (!may_be_several) break;
    rest = trim(rest);
    for (const std::string_view comma : kCommas)
      if (rest.starts_with(comma)) rest.remove_prefix(comma.size());
  }
  return numbers;
}

/// Something stands between the word and what follows it.
bool is_apart(std::string_view rest) {
  std::string_view digits = rest;
  return rest.empty() || rest.starts_with('@') || rest.starts_with('#') || space_at(rest) > 0 ||
         take_digit(digits) >= 0;
}

/// Takes `@name` off the front, by the names of those who were mentioned; nicknames have spaces.
void drop_mention(std::string_view& text, const std::vector<std::string>& names) {
  text.remove_prefix(1);
  std::size_t longest = 0;
  for (const std::string& name : names)
    if (text.starts_with(name)) longest = std::max(longest, name.size());
  if (longest == 0)
    while (longest < text.size() && space_at(text.substr(longest)) == 0) ++longest;
  text.remove_prefix(longest);
}

std::vector<std::string> names_of(const std::vector<MemberId>& people, const Roster& roster) {
  std::vector<std::string> names;
  for (const MemberId& id : people)
    if (const Member* member = roster.find(id)) {
      names.push_back(member->shown_name());
      names.push_back(member->name);
    }
  std::erase(names, std::string{});
  return names;
}

/// Where the command begins in the sender's own words.
std::size_t slash_in(std::string_view own) { return std::min(own.find('/'), own.find("／")); }

/// Whom the command is about, wherever he is mentioned: not the bot that it is addressed to.
std::vector<MemberId> people_of(const Message& message, const Roster& roster) {
  std::vector<MemberId> people = message.mentions.value_or(std::vector<MemberId>{});
  std::erase_if(people, [&](const MemberId& id) {
    const Member* member = roster.find(id);
    return member != nullptr && member->role == Role::Bot;
  });
  return people;
}

}  // namespace

std::size_t space_at(std::string_view text) {
  for (const std::string_view space : kSpaces)
    if (text.starts_with(space)) return space.size();
  return 0;
}

std::optional<std::string_view> after_slash(std::string_view text) {
  std::string_view rest = trim(text::without_mentions(text::own_words(text)));
  if (!drop_slash(rest)) return std::nullopt;
  return trim(rest);
}

std::vector<std::string> command_words() {
  std::vector<std::string> words;
  words.reserve(kForms.size());
  for (const Form& form : kForms) words.emplace_back(form.word);
  return words;
}

std::optional<Command> parse_command(std::string_view text) {
  std::string_view rest = after_slash(text).value_or(std::string_view{});
  for (const Form& form : kForms) {
    if (!rest.starts_with(form.word)) continue;
    rest.remove_prefix(form.word.size());
    Command command{.kind = form.kind,
                    .usage = form.usage,
                    .needs_reason = form.needs_reason,
                    .is_about_fine = form.is_about_fine,
                    .runs_on = !is_apart(rest)};
    command.numbers = take_numbers(rest, takes_several(form.kind));
    command.reason = std::string{trim(rest)};
    return command;
  }
  return std::nullopt;
}

std::optional<Command> parse_command(const Message& message, const Roster& roster) {
  std::optional<Command> command = parse_command(message.text);
  if (!command) return command;
  command->people = people_of(message, roster);
  const std::string_view own = text::own_words(message.text);
  command->names_stranger =
      command->people.empty() && own.find('@', slash_in(own)) != std::string_view::npos;
  if (!command->people.empty())
    command->reason = without_people(command->reason, command->people, roster);
  command->quotes = message.reply_to || own.size() != message.text.size();
  if (message.reply_to) command->quoted = message.reply_to->message_id;
  return command;
}

bool takes_several(Kind kind) { return kind == Kind::Approve || kind == Kind::Reject; }

std::string without_people(std::string_view text, const std::vector<MemberId>& people,
                           const Roster& roster) {
  const std::vector<std::string> names = names_of(people, roster);
  std::string rest;
  while (!text.empty()) {
    if (const std::size_t space = space_at(text); space > 0) {
      text.remove_prefix(space);
      if (!rest.empty() && rest.back() != ' ') rest += ' ';
    } else if (text.starts_with('@')) {
      drop_mention(text, names);
    } else {
      rest += text.front();
      text.remove_prefix(1);
    }
  }
  while (rest.ends_with(' ')) rest.pop_back();
  return rest;
}

}  // namespace qunguan::engine
