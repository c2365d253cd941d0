#include "qunguan/domain/time.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace qunguan {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kLongest = days{10'000};

/// Reads fixed-width fields off the front of a text.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  int digits(std::size_t width) {
    int value = 0;
    if (rest_.size() < width) return fail();
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    return value;
  }

  bool skip_any(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == choices.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view choices) {
    if (!skip_any(choices)) fail();
  }

  /// Milliseconds of a fraction of any length; further digits are cut.
  int fraction() {
    int value = 0;
    int place = 100;
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return fail();
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      value += (rest_.front() - '0') * place;
      place /= 10;
    }
    return value;
  }

  bool is_good() const { return good_; }
  bool is_at_end() const { return rest_.empty(); }

 private:
  int fail() {
    good_ = false;
    return 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

Error bad_instant(std::string_view text) {
  return {Error::Code::Invalid,
          "not an RFC 3339 time with an offset, such as 2026-03-02T23:40:00+08:00: '" +
              std::string{text.substr(0, 40)} + "'"};
}

Duration read_offset(FieldReader& reader) {
  if (reader.skip_any("Zz")) return {};
  const bool is_west = reader.skip_any("-");
  if (!is_west) reader.expect("+");
  const hours whole{reader.digits(2)};
  reader.expect(":");
  const minutes part{reader.digits(2)};
  const Duration offset = whole + part;
  return is_west ? -offset : offset;
}

struct Unit {
  std::string_view latin, chinese;
  Duration span;
};

constexpr std::array<Unit, 5> kUnits{{{"d", "天", days{1}},
                                      {"h", "小时", hours{1}},
                                      {"m", "分钟", minutes{1}},
                                      {"s", "秒", seconds{1}},
                                      {"ms", "毫秒", Duration{1}}}};

std::string spell(Duration span, std::string_view Unit::* name) {
  if (span == Duration::zero()) return "0" + std::string{kUnits[3].*name};
  std::string text = span < Duration::zero() ? "-" : "";
  span = std::chrono::abs(span);
  for (const Unit& unit : kUnits) {
    if (span < unit.span) continue;
    text += std::to_string(span / unit.span);
    text += unit.*name;
    span %= unit.span;
  }
  return text;
}

std::optional<Duration> unit_named(std::string_view name) {
  if (name == "w") return days{7};
  for (const Unit& unit : kUnits)
    if (unit.latin == name) return unit.span;
  return std::nullopt;
}

Error bad_duration(std::string_view text) {
  return {Error::Code::Invalid,
          "not a duration such as 10s, 30m, 2h or 3d: '" + std::string{text.substr(0, 40)} + "'"};
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  FieldReader reader{text};
  const std::chrono::year year{reader.digits(4)};
  reader.expect("-");
  const std::chrono::month month{static_cast<unsigned>(reader.digits(2))};
  reader.expect("-");
  const std::chrono::day day{static_cast<unsigned>(reader.digits(2))};
  reader.expect("Tt ");
  const hours hour{reader.digits(2)};
  reader.expect(":");
  const minutes minute{reader.digits(2)};
  reader.expect(":");
  const seconds second{reader.digits(2)};
  const Duration fraction{reader.skip_any(".,") ? reader.fraction() : 0};
  const Duration offset = read_offset(reader);

  const std::chrono::year_month_day date{year, month, day};
  const bool is_clock = hour < hours{24} && minute < minutes{60} && second <= seconds{60};
  if (!reader.is_good() || !reader.is_at_end() || !date.ok() || year < std::chrono::year{1970} ||
      !is_clock || std::chrono::abs(offset) > hours{24}) {
    return bad_instant(text);
  }
  const seconds repeated = second == seconds{60} ? seconds{59} : second;
  return Instant{std::chrono::sys_days{date}} + hour + minute + repeated + fraction - offset;
}

Result<Duration> parse_duration(std::string_view text) {
  Duration total{};
  std::string_view rest = text;
  if (rest.empty()) return bad_duration(text);
  while (!rest.empty()) {
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (failure != std::errc{} || count < 0) return bad_duration(text);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const std::size_t letters = std::min(rest.find_first_of("0123456789"), rest.size());
    const std::optional<Duration> unit = unit_named(rest.substr(0, letters));
    if (!unit || count > kLongest / *unit) return bad_duration(text);
    total += count * *unit;
    if (total > kLongest) return bad_duration(text);
    rest.remove_prefix(letters);
  }
  return total;
}

std::string to_text(Duration span) { return spell(span, &Unit::latin); }
std::string to_chinese(Duration span) { return spell(span, &Unit::chinese); }

}  // namespace qunguan
