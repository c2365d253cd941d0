#include "qunguan/domain/zone.hpp"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace qunguan {

struct Zone::Rules {
  std::unique_ptr<const icu::BasicTimeZone> zone;
};

Result<Zone> Zone::named(std::string_view name) {
  Zone zone;
  if (name == "UTC") return zone;
  const icu::UnicodeString id =
      icu::UnicodeString::fromUTF8(icu::StringPiece{name.data(), static_cast<int>(name.size())});
  std::unique_ptr<icu::TimeZone> found{icu::TimeZone::createTimeZone(id)};
  // ICU answers an unknown name with a zone of its own; only a region's zone is one the policy can
  // have meant.
  auto* const basic = dynamic_cast<icu::BasicTimeZone*>(found.get());
  if (basic == nullptr || *found == icu::TimeZone::getUnknown() || id.indexOf(u'/') < 0)
    return Error{Error::Code::NotFound,
                 "no time zone is named '" + std::string{name.substr(0, 60)} + "'"};
  static_cast<void>(found.release());
  zone.name_ = std::string{name};
  zone.rules_ =
      std::make_shared<const Rules>(Rules{std::unique_ptr<const icu::BasicTimeZone>{basic}});
  return zone;
}

Duration Zone::offset(Instant at) const {
  if (!rules_) return {};
  std::int32_t raw = 0;
  std::int32_t daylight = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffset(static_cast<UDate>(to_ms(at)), /*local=*/0, raw, daylight, status);
  return Duration{raw + daylight};
}

LocalTime Zone::local(Instant at) const {
  const std::chrono::local_time<Duration> shown{(at + offset(at)).time_since_epoch()};
  const std::chrono::local_days day = std::chrono::floor<std::chrono::days>(shown);
  return {.day = day, .since_midnight = shown - day};
}

Instant Zone::instant(const LocalTime& local) const {
  const Duration shown = local.day.time_since_epoch() + local.since_midnight;
  if (!rules_) return Instant{shown};
  std::int32_t raw = 0;
  std::int32_t daylight = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffsetFromLocal(static_cast<UDate>(shown.count()), UCAL_TZ_LOCAL_FORMER,
                                   UCAL_TZ_LOCAL_FORMER, raw, daylight, status);
  return Instant{shown - Duration{raw + daylight}};
}

std::string Zone::format(Instant at) const {
  const LocalTime shown = local(at);
  const std::chrono::year_month_day date{shown.day};
  const std::chrono::hh_mm_ss clock{shown.since_midnight};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto ms = clock.subseconds().count(); ms != 0) text += fmt::format(".{:03}", ms);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset(at)).count();
  if (!rules_) return text + "Z";
  return text + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                            std::abs(minutes) % 60);
}

}  // namespace qunguan
