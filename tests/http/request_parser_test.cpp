#include "http/request_parser.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>

namespace qunguan::http {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using Progress = RequestParser::Progress;

/// What came of some bytes: the requests in order, and how it ended.
struct Outcome {
  struct Seen {
    std::string method, path, query, body;
    std::vector<std::pair<std::string, std::string>> headers;

    friend bool operator==(const Seen&, const Seen&) = default;
  };

  std::vector<Seen> requests;
  Progress progress = Progress::NeedsMore;
  int refusal = 0;
};

Outcome::Seen seen(const Request& request) {
  Outcome::Seen copy{.method = std::string{request.method},
                     .path = std::string{request.path},
                     .query = std::string{request.query},
                     .body = std::string{request.body},
                     .headers = {}};
  for (const Header& header : request.headers) copy.headers.emplace_back(header.name, header.value);
  return copy;
}

/// Feeds a parser like a socket would, in pieces of the sizes given in turn.
class Feed {
 public:
  explicit Feed(ServerOptions options = {}) : options_(std::move(options)), parser_(options_) {}

  Outcome operator()(std::string_view bytes, std::vector<std::size_t> pieces = {100'000'000}) {
    std::size_t turn = 0;
    while (outcome_.progress != Progress::Refused && !bytes.empty()) {
      const std::span<char> room = parser_.room();
      const std::size_t most = std::min(bytes.size(), pieces[turn++ % pieces.size()]);
      const std::size_t count = std::min(room.size(), most);
      std::copy_n(bytes.begin(), count, room.begin());
      bytes.remove_prefix(count);
      outcome_.progress = parser_.take(count);
      collect();
    }
    return outcome_;
  }

 private:
  void collect() {
    while (outcome_.progress == Progress::Done) {
      outcome_.requests.push_back(seen(parser_.request()));
      parser_.next();
      outcome_.progress = parser_.take(0);
    }
    if (outcome_.progress == Progress::Refused) outcome_.refusal = parser_.refusal();
  }

