#include <random>

#include <gmock/gmock.h>

#include "qunguan/gateways/standard_webhooks.hpp"
#include "support/node_oracle.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using gateways::StandardWebhooks;
using Json = nlohmann::json;

constexpr std::int64_t kSecond = 1'772'000'000;

/// One webhook, and the secret that signs it.
struct Sample {
  std::string secret, id, body;
  std::int64_t timestamp = kSecond;

  Json question(const char* ask) const {
    return {{"ask", ask}, {"secret", secret}, {"id", id}, {"timestamp", timestamp}, {"body", body}};
  }
  StandardWebhooks ours() const { return *StandardWebhooks::with_secrets({secret}); }
  Instant at() const { return Instant{std::chrono::seconds{timestamp}}; }
};

/// Base64 of 24 to 64 bytes, with every kind of padding.
std::string random_secret(std::mt19937& random) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string secret = "whsec_";
  const std::size_t bytes = 24 + random() % 41;
  for (std::size_t i = 0; i < bytes / 3 * 4; ++i) secret += digits[random() % digits.size()];
  if (bytes % 3 == 1) secret += "QQ==";
  if (bytes % 3 == 2) secret += "QUI=";
  return secret;
}

std::vector<Sample> samples() {
  static constexpr std::array<std::string_view, 7> pieces{"a", "群", "😀", "\n", "\"", ".", "{}"};
  std::vector<Sample> made;
  std::mt19937 random{5};
  for (int i = 0; i < 300; ++i) {
    Sample sample{.secret = random_secret(random),
                  .id = "msg_" + std::to_string(random()),
                  .body = {},
                  .timestamp = 1 + static_cast<std::int64_t>(random() % 4'000'000'000U)};
    for (std::size_t left = random() % 300; left > 0; --left)
      sample.body += pieces[random() % pieces.size()];
    made.push_back(std::move(sample));
  }
  return made;
}

/// The reference implementation of Standard Webhooks, asked by the hundred.
class ReferencePackage : public testing::Test {
 protected:
  void SetUp() override {
    if (!oracle_.trouble().empty()) GTEST_SKIP() << oracle_.trouble();
  }

  const NodeOracle oracle_{"webhooks_oracle.js"};
};

TEST_F(ReferencePackage, SignsAsWeDoAndWhatWeAccept) {
  const std::vector<Sample> sent = samples();
  std::vector<Json> questions;
  for (const Sample& sample : sent) questions.push_back(sample.question("sign"));

  const std::vector<Json> answers = oracle_.ask(questions);

  for (std::size_t i = 0; i < sent.size(); ++i) {
    const std::string signature = answers[i].at("signature");
    const std::string timestamp = std::to_string(sent[i].timestamp);
    const gateways::WebhookHeaders headers{
        .id = sent[i].id, .timestamp = timestamp, .signature = signature};
    EXPECT_EQ(sent[i].ours().sign(sent[i].id, sent[i].at(), sent[i].body), signature);
    EXPECT_TRUE(sent[i].ours().verify(headers, sent[i].body, sent[i].at())) << i;
  }
}

TEST_F(ReferencePackage, VerifiesWhatWeSign) {
  std::vector<Json> questions;
  for (const Sample& sample : samples()) {
    questions.push_back(sample.question("verify"));
    questions.back()["signature"] = sample.ours().sign(sample.id, sample.at(), sample.body);
    questions.back()["now"] = sample.timestamp;
  }

  const std::vector<Json> answers = oracle_.ask(questions);

  for (const Json& answer : answers) EXPECT_EQ(answer.at("accepted"), true);
}

TEST_F(ReferencePackage, RefusesWhatWeRefuseAndNothingElse) {
  const Sample sample{.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", .id = "m", .body = "{}"};
  const std::string good = sample.ours().sign(sample.id, sample.at(), sample.body);
  const std::vector<std::string> signatures{good,
                                            "v1,AAAA " + good,
                                            good + " v1,AAAA",
                                            "v2,x " + good,
                                            "v1a," + good.substr(3),
                                            "v2," + good.substr(3),
                                            good.substr(3),
                                            good.substr(0, good.size() - 1),
                                            good + "x",
                                            "v1,",
                                            "v1",
                                            "x"};
  std::vector<Json> questions;
  std::vector<bool> ours;
  for (const std::string& signature : signatures) {
    for (const std::int64_t later : {-301, -300, 0, 300, 301}) {
      questions.push_back(sample.question("verify"));
      questions.back()["signature"] = signature;
      questions.back()["now"] = kSecond + later;
      const gateways::WebhookHeaders headers{
          .id = sample.id, .timestamp = "1772000000", .signature = signature};
      const Instant now = sample.at() + std::chrono::seconds{later};
      ours.push_back(sample.ours().verify(headers, sample.body, now).has_value());
    }
  }

  const std::vector<Json> answers = oracle_.ask(questions);

  for (std::size_t i = 0; i < answers.size(); ++i)
    EXPECT_EQ(answers[i].at("accepted"), ours[i]) << questions[i];
}

}  // namespace
}  // namespace qunguan::test
