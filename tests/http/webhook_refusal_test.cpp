#include <gmock/gmock.h>

#include "http/webhook_site.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Instant kNow = FakeClock{}.now();

using Counter = std::atomic<std::uint64_t> http::WebhookCounters::*;
constexpr Counter kMalformed = &http::WebhookCounters::malformed;
constexpr Counter kForbidden = &http::WebhookCounters::forbidden;
constexpr Counter kUnknown = &http::WebhookCounters::unknown;

struct BadRequest {
  std::string name, request;
  int status;
  std::string body;
  Counter counter;
};

BadRequest malformed(std::string name, std::string request) {
  return {std::move(name), std::move(request), 400, "bad request\n", kMalformed};
}
BadRequest forbidden(std::string name, std::string request) {
  return {std::move(name), std::move(request), 403, "forbidden\n", kForbidden};
}
BadRequest nowhere(std::string name, std::string request) {
  return {std::move(name), std::move(request), 404, "not found\n", kUnknown};
}
BadRequest not_so(std::string name, std::string request) {
  return {std::move(name), std::move(request), 405, "method not allowed\n", kUnknown};
}

void PrintTo(const BadRequest& bad, std::ostream* out) { *out << bad.name; }

/// A message that would be taken, were it not for what is wrong with the request.
std::string good_body() { return envelope("e1", kNow, "百家乐 " + kCanary); }

std::string said(const std::string& data) {
  return R"({"id":"e1","type":"message.created","timestamp":"2026-03-02T23:40:00Z","data":)" +
         data + "}";
}

std::string nested(std::size_t depth) {
  return said(R"({"group_id":"g1","sender":{"id":"canary"},"x":)" + std::string(depth, '[') +
              std::string(depth, ']') + "}");
}

/// The signed request less one header.
std::string without(const std::string& header) {
  std::string request = signed_post(good_body(), kNow);
  const std::size_t begin = request.find(header);
  return request.erase(begin, request.find("\r\n", begin) + 2 - begin);
}

std::string with_signature(const std::string& signature) {
  return post("/hook/demo",
              "webhook-id: msg_1\r\nwebhook-timestamp: " + std::to_string(to_ms(kNow) / 1000) +
                  "\r\nwebhook-signature: " + signature + "\r\n",
              good_body());
}

std::string with_method(const std::string& method, const std::string& target = "/hook/demo") {
  return method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + signature_headers("", kNow) + "\r\n";
}

std::vector<BadRequest> addresses() {
  const std::string body = good_body();
  return {nowhere("a source that is none", signed_post(body, kNow, "/hook/nobody")),
          nowhere("no source", signed_post(body, kNow, "/hook/")),
          nowhere("another case", signed_post(body, kNow, "/hook/Demo")),
          nowhere("a secret where none is", signed_post(body, kNow, "/hook/demo/canary")),
          nowhere("no secret", signed_post(body, kNow, "/hook/guarded")),
          nowhere("a wrong secret", signed_post(body, kNow, "/hook/guarded/canary")),
          nowhere("a longer secret", signed_post(body, kNow, "/hook/guarded/letmein2")),
          nowhere("another source's place", signed_post(body, kNow, "/hook/demo/letmein")),
          not_so("GET", with_method("GET")),
          not_so("PUT", with_method("PUT")),
          not_so("DELETE", with_method("DELETE")),
          not_so("a method of their own", with_method("CANARY"))};
}

std::vector<BadRequest> signatures() {
  const std::string body = good_body();
  const std::string other = signature_headers(envelope("e2", kNow), kNow);
  return {malformed("no id", without("webhook-id")),
          malformed("no timestamp", without("webhook-timestamp")),
          malformed("no signature", without("webhook-signature")),
          malformed("no time at all", post("/hook/demo",
                                           "webhook-id: m\r\nwebhook-timestamp: canary\r\n"
                                           "webhook-signature: v1,AAAA\r\n",
                                           body)),
          forbidden("a signature of another body", post("/hook/demo", other, body)),
          forbidden("a stranger's signature",
                    post("/hook/demo",
                         signature_headers(body, kNow, {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}),
                         body)),
          forbidden("no base64", with_signature("v1,canary")),
          forbidden("another version", with_signature("v2,AAAA")),
          forbidden("an empty one", with_signature("v1,")),
          forbidden("too old", signed_post(body, kNow - 5min - 1s)),
          forbidden("too new", signed_post(body, kNow + 5min + 1s))};
}

