#include "qunguan/http/webhook_handler.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "http/webhook_site.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kBad = "百家乐走起";

/// A reader that has not been answered yet.
bool hears_nothing(const http::WebhookCounters& counters) {
  return counters.accepted == 0 && counters.unavailable == 0;
}

TEST(AcknowledgeAfterCommit, ASignedEventIsAnsweredOnceItIsCommitted) {
  WebhookSite site;
  RawClient client{site.port()};
  site.gate().hold();
  client.send(signed_post(envelope("e1", site.now()), site.now()));
  site.gate().wait_until_held();

  EXPECT_FALSE(client.has_answer());
  EXPECT_TRUE(hears_nothing(site.counters()));
  site.gate().let_go();

  EXPECT_EQ(client.read().status, 200);
  EXPECT_EQ(site.counters().accepted, 1);
  EXPECT_THAT(site.stored(), SizeIs(1));
}

TEST(AcknowledgeAfterCommit, AFailedCommitAcknowledgesNothing) {
  WebhookSite site;
  const std::string request = signed_post(envelope("e1", site.now(), kBad), site.now());
  site.gate().fail_next({Error::Code::Unavailable, "disk full"});

  const RawClient::Answer refused = site.ask(request);
  const RawClient::Answer taken = site.ask(request);

  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body, "try again\n");
  EXPECT_THAT(refused.head, HasSubstr("Retry-After: 2\r\n"));
  EXPECT_EQ(taken.status, 200);
  EXPECT_EQ(site.counters().unavailable, 1);
  EXPECT_EQ(site.counters().accepted, 1);
  EXPECT_THAT(site.stored(), SizeIs(1));
  EXPECT_THAT(site.cases(), ElementsAre(MessageId{"e1"}));
}

TEST(AcknowledgeAfterCommit, AFailedCommitIsTheAnswerToAllOfItsBatch) {
  WebhookSite site;
  RawClient first{site.port()};
  RawClient second{site.port()};
  RawClient third{site.port()};
  site.gate().hold();
  first.send(signed_post(envelope("e1", site.now()), site.now()));
  site.gate().wait_until_held();
  second.send(signed_post(envelope("e2", site.now()), site.now()));
  third.send(signed_post(envelope("e3", site.now()), site.now()));
  site.wait_for_requests(3);

  site.gate().fail_next({Error::Code::Unavailable, "disk full"});
  site.gate().let_go();

  EXPECT_EQ(first.read().status, 503);
  EXPECT_EQ(second.read().status, 200);
  EXPECT_EQ(third.read().status, 200);
  EXPECT_THAT(site.stored(), SizeIs(2));
}

