#include "qunguan/domain/time.hpp"

#include <gtest/gtest.h>

#include "qunguan/domain/money.hpp"
#include "qunguan/domain/zone.hpp"

namespace qunguan {
namespace {

using namespace std::chrono_literals;

Instant at(std::string_view text) { return *parse_instant(text); }

TEST(ParseInstant, ReadsOffsetsAndFractions) {
  EXPECT_EQ(at("1970-01-01T00:00:00Z"), Instant{});
  EXPECT_EQ(at("2026-03-02T23:40:00+08:00"), at("2026-03-02T15:40:00Z"));
  EXPECT_EQ(at("2026-03-02T23:40:00.25-05:30"), at("2026-03-03T05:10:00.250Z"));
  EXPECT_EQ(at("2026-03-02T23:40:00.1239999Z"), at("2026-03-02T23:40:00.123Z"));
}

TEST(ParseInstant, TakesALeapSecondForTheSecondBeforeIt) {
  EXPECT_EQ(at("2016-12-31T23:59:60Z"), at("2016-12-31T23:59:59Z"));
}

TEST(ParseInstant, RefusesWhatIsNoPointInTime) {
  for (const char* text :
       {"", "2026-03-02", "2026-03-02T23:40:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-03-02T24:00:00Z", "2026-03-02T23:60:00Z", "2026-03-02T23:40:61Z",
        "2026-03-02T23:40:00+25:00", "2026-03-02T23:40:00Zx", "1969-12-31T23:59:59Z",
        "2026-03-02T23:40:00.Z", "26-03-02T23:40:00Z", "1772466000"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(ParseDuration, ReadsUnitsAndSums) {
  EXPECT_EQ(*parse_duration("10s"), 10s);
  EXPECT_EQ(*parse_duration("30m"), 30min);
  EXPECT_EQ(*parse_duration("1h30m"), 90min);
  EXPECT_EQ(*parse_duration("3d"), 72h);
  EXPECT_EQ(*parse_duration("1w"), 168h);
  EXPECT_EQ(*parse_duration("500ms"), 500ms);
}

TEST(ParseDuration, RefusesBareNumbersAndUnknownUnits) {
  for (const char* text : {"", "30", "30x", "m", "-5m", "1.5h", "30 m", "99999d",
                           "9223372036854775807d", "99999999999999999999s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(DurationText, IsReadBackAsTheSame) {
  for (const Duration span :
       {Duration{0}, Duration{1}, Duration{90s}, Duration{26h}, Duration{10s + 5ms}})
    EXPECT_EQ(*parse_duration(to_text(span)), span);
  EXPECT_EQ(to_chinese(90min), "1小时30分钟");
}

TEST(Zone, ShowsLocalTimeAndItsOffset) {
  const Zone shanghai = *Zone::named("Asia/Shanghai");

  EXPECT_EQ(shanghai.format(at("2026-03-02T16:10:00Z")), "2026-03-03T00:10:00+08:00");
  EXPECT_EQ(shanghai.format(at("2026-03-02T16:10:00.007Z")), "2026-03-03T00:10:00.007+08:00");
  EXPECT_EQ(shanghai.local(at("2026-03-02T16:10:00Z")).since_midnight, 10min);
}

TEST(Zone, KnowsTheSummerTimeThatShanghaiOnceHad) {
  const Zone shanghai = *Zone::named("Asia/Shanghai");

  EXPECT_EQ(shanghai.format(at("1988-07-01T00:00:00Z")), "1988-07-01T09:00:00+09:00");
}

TEST(Zone, RoundTripsThroughLocalTime) {
  const Zone new_york = *Zone::named("America/New_York");

  for (const char* text : {"2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z", "2026-12-31T23:59:59Z"})
    EXPECT_EQ(new_york.instant(new_york.local(at(text))), at(text)) << text;
}

TEST(Zone, MapsAnHourThatNeverShowsToTheFirstInstantAfterTheGap) {
  const Zone new_york = *Zone::named("America/New_York");
  const LocalTime never{.day = std::chrono::local_days{std::chrono::year{2026} / 3 / 8},
                        .since_midnight = 2h + 30min};

  EXPECT_EQ(new_york.instant(never), at("2026-03-08T07:30:00Z"));
}

TEST(Zone, RefusesUnknownNames) {
  for (const char* name : {"", "Asia/Nowhere", "CST8", "Beijing"})
    EXPECT_FALSE(Zone::named(name)) << name;
}

TEST(ParseYuan, ReadsAmounts) {
  EXPECT_EQ(*parse_yuan("100"), Fen{10'000});
  EXPECT_EQ(*parse_yuan("2.50元"), Fen{250});
  EXPECT_EQ(*parse_yuan("￥0.5"), Fen{50});
  EXPECT_EQ(to_text(Fen{250}), "2.50元");
  EXPECT_EQ(to_text(Fen{-10'000}), "-100元");
}

TEST(ParseYuan, RefusesWhatIsNoPrice) {
  for (const char* text : {"", "0", "-1", "1.234", "1.", ".5", "1,000", "1e3", "元", "1000000.01",
                           "99999999999999999999"})
    EXPECT_FALSE(parse_yuan(text)) << text;
}

}  // namespace
}  // namespace qunguan
