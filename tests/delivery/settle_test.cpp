#include <gmock/gmock.h>

#include "qunguan/delivery/dispatcher.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;

using delivery::Outcome;
using delivery::settle;
using delivery::settle_interrupted;
using engine::Claim;
using engine::DeliveryKind;
using engine::DeliveryState;
using Kind = delivery::Outcome::Kind;

const Instant kNow = from_ms(1'772'000'000'000);

/// The four modes of delivery.
Claim notice() { return {.delivery = {.kind = DeliveryKind::Notice}, .first_tried_at = kNow}; }
Claim reminder() {
  Claim claim = notice();
  claim.delivery.expires_at = kNow + 5min;
  return claim;
}
Claim report() { return {.delivery = {.kind = DeliveryKind::Private}, .first_tried_at = kNow}; }
Claim removal() { return {.delivery = {.kind = DeliveryKind::Removal}, .first_tried_at = kNow}; }

struct Case {
  const char* name;
  Claim claim;
  Kind outcome;
  DeliveryState expected;
};

class Settle : public ::testing::TestWithParam<Case> {};

TEST_P(Settle, FollowsTheMode) {
  const Case& one = GetParam();

  const engine::Settlement settlement =
      settle(one.claim, {.kind = one.outcome, .note = "n"}, kNow + 1s);

  EXPECT_EQ(settlement.state, one.expected);
  EXPECT_EQ(settlement.next_attempt.has_value(), one.expected == DeliveryState::Waiting);
  EXPECT_THAT(settlement.note, ::testing::HasSubstr("n"));
}

INSTANTIATE_TEST_SUITE_P(
    EveryModeAndOutcome, Settle,
    ::testing::Values(Case{"NoticeDone", notice(), Kind::Done, DeliveryState::Done},
                      Case{"NoticeLater", notice(), Kind::Later, DeliveryState::Waiting},
                      Case{"NoticeRefused", notice(), Kind::Refused, DeliveryState::Failed},
                      Case{"NoticeAmbiguous", notice(), Kind::Ambiguous, DeliveryState::Unknown},
                      Case{"ReminderDone", reminder(), Kind::Done, DeliveryState::Done},
                      Case{"ReminderLater", reminder(), Kind::Later, DeliveryState::Waiting},
                      Case{"ReminderRefused", reminder(), Kind::Refused, DeliveryState::Failed},
                      Case{"ReminderAmbiguous", reminder(), Kind::Ambiguous,
                           DeliveryState::Unknown},
                      Case{"ReportDone", report(), Kind::Done, DeliveryState::Done},
                      Case{"ReportLater", report(), Kind::Later, DeliveryState::Waiting},
                      Case{"ReportRefused", report(), Kind::Refused, DeliveryState::Failed},
                      Case{"ReportAmbiguous", report(), Kind::Ambiguous, DeliveryState::Waiting},
                      Case{"RemovalDone", removal(), Kind::Done, DeliveryState::Done},
                      Case{"RemovalLater", removal(), Kind::Later, DeliveryState::Waiting},
                      Case{"RemovalRefused", removal(), Kind::Refused, DeliveryState::Failed},
                      Case{"RemovalAmbiguous", removal(), Kind::Ambiguous, DeliveryState::Waiting}),
    [](const auto& one) { return one.param.name; });

TEST(SettleInterrupted, FollowsTheMode) {
  EXPECT_EQ(settle_interrupted(notice(), kNow).state, DeliveryState::Unknown);
  EXPECT_EQ(settle_interrupted(reminder(), kNow).state, DeliveryState::Unknown);
  EXPECT_EQ(settle_interrupted(reminder(), kNow + 5min).state, DeliveryState::Expired);
  EXPECT_EQ(settle_interrupted(report(), kNow).state, DeliveryState::Waiting);
  EXPECT_EQ(settle_interrupted(removal(), kNow).state, DeliveryState::Waiting);
}

