#include "rules/terms.hpp"

#include <fmt/format.h>

#include "qunguan/rules/calendar.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

std::string write(year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                     static_cast<unsigned>(month.month()));
}

std::string write(local_days day) {
  const year_month_day date{day};
  return fmt::format("{}-{:02}", write(date.year() / date.month()),
                     static_cast<unsigned>(date.day()));
}

local_days first_of(year_month month) { return local_days{month / 1}; }

/// Digits alone, at most `longest`.
std::optional<int> read_number(std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Term Terms::around(local_days day) const {
  if (are_weeks()) {
    const local_days monday = day - (std::chrono::weekday{day} - std::chrono::Monday);
    return {.first = monday,
            .end = monday + days{7},
            .key = write(monday),
            .name = write(monday) + "那一周"};
  }
  const year_month_day date{day};
  const auto passed = (date.year() / date.month() - first_).count();
  const auto into = ((passed % months_) + months_) % months_;
  const year_month begun = date.year() / date.month() - months{into};
  const year_month end = begun + months{months_};
  const std::string key = write(begun);
  return {.first = first_of(begun),
          .end = first_of(end),
          .key = key,
          .name = months_ == 1 ? key : key + "至" + write(end - months{1})};
}

std::optional<Term> Terms::read(std::string_view text) const {
  if (are_weeks()) {
    const Result<local_days> day = parse_day(text);
    return day ? std::optional{around(*day)} : std::nullopt;
  }
  const std::optional<year_month> month = read_month(text);
  return month ? std::optional{around(first_of(*month))} : std::nullopt;
}

std::optional<year_month> read_month(std::string_view text) {
  constexpr std::string_view kYear = "年";
  constexpr std::string_view kMonth = "月";
  if (text.ends_with(kMonth)) text.remove_suffix(kMonth.size());
  std::size_t gap = text.find('-');
  std::size_t width = 1;
  if (gap == text.npos) {
    gap = text.find(kYear);
    width = kYear.size();
  }
  if (gap == text.npos) return std::nullopt;
  const std::optional<int> year = read_number(text.substr(0, gap), 4);
  const std::optional<int> month = read_number(text.substr(gap + width), 2);
  if (!year || !month || *year < 2000) return std::nullopt;
  const year_month read{std::chrono::year{*year},
                        std::chrono::month{static_cast<unsigned>(*month)}};
  return read.ok() ? std::optional{read} : std::nullopt;
}

}  // namespace qunguan::rules
