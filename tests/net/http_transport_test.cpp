#include "qunguan/net/http_transport.hpp"

#include <future>

#include <gmock/gmock.h>

#include "qunguan/net/await.hpp"
#include "qunguan/net/certificate_refusal.hpp"
#include "qunguan/net/io_threads.hpp"
#include "support/fake_peer.hpp"

namespace qunguan::net {
namespace {

using namespace std::chrono_literals;
using test::FakePeer;
using test::PeerConnection;
using test::TlsAuthority;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

HttpTransport::Options options(Duration total = 5s) {
  return {.connect = total, .total = total, .largest_answer = 1000, .extra_ca_file = {}};
}

/// A transport with a network thread of its own, to call from a test.
class Client {
 public:
  explicit Client(HttpTransport::Options chosen = options())
      : transport_(*HttpTransport::create(std::move(chosen))) {}

  Result<HttpResponse> send(HttpRequest request) {
    return await_on(threads_.at(0), transport_->send(std::move(request)));
  }

  Result<HttpResponse> get(std::string url) { return send({.url = std::move(url)}); }

  Error::Code failure(std::string url) { return get(std::move(url)).error().code; }

 private:
  IoThreads threads_{1};
  std::unique_ptr<HttpTransport> transport_;
};

HttpTransport::Options trusting(const TlsAuthority& authority) {
  HttpTransport::Options chosen = options();
  chosen.extra_ca_file = authority.file();
  return chosen;
}

TEST(HttpTransport, SendsWhatItWasGivenAndBringsBackTheAnswer) {
  std::promise<std::string> sent;
  FakePeer peer{[&](PeerConnection& connection) {
    sent.set_value(connection.read_request());
    connection.write("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello");
  }};
  Client client;

  const Result<HttpResponse> response =
      client.send({.method = "POST",
                   .url = peer.url("/send?a=b"),
                   .headers = {{"Content-Type", "application/json"}, {"X-One", "1"}},
                   .body = "{}"});

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "hello");
  const std::string request = sent.get_future().get();
  EXPECT_THAT(request, StartsWith("POST /send?a=b HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + std::to_string(peer.port()) + "\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/json\r\nX-One: 1\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Length: 2\r\n"));
  EXPECT_THAT(request, testing::EndsWith("\r\n\r\n{}"));
}

TEST(HttpTransport, ReadsEveryWayABodyCanEnd) {
  const char* const answers[] = {
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      "HTTP/1.0 200 OK\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"};
  Client client;
  for (const char* answer : answers) {
    FakePeer peer{FakePeer::answering(answer)};

    const Result<HttpResponse> response = client.get(peer.url());

    ASSERT_TRUE(response) << answer << response.error().message;
    EXPECT_EQ(response->body, "abc") << answer;
  }
}

TEST(HttpTransport, ReadsAnAnswerWhoseEndComesByteByByte) {
  for (const std::string answer :
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}) {
    FakePeer peer{[&](PeerConnection& connection) {
      connection.read_request();
      const std::size_t end = answer.size() - 6;
      connection.write(std::string_view{answer}.substr(0, end));
      for (const char& byte : answer.substr(end)) {
        std::this_thread::sleep_for(2ms);  // so that none travels with the next
        connection.write({&byte, 1});
      }
    }};
    Client client;

    const Result<HttpResponse> response = client.get(peer.url());

    EXPECT_TRUE(response) << answer;
  }
}

TEST(HttpTransport, ReturnsErrorsAndRedirectsAsTheyAre) {
  FakePeer busy{FakePeer::answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")};
  FakePeer moved{FakePeer::answering("HTTP/1.1 302 Found\r\nLocation: " + busy.url() +
                                     "\r\nContent-Length: 0\r\n\r\n")};
  Client client;

  EXPECT_EQ(client.get(moved.url())->status, 302);
  EXPECT_EQ(busy.connections(), 0);
  EXPECT_EQ(client.get(busy.url())->status, 503);
}

TEST(HttpTransport, ExpectsNoBodyAfterHead) {
  FakePeer peer{FakePeer::answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n")};
  Client client;

  const Result<HttpResponse> response = client.send({.method = "HEAD", .url = peer.url()});

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "");
}

TEST(HttpTransport, RefusesRequestsThatWouldBreakTheProtocol) {
  Client client;
  const HttpRequest broken[] = {{.url = "nonsense"},
                                {.method = "GET /x HTTP/1.1\r\nX:", .url = "http://127.0.0.1:1/"},
                                {.url = "http://127.0.0.1:1/", .headers = {{"X", "a\r\nY: b"}}},
                                {.url = "http://127.0.0.1:1/", .headers = {{"X:", "a"}}},
                                {.url = "http://127.0.0.1:1/", .headers = {{"", "a"}}}};
  for (const HttpRequest& request : broken) {
    const Result<HttpResponse> response = client.send(request);

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Error::Code::Invalid);
  }
}

// What surely did not arrive may be sent again; what may have arrived must not.

TEST(HttpTransport, IsUnavailableWhereNobodyListens) {
  std::uint16_t free_port = 0;
  {
    const FakePeer gone{FakePeer::answering(kOk)};
    free_port = gone.port();
  }
  Client client;

  EXPECT_EQ(client.failure("http://127.0.0.1:" + std::to_string(free_port)),
            Error::Code::Unavailable);
}

TEST(HttpTransport, IsUnavailableForANameWithoutAnAddress) {
  Client client{options(2s)};

  // Too long a label for the resolver to ask anybody about it.
  EXPECT_EQ(client.failure("http://" + std::string(70, 'a') + "/"), Error::Code::Unavailable);
}

TEST(HttpTransport, TriesEveryAddressOfAName) {
  FakePeer peer{FakePeer::answering(kOk)};  // not on ::1, which localhost may mean first
  Client client;

  EXPECT_TRUE(client.get("http://localhost:" + std::to_string(peer.port()) + "/"));
}

TEST(HttpTransport, IsAmbiguousOnceTheRequestMayHaveArrived) {
  const FakePeer::Script scripts[] = {
      [](PeerConnection& peer) {
        peer.read_request();
        peer.end_by_reset();
      },
      [](PeerConnection& peer) { peer.read_request(); },  // closes without a word
      FakePeer::answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"),
      FakePeer::answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
      FakePeer::answering("HTTP/1.1 200 OK\r\nContent-Le"),
      FakePeer::answering("<html>not HTTP at all</html>\r\n\r\n"),
      FakePeer::answering("HTTP/1.1 100 Continue\r\n\r\n")};
  Client client;
  int number = 0;
  for (const FakePeer::Script& script : scripts) {
    FakePeer peer{script};

    const Result<HttpResponse> response = client.get(peer.url());

    ASSERT_FALSE(response) << number;
    EXPECT_EQ(response.error().code, Error::Code::Ambiguous) << number;
    ++number;
  }
}

TEST(HttpTransport, GivesUpOnASilentServer) {
  FakePeer peer{[](PeerConnection& connection) { connection.wait_for_end(); }};
  Client client{options(40ms)};

  EXPECT_EQ(client.failure(peer.url()), Error::Code::Ambiguous);
}

TEST(HttpTransport, GivesUpOnAnAnswerThatTrickles) {
  FakePeer peer{[](PeerConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
    while (connection.write(".")) std::this_thread::sleep_for(2ms);
  }};
  Client client{options(60ms)};
  const auto start = std::chrono::steady_clock::now();

  const Result<HttpResponse> response = client.get(peer.url());

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Error::Code::Ambiguous);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1500ms);  // 900 bytes take longer
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HttpTransport, RefusesAnAnswerOverTheLimit) {
  const std::string large(1001, 'x');
  const std::string answers[] = {
      "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + large,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + large + "\r\n0\r\n\r\n",
      "HTTP/1.0 200 OK\r\n\r\n" + large,
      "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n",
      "HTTP/1.1 200 OK\r\n" + repeated("X: y\r\n", 20'000),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x')};
  Client client;
  for (const std::string& answer : answers) {
    FakePeer peer{FakePeer::answering(answer)};

    EXPECT_EQ(client.failure(peer.url()), Error::Code::TooLarge) << answer.substr(0, 60);
  }
}

