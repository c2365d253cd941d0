#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "qunguan/delivery/dispatcher.hpp"
#include "qunguan/net/await.hpp"
#include "qunguan/net/http_transport.hpp"
#include "qunguan/net/io_threads.hpp"
#include "qunguan/sandbox/simulated_wecom.hpp"
#include "qunguan/wecom/channels.hpp"
#include "support/fake_clock.hpp"
#include "support/store_batches.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using engine::DeliveryKind;
using sandbox::Fault;
using sandbox::ReceivedCall;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const GroupId kChat{"chat1"};
const MemberId kLisi{"lisi"};
const MemberId kAdmin{"admin1"};

constexpr const char* kSend = "/cgi-bin/appchat/send";
constexpr const char* kUpdate = "/cgi-bin/appchat/update";
constexpr const char* kGet = "/cgi-bin/appchat/get";
constexpr const char* kWrite = "/cgi-bin/message/send";
constexpr const char* kRobotSend = "/cgi-bin/webhook/send";

net::Transport& http_transport() {
  static const std::unique_ptr<net::HttpTransport> made = *net::HttpTransport::create({});
  return *made;
}

/// A delivery's row.
struct Row {
  std::string state, note;
  int attempts = 0;
};

/// Everything between the outbox on disk and what people in the company see.
class Delivering : public testing::Test {
 protected:
  Delivering() {
    wecom_.add_chat({kChat, "示范群", MemberId{"boss"}, {MemberId{"boss"}, kLisi, kAdmin}});
    wecom_.add_robot("robot-key", kChat);
    dispatcher_.add(app_);
    dispatcher_.add(robot_);
  }
  ~Delivering() override { threads_.stop(); }

  template <class Work>
  void with_store(Work work) {
    auto job = [this, work]() -> Result<void> {
      work(store_->ports());
      return {};
    };
    ASSERT_TRUE(net::await_on(threads_.at(0), net::run_on(worker_, job)));
  }

  /// Puts it into the outbox, as what a rule wants with lisi. Numbers count from 1.
  void order(DeliveryKind kind, std::string text = "编号 1", std::string channel = "app") {
    const bool is_removal = kind == DeliveryKind::Removal;
    engine::Action action{.time = clock_.now(),
                          .group = GroupId{"g1"},
                          .kind = is_removal ? ActionKind::Remove : ActionKind::Warn,
                          .member = kLisi};
    engine::Delivery delivery{.kind = kind,
                              .channel = std::move(channel),
                              .chat_id = kChat.text(),
                              .text = std::move(text),
                              .people = {kind == DeliveryKind::Private ? kAdmin : kLisi}};
    with_store([&](const engine::Store& store) { store.outbox.add(action, 1, {delivery}); });
    dispatcher_.wake();
  }

  Row row(int number) const {
    SQLite::Database database{folder_.file("qunguan.db"), SQLite::OPEN_READONLY, 5000};
    SQLite::Statement query{database, "SELECT state, note, attempts FROM deliveries WHERE no = ?"};
    query.bind(1, number);
    if (!query.executeStep()) return {};
    return {query.getColumn(0), query.getColumn(1), query.getColumn(2)};
  }

  /// The row once it is in that state after so many attempts, or what it is after 5 s.
  Row wait_for(const std::string& state, int attempts = 1, int number = 1) const {
    const auto end = std::chrono::steady_clock::now() + 5s;
    Row seen = row(number);
    while ((seen.state != state || seen.attempts != attempts) &&
           std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
      seen = row(number);
    }
    EXPECT_EQ(seen.state, state) << seen.note;
    EXPECT_EQ(seen.attempts, attempts) << seen.note;
    return seen;
  }

