#include "net/url.hpp"

#include <gmock/gmock.h>

namespace qunguan::net {
namespace {

TEST(Url, IsTakenApart) {
  const Url url = *parse_url("https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=a&secret=b#here");

  EXPECT_TRUE(url.is_tls);
  EXPECT_EQ(url.host, "qyapi.weixin.qq.com");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.target, "/cgi-bin/gettoken?corpid=a&secret=b");
  EXPECT_EQ(url.authority(), "qyapi.weixin.qq.com");
}

TEST(Url, KnowsPortsAddressesAndMissingPaths) {
  EXPECT_EQ(parse_url("http://a")->target, "/");
  EXPECT_EQ(parse_url("http://a?b=c")->target, "/?b=c");
  EXPECT_EQ(parse_url("HTTP://a:8080")->authority(), "a:8080");
  EXPECT_EQ(parse_url("http://a:80")->authority(), "a");
  EXPECT_EQ(parse_url("http://[::1]:81/x")->host, "::1");
  EXPECT_EQ(parse_url("http://[::1]:81/x")->authority(), "[::1]:81");
}

TEST(Url, RefusesWhatCannotBeCalledSafely) {
  for (const char* text : {"",
                           "a",
                           "/a",
                           "ftp://a/",
                           "https:/a",
                           "https://",
                           "https://:80/",
                           "https://a:0/",
                           "https://a:65536/",
                           "https://a:80x/",
                           "https://a:/",
                           "https://user@a/",
                           "https://u:p@a/",
                           "https://a b/",
                           "https://a/b c",
                           "https://a/\r\nHost: b",
                           "https://a/\n",
                           "https://[::1/",
                           "https://[a]/",
                           "https://a_/\x7f",
                           "https://\xe4\xb8\xad/",
                           "http:\x0f\x0f"
                           "a/"}) {
    const Result<Url> url = parse_url(text);

    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, Error::Code::Invalid);
  }
}

TEST(Url, KeepsSecretsOutOfTheMessage) {
  EXPECT_THAT(parse_url("https://a/?key=hunter2 ").error().message,
              testing::Not(testing::HasSubstr("hunter2")));
}

}  // namespace
}  // namespace qunguan::net
