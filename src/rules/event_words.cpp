#include "rules/event_words.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "qunguan/rules/calendar.hpp"
#include "qunguan/text/fold.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::local_days;
using Points = std::u32string;

constexpr std::size_t kLongestName = 20;  // characters
constexpr std::array<std::string_view, 6> kParticles{"了", "啦", "吧", "哈", "呀", "的"};
constexpr std::array<std::string_view, 2> kOpeners{"参加", "去"};

bool is_mark(char32_t point) { return text::is_noise(point) || text::is_sentence_mark(point); }

std::string own(std::string_view text) {
  return std::string{text::without_mentions(text::own_words(text))};
}

std::string without_marks(const text::FoldedText& folded, std::string_view source) {
  std::string name;
  for (std::size_t i = 0; i < folded.points.size(); ++i)
    if (!is_mark(folded.points[i]))
      name += source.substr(folded.begins[i], folded.ends[i] - folded.begins[i]);
  return name;
}

void drop_around(std::string& name) {
  for (const std::string_view opener : kOpeners)
    if (name.starts_with(opener)) name.erase(0, opener.size());
  for (const std::string_view particle : kParticles)
    if (name.ends_with(particle)) name.resize(name.size() - particle.size());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);)
    if (!event_name(line).empty()) lines.push_back(line);
  return lines;
}

/// `1. 张三` and `2、李四`; empty for a line that is no entry.
std::string entry_of(const std::string& line) {
  const std::string folded = text::fold_to_utf8(line);
  const std::size_t end = folded.find_first_not_of("0123456789 ");
  const bool is_numbered =
      end != folded.npos && end > 0 && (folded[end] == '.' || folded.substr(end).starts_with("、"));
  return is_numbered ? event_name(folded.substr(end)) : std::string{};
}

std::optional<int> read_number(std::string_view text) {
  if (text.empty() || text.size() > 2 || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  return std::stoi(std::string{text});
}

/// `03-07` or `3月7日`, of that year.
std::optional<local_days> read_day_of(std::string text, std::chrono::year year) {
  constexpr std::string_view kMonth = "月";
  constexpr std::string_view kDay = "日";
  if (text.ends_with(kDay)) text.resize(text.size() - kDay.size());
  if (const std::size_t at = text.find(kMonth); at != text.npos)
    text.replace(at, kMonth.size(), "-");
  const std::size_t dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  const std::optional<int> month = read_number(std::string_view{text}.substr(0, dash));
  const std::optional<int> day = read_number(std::string_view{text}.substr(dash + 1));
  if (!month || !day) return std::nullopt;
  const std::chrono::year_month_day date{year, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  return date.ok() ? std::optional{local_days{date}} : std::nullopt;
}

std::optional<local_days> read_day(const std::string& text, local_days today) {
  if (const Result<local_days> whole = parse_day(text)) return *whole;
  const std::chrono::year year = std::chrono::year_month_day{today}.year();
  const std::optional<local_days> day = read_day_of(text, year);
  return day && *day < today ? read_day_of(text, year + std::chrono::years{1}) : day;
}

std::optional<Duration> read_clock(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || text.size() - colon != 3) return std::nullopt;
  const std::optional<int> hour = read_number(text.substr(0, colon));
  const std::optional<int> minute = read_number(text.substr(colon + 1));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute};
}

}  // namespace

std::string event_name(std::string_view text) {
  const std::string folded = text::fold_to_utf8(text);
  return without_marks(text::fold(folded), folded);
}

bool is_same_event(std::string_view a, std::string_view b) {
  const std::string_view shorter = a.size() < b.size() ? a : b;
  const std::string_view longer = a.size() < b.size() ? b : a;
  return text::fold(shorter).points.size() >= 2 && longer.find(shorter) != longer.npos;
}

bool speaks_of_event(std::string_view text, std::string_view name) {
  const Points said = text::fold(text).points;
  const Points points = text::fold(name).points;
  for (std::size_t i = 0; i + 2 <= points.size(); ++i)
    if (said.find(points.substr(i, 2)) != said.npos) return true;
  return false;
}

std::string event_behind(std::string_view text, const std::string& word) {
  const std::string said = text::fold_to_utf8(own(text));
  const std::string sought = text::fold_to_utf8(word);
  const std::size_t at = said.find(sought);
  if (at == said.npos) return {};
  const std::string rest = said.substr(at + sought.size());
  const text::FoldedText folded = text::fold(rest);
  std::string name;
  for (std::size_t i = 0; i < folded.points.size(); ++i) {
    if (is_mark(folded.points[i])) {
      if (name.empty()) continue;
      break;
    }
    name += rest.substr(folded.begins[i], folded.ends[i] - folded.begins[i]);
  }
  drop_around(name);
  const std::size_t length = text::fold(name).points.size();
  return length >= 2 && length <= kLongestName ? name : std::string{};
}

bool Chain::names(std::string_view person) const {
  const std::string sought = event_name(person);
  return !sought.empty() &&
         std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
           return entry.find(sought) != std::string::npos;
         });
}

bool Chain::lists(std::string_view person) const {
  const std::string sought = event_name(person);
  return !sought.empty() && std::find(entries.begin(), entries.end(), sought) != entries.end();
}

std::optional<Chain> read_chain(std::string_view text) {
  constexpr std::string_view kChain = "接龙";
  const std::vector<std::string> lines = lines_of(own(text));
  if (lines.empty()) return std::nullopt;
  const std::string first = event_name(lines.front());
  if (!first.starts_with(kChain)) return std::nullopt;
  Chain chain{.title = first.substr(kChain.size()), .entries = {}};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string entry = entry_of(lines[i]);
    if (!entry.empty())
      chain.entries.push_back(entry);
    else if (chain.title.empty())
      chain.title = event_name(lines[i]);
  }
  if (text::fold(chain.title).points.size() < 2) return std::nullopt;
  return chain;
}

std::optional<Announced> read_announced(const std::string& text, Instant now, const Zone& zone) {
  std::istringstream words{text};
  std::string name, day, clock, note;
  words >> name >> day >> clock;
  std::getline(words, note);
  name = event_name(name);
  const std::optional<local_days> date = read_day(text::fold_to_utf8(day), zone.local(now).day);
  const std::optional<Duration> time = read_clock(text::fold_to_utf8(clock));
  const std::size_t length = text::fold(name).points.size();
  if (length < 2 || length > kLongestName || !date || !time) return std::nullopt;
  return Announced{.name = std::move(name),
                   .at = zone.instant({.day = *date, .since_midnight = *time}),
                   .note = note.empty() ? std::string{} : note.substr(1)};
}

}  // namespace qunguan::rules
