#include "rules/recurrence.hpp"

#include <gmock/gmock.h>

namespace qunguan::rules {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Instant instant(std::string_view text) { return *parse_instant(std::string{text} + ":00+08:00"); }

Calendar office() {
  Calendar calendar;
  calendar.zone = *Zone::named("Asia/Shanghai");
  return calendar;
}

/// The next `count` times, as a wall clock shows them.
std::vector<std::string> times(const char* text, std::string_view after, int count,
                               const Calendar& calendar = office()) {
  std::vector<std::string> found;
  const Recurrence recurrence = *parse_recurrence(text);
  Instant at = instant(after);
  for (int i = 0; i < count; ++i) {
    const std::optional<Instant> next = recurrence.next(at, calendar);
    if (!next) break;
    at = *next;
    found.push_back(calendar.zone.format(at).substr(5, 11));
  }
  return found;
}

TEST(Recurrence, ComesEveryDayAndNotAgainAtItsOwnTime) {
  EXPECT_THAT(times("08:00", "2026-03-02T07:59", 2), ElementsAre("03-02T08:00", "03-03T08:00"));
  EXPECT_THAT(times("08:00", "2026-03-02T08:00", 1), ElementsAre("03-03T08:00"));
}

TEST(Recurrence, ComesOnDaysOfTheWeek) {
  EXPECT_THAT(times("mon 09:00", "2026-03-02T10:00", 2), ElementsAre("03-09T09:00", "03-16T09:00"));
  EXPECT_THAT(times("fri,sat 23:59", "2026-03-02T10:00", 3),
              ElementsAre("03-06T23:59", "03-07T23:59", "03-13T23:59"));
}

TEST(Recurrence, ComesOnDaysOfWork) {
  Calendar calendar = office();
  calendar.holidays = {*parse_day("2026-03-06")};
  calendar.makeup = {*parse_day("2026-03-08")};

  EXPECT_THAT(times("workdays 09:00", "2026-03-05T08:00", 3, calendar),
              ElementsAre("03-05T09:00", "03-08T09:00", "03-09T09:00"));
}

TEST(Recurrence, ComesOnADayOfTheMonthOrOnItsLast) {
  EXPECT_THAT(times("day 1 09:00", "2026-03-01T09:00", 2),
              ElementsAre("04-01T09:00", "05-01T09:00"));
  EXPECT_THAT(times("day 30 09:00", "2026-01-30T10:00", 2),
              ElementsAre("02-28T09:00", "03-30T09:00"));
  EXPECT_THAT(times("last day 18:00", "2028-02-01T00:00", 3),
              ElementsAre("02-29T18:00", "03-31T18:00", "04-30T18:00"));
}

TEST(Recurrence, NeverComesWhereNobodyWorks) {
  Calendar calendar = office();
  calendar.workdays = 0;

  EXPECT_THAT(times("workdays 09:00", "2026-03-05T08:00", 1, calendar), ElementsAre());
}

TEST(Recurrence, TellsWhichOfSeveralComesFirst) {
  const std::vector<Recurrence> two{*parse_recurrence("20:00"), *parse_recurrence("08:00")};

  EXPECT_EQ(next_of(two, instant("2026-03-02T09:00"), office()), instant("2026-03-02T20:00"));
  EXPECT_EQ(next_of(two, instant("2026-03-02T20:00"), office()), instant("2026-03-03T08:00"));
  EXPECT_EQ(next_of({}, instant("2026-03-02T20:00"), office()), std::nullopt);
}

TEST(Recurrence, CountsEachTimeOnceHoweverOftenItIsAsked) {
  const std::vector<Recurrence> two{*parse_recurrence("08:00"), *parse_recurrence("20:00")};
  const Calendar calendar = office();
  const auto count = [&](std::string_view at) {
    return count_until(two, calendar.zone.local(instant(at)), calendar);
  };

  const std::int64_t morning = count("2026-03-02T08:00");

  EXPECT_EQ(count("2026-03-02T08:00"), morning);
  EXPECT_EQ(count("2026-03-02T19:59"), morning);
  EXPECT_EQ(count("2026-03-02T20:00"), morning + 1);
  EXPECT_EQ(count("2026-03-03T08:00"), morning + 2);
}

TEST(ParseRecurrence, RefusesWhatIsNone) {
  for (const char* text : {"", "8", "24:00", "08:60", "0800", "xxx 09:00", "mon", "day 0 09:00",
                           "day 32 09:00", "day 09:00", "first day 09:00", "mon 09:00 ", "mon  9"})
    EXPECT_FALSE(parse_recurrence(text)) << text;
  EXPECT_EQ(*parse_recurrence("day 31 18:00"), *parse_recurrence("last day 18:00"));
}

}  // namespace
}  // namespace qunguan::rules