  ServerOptions options_;
  RequestParser parser_;
  Outcome outcome_;
};

Outcome parse(std::string_view bytes) { return Feed{}(bytes); }

std::string get(std::string_view headers) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

std::string post_chunked(std::string_view chunks) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{chunks};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(RequestParser, TakesARequestApart) {
  const Outcome outcome = parse(
      "POST /hook/a%20b?x=1&y=?2 HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nWebhook-Id:  w1 \r\n"
      "Content-Length: 5\r\n\r\nhello");

  ASSERT_THAT(outcome.requests, SizeIs(1));
  const Outcome::Seen& request = outcome.requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/hook/a%20b");
  EXPECT_EQ(request.query, "x=1&y=?2");
  EXPECT_EQ(request.body, "hello");
  EXPECT_THAT(request.headers,
              ElementsAre(std::pair{"Host", "a"}, std::pair{"X-Empty", ""},
                          std::pair{"Webhook-Id", "w1"}, std::pair{"Content-Length", "5"}));
}

TEST(RequestParser, ReadsTheTargetInEveryForm) {
  const auto target = [](const std::string& text) {
    const Outcome outcome = parse("GET " + text + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return outcome.requests.size() == 1 ? outcome.requests[0].path + " " + outcome.requests[0].query
                                        : std::to_string(outcome.refusal);
  };

  EXPECT_EQ(target("/"), "/ ");
  EXPECT_EQ(target("/a?"), "/a ");
  EXPECT_EQ(target("http://a"), "/ ");
  EXPECT_EQ(target("http://a/b?c"), "/b c");
  EXPECT_EQ(target("https://a?c"), "/ c");
  EXPECT_EQ(target("*"), "* ");
  EXPECT_EQ(target("a"), "400");
  EXPECT_EQ(target("a:80"), "400");
}

TEST(RequestParser, LooksHeadersUpInAnyCase) {
  ServerOptions options;
  RequestParser parser{options};
  const std::string bytes = get("X-One: 1\r\nx-one: 2\r\n");
  std::copy(bytes.begin(), bytes.end(), parser.room().begin());

  ASSERT_EQ(parser.take(bytes.size()), Progress::Done);

  EXPECT_EQ(parser.request().header("x-ONE"), "1");
  EXPECT_EQ(parser.request().header("x-on"), "");
  EXPECT_EQ(parser.request().header("content-type"), "");
}

TEST(RequestParser, PutsChunksTogether) {
  const Outcome outcome =
      parse(post_chunked("3\r\nabc\r\n1;a=b;c=\"d\"\r\nd\r\n00A\r\n0123456789\r\n"
                         "0;last\r\nX-Trailer: 1\r\n\r\n"));

  ASSERT_THAT(outcome.requests, SizeIs(1));
  EXPECT_EQ(outcome.requests[0].body, "abcd0123456789");
  EXPECT_THAT(outcome.requests[0].headers, SizeIs(2));
}

TEST(RequestParser, AnswersPipelinedRequestsOneByOne) {
  const Outcome outcome = parse(
      "\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\nPOST /2 HTTP/1.1\r\nHost: "
      "a\r\nContent-Length: 2\r\n\r\nok" +
      post_chunked("1\r\nx\r\n0\r\n\r\n") + "GET /4 HTTP/1.0\r\n\r\nGET /5");

  ASSERT_THAT(outcome.requests, SizeIs(4));
  EXPECT_EQ(outcome.requests[0].path, "/1");
  EXPECT_EQ(outcome.requests[1].body, "ok");
  EXPECT_EQ(outcome.requests[2].body, "x");
  EXPECT_EQ(outcome.requests[3].path, "/4");
  EXPECT_EQ(outcome.progress, Progress::NeedsMore);
}

TEST(RequestParser, RefusesWhatTwoReadersMightReadDifferently) {
  using namespace std::string_literals;
  struct Case {
    const char* what;
    std::string bytes;
    int status = 400;
  };
  const std::vector<Case> cases{
      {"length and chunked", get("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")},
      {"chunked and length", get("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n")},
      {"two lengths", get("Content-Length: 1\r\nContent-Length: 2\r\n")},
      {"the same length twice", get("Content-Length: 1\r\nContent-Length: 1\r\n")},
      {"a list of lengths", get("Content-Length: 1, 1\r\n")},
      {"negative length", get("Content-Length: -1\r\n")},
      {"signed length", get("Content-Length: +1\r\n")},
      {"hexadecimal length", get("Content-Length: 0x1\r\n")},
      {"no length", get("Content-Length:\r\n")},
      {"length over 64 bits", get("Content-Length: 18446744073709551616\r\n")},
      {"chunked twice", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
      {"other coding", get("Transfer-Encoding: gzip\r\n"), 501},
      {"coding before chunked", get("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {"not quite chunked", get("Transfer-Encoding: xchunked\r\n"), 501},
      {"chunked in 1.0", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {"bare LF after the line", "GET / HTTP/1.1\nHost: a\r\n\r\n"},
      {"bare LF after a header", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
      {"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n\r\n\r\n"},
      {"bare CR in a header", get("X: a\rb\r\n")},
      {"space before the colon", get("X : a\r\n")},
      {"tab before the colon", get("X\t: a\r\n")},
      {"space before the name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"no colon", get("X\r\n")},
      {"no name", get(": a\r\n")},
      {"folded value", get("X: a\r\n b\r\n")},
      {"folded empty value", get("X:\r\n b\r\n")},
      {"folded with nothing", get("X: a\r\n \r\n")},
      {"folded last", get("X:\r\n\t\r\n")},
      {"NUL in a value", get("X: a\0b\r\n"s)},
      {"NUL in a name", get("X\0: a\r\n"s)},
      {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s},
      {"DEL in a value", get("X: a\x7f\r\n")},
      {"control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"no version", "GET /\r\nHost: a\r\n\r\n"},
      {"version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n"},
      {"version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
      {"version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {"version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n"},
      {"HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
      {"no host", "GET / HTTP/1.1\r\n\r\n"},
      {"two hosts", get("Host: b\r\n")},
      {"no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"no method", " / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"odd method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"other expectation", get("Expect: the-worst\r\n"), 417},
      {"chunk without a size", post_chunked("\r\nabc\r\n0\r\n\r\n")},
      {"chunk size not hexadecimal", post_chunked("g\r\nabc\r\n0\r\n\r\n")},
      {"chunk size with 0x", post_chunked("0x3\r\nabc\r\n0\r\n\r\n")},
      {"negative chunk size", post_chunked("-3\r\nabc\r\n0\r\n\r\n")},
      {"chunk size over 64 bits", post_chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")},
      {"chunk longer than its size", post_chunked("3\r\nabcd\r\n0\r\n\r\n")},
      {"chunk size ended by LF", post_chunked("3\nabc\r\n0\r\n\r\n")},
      {"space after the chunk size", post_chunked("3 \r\nabc\r\n0\r\n\r\n")},
      {"LF in a chunk extension", post_chunked("3;a=\"\n\"\r\nabc\r\n0\r\n\r\n")},
      {"bare CR in a chunk extension", post_chunked("3;a\rb\r\nabc\r\n0\r\n\r\n")},
      {"length in a trailer", post_chunked("0\r\nContent-Length: 5\r\n\r\n")},
      {"bad trailer", post_chunked("0\r\nno colon\r\n\r\n")}};
  for (const Case& each : cases) {
    const Outcome outcome = parse(each.bytes);

    EXPECT_EQ(outcome.progress, Progress::Refused) << each.what;
    EXPECT_EQ(outcome.refusal, each.status) << each.what;
    EXPECT_TRUE(outcome.requests.empty()) << each.what;
  }
}

TEST(RequestParser, KeepsEveryLimitToTheByte) {
  const ServerOptions limits;
  const auto line = [](std::size_t uri) {
    return "GET /" + std::string(uri - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n";
  };
  const auto padded = [&](std::size_t size) {
    const std::string start = get("X: ");
    return start.substr(0, start.size() - 2) + std::string(size - start.size() - 2, 'x') +
           "\r\n\r\n";
  };
  const auto sized = [](std::size_t size) {
    return get("Content-Length: " + std::to_string(size) + "\r\n");
  };
  struct Case {
    const char* what;
    std::string bytes;
    int status;  // 0: none
  };
  const std::vector<Case> cases{
      {"URI at the limit", line(limits.uri_bytes) + "\r\n", 0},
      {"URI over it", line(limits.uri_bytes + 1) + "\r\n", 414},
      {"URI over the header limit", line(limits.header_bytes + 1) + "\r\n", 414},
      {"endless URI", "GET /" + std::string(10'000, 'a'), 414},
      {"endless method", std::string(10'000, 'A'), 414},
      {"fields at the limit", get(repeated("X: y\r\n", limits.header_fields - 1)), 0},
      {"fields over it", get(repeated("X: y\r\n", limits.header_fields)), 431},
      {"header at the limit", padded(limits.header_bytes), 0},
      {"header over it", padded(limits.header_bytes + 1), 431},
      {"header far over it", padded(limits.header_bytes * 3), 431},
      {"endless header", "GET / HTTP/1.1\r\nX: " + std::string(10'000, 'x'), 431},
      {"long URI and long headers", line(4000) + "X: " + std::string(4300, 'x'), 431},
      {"body at the limit", sized(limits.body_bytes) + std::string(limits.body_bytes, 'b'), 0},
      {"body over it", sized(limits.body_bytes + 1), 413},
      {"body far over it", sized(std::size_t{1} << 60U), 413},
      {"chunk over it", post_chunked("40001\r\n"), 413},
      {"chunks over it", post_chunked(repeated("10000\r\n" + std::string(65536, 'c') + "\r\n", 5)),
       413},
      {"endless chunk extension", post_chunked("1;" + std::string(20'000, 'e')), 400},
      {"endless trailer", post_chunked("0\r\nX: " + std::string(20'000, 't')), 400},
      {"endless empty lines", repeated("\r\n", 10'000), 0}};
  for (const Case& each : cases) {
    for (const std::size_t piece : {std::size_t{100'000'000}, std::size_t{7}}) {
      const Outcome outcome = Feed{}(each.bytes, {piece});

      EXPECT_EQ(outcome.refusal, each.status) << each.what << " in pieces of " << piece;
    }
  }
}

TEST(RequestParser, CountsTheBodyAndNotItsChunking) {
  ServerOptions options;
  options.body_bytes = 1000;
  const std::string bytes = post_chunked(repeated("1\r\nx\r\n", 1000) + "0\r\n\r\n");

  const Outcome outcome = Feed{options}(bytes, {64});

  ASSERT_THAT(outcome.requests, SizeIs(1));
  EXPECT_EQ(outcome.requests[0].body, std::string(1000, 'x'));
}

TEST(RequestParser, AsksOnceForTheBodyThatWaitsForIt) {
  ServerOptions options;
  RequestParser parser{options};
  const auto put = [&](std::string_view bytes) {
    std::copy(bytes.begin(), bytes.end(), parser.room().begin());
    return parser.take(bytes.size());
  };

  EXPECT_EQ(put(get("Expect: 100-Continue\r\nContent-Length: 2\r\n")), Progress::AwaitsContinue);
  EXPECT_EQ(put("o"), Progress::NeedsMore);
  EXPECT_EQ(put("k"), Progress::Done);
  parser.next();
  EXPECT_EQ(put(get("Expect: 100-continue\r\nContent-Length: 2\r\n") + "ok"), Progress::Done);
  parser.next();
  EXPECT_EQ(put(get("Expect: 100-continue\r\n")), Progress::Done);
}

TEST(RequestParser, KnowsWhetherTheConnectionGoesOn) {
  const auto keeps_alive = [](std::string_view bytes) {
    ServerOptions options;
    RequestParser parser{options};
    std::copy(bytes.begin(), bytes.end(), parser.room().begin());
    return parser.take(bytes.size()) == Progress::Done && parser.keeps_alive();
  };

  EXPECT_TRUE(keeps_alive(get("")));
  EXPECT_FALSE(keeps_alive(get("Connection: close\r\n")));
  EXPECT_FALSE(keeps_alive(get("Connection: x, Close\r\n")));
  EXPECT_FALSE(keeps_alive("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps_alive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

/// However the bytes are cut, they mean the same; whatever they are, the parser stands.
TEST(RequestParser, ReadsMutationsAlikeHoweverTheyAreCut) {
  using namespace std::string_literals;
  const std::vector<std::string> seeds{
      get(""), "POST /hook/a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
      post_chunked("5;x=\"y\"\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n"),
      "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
      get("Connection: close, x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n") + "x"};
  const std::string spice = "\r\n\0 :;,\"0159aAfF/\t\x7f\xff"s;
  std::mt19937 random{20'260'302};
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = seeds[below(seeds.size())];
    for (std::size_t left = 1 + below(4); left > 0; --left) {
      const std::size_t at = below(bytes.size());
      switch (below(4)) {
        case 0:
          bytes[at] = spice[below(spice.size())];
          break;
        case 1:
          bytes.insert(at, 1, spice[below(spice.size())]);
          break;
        case 2:
          bytes.erase(at, 1 + below(3));
          break;
        default:
          bytes.insert(at, bytes.substr(below(bytes.size()), below(40)));
      }
      if (bytes.empty()) bytes = "\r";
    }

    const Outcome whole = Feed{}(bytes);
    const Outcome cut = Feed{}(bytes, {1 + below(3), 1 + below(20), 1 + below(5)});

    ASSERT_EQ(whole.requests, cut.requests) << testing::PrintToString(bytes);
    // Cut, a mistake may show only when the header ends; so it may still be waited for.
    if (cut.progress == Progress::Refused) {
      ASSERT_EQ(whole.progress, Progress::Refused) << testing::PrintToString(bytes);
    }
  }
}

}  // namespace
}  // namespace qunguan::http
