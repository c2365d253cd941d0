#include <gmock/gmock.h>

#include "http/webhook_site.hpp"

namespace qunguan::test {
namespace {

using testing::HasSubstr;

std::string request(const std::string& method, const std::string& path) {
  return method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

TEST(Router, SaysThatTheProcessLivesAndWhetherItIsReady) {
  WebhookSite site;

  EXPECT_EQ(site.ask(request("GET", "/healthz")).status, 200);
  EXPECT_EQ(site.ask(request("GET", "/readyz")).status, 200);
  site.set_ready(false);
  EXPECT_EQ(site.ask(request("GET", "/healthz")).status, 200);
  EXPECT_EQ(site.ask(request("GET", "/readyz")).status, 503);
}

TEST(Router, ShowsMetricsAsPrometheusReadsThem) {
  WebhookSite site;

  const RawClient::Answer answer = site.ask(request("GET", "/metrics"));

  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  EXPECT_EQ(answer.body, "qunguan_commits_total 1\n");
}

TEST(Router, HasNothingElse) {
  WebhookSite site;

  for (const char* path : {"/", "/hook", "/hooks", "/healthz/", "/Metrics", "/api/v1/groups", "*"})
    for (const char* method : {"GET", "POST", "DELETE"}) {
      const RawClient::Answer answer = site.ask(request(method, path));

      EXPECT_TRUE(answer.status == 404 || answer.status == 400) << method << path;
      EXPECT_LT(answer.body.size(), 40);
    }
  for (const char* path : {"/healthz", "/readyz", "/metrics"})
    EXPECT_EQ(site.ask(request("POST", path)).status, 404);
}

}  // namespace
}  // namespace qunguan::test