std::vector<BadRequest> bodies() {
  std::vector<BadRequest> bad;
  const auto add = [&bad](const std::string& name, const std::string& body) {
    bad.push_back(malformed(name, signed_post(body, kNow)));
  };
  add("nothing", "");
  add("no JSON", "canary");
  add("half of it", good_body().substr(0, 80));
  add("something behind it", good_body() + "canary");
  add("a NUL behind it", good_body() + std::string(1, '\0'));
  add("a list", "[]");
  add("an empty object", "{}");
  add("a form", "id=e1&text=canary");
  add("XML", "<xml><a>canary</a></xml>");
  add("an array of bytes", std::string(1000, '\xFF'));
  add("no UTF-8",
      said("{\"group_id\":\"g1\",\"sender\":{\"id\":\"a\"},\"text\":\"canary\xE8\xB5\"}"));
  add("a lone surrogate", said(R"({"group_id":"g1","sender":{"id":"a"},"text":"\ud800canary"})"));
  add("nested too deep", nested(40));
  add("nested far too deep", nested(100'000));
  add("no group", said(R"({"sender":{"id":"canary"}})"));
  add("no sender", said(R"({"group_id":"g1"})"));
  add("a number for a text", said(R"({"group_id":"g1","sender":{"id":"a"},"text":1})"));
  add("a text for an object", said(R"({"group_id":"g1","sender":"canary"})"));
  add("a text for a list", said(R"({"group_id":"g1","sender":{"id":"a"},"mentions":"canary"})"));
  add("a role that is none", said(R"({"group_id":"g1","sender":{"id":"a","role":"canary"}})"));
  add("a time to come", envelope("e1", kNow + 5min + 1ms, "canary"));
  add("a time without offset",
      R"({"id":"e1","type":"ping","timestamp":"2026-03-02T23:40:00","data":{}})");
  return bad;
}

class RefusedWebhook : public testing::TestWithParam<BadRequest> {};

TEST_P(RefusedWebhook, GetsASmallConstantAnswerAndLeavesOnlyACounter) {
  const LogCapture log;
  WebhookSite site;

  const RawClient::Answer answer = site.ask(GetParam().request);

  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_EQ(answer.body, GetParam().body);
  EXPECT_THAT(answer.head, Not(HasSubstr(kCanary)));
  EXPECT_EQ(site.counters().*GetParam().counter, 1);
  EXPECT_EQ(site.counters().accepted, 0);
  EXPECT_THAT(site.stored(), IsEmpty());
  EXPECT_THAT(log.lines(), SizeIs(1));
  EXPECT_THAT(log.text(), Not(HasSubstr(kCanary)));
}

INSTANTIATE_TEST_SUITE_P(ByAddress, RefusedWebhook, testing::ValuesIn(addresses()));
INSTANTIATE_TEST_SUITE_P(BySignature, RefusedWebhook, testing::ValuesIn(signatures()));
INSTANTIATE_TEST_SUITE_P(ByBody, RefusedWebhook, testing::ValuesIn(bodies()));

TEST(RefusedWebhooks, DoNotTellAWrongSecretFromAnUnknownSource) {
  WebhookSite site;

  const RawClient::Answer unknown = site.ask(signed_post("", kNow, "/hook/nobody"));
  const RawClient::Answer wrong = site.ask(signed_post("", kNow, "/hook/guarded/wrong"));

  EXPECT_EQ(unknown.head, wrong.head);
  EXPECT_EQ(unknown.body, wrong.body);
}

TEST(RefusedWebhooks, KeepTheConnection) {
  WebhookSite site;
  RawClient client{site.port()};

  EXPECT_EQ(client.ask(signed_post("{}", kNow)).status, 400);

  EXPECT_EQ(client.ask(signed_post(envelope("e1", kNow), kNow)).status, 200);
}

TEST(RefusedWebhooks, AreNotReadWhenTheirBodyIsTooLarge) {
  WebhookSite site;

  const RawClient::Answer answer =
      site.ask("POST /hook/demo HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\n\r\n");

  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(site.server().requests, 0);
  EXPECT_EQ(site.server().refused[static_cast<std::size_t>(http::Refusal::BodyTooLarge)], 1);
}

TEST(RefusedWebhooks, TakeTheLargestBodyThereMayBe) {
  WebhookSite site;
  const std::string padding(std::size_t{256} * 1024 - envelope("e1", kNow).size(), ' ');

  EXPECT_EQ(site.ask(signed_post(envelope("e1", kNow) + padding, kNow)).status, 200);
}

TEST(RefusedWebhooks, AreLoggedOnceASecond) {
  const LogCapture log;
  WebhookSite site;
  for (int i = 0; i < 20; ++i) site.ask(signed_post("{}", kNow));
  EXPECT_THAT(log.lines(), SizeIs(1));

  site.clock().advance(1s);
  for (int i = 0; i < 20; ++i) site.ask(signed_post("{}", kNow));

  EXPECT_THAT(log.lines(), SizeIs(2));
  EXPECT_EQ(site.counters().malformed, 40);
}

TEST(RefusedWebhooks, NameTheSourceInTheLogAndNoSecret) {
  const LogCapture log;
  WebhookSite site;

  site.ask(signed_post("{}", kNow, "/hook/guarded/letmein"));

  EXPECT_THAT(log.text(), HasSubstr("guarded"));
  for (const std::string& secret :
       {std::string{"letmein"}, kSecret, kSecret.substr(6), kNextSecret})
    EXPECT_THAT(log.text(), Not(HasSubstr(secret)));
}

}  // namespace
}  // namespace qunguan::test
