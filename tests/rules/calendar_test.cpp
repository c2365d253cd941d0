#include "qunguan/rules/calendar.hpp"

#include <gtest/gtest.h>

namespace qunguan::rules {
namespace {

using namespace std::chrono_literals;

LocalTime at(std::string_view text) {
  return Zone::named("Asia/Shanghai")->local(*parse_instant(std::string{text} + "+08:00"));
}
Instant instant(std::string_view text) { return *parse_instant(std::string{text} + "+08:00"); }

Calendar office() {
  Calendar calendar;
  calendar.zone = *Zone::named("Asia/Shanghai");
  calendar.duty = {*parse_span("09:00-12:00"), *parse_span("13:30-18:00")};
  return calendar;
}

TEST(Span, BeginsAtItsFirstSecondAndEndsBeforeItsLast) {
  const Span night = *parse_span("23:30-07:30");

  EXPECT_FALSE(night.contains(at("2026-03-02T23:29:59")));
  EXPECT_TRUE(night.contains(at("2026-03-02T23:30:00")));
  EXPECT_TRUE(night.contains(at("2026-03-03T00:00:00")));
  EXPECT_TRUE(night.contains(at("2026-03-03T07:29:59")));
  EXPECT_FALSE(night.contains(at("2026-03-03T07:30:00")));
}

TEST(Span, CrossesTheEndsOfWeeksMonthsAndYears) {
  const Span night = *parse_span("23:30-07:30");

  for (const char* moment : {"2026-03-09T00:10:00", "2026-03-01T00:10:00", "2026-12-31T23:59:59",
                             "2027-01-01T00:00:00", "2028-02-29T01:00:00"})
    EXPECT_TRUE(night.contains(at(moment))) << moment;
}

TEST(Span, BelongsToTheDayOnWhichItBegan) {
  const Span night = *parse_span("23:30-07:30");

  EXPECT_EQ(night.begun(at("2026-03-02T23:40:00")), night.begun(at("2026-03-03T06:00:00")));
  EXPECT_NE(night.begun(at("2026-03-02T23:40:00")), night.begun(at("2026-03-03T23:40:00")));
}

TEST(Span, OfAWeekdayRunsPastMidnight) {
  const Span thursday = *parse_span("thu 21:00-02:00");

  EXPECT_TRUE(thursday.contains(at("2026-03-05T21:20:00")));
  EXPECT_TRUE(thursday.contains(at("2026-03-06T01:59:59")));
  EXPECT_FALSE(thursday.contains(at("2026-03-05T01:00:00")));
  EXPECT_FALSE(thursday.contains(at("2026-03-06T21:20:00")));
}

TEST(ParseSpan, RefusesWhatIsNone) {
  for (const char* text : {"", "23:30", "23:30-23:30", "25:00-07:00", "23:60-07:00", "2330-0730",
                           "xxx 09:00-10:00", "24:00-07:00", "9-10"})
    EXPECT_FALSE(parse_span(text)) << text;
  EXPECT_TRUE(parse_span("18:00-24:00"));
  EXPECT_TRUE(parse_span("mon-fri 09:00-18:00"));
  EXPECT_TRUE(parse_span("sat,sun 9:00-18:00"));
}

TEST(Calendar, KnowsWorkdaysHolidaysAndMakeupDays) {
  Calendar calendar = office();
  calendar.holidays = {*parse_day("2026-10-01")};
  calendar.makeup = {*parse_day("2026-10-10")};

  EXPECT_TRUE(calendar.is_workday(*parse_day("2026-09-30")));
  EXPECT_FALSE(calendar.is_workday(*parse_day("2026-10-01")));
  EXPECT_FALSE(calendar.is_workday(*parse_day("2026-10-04")));
  EXPECT_TRUE(calendar.is_workday(*parse_day("2026-10-10")));
}

TEST(DutyClock, StopsOverLunchNightAndWeekend) {
  const Calendar calendar = office();

  EXPECT_EQ(calendar.after_duty(instant("2026-03-02T10:00:00"), 30min),
            instant("2026-03-02T10:30:00"));
  EXPECT_EQ(calendar.after_duty(instant("2026-03-02T11:50:00"), 30min),
            instant("2026-03-02T13:50:00"));
  EXPECT_EQ(calendar.after_duty(instant("2026-03-02T17:50:00"), 30min),
            instant("2026-03-03T09:20:00"));
  EXPECT_EQ(calendar.after_duty(instant("2026-03-06T17:50:00"), 30min),
            instant("2026-03-09T09:20:00"));
  EXPECT_EQ(calendar.after_duty(instant("2026-03-07T12:00:00"), 30min),
            instant("2026-03-09T09:30:00"));
  EXPECT_EQ(calendar.after_duty(instant("2026-03-02T06:00:00"), 30min),
            instant("2026-03-02T09:30:00"));
}

TEST(DutyClock, EndsWithThePeriodNotWithTheNext) {
  EXPECT_EQ(office().after_duty(instant("2026-03-02T17:30:00"), 30min),
            instant("2026-03-02T18:00:00"));
}

TEST(DutyClock, StopsOnDaysThatNoPeriodNames) {
  Calendar calendar = office();
  calendar.duty = {*parse_span("mon-thu 09:00-18:00")};

  EXPECT_EQ(calendar.after_duty(instant("2026-03-05T17:50:00"), 30min),
            instant("2026-03-09T09:20:00"));
}

TEST(DutyClock, TakesThePeriodOfTheDay) {
  Calendar calendar = office();
  calendar.duty = {*parse_span("mon-thu 09:00-18:00"), *parse_span("fri 10:00-17:00")};

  EXPECT_EQ(calendar.after_duty(instant("2026-03-05T17:50:00"), 30min),
            instant("2026-03-06T10:20:00"));
  EXPECT_EQ(calendar.after_duty(instant("2026-03-06T16:50:00"), 30min),
            instant("2026-03-09T09:20:00"));
}

TEST(DutyClock, RunsOverTheMidnightOfTheDayThatItsPeriodNames) {
  Calendar calendar = office();
  calendar.workdays = kEveryDay;
  calendar.duty = {*parse_span("thu 22:00-02:00")};

  EXPECT_EQ(calendar.after_duty(instant("2026-03-06T01:50:00"), 30min),
            instant("2026-03-12T22:20:00"));
}

TEST(DutyClock, NeverEndsWithoutDuty) {
  Calendar calendar = office();
  calendar.workdays = 0;

  EXPECT_EQ(calendar.after_duty(instant("2026-03-02T10:00:00"), 30min), std::nullopt);
}

}  // namespace
}  // namespace qunguan::rules