  /// Once the row says so, or after 5 s.
  void wait_for_note(const std::string& words, int number) const {
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (row(number).note.find(words) == std::string::npos &&
           std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    EXPECT_THAT(row(number).note, HasSubstr(words));
  }

  void let_pass(Duration span) {
    clock_.advance(span);
    dispatcher_.wake();
  }

  std::size_t count(const char* path) const { return wecom_.calls_to(path).size(); }
  bool is_member(const MemberId& id) const {
    const std::vector<MemberId> members = wecom_.chat(kChat)->members;
    return std::find(members.begin(), members.end(), id) != members.end();
  }

  TempFolder folder_;
  FakeClock clock_;
  sandbox::SimulatedWecom wecom_{{}, clock_};
  wecom::ApiClient client_{{.base = wecom_.base(),
                            .corp_id = "wwsandbox",
                            .secret = "sandbox-secret",
                            .agent_id = 1'000'002},
                           http_transport(),
                           clock_};
  wecom::AppChannel app_{"app", client_, clock_};
  wecom::RobotClient robot_client_{http_transport(), wecom_.base()};
  wecom::RobotChannel robot_{"robot", "robot-key", robot_client_, clock_};
  std::unique_ptr<storage::SqliteStore> store_{
      *storage::SqliteStore::open(folder_.file("qunguan.db"))};
  engine::Moderator moderator_{store_->ports(), {}};
  StoreBatches batches_{*store_, moderator_};
  net::IoThreads threads_{1};
  net::Worker worker_{batches_, 64};
  delivery::Dispatcher dispatcher_{threads_.at(0).get_executor(), worker_, store_->deliveries(),
                                   clock_};
};

TEST_F(Delivering, ShowsANoticeInTheGroup) {
  dispatcher_.start();

  order(DeliveryKind::Notice, "@李四 请改名片");

  wait_for("done");
  EXPECT_THAT(wecom_.seen_in(kChat),
              ElementsAre(sandbox::SeenText{clock_.now(), "@李四 请改名片", {kLisi}, false}));
}

TEST_F(Delivering, TakesAMemberOutOfTheGroup) {
  dispatcher_.start();

  order(DeliveryKind::Removal);

  wait_for("done");
  EXPECT_FALSE(is_member(kLisi));
  EXPECT_EQ(count(kUpdate), 1);
}

TEST_F(Delivering, CallsARemovalDoneWhenTheMemberWasGoneAlready) {
  wecom_.remove_member(kLisi);
  dispatcher_.start();

  order(DeliveryKind::Removal);

  wait_for("done");
}

TEST_F(Delivering, LooksBeforeItRemovesAgain) {
  wecom_.inject(kUpdate, Fault::reset_after());
  dispatcher_.start();
  order(DeliveryKind::Removal);
  wait_for("waiting");

  let_pass(1min);

  EXPECT_EQ(wait_for("done", 2).note, "no longer in the group");
  EXPECT_EQ(count(kUpdate), 1);
  EXPECT_EQ(count(kGet), 1);
}

TEST_F(Delivering, RemovesAgainWhoIsStillThere) {
  wecom_.inject(kUpdate, Fault::reset_before());
  dispatcher_.start();
  order(DeliveryKind::Removal);
  wait_for("waiting");
  EXPECT_TRUE(is_member(kLisi));

  let_pass(1min);

  wait_for("done", 2);
  EXPECT_FALSE(is_member(kLisi));
  EXPECT_EQ(count(kUpdate), 2);
}

TEST_F(Delivering, RemovesNobodyAgainWithoutHavingLooked) {
  wecom_.inject(kUpdate, Fault::reset_before());
  wecom_.inject(kGet, Fault::errcode(45009));
  dispatcher_.start();
  order(DeliveryKind::Removal);
  wait_for("waiting");

  let_pass(1min);
  wait_for("waiting", 2);
  EXPECT_EQ(count(kUpdate), 1);
  let_pass(2min);

  wait_for("done", 3);
  EXPECT_EQ(count(kUpdate), 2);
}

TEST_F(Delivering, LeavesAMemberWhoCameBackToAPerson) {
  wecom_.inject(kUpdate, Fault::reset_before());
  dispatcher_.start();
  order(DeliveryKind::Removal);
  wait_for("waiting");

  with_store([](const engine::Store& store) { store.outbox.cancel_removals(1, kLisi); });
  let_pass(1min);
  order(DeliveryKind::Notice);

  wait_for("done", 1, 2);
  EXPECT_EQ(wait_for("cancelled").note, "the member came back; look at the case");
  EXPECT_EQ(count(kUpdate), 1);
}

TEST_F(Delivering, RepeatsNoNoticeThatMayHaveBeenSeen) {
  const std::vector<std::pair<Fault, bool>> faults{{Fault::reset_after(), true},
                                                   {Fault::reset_before(), false},
                                                   {Fault::status(502), false},
                                                   {Fault::html(), false},
                                                   {Fault::truncated(), true}};
  dispatcher_.start();
  int number = 0;
  std::size_t seen = 0;
  for (const auto& [fault, is_seen] : faults) {
    wecom_.inject(kSend, fault);
    order(DeliveryKind::Notice);
    wait_for("unknown", 1, ++number);
    seen += is_seen ? 1 : 0;

    let_pass(1h);
    order(DeliveryKind::Private);
    wait_for("done", 1, ++number);

    EXPECT_THAT(wecom_.seen_in(kChat), SizeIs(seen));
  }
  EXPECT_EQ(count(kSend), faults.size());
}

TEST_F(Delivering, RepeatsAReportByteForByteAndItIsSeenOnce) {
  wecom_.inject(kWrite, Fault::reset_after());
  dispatcher_.start();
  order(DeliveryKind::Private, "请处理：编号 1");
  wait_for("waiting");

  let_pass(1min);

  wait_for("done", 2);
  const std::vector<ReceivedCall> calls = wecom_.calls_to(kWrite);
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[0].body, calls[1].body);
  EXPECT_THAT(wecom_.seen_by(kAdmin), SizeIs(1));
}

TEST_F(Delivering, WaitsALimitOut) {
  wecom_.inject(kSend, Fault::errcode(45009));
  dispatcher_.start();
  order(DeliveryKind::Notice);
  wait_for("waiting");

  let_pass(59s);
  order(DeliveryKind::Private);
  wait_for("done", 1, 2);
  EXPECT_EQ(count(kSend), 1);
  let_pass(10s);

  wait_for("done", 2);
  EXPECT_EQ(count(kSend), 2);
}

