#include "rules/quiet_spans.hpp"

#include <algorithm>
#include <array>

namespace qunguan::rules {
namespace {

using std::chrono::local_days;

std::string id_of(const std::string& span, local_days day) {
  return span + "/" + std::to_string(day.time_since_epoch().count());
}

/// `周四 21:00-22:30`
std::string in_words(const Span& span) {
  static constexpr std::array<const char*, 7> kNames{"周日", "周一", "周二", "周三",
                                                     "周四", "周五", "周六"};
  std::string days;
  for (unsigned day = 0; day < kNames.size() && span.days != kEveryDay; ++day)
    if ((span.days & (1U << day)) != 0)
      days += (days.empty() ? "" : "、") + std::string{kNames[day]};
  return (days.empty() ? days : days + " ") + to_text(span);
}

std::string in_words(const std::vector<Span>& spans) {
  std::string all;
  for (const Span& span : spans) all += (all.empty() ? "" : "、") + in_words(span);
  return all;
}

/// Whether there is a minute of the week that passes.
template <class Test>
bool is_ever(Test test) {
  constexpr int kMinutesADay = 24 * 60;
  for (int minute = 0; minute < 7 * kMinutesADay; ++minute)
    if (test(LocalTime{.day = local_days{std::chrono::days{minute / kMinutesADay}},
                       .since_midnight = std::chrono::minutes{minute % kMinutesADay}}))
      return true;
  return false;
}

/// Windows that leave nothing quiet, or take nothing from what is.
void check_windows(RuleConfig& config, const QuietSpans& spans) {
  if (spans.open.empty()) return;
  const policy::Position at = config.node().find("except")->at;
  if (!is_ever([&](const LocalTime& time) { return spans.night(time).has_value(); }))
    config.mistake(
        at, "no-effect",
        {"except 盖住了所有安静时段，什么时候都不安静", "except covers all hours: none is quiet"},
        {"缩短 except，或删去这条规则", "shorten except, or remove the rule"});
  const QuietSpans whole{.quiet = spans.quiet, .open = {}};
  if (!is_ever([&](const LocalTime& time) {
        return spans.is_open(time) && whole.night(time).has_value();
      }))
    config.mistake(at, "no-effect",
                   {"except 和 hours 没有重合的时候", "except lies wholly outside hours"},
                   {"删去 except，或改成 hours 里面的时段",
                    "remove except, or write spans that lie within hours"});
}

}  // namespace

bool QuietSpans::is_open(const LocalTime& at) const {
  return std::any_of(open.begin(), open.end(), [&](const Span& span) { return span.contains(at); });
}

std::optional<QuietSpans::Night> QuietSpans::night(const LocalTime& at) const {
  if (is_open(at)) return std::nullopt;
  if (quiet.empty()) return Night{.id = id_of("day", at.day), .hours = in_words(open)};
  for (const Span& span : quiet)
    if (const std::optional<local_days> begun = span.begun(at))
      return Night{.id = id_of(to_text(span), *begun), .hours = to_text(span)};
  return std::nullopt;
}

QuietSpans read_quiet_spans(RuleConfig& config) {
  if (!config.node().is_map()) return {.quiet = config.own_spans(), .open = {}};
  QuietSpans spans{.quiet = config.spans("hours"), .open = config.spans("except")};
  if (!config.has("hours") && !config.has("except"))
    config.mistake(config.node().at, "no-effect",
                   {"quiet_hours 没有写什么时候安静", "quiet_hours does not say when it is quiet"},
                   {"写上 hours（安静时段）或 except（只许在这些时段发言）",
                    "write hours (quiet then) or except (quiet at all other times)"});
  else if (config.has("hours") == !spans.quiet.empty())
    check_windows(config, spans);
  return spans;
}

}  // namespace qunguan::rules
