#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/time.hpp"
#include "qunguan/domain/zone.hpp"

namespace qunguan::rules {

/// The name of an event without marks and spaces, folded: 周六聚餐.
std::string event_name(std::string_view text);

/// One name holds the other: 周六聚餐 and 聚餐. Names of less than two characters are no name.
bool is_same_event(std::string_view a, std::string_view b);

/// The text speaks of the event: it has two neighbouring characters of its name.
bool speaks_of_event(std::string_view text, std::string_view name);

/// What stands right behind the word, up to the next mark: 报名周六聚餐！ -> 周六聚餐; empty where
/// that is no name.
std::string event_behind(std::string_view text, const std::string& word);

/// A list to which members add themselves: #接龙, a title, 1. 张三, 2. 李四.
struct Chain {
  std::string title;
  std::vector<std::string> entries;  // folded

  bool names(std::string_view person) const;  // some entry, or part of it, is his name
  bool lists(std::string_view person) const;  // an entry is his name and nothing else
};
std::optional<Chain> read_chain(std::string_view text);

/// An event as its organiser announces it: 周六聚餐 2026-03-07 18:00 老地方.
struct Announced {
  std::string name;
  Instant at;
  std::string note;
};

/// A day without a year is the next one.
std::optional<Announced> read_announced(const std::string& text, Instant now, const Zone& zone);

}  // namespace qunguan::rules