TEST(HttpTransport, TakesAnAnswerAtTheLimit) {
  FakePeer peer{FakePeer::answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" +
                                    std::string(1000, 'x'))};
  Client client;

  EXPECT_EQ(client.get(peer.url())->body.size(), 1000);
}

// TLS

TEST(HttpTransport, SpeaksTlsWithWhoeverProvesHisNameOrAddress) {
  const TlsAuthority authority;
  FakePeer peer{FakePeer::answering(kOk), authority.issue("DNS:localhost,IP:127.0.0.1")};
  Client client{trusting(authority)};

  const Result<HttpResponse> by_name =
      client.get("https://localhost:" + std::to_string(peer.port()) + "/");
  const Result<HttpResponse> by_address = client.get(peer.url());

  ASSERT_TRUE(by_name) << by_name.error().message;
  EXPECT_EQ(by_name->body, "ok");
  EXPECT_TRUE(by_address) << by_address.error().message;
}

TEST(HttpTransport, RefusesCertificatesThatProveNothing) {
  const TlsAuthority authority;
  const TlsAuthority stranger;
  struct Case {
    const char* what;
    test::TlsIdentity identity;
    const char* reason;
  };
  const Case cases[] = {{"expired", authority.issue("IP:127.0.0.1", -1s), "expired"},
                        {"another host", authority.issue("DNS:example.com,IP:127.0.0.2"), "verif"},
                        {"another authority", stranger.issue("IP:127.0.0.1"), "certificate"}};
  Client client{trusting(authority)};
  for (const Case& each : cases) {
    std::atomic<bool> was_sent{false};
    FakePeer peer{
        [&](PeerConnection& connection) { was_sent = !connection.read_request().empty(); },
        each.identity};

    const Result<HttpResponse> response = client.get(peer.url());

    ASSERT_FALSE(response) << each.what;
    EXPECT_EQ(response.error().code, Error::Code::Unavailable) << each.what;
    EXPECT_THAT(response.error().message,
                AllOf(HasSubstr(each.reason), StartsWith(std::string{kCertificateRefusal})));
    EXPECT_FALSE(was_sent) << each.what;
  }
}