TEST_F(Delivering, AsksABusyPlatformThreeTimesMoreAndThenGivesUp) {
  wecom_.inject_always(kSend, Fault::errcode(-1));
  dispatcher_.start();
  order(DeliveryKind::Notice);
  for (int attempt = 1; attempt <= 3; ++attempt) {
    wait_for("waiting", attempt);
    let_pass(10min);
  }

  EXPECT_THAT(wait_for("failed", 4).note, HasSubstr("busy"));
  EXPECT_EQ(count(kSend), 4);
}

TEST_F(Delivering, DoesNotGiveAReportUpBecauseThePlatformIsBusy) {
  wecom_.inject(kWrite, Fault::errcode(-1), 6);
  dispatcher_.start();
  order(DeliveryKind::Private);
  for (int attempt = 1; attempt <= 6; ++attempt) {
    wait_for("waiting", attempt);
    let_pass(10min);
  }

  wait_for("done", 7);
}

TEST_F(Delivering, TellsALargeGroupNoMoreThanItsMembersMayBeSent) {
  wecom::GroupChat large{kChat, "示范群", MemberId{"boss"}, {}};
  for (int i = 0; i < 2'000; ++i) large.members.emplace_back("m" + std::to_string(i));
  wecom_.add_chat(large);
  with_store([&](const engine::Store& store) {
    const std::int64_t group = store.rosters.group("demo", GroupId{"g1"}, "示范群").number;
    for (const MemberId& id : large.members) store.rosters.save(group, {.id = id, .present = true});
  });
  for (int i = 0; i < 11; ++i) order(DeliveryKind::Notice, "提醒 " + std::to_string(i));
  dispatcher_.start();

  wait_for("done", 1, 10);
  wait_for_note("kept within", 11);
  let_pass(1min);

  wait_for("done", 1, 11);
  EXPECT_EQ(count(kSend), 11);
}

TEST_F(Delivering, SaysWhatTheOperatorHasToMend) {
  wecom_.inject(kSend, Fault::errcode(60020));
  dispatcher_.start();

  order(DeliveryKind::Notice);

  EXPECT_THAT(wait_for("failed").note, HasSubstr("企业可信IP"));
  EXPECT_EQ(count(kSend), 1);
}

TEST_F(Delivering, CallsUndeliverableWhatARobotCannotDo) {
  dispatcher_.start();

  order(DeliveryKind::Removal, "", "robot");
  order(DeliveryKind::Private, "报告", "robot");

  wait_for("undeliverable", 1, 1);
  wait_for("undeliverable", 1, 2);
  EXPECT_THAT(wecom_.calls(), IsEmpty());
}

TEST_F(Delivering, LetsARobotSayNoMoreThanItsGroupMayHear) {
  for (int i = 0; i < 45; ++i) order(DeliveryKind::Notice, "提醒 " + std::to_string(i), "robot");
  dispatcher_.start();

  wait_for("done", 1, 20);
  wait_for_note("kept within", 45);
  EXPECT_EQ(count(kRobotSend), 20);
  let_pass(1min);
  wait_for("done", 1, 40);
  EXPECT_EQ(count(kRobotSend), 40);
  let_pass(1min);

  wait_for("done", 1, 45);
  EXPECT_THAT(wecom_.seen_in(kChat), SizeIs(45));
  for (const ReceivedCall& call : wecom_.calls_to(kRobotSend)) EXPECT_EQ(call.errcode, 0);
}

TEST_F(Delivering, KeepsThePaceOfALongQueue) {
  for (int i = 0; i < 21; ++i) order(DeliveryKind::Notice, "提醒", "robot");
  with_store([&](const engine::Store&) {
    engine::DeliveryQueue& queue = store_->deliveries();
    for (int turn = 0; turn < 9; ++turn)  // in which others were first
      for (const engine::Claim& claim : queue.claim("robot", clock_.now(), 100))
        queue.settle(claim,
                     {.state = engine::DeliveryState::Waiting, .next_attempt = clock_.now()});
  });
  dispatcher_.start();
  wait_for_note("kept within", 21);

  let_pass(1min);

  wait_for("done", 10, 21);
}

// ---- After a crash in the middle of a call ----

TEST_F(Delivering, AfterACrashRepeatsReportsLooksForMembersAndSaysNothingTwice) {
  order(DeliveryKind::Notice);
  order(DeliveryKind::Private);
  order(DeliveryKind::Removal);
  with_store([&](const engine::Store&) {
    static_cast<void>(store_->deliveries().claim("app", clock_.now(), 16));
  });

  dispatcher_.start();

  wait_for("unknown", 1, 1);
  wait_for("done", 2, 2);
  wait_for("done", 2, 3);
  EXPECT_THAT(wecom_.seen_in(kChat), IsEmpty());
  EXPECT_THAT(wecom_.seen_by(kAdmin), SizeIs(1));
  EXPECT_FALSE(is_member(kLisi));
  EXPECT_EQ(count(kGet), 1);
}

}  // namespace
}  // namespace qunguan::test