TEST(SettleInterrupted, TriesAgainAtOnce) {
  EXPECT_EQ(settle_interrupted(report(), kNow + 1s).next_attempt, kNow + 1s);
  EXPECT_EQ(settle_interrupted(removal(), kNow + 1s).next_attempt, kNow + 1s);
}

TEST(SettleInDoubt, RepeatsAReportHoweverOldItIs) {
  EXPECT_EQ(settle_interrupted(report(), kNow + 23h).state, DeliveryState::Waiting);
  EXPECT_EQ(settle(report(), {.kind = Kind::Ambiguous}, kNow + 23h).state, DeliveryState::Waiting);
}

TEST(SettleInDoubt, GivesAReportUpAfterADayWhereItIsSeen) {
  Claim claim = report();
  claim.attempts = 11;

  EXPECT_EQ(settle(claim, {.kind = Kind::Ambiguous}, kNow + 24h + 1ms).state,
            DeliveryState::Failed);
  EXPECT_EQ(settle_interrupted(claim, kNow + 24h + 1ms).state, DeliveryState::Failed);
}

TEST(SettleReminder, DropsWhatWouldComeTooLate) {
  const Outcome soon{.kind = Kind::Later, .wait = 1min};
  const Outcome late{.kind = Kind::Later, .wait = 5min};

  EXPECT_EQ(settle(reminder(), soon, kNow).state, DeliveryState::Waiting);
  EXPECT_EQ(settle(reminder(), late, kNow).state, DeliveryState::Expired);
}

TEST(SettleLater, WaitsTwiceAsLongEachTimeUpToTenMinutes) {
  const auto wait = [](int attempts) {
    Claim claim = notice();
    claim.attempts = attempts;
    return *settle(claim, {.kind = Kind::Later}, kNow).next_attempt - kNow;
  };

  EXPECT_EQ(wait(0), 2s);
  EXPECT_EQ(wait(1), 4s);
  EXPECT_EQ(wait(4), 32s);
  EXPECT_EQ(wait(20), 10min);
  EXPECT_EQ(wait(1'000'000), 10min);
}

TEST(SettleLater, WaitsAtLeastAsLongAsThePlatformAsks) {
  EXPECT_EQ(settle(notice(), {.kind = Kind::Later, .wait = 1h}, kNow).next_attempt, kNow + 1h);
}

TEST(SettleLater, RetriesNoMoreThanThePlatformAsksExceptWhatMustBeTold) {
  const Outcome busy{.kind = Kind::Later, .note = "busy", .retries = 3};
  const auto state = [&](Claim claim, int attempts) {
    claim.attempts = attempts;
    return settle(claim, busy, kNow).state;
  };

  for (const Claim& claim : {notice(), removal()}) {
    EXPECT_EQ(state(claim, 2), DeliveryState::Waiting);
    EXPECT_EQ(state(claim, 3), DeliveryState::Failed);
  }
  EXPECT_EQ(state(report(), 3), DeliveryState::Waiting);
}

TEST(SettleNotYet, IsNoAttempt) {
  EXPECT_FALSE(settle(notice(), {.kind = Kind::NotYet, .wait = 1s}, kNow).was_tried);
  EXPECT_TRUE(settle(notice(), {.kind = Kind::Later, .wait = 1s}, kNow).was_tried);
}

TEST(SettleLater, GivesUpAfterADayOfManyAttempts) {
  Claim claim = removal();
  claim.attempts = 11;

  EXPECT_EQ(settle(claim, {.kind = Kind::Later}, kNow + 24h).state, DeliveryState::Waiting);
  EXPECT_EQ(settle(claim, {.kind = Kind::Later}, kNow + 24h + 1ms).state, DeliveryState::Failed);
  claim.attempts = 10;
  EXPECT_EQ(settle(claim, {.kind = Kind::Later}, kNow + 24h + 1ms).state, DeliveryState::Waiting);
}

}  // namespace
}  // namespace qunguan::test