TEST(HttpTransport, DoesNotTakeAnAnswerCutShortUnderTlsForWhole) {
  const TlsAuthority authority;
  FakePeer peer{FakePeer::answering("HTTP/1.0 200 OK\r\n\r\nhalf an ans"),
                authority.issue("IP:127.0.0.1")};
  Client client{trusting(authority)};

  EXPECT_EQ(client.failure(peer.url()), Error::Code::Ambiguous);
}

TEST(HttpTransport, IsUnavailableWhenTheServerSpeaksNoTls) {
  FakePeer peer{[](PeerConnection& connection) { connection.write(kOk); }};
  Client client;

  EXPECT_EQ(client.failure("https://127.0.0.1:" + std::to_string(peer.port()) + "/"),
            Error::Code::Unavailable);
}

TEST(HttpTransport, DoesNotWaitForAHandshakeThatNeverComes) {
  FakePeer peer{[](PeerConnection& connection) { connection.wait_for_end(); }};
  Client client{options(40ms)};

  EXPECT_EQ(client.failure("https://127.0.0.1:" + std::to_string(peer.port()) + "/"),
            Error::Code::Unavailable);
}

TEST(HttpTransport, SaysWhenItsAuthoritiesCannotBeRead) {
  const Result<std::unique_ptr<HttpTransport>> transport =
      HttpTransport::create({.extra_ca_file = "/nowhere.pem"});

  ASSERT_FALSE(transport);
  EXPECT_EQ(transport.error().code, Error::Code::Invalid);
}

}  // namespace
}  // namespace qunguan::net
