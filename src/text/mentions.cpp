#include "qunguan/text/mentions.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <unordered_set>

namespace qunguan::text {
namespace {

// Chat programs allow far less of both.
constexpr std::size_t kLongestName = 256;  // bytes
constexpr int kMostMentions = 1000;        // @ signs that are looked at

constexpr std::string_view kMentionEnd = "\u2005";  // what clients put after @nickname
constexpr std::array<std::string_view, 3> kAll{"所有人", "all", "All"};

// Everything that ends or parts mentions: what clients put there, and what people type.
constexpr std::array<std::string_view, 7> kSpaces{kMentionEnd, " ",      "\n",    "\r",
                                                  "\t",        "\u00A0", "\u3000"};

std::size_t space_at_start(std::string_view text) {
  for (const std::string_view space : kSpaces)
    if (text.starts_with(space)) return space.size();
  return 0;
}

std::size_t space_at_end(std::string_view text) {
  for (const std::string_view space : kSpaces)
    if (text.ends_with(space)) return space.size();
  return 0;
}

bool ends_mention(std::string_view rest) { return rest.empty() || space_at_start(rest) > 0; }

/// What stands after an @: the longest name that ends there, and whom it names.
struct Named {
  std::size_t size = 0;  // bytes; 0: nobody's name
  const Member* member = nullptr;
  bool is_all = false;
};

Named read_name(std::string_view text, const NameIndex& names) {
  for (std::size_t size = std::min(text.size(), kLongestName); size > 0; --size) {
    if (!ends_mention(text.substr(size))) continue;
    const std::string_view name = text.substr(0, size);
    // Nobody takes the name of all for himself.
    if (std::find(kAll.begin(), kAll.end(), name) != kAll.end())
      return {.size = size, .is_all = true};
    const std::vector<const Member*> bearers = names.find(name);
    if (!bearers.empty())
      return {.size = size, .member = bearers.size() == 1 ? bearers.front() : nullptr};
  }
  return {};
}

/// Where the first space ends, if there is one.
std::optional<std::size_t> end_of_space(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (const std::size_t space = space_at_start(text.substr(at)); space > 0) return at + space;
  return std::nullopt;
}

/// Where the mention that the text begins with ends, its space included; nothing when it begins
/// with none. Nicknames have spaces, so the client's own mark goes before any other.
std::optional<std::size_t> end_of_mention(std::string_view text) {
  if (!text.starts_with('@') || space_at_start(text.substr(1)) > 0) return std::nullopt;
  const std::string_view near = text.substr(0, kLongestName);
  const std::size_t mark = near.find(kMentionEnd);
  if (mark < near.find('@', 1)) return mark + kMentionEnd.size();
  if (const std::optional<std::size_t> end = end_of_space(near)) return end;
  if (near.size() == text.size() && text.size() > 1) return text.size();
  return std::nullopt;
}

bool is_ascii_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Where the mention that the text ends with begins. `is_marked`: the client's own mark followed.
std::optional<std::size_t> start_of_last_mention(std::string_view text, bool is_marked) {
  const std::size_t start = text.rfind('@');
  if (start == text.npos) return std::nullopt;
  const std::string_view name = text.substr(start + 1);
  if (name.empty() || name.size() > kLongestName) return std::nullopt;
  if (!is_marked && end_of_space(name)) return std::nullopt;
  // A mail address is none.
  if (start > 0 && is_ascii_letter_or_digit(text[start - 1])) return std::nullopt;
  return start;
}

std::string_view without_leading_mentions(std::string_view text) {
  while (true) {
    while (const std::size_t space = space_at_start(text)) text.remove_prefix(space);
    const std::optional<std::size_t> end = end_of_mention(text);
    if (!end) return text;
    text.remove_prefix(*end);
  }
}

std::string_view without_trailing_mentions(std::string_view text) {
  while (true) {
    bool is_marked = false;
    while (const std::size_t space = space_at_end(text)) {
      is_marked = is_marked || text.ends_with(kMentionEnd);
      text.remove_suffix(space);
    }
    const std::optional<std::size_t> start = start_of_last_mention(text, is_marked);
    if (!start) return text;
    text.remove_suffix(text.size() - *start);
  }
}

}  // namespace

NameIndex::NameIndex(const Roster& roster) {
  entries_.reserve(roster.members.size());
  for (const auto& [id, member] : roster.members)
    entries_.push_back({std::hash<std::string_view>{}(member.shown_name()), &member});
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
}

std::vector<const Member*> NameIndex::find(std::string_view name) const {
  const std::size_t hash = std::hash<std::string_view>{}(name);
  auto entry =
      std::lower_bound(entries_.begin(), entries_.end(), hash,
                       [](const Entry& one, std::size_t wanted) { return one.hash < wanted; });
  std::vector<const Member*> bearers;
  for (; entry != entries_.end() && entry->hash == hash; ++entry)
    if (entry->member->present && entry->member->shown_name() == name)
      bearers.push_back(entry->member);
  return bearers;
}

Mentions find_mentions(std::string_view text, const NameIndex& names) {
  Mentions mentions;
  std::size_t at = text.find('@');
  std::unordered_set<MemberId> seen;
  for (int left = kMostMentions; at != text.npos && left > 0; --left) {
    const Named named = read_name(text.substr(at + 1), names);
    mentions.all = mentions.all || named.is_all;
    if (named.member != nullptr && seen.insert(named.member->id).second)
      mentions.members.push_back(named.member->id);
    at = text.find('@', at + 1 + named.size);
  }
  return mentions;
}

std::string_view without_mentions(std::string_view text) {
  return without_trailing_mentions(without_leading_mentions(text));
}

}  // namespace qunguan::text
