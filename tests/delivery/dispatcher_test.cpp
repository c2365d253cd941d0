#include "qunguan/delivery/dispatcher.hpp"

#include <gmock/gmock.h>

#include "support/delivery_bench.hpp"

namespace qunguan::test {

namespace {

using namespace std::chrono_literals;

using delivery::Outcome;
using engine::DeliveryKind;
using Kind = delivery::Outcome::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Dispatcher, MakesTheCallsInOrderAndRecordsThatTheyAreDone) {
  DeliveryBench bench;
  for (const char* text : {"一", "二", "三"}) bench.put(DeliveryKind::Notice, text);

  bench.start();

  EXPECT_EQ(bench.wait_for("done done done"), "done done done");
  EXPECT_THAT(bench.channel.calls(), ElementsAre("notice 一", "notice 二", "notice 三"));
  EXPECT_EQ(bench.dispatcher.counters().done, 3U);
}

TEST(Dispatcher, CommitsThatACallIsMadeBeforeItIsMadeAndOfNoOther) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.put(DeliveryKind::Notice, "二");
  std::vector<std::string> seen;
  bench.channel.during = [&](const engine::Claim&) { seen.push_back(bench.states()); };

  bench.start();

  EXPECT_EQ(bench.wait_for("done done"), "done done");
  EXPECT_THAT(seen, ElementsAre("sending waiting", "done sending"));
}

TEST(Dispatcher, TriesLaterWhatHadNoEffectAndWaitsLongerEachTime) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.channel.outcomes = {{.kind = Kind::Later, .wait = 1s}, {.kind = Kind::Later, .wait = 60s}};
  bench.start();
  bench.wait_for("waiting");
  bench.wait_for_calls(1);

  bench.advance(2s);
  bench.wait_for_calls(2);
  bench.wait_for("waiting");
  bench.advance(59s);
  bench.wait_for("waiting");
  EXPECT_THAT(bench.channel.calls(), SizeIs(2));
  bench.advance(1s);

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_EQ(bench.dispatcher.counters().retried, 2U);
}

TEST(Dispatcher, GivesUpWhatIsRefused) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.channel.outcomes = {{.kind = Kind::Refused, .note = "the app is disabled"}};

  bench.start();

  EXPECT_EQ(bench.wait_for("failed"), "failed");
  EXPECT_EQ(bench.deliveries().at(0).note, "the app is disabled");
}

TEST(Dispatcher, SaysOpenlyWhatAChannelCannotDo) {
  DeliveryBench bench;
  bench.channel.able.removal = false;
  bench.put(DeliveryKind::Removal, "请出");

  bench.start();

  EXPECT_EQ(bench.wait_for("undeliverable"), "undeliverable");
  EXPECT_THAT(bench.channel.calls(), IsEmpty());
  EXPECT_THAT(bench.deliveries().at(0).note, HasSubstr("cannot do this"));
}

TEST(Dispatcher, LeavesWhatHasNoChannelWhereItIsSeen) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一", "");
  bench.put(DeliveryKind::Notice, "二");

  bench.start();

  EXPECT_EQ(bench.wait_for("undeliverable done"), "undeliverable done");
}

TEST(Dispatcher, ShowsWhatWaitsForAChannelThatIsConfiguredNoMore) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一", "gone");
  bench.put(DeliveryKind::Notice, "二");

  bench.start();

  EXPECT_EQ(bench.wait_for("undeliverable done"), "undeliverable done");
  EXPECT_EQ(bench.deliveries().at(0).note, "the channel gone is no longer configured");
  EXPECT_EQ(bench.dispatcher.counters().undeliverable, 1U);
}

TEST(Dispatcher, CountsNoAttemptOfACallThatWasNotMade) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.channel.outcomes = {{.kind = Kind::NotYet, .wait = 60s},
                            {.kind = Kind::NotYet, .wait = 60s}};
  bench.start();
  bench.wait_for_calls(1);
  bench.wait_for("waiting");
  bench.advance(60s);
  bench.wait_for_calls(2);
  bench.wait_for("waiting");

  bench.advance(60s);

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_EQ(bench.deliveries().at(0).attempts, 1);
}

