#include "http/response_text.hpp"

#include <gmock/gmock.h>

namespace qunguan::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string written(const Response& response, AnswerForm form = {}) {
  std::string text = "what was there before";
  write_response(response, form, text);
  return text;
}

TEST(ResponseText, IsAWholeMessageAndNoMore) {
  EXPECT_EQ(written({.body = "success", .content_type = "text/plain"}),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nsuccess");
}

TEST(ResponseText, SaysHowTheConnectionGoesOn) {
  EXPECT_THAT(written({}), Not(HasSubstr("Connection")));
  EXPECT_THAT(written({}, {.closes = true}), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(written({}, {.is_http10 = true}), HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST(ResponseText, LeavesTheBodyOutWhereNoneMayStand) {
  EXPECT_THAT(written({.body = "four"}, {.is_head = true}),
              testing::EndsWith("Content-Length: 4\r\n\r\n"));
  EXPECT_EQ(written({.status = 204, .body = "x"}), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(written({.status = 304, .body = "x"}), "HTTP/1.1 304 Not Modified\r\n\r\n");
}

TEST(ResponseText, HasTheHandlersHeaders) {
  EXPECT_THAT(written({.status = 503, .headers = {{"Retry-After", "5"}, {"X", "y"}}}),
              HasSubstr("\r\nRetry-After: 5\r\nX: y\r\n"));
}

TEST(ResponseText, CannotBeSplitByWhatAHeaderHolds) {
  const std::string text = written(
      {.headers = {{"X", "a\r\nSet-Cookie: b"}, {"Y\n", "a"}, {"Z", std::string{"\0", 1}}}});

  EXPECT_THAT(text, Not(HasSubstr("Set-Cookie")));
  EXPECT_THAT(text, Not(HasSubstr("Y")));
  EXPECT_THAT(text, Not(HasSubstr("Z")));
}

TEST(ResponseText, KnowsTheStatusesItRefusesWith) {
  for (const int status : {400, 408, 413, 414, 417, 431, 500, 501}) {
    const Response response = refusal_response(status);

    EXPECT_EQ(response.status, status);
    EXPECT_TRUE(response.close);
    EXPECT_THAT(response.body, Not(HasSubstr("Unknown")));
  }
  EXPECT_THAT(written({.status = 299}), testing::StartsWith("HTTP/1.1 299 Unknown\r\n"));
}

}  // namespace
}  // namespace qunguan::http