/// While it lives, no file can grow beyond a size that every database has.
class NoRoomOnDisk {
 public:
  NoRoomOnDisk() {
    std::signal(SIGXFSZ, SIG_IGN);  // the write fails instead
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit none = before_;
    none.rlim_cur = 1;
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoRoomOnDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  NoRoomOnDisk(const NoRoomOnDisk&) = delete;
  NoRoomOnDisk& operator=(const NoRoomOnDisk&) = delete;

 private:
  rlimit before_{};
};

TEST(AcknowledgeAfterCommit, ADiskThatTakesNothingAnswers503UntilItDoes) {
  WebhookSite site;
  ASSERT_EQ(site.ask(signed_post(envelope("e1", site.now()), site.now())).status, 200);
  int full = 0;
  {
    const NoRoomOnDisk none;
    full = site.ask(signed_post(envelope("e2", site.now()), site.now())).status;
  }

  const int later = site.ask(signed_post(envelope("e2", site.now()), site.now())).status;

  EXPECT_EQ(full, 503);
  EXPECT_EQ(later, 200);
  EXPECT_THAT(site.stored(), SizeIs(2));
}

TEST(Webhooks, JudgeADuplicateOnceAndAnswerItTheSame) {
  WebhookSite site;
  const std::string request = signed_post(envelope("e1", site.now(), kBad), site.now());

  const RawClient::Answer first = site.ask(request);
  const RawClient::Answer second = site.ask(request);

  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(second.head, first.head);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(site.judged().duplicates, 1);
  EXPECT_THAT(site.stored(), SizeIs(1));
  EXPECT_THAT(site.cases(), ElementsAre(MessageId{"e1"}));
}

TEST(Webhooks, LetADuplicateWaitForTheCommitOfTheFirst) {
  WebhookSite site;
  RawClient first{site.port()};
  RawClient again{site.port()};
  const std::string request = signed_post(envelope("e1", site.now(), kBad), site.now());
  site.gate().hold();
  first.send(request);
  site.gate().wait_until_held();
  again.send(request);
  site.wait_for_requests(2);

  EXPECT_FALSE(again.has_answer());
  site.gate().let_go();

  EXPECT_EQ(first.read().status, 200);
  EXPECT_EQ(again.read().status, 200);
  EXPECT_THAT(site.cases(), ElementsAre(MessageId{"e1"}));
}

TEST(Webhooks, JudgeOnceWhatIsSentTwiceIntoOneBatch) {
  WebhookSite site;
  RawClient earlier{site.port()};
  RawClient first{site.port()};
  RawClient again{site.port()};
  const std::string request = signed_post(envelope("e1", site.now(), kBad), site.now());
  site.gate().hold();
  earlier.send(signed_post(envelope("e0", site.now()), site.now()));
  site.gate().wait_until_held();
  first.send(request);
  again.send(request);
  site.wait_for_requests(3);

  site.gate().let_go();

  EXPECT_EQ(first.read().status, 200);
  EXPECT_EQ(again.read().status, 200);
  EXPECT_EQ(site.judged().duplicates, 1);
  EXPECT_THAT(site.cases(), ElementsAre(MessageId{"e1"}));
}

TEST(Webhooks, JudgeADuplicateOfWhatWasNotCommitted) {
  WebhookSite site;
  RawClient first{site.port()};
  RawClient again{site.port()};
  const std::string request = signed_post(envelope("e1", site.now(), kBad), site.now());
  site.gate().hold();
  first.send(request);
  site.gate().wait_until_held();
  again.send(request);
  site.wait_for_requests(2);

  site.gate().fail_next({Error::Code::Unavailable, "disk full"});
  site.gate().let_go();

  EXPECT_EQ(first.read().status, 503);
  EXPECT_EQ(again.read().status, 200);
  EXPECT_THAT(site.cases(), ElementsAre(MessageId{"e1"}));
}

TEST(Webhooks, KnowTheSameIdOfTwoSourcesApart) {
  WebhookSite site;
  const std::string body = envelope("e1", site.now());

  EXPECT_EQ(site.ask(signed_post(body, site.now())).status, 200);
  EXPECT_EQ(site.ask(signed_post(body, site.now(), "/hook/guarded/letmein")).status, 200);

  const std::vector<Event> stored = site.stored();
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_EQ(stored[0].source, "demo");
  EXPECT_EQ(stored[1].source, "guarded");
}

TEST(Webhooks, SayThemselvesWhenAnEventReachedThem) {
  WebhookSite site;
  const Instant said = site.now() - 2min;
  site.clock().advance(1ms);

  site.ask(signed_post(envelope("e1", said), site.now()));

  const std::vector<Event> stored = site.stored();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_EQ(stored[0].at, said);
  EXPECT_EQ(stored[0].received_at, site.now());
}

TEST(Webhooks, NameAnEventWithoutIdByItsHeader) {
  WebhookSite site;
  const std::string body =
      R"({"type":"message.created","timestamp":"2026-02-25T06:13:00Z","data":{"group_id":"g1","message_id":"m","sender":{"id":"a"}}})";

  EXPECT_EQ(site.ask(signed_post(body, site.now())).status, 200);

  EXPECT_EQ(site.stored().at(0).id, EventId{"msg_1"});
}

TEST(Webhooks, TakeAnySecretAndAnySignatureWhileSecretsAreRotated) {
  WebhookSite site;
  const std::string stranger = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const auto ask = [&](const std::string& id, const std::vector<std::string>& secrets) {
    const std::string body = envelope(id, site.now());
    return site.ask(post("/hook/demo", signature_headers(body, site.now(), secrets), body)).status;
  };

  EXPECT_EQ(ask("e1", {kSecret}), 200);
  EXPECT_EQ(ask("e2", {kNextSecret}), 200);
  EXPECT_EQ(ask("e3", {stranger, kNextSecret}), 200);
  EXPECT_EQ(ask("e4", {stranger}), 403);
}

TEST(Webhooks, TakeSignaturesOfFiveMinutesEitherWay) {
  WebhookSite site;
  const auto ask = [&](const std::string& id, Instant at) {
    return site.ask(signed_post(envelope(id, site.now()), at)).status;
  };

  EXPECT_EQ(ask("e1", site.now() - 5min), 200);
  EXPECT_EQ(ask("e2", site.now() + 5min), 200);
  EXPECT_EQ(ask("e3", site.now() - 5min - 1s), 403);
  EXPECT_EQ(ask("e4", site.now() + 5min + 1s), 403);
}

TEST(Webhooks, AnswerThatTheyAreFullWhenTooMuchWaits) {
  WebhookSite site{/*capacity=*/1};
  RawClient running{site.port()};
  RawClient waiting{site.port()};
  site.gate().hold();
  running.send(signed_post(envelope("e1", site.now()), site.now()));
  site.gate().wait_until_held();
  waiting.send(signed_post(envelope("e2", site.now()), site.now()));
  site.wait_for_requests(2);

  const RawClient::Answer refused = site.ask(signed_post(envelope("e3", site.now()), site.now()));
  site.gate().let_go();

  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.head, HasSubstr("Retry-After: "));
  EXPECT_EQ(running.read().status, 200);
  EXPECT_EQ(waiting.read().status, 200);
  EXPECT_THAT(site.stored(), SizeIs(2));
}

