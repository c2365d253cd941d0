#include "qunguan/wecom/outcome.hpp"

#include <gmock/gmock.h>

namespace qunguan::wecom {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Kind = Outcome::Kind;

Outcome classify_body(std::string body, int status = 200) {
  return classify(net::HttpResponse{status, std::move(body)});
}

Outcome classify_code(int errcode) {
  return classify_body(R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"ok"})");
}

TEST(Classify, TakesZeroForDone) {
  EXPECT_EQ(classify_code(0).kind, Kind::Done);
  EXPECT_EQ(classify_body(R"({"errcode":0,"errmsg":"invalid credential"})").kind, Kind::Done);
}

TEST(Classify, RetriesWhatPasses) {
  EXPECT_EQ(classify_code(-1).kind, Kind::Retry);
  EXPECT_EQ(classify_code(6000).kind, Kind::Retry);
  EXPECT_EQ(classify_code(45009).kind, Kind::Retry);
  EXPECT_EQ(classify_code(45009).wait, 60s);
  EXPECT_EQ(classify_code(45033).kind, Kind::Retry);
  EXPECT_GT(classify_code(45033).spread, 0s);
  EXPECT_LE(classify_code(-1).wait, 10s);
}

TEST(Classify, RefusesWithWordsForTheOperator) {
  for (const auto& [errcode, words] : {std::pair{60020, "企业可信IP"},
                                       {48002, "secret"},
                                       {86008, "not created by this app"},
                                       {81013, "recipient"},
                                       {45002, "too long"},
                                       {301002, "agent id"}}) {
    const Outcome outcome = classify_code(errcode);
    EXPECT_EQ(outcome.kind, Kind::Refused) << errcode;
    EXPECT_EQ(outcome.errcode, errcode);
    EXPECT_THAT(outcome.hint, HasSubstr(words));
  }
}

TEST(Classify, NamesTheAddressThatIsNotTrusted) {
  const Outcome outcome = classify_body(
      R"({"errcode":60020,"errmsg":"not allow to access from your ip, hint: [16], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020"})");

  EXPECT_THAT(outcome.hint, HasSubstr("(it calls from 203.0.113.7)"));
}

TEST(Classify, KnowsWhenTheTargetIsGone) {
  for (const int errcode : {49008, 40050, 86001, 86003, 93000, 93004, 93008})
    EXPECT_EQ(classify_code(errcode).kind, Kind::TargetGone) << errcode;
}

TEST(Classify, TakesAnUnknownCodeForANo) {
  EXPECT_EQ(classify_code(987654).kind, Kind::Refused);
  EXPECT_EQ(classify_code(987654).errcode, 987654);
}

TEST(Classify, HoldsForAmbiguousWhatIsNotTheirAnswer) {
  for (const char* body :
       {"", "<html>502</html>", "{", R"({"errcode":0,"errmsg":"o)", R"({"errmsg":"ok"})", "0",
        R"([{"errcode":0}])", R"({"errcode":"0"})", R"({"errcode":0.0})", R"({"errcode":null})",
        R"({"errcode":0,"errcode":-1})", R"({"errcode":0}x)", R"({"errcode":NaN})",
        "\xef\xbb\xbf{\"errcode\":0}", R"({"errcode":99999999999999999999})",
        "{\"errcode\":0,\"errmsg\":\"\xff\"}", R"({"body":{"errcode":0}})"})
    EXPECT_EQ(classify_body(body).kind, Kind::Ambiguous) << body;
  EXPECT_EQ(classify_body(std::string{"{\"errcode\":0}\0", 14}).kind, Kind::Ambiguous);
  EXPECT_EQ(classify_body("{\"errcode\":0,\"a\":" + std::string(100'000, '[')).kind,
            Kind::Ambiguous);
}

TEST(Classify, ReadsOnlyTheOutermostErrcode) {
  EXPECT_EQ(classify_body(R"({"errcode":0,"inner":{"errcode":-1,"errcode":2}})").kind, Kind::Done);
}

TEST(Classify, HoldsForAmbiguousWhatAServerInBetweenFailedAt) {
  for (const int status : {500, 502, 503, 504})
    EXPECT_EQ(classify_body(R"({"errcode":0})", status).kind, Kind::Ambiguous) << status;
  EXPECT_EQ(classify_body("", 408).kind, Kind::Ambiguous);
}

TEST(Classify, RefusesWhatAStrangerAnswered) {
  for (const int status : {301, 302, 403, 404, 407})
    EXPECT_EQ(classify_body("<html>", status).kind, Kind::Refused) << status;
  EXPECT_THAT(classify_body("<html>", 407).hint, HasSubstr("407"));
  EXPECT_EQ(classify_body("", 429).kind, Kind::Retry);
  EXPECT_EQ(classify_body("", 429).wait, 60s);
}

TEST(Classify, TellsWhatNeverArrivedFromWhatMayHave) {
  const auto kind = [](Error::Code code) { return classify(Error{code, "x"}).kind; };

  EXPECT_EQ(kind(Error::Code::Unavailable), Kind::Retry);
  EXPECT_EQ(kind(Error::Code::Ambiguous), Kind::Ambiguous);
  EXPECT_EQ(kind(Error::Code::TooLarge), Kind::Ambiguous);
  EXPECT_EQ(kind(Error::Code::Internal), Kind::Ambiguous);
  EXPECT_EQ(kind(Error::Code::Invalid), Kind::Refused);
}

TEST(Classify, SaysWhyACertificateIsRefused) {
  const std::string reason =
      "refused the certificate of qyapi.weixin.qq.com: unable to get local issuer certificate";

  const Outcome outcome = classify(Error{Error::Code::Unavailable, reason});

  EXPECT_EQ(outcome.kind, Kind::Retry);
  EXPECT_THAT(outcome.hint, testing::AllOf(HasSubstr(reason), HasSubstr("ca-certificates")));
}

TEST(Classify, RepeatsNothingThatTheTransportSaid) {
  for (const Error::Code code : {Error::Code::Unavailable, Error::Code::Ambiguous,
                                 Error::Code::TooLarge, Error::Code::Invalid})
    EXPECT_THAT(classify(Error{code, "GET /?access_token=canary"}).hint,
                testing::Not(HasSubstr("canary")));
}

}  // namespace
}  // namespace qunguan::wecom
