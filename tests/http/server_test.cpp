#include "qunguan/http/server.hpp"

#include <gmock/gmock.h>

#include "http/server_site.hpp"
#include "support/fake_handler.hpp"
#include "support/raw_client.hpp"

namespace qunguan::http {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using test::FakeHandler;
using test::RawClient;
using testing::HasSubstr;
using testing::Not;

TEST(Server, AnswersAndKeepsTheConnection) {
  FakeHandler handler;
  const Site site{handler};
  RawClient client{site.port()};

  const RawClient::Answer first =
      client.ask("POST /hook/a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  const RawClient::Answer second = client.ask(kGet);

  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "POST /hook/a?b=c hello");
  EXPECT_THAT(first.head, Not(HasSubstr("Connection")));
  EXPECT_THAT(first.head, Not(HasSubstr("Server")));
  EXPECT_EQ(second.body, "GET / ");
  EXPECT_EQ(site.counters().accepted, 1);
  EXPECT_EQ(site.counters().requests, 2);
  EXPECT_EQ(site.counters().bytes_in, 89);
  EXPECT_TRUE(Site::reaches(
      site.counters().bytes_out,
      first.head.size() + first.body.size() + second.head.size() + second.body.size()));
}

TEST(Server, TellsTheHandlerWhoAsks) {
  FakeHandler handler{[](const Request& request) -> asio::awaitable<Response> {
    co_return Response{.body = std::string{request.peer} + " " +
                               std::string{request.header("user-agent")}};
  }};
  const Site site{handler};
  RawClient client{site.port()};

  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: me\r\n\r\n").body, "127.0.0.1 me");
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  FakeHandler handler;
  const Site site{handler};
  RawClient client{site.port()};
  std::string all;
  for (int i = 0; i < 100; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";

  client.send(all);

  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.read().body, "GET /" + std::to_string(i) + " ");
}

TEST(Server, TakesABodyInAnyShape) {
  FakeHandler handler{[](const Request& request) -> asio::awaitable<Response> {
    co_return Response{.body = std::to_string(request.body.size()) +
                               std::string{request.body.substr(0, 3)}};
  }};
  const Site site{handler};
  RawClient client{site.port()};
  const std::string large(256 * 1024, 'x');

  EXPECT_EQ(client.ask("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 262144\r\n\r\n" + large).body,
            "262144xxx");
  EXPECT_EQ(client
                .ask("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
                .body,
            "3abc");
  EXPECT_EQ(client.ask(kGet).body, "0");
}

TEST(Server, ClosesWhenToldTo) {
  FakeHandler handler;
  const Site site{handler};
  for (const char* last :
       {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client{site.port()};

    EXPECT_TRUE(client.ask(last).closes()) << last;
    EXPECT_TRUE(client.is_at_end()) << last;
  }
  RawClient old{site.port()};
  EXPECT_THAT(old.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head,
              HasSubstr("Connection: keep-alive"));
  EXPECT_EQ(old.ask(kGet).status, 200);
}

TEST(Server, ClosesWhenTheHandlerWantsItEvenIfMoreWasSent) {
  FakeHandler handler{[](const Request&) -> asio::awaitable<Response> {
    co_return Response{.status = 401, .close = true};
  }};
  const Site site{handler};
  RawClient client{site.port()};

  client.send(std::string{kGet} + kGet);

  EXPECT_EQ(client.read().status, 401);
  EXPECT_TRUE(client.is_at_end());
  EXPECT_EQ(handler.seen().size(), 1);
}

TEST(Server, LeavesTheBodyOutOfTheAnswerToHead) {
  FakeHandler handler;
  const Site site{handler};
  RawClient client{site.port()};

  client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawClient::Answer head = client.read_head();

  EXPECT_THAT(head.head, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_EQ(client.ask(kGet).body, "GET / ");
}

TEST(Server, AsksForABodyThatWaitsForIt) {
  FakeHandler handler;
  const Site site{handler};
  RawClient client{site.port()};

  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  const RawClient::Answer interim = client.read_head();

  EXPECT_EQ(interim.status, 100);
  EXPECT_EQ(client.ask("ok").body, "POST / ok");
}

TEST(Server, RefusesWithTheStatusThatFitsAndCloses) {
  struct Case {
    std::string bytes;
    int status;
    Refusal reason;
  };
  const std::string big = "x: " + std::string(9000, 'x') + "\r\n";
  const std::vector<Case> cases{
      {"GET / HTTP/1.1\r\n\r\n", 400, Refusal::Malformed},
      {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 400, Refusal::Malformed},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, Refusal::Malformed},
      {"GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417, Refusal::Malformed},
      {"GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n", 414, Refusal::UriTooLong},
      {"GET / HTTP/1.1\r\nHost: a\r\n" + big + "\r\n", 431, Refusal::HeaderTooLarge},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\n\r\n", 413, Refusal::BodyTooLarge}};
  FakeHandler handler;
  const Site site{handler};
  for (const Case& each : cases) {
    RawClient client{site.port()};
    const std::uint64_t before = site.refused(each.reason);

    const RawClient::Answer answer = client.ask(each.bytes);

    EXPECT_EQ(answer.status, each.status) << each.bytes.substr(0, 60);
    EXPECT_TRUE(answer.closes());
    EXPECT_LT(answer.body.size(), 40);
    EXPECT_TRUE(client.is_at_end());
    EXPECT_EQ(site.refused(each.reason), before + 1);
  }
  EXPECT_TRUE(handler.seen().empty());
}

TEST(Server, AnswersRequestsBeforeTheOneItRefuses) {
  FakeHandler handler;
  const Site site{handler};
  RawClient client{site.port()};

  client.send(std::string{kGet} + "nonsense\r\n\r\n");

  EXPECT_EQ(client.read().status, 200);
  EXPECT_EQ(client.read().status, 400);
  EXPECT_TRUE(client.is_at_end());
}

TEST(Server, LetsAPeerThatSendsTooMuchReadWhy) {
  FakeHandler handler;
  const Site site{handler};
  RawClient client{site.port()};
  const std::string flood(64 * 1024, 'x');

  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
  for (int i = 0; i < 40; ++i) client.send(flood);  // against the answer

  EXPECT_EQ(client.read().status, 413);
}

TEST(Server, DoesNotListenToAFloodForLong) {
  FakeHandler handler;
  ServerOptions chosen = options();
  chosen.linger = 20ms;
  const Site site{handler, chosen};
  RawClient client{site.port()};
  const std::string flood(64 * 1024, 'x');
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");

  while (client.send(flood)) {
  }

  EXPECT_TRUE(site.has_open(0));
}

}  // namespace
}  // namespace qunguan::http