TEST(Webhooks, JudgeByThePoliciesThatAreInForceThen) {
  WebhookSite site;
  RawClient earlier{site.port()};
  RawClient by_new{site.port()};
  RawClient by_old{site.port()};
  site.gate().hold();
  earlier.send(signed_post(envelope("e1", site.now()), site.now()));
  site.gate().wait_until_held();
  by_new.send(signed_post(envelope("e2", site.now(), "日结兼职"), site.now()));
  by_old.send(signed_post(envelope("e3", site.now(), kBad), site.now()));
  site.wait_for_requests(3);  // read by the book against 百家乐

  site.adopt_next(book_against("日结兼职"));
  site.gate().let_go();

  EXPECT_EQ(by_new.read().status, 200);
  EXPECT_EQ(by_old.read().status, 200);
  EXPECT_THAT(site.cases(), ElementsAre(MessageId{"e2"}));
}

TEST(Webhooks, AreNotImpressedByWhatAProxyHeaderClaims) {
  http::ServerOptions options = WebhookSite::small_options();
  options.connections_per_address = 1;  // loopback is exempt
  WebhookSite site{64, options};
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(std::make_unique<RawClient>(site.port()));

  for (std::size_t i = 0; i < clients.size(); ++i) {
    const std::string body = envelope("e" + std::to_string(i), site.now());
    const std::string headers =
        "X-Forwarded-For: 203.0.113.9, 10.0.0.1\r\n" + signature_headers(body, site.now());
    EXPECT_EQ(clients[i]->ask(post("/hook/demo", headers, body)).status, 200);
  }
  EXPECT_EQ(site.server().open, 5);
}

}  // namespace
}  // namespace qunguan::test