TEST(Dispatcher, DropsAReminderThatComesTooLate) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "还有五分钟", "app", bench.clock.now());

  bench.start();

  EXPECT_EQ(bench.wait_for("expired"), "expired");
  EXPECT_THAT(bench.channel.calls(), IsEmpty());
}

TEST(Dispatcher, RecordsACallHoweverLongTheStoreFails) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.channel.during = [&](const engine::Claim&) { bench.fail_commits(5); };

  bench.start();

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_THAT(bench.channel.calls(), SizeIs(1));
}

TEST(Dispatcher, MakesNoCallThatItCouldNotMark) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.fail_commits(5);

  bench.start();

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_THAT(bench.channel.calls(), SizeIs(1));
}

TEST(Dispatcher, BeginsNoCallOnceItIsStoppedAndFinishesTheOneUnderWay) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "一");
  bench.put(DeliveryKind::Notice, "二");
  bench.channel.during = [&](const engine::Claim&) { bench.dispatcher.stop(); };
  bench.start();

  bench.wait_for_calls(1);

  EXPECT_TRUE(bench.dispatcher.wait(10s));
  EXPECT_EQ(bench.states(), "done waiting");
  EXPECT_THAT(bench.channel.calls(), ElementsAre("notice 一"));
}

TEST(Dispatcher, ReadsTheRosterBeforeItRepeatsARemoval) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Removal, "请出");
  bench.channel.outcomes = {{.kind = Kind::Ambiguous}};
  bench.channel.verified = {{.kind = Kind::Later}};
  bench.start();
  bench.wait_for_calls(1);
  bench.wait_for("waiting");

  bench.advance(2s);

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_THAT(bench.channel.calls(), ElementsAre("removal 请出", "verify 请出", "removal 请出"));
}

TEST(Dispatcher, RepeatsNoRemovalWhileItCannotReadTheRoster) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Removal, "请出");
  bench.channel.verified = {Outcome{.kind = Kind::Later, .wait = 60s}, Outcome{}};
  bench.crash_while_sending();
  bench.start();
  bench.wait_for_calls(1);
  bench.wait_for("waiting");

  bench.advance(60s);

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_THAT(bench.channel.calls(), ElementsAre("verify 请出", "verify 请出"));
}

TEST(Dispatcher, SettlesAfterACrashWhatWasUnderWayAsItsModeDemands) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "警告");
  bench.put(DeliveryKind::Notice, "还有五分钟", "app", bench.clock.now() + 10s);
  bench.put(DeliveryKind::Private, "报告");
  bench.put(DeliveryKind::Removal, "请出");
  bench.channel.verified = {Outcome{.note = "no longer in the group"}};
  bench.crash_while_sending();
  bench.clock.advance(10s);

  bench.start();

  EXPECT_EQ(bench.wait_for("unknown expired done done"), "unknown expired done done");
  EXPECT_THAT(bench.channel.calls(), ElementsAre("private 报告", "verify 请出"));
}

TEST(Law3, ACallWhoseAnswerNeverCameIsNotDone) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Notice, "警告");
  bench.channel.outcomes = {{.kind = Kind::Ambiguous, .note = "timed out"}};

  bench.start();

  EXPECT_EQ(bench.wait_for("unknown"), "unknown");
  EXPECT_THAT(bench.channel.calls(), SizeIs(1));
  EXPECT_THAT(bench.deliveries().at(0).note, HasSubstr("timed out"));
}

TEST(Law3, ARemovalIsDoneOnlyWhenItIsConfirmed) {
  DeliveryBench bench;
  bench.put(DeliveryKind::Removal, "请出");
  bench.channel.outcomes = {{.kind = Kind::Ambiguous}, {.kind = Kind::Later}};
  bench.channel.verified = {{.kind = Kind::Later}, Outcome{.note = "no longer in the group"}};
  bench.start();
  bench.wait_for_calls(1);

  EXPECT_EQ(bench.wait_for("waiting"), "waiting");
  bench.advance(2s);
  bench.wait_for_calls(3);
  EXPECT_EQ(bench.wait_for("waiting"), "waiting");
  bench.advance(1min);

  EXPECT_EQ(bench.wait_for("done"), "done");
  EXPECT_THAT(bench.channel.calls(), SizeIs(4));
}

}  // namespace
}  // namespace qunguan::test
