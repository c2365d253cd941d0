#include "qunguan/text/links.hpp"

#include <random>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> hosts(std::string_view text) {
  std::vector<std::string> hosts;
  for (const Link& link : find_links(text)) hosts.push_back(link.host);
  return hosts;
}

std::vector<std::string> links(std::string_view text) {
  std::vector<std::string> pieces;
  for (const Link& link : find_links(text))
    pieces.emplace_back(text.substr(link.begin, link.end - link.begin));
  return pieces;
}

TEST(FindLinks, FindsLinksWithAScheme) {
  EXPECT_THAT(links("看https://Example.com/a?b=c#d 好"),
              ElementsAre("https://Example.com/a?b=c#d"));
  EXPECT_THAT(hosts("看https://Example.com/a?b=c#d 好"), ElementsAre("example.com"));
  EXPECT_THAT(hosts("http://intranet/x http://a.unknown"), ElementsAre("intranet", "a.unknown"));
  EXPECT_THAT(hosts("http://1.2.3.4:8080/x"), ElementsAre("1.2.3.4"));
  EXPECT_THAT(hosts("HTTP://A.COM，https://b.cn"), ElementsAre("a.com", "b.cn"));
  EXPECT_THAT(hosts("http:// 好 http://"), IsEmpty());
}

TEST(FindLinks, FindsBareDomains) {
  EXPECT_THAT(links("点example.com/a看看，或mp.weixin.qq.com"),
              ElementsAre("example.com/a", "mp.weixin.qq.com"));
  EXPECT_THAT(hosts("EXAMPLE.COM"), ElementsAre("example.com"));
  EXPECT_THAT(hosts("www.example.unknown"), ElementsAre("www.example.unknown"));
  EXPECT_THAT(hosts("58.com 3.cn 12306.cn"), ElementsAre("58.com", "3.cn", "12306.cn"));
  EXPECT_THAT(hosts("加t.me/abc 或bit.ly/x?y"), ElementsAre("t.me", "bit.ly"));
}

TEST(FindLinks, KeepsPunycodeAsItIs) {
  EXPECT_THAT(hosts("xn--fsqu00a.cn"), ElementsAre("xn--fsqu00a.cn"));
}

TEST(FindLinks, ReadsForeignHostsAfterAScheme) {
  EXPECT_THAT(hosts("http://例子.中国/x"), ElementsAre("例子.中国"));
}

TEST(FindLinks, FoldsWidthAndDots) {
  EXPECT_THAT(hosts("ｅｘａｍｐｌｅ．ｃｏｍ"), ElementsAre("example.com"));
  EXPECT_THAT(hosts("example。com"), ElementsAre("example.com"));
  EXPECT_THAT(hosts("example｡com"), ElementsAre("example.com"));
  EXPECT_THAT(hosts("ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｏｄｄ"), ElementsAre("example.odd"));
  EXPECT_THAT(hosts("exam\u200Bple.com"), ElementsAre("example.com"));
  EXPECT_THAT(links("看ｅｘａｍｐｌｅ。com，好"), ElementsAre("ｅｘａｍｐｌｅ。com"));
}

TEST(FindLinks, LeavesWhatOnlyLooksLikeOne) {
  for (const char* text :
       {"report.pdf", "v1.2.3",     "3.5元",     "node.js",  "ASP.NET", "main.cpp",  "10.0.0.1",
        "1.App下载",  "2.Live直播", "README.md", "libc.so",  "wo.de",   "e.g.",      "...com",
        ".com",       "com",        "a..com",    "张三.com", "-.com",   "12.30开会", "1.5km",
        "a-.com",     "。com",      "http",      "https:/x"})
    EXPECT_THAT(hosts(text), IsEmpty()) << text;
}

TEST(FindLinks, LeavesMailAddresses) {
  EXPECT_THAT(hosts("发到zhang.san@example.com或li-si@qq.com"), IsEmpty());
  EXPECT_THAT(hosts("zhang.cn@example.com"), IsEmpty());
  EXPECT_THAT(hosts("看@evil.com"), ElementsAre("evil.com"));
}

TEST(FindLinks, LeavesTheSentencesPunctuation) {
  EXPECT_THAT(links("见example.com."), ElementsAre("example.com"));
  EXPECT_THAT(links("见example.com。好的"), ElementsAre("example.com"));
  EXPECT_THAT(links("（见http://example.com/a）。"), ElementsAre("http://example.com/a"));
  EXPECT_THAT(links("(http://example.com/a), 好"), ElementsAre("http://example.com/a"));
  EXPECT_THAT(links("http://example.com，abc"), ElementsAre("http://example.com"));
  EXPECT_THAT(links("http://example.com,abc"), ElementsAre("http://example.com"));
  EXPECT_THAT(links("用github.com。mac也行"), ElementsAre("github.com"));
  EXPECT_THAT(hosts("http://github.com。Then"), ElementsAre("github.com"));
  EXPECT_THAT(links("点击...example.com...快"), ElementsAre("example.com"));
}

TEST(FindLinks, TellsTheHostFromWhatLooksLikeOne) {
  EXPECT_THAT(hosts("https://qq.com@evil.com/"), ElementsAre("evil.com"));
  EXPECT_THAT(hosts("https://qq.com,x@evil.com/"), ElementsAre("evil.com"));
  EXPECT_THAT(hosts("https://user:pass@evil.com:443/"), ElementsAre("evil.com"));
  EXPECT_THAT(hosts("https://evil.com\\@qq.com"), ElementsAre("evil.com"));
  EXPECT_THAT(hosts("https://evil.com/@qq.com"), ElementsAre("evil.com"));
  EXPECT_THAT(hosts("https://evil.com?x=https://qq.com"), ElementsAre("evil.com"));
}

TEST(FindLinks, FindsEveryLink) {
  EXPECT_THAT(hosts("https://qq.com/a https://evil.com/b"), ElementsAre("qq.com", "evil.com"));
  EXPECT_THAT(hosts("a.com和b.com、http://c.odd"), ElementsAre("a.com", "b.com", "c.odd"));
}

TEST(FindLinks, SharesNoCharacterBetweenTwoLinks) {
  const std::string text = "p.mo/¾.net";  // ¾ folds to three points

  const std::vector<Link> links = find_links(text);

  ASSERT_EQ(links.size(), 2U);
  EXPECT_EQ(links[0].host, "p.mo");
  EXPECT_EQ(text.substr(links[0].begin, links[0].end - links[0].begin), "p.mo/¾");
  EXPECT_EQ(links[1].host, "4.net");
  EXPECT_EQ(text.substr(links[1].begin, links[1].end - links[1].begin), ".net");
}

TEST(IsUnder, GoesByLabels) {
  EXPECT_TRUE(is_under("qq.com", "qq.com"));
  EXPECT_TRUE(is_under("mp.weixin.qq.com", "qq.com"));
  EXPECT_TRUE(is_under("qq.com", "QQ.com"));
  EXPECT_FALSE(is_under("myqq.com", "qq.com"));
  EXPECT_FALSE(is_under("qq.com.evil.com", "qq.com"));
  EXPECT_FALSE(is_under("qq.com", "mp.qq.com"));
  EXPECT_FALSE(is_under("qq.com", ""));
  EXPECT_FALSE(is_under("", "qq.com"));
}

TEST(FindLinks, AnswersForAnyBytes) {
  std::mt19937 random{29};
  const std::vector<std::string_view> pieces{
      "http", "https", "://", ".", "。", "com", "cn", "a",    "www.", "-", "@",   "/",
      "中",   "？",    "1",   ":", "．", "㈱",  " ",  "t.me", "\\",   "_", "xn--"};
  for (int round = 0; round < 5000; ++round) {
    const std::string text = random_text(random, pieces);
    std::uint32_t last = 0;
    for (const Link& link : find_links(text)) {
      ASSERT_FALSE(link.host.empty());
      ASSERT_LE(last, link.begin) << text;
      ASSERT_LT(link.begin, link.end) << text;
      ASSERT_LE(link.end, text.size());
      ASSERT_TRUE(is_under(link.host, link.host));
      last = link.end;
    }
  }
}

TEST(FindLinks, AnswersForHugeTexts) {
  for (const std::string piece :
       {"a.", "a。", ".", "http://", "http://a。", "@", "a@", "x.com/", "."}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;

    EXPECT_LE(find_links(text).size(), text.size()) << piece;
  }
}

TEST(IsUnder, KnowsANameOfOtherScriptsInPunycode) {
  EXPECT_TRUE(is_under("例子.com", "xn--fsqu00a.com"));
  EXPECT_TRUE(is_under("www.xn--fsqu00a.com", "例子.com"));
  EXPECT_TRUE(is_under("例子.com", "例子.COM"));
  EXPECT_FALSE(is_under("一个例子.com", "例子.com"));
  EXPECT_FALSE(is_under("ԛԛ.com", "qq.com"));
  EXPECT_FALSE(is_under("ԛԛ.com", ""));
}

}  // namespace
}  // namespace qunguan::text
