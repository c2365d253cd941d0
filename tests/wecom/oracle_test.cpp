#include <random>

#include <gmock/gmock.h>

#include "qunguan/wecom/callback_crypto.hpp"
#include "support/node_oracle.hpp"
#include "support/official_vectors.hpp"

namespace qunguan::wecom {
namespace {

using Json = nlohmann::json;
using test::kOfficialKeys;

constexpr std::string_view kTime = "1409659813";
constexpr std::string_view kNonce = "1372623149";

/// Every length around the edges of a pad, then random ones, in more than one alphabet.
std::vector<std::string> messages() {
  static constexpr std::array<std::string_view, 6> characters{"a", "群", "😀", "\n", "é", "\""};
  std::vector<std::string> made;
  for (std::size_t size = 0; size <= 200; ++size) made.emplace_back(size, 'x');
  std::mt19937 random{7};
  for (int i = 0; i < 300; ++i) {
    std::string message;
    for (std::size_t left = random() % 500; left > 0; --left)
      message += characters[random() % characters.size()];
    made.push_back(std::move(message));
  }
  return made;
}

/// The official package of the platform, asked by the hundred.
class OfficialPackage : public testing::Test {
 protected:
  void SetUp() override {
    if (!oracle_.trouble().empty()) GTEST_SKIP() << oracle_.trouble();
  }

  std::vector<Json> ask(const std::vector<Json>& questions) const { return oracle_.ask(questions); }

  const CallbackCrypto crypto_ = test::official_crypto();

 private:
  test::NodeOracle oracle_{"wecom_oracle.js"};
};

TEST_F(OfficialPackage, SealsWhatWeOpen) {
  const std::vector<std::string> sent = messages();
  std::vector<Json> questions;
  questions.reserve(sent.size());
  for (const std::string& message : sent)
    questions.push_back({{"ask", "encrypt"},
                         {"key", kOfficialKeys.encoding_aes_key},
                         {"message", message},
                         {"id", kOfficialKeys.receive_id}});

  const std::vector<Json> answers = ask(questions);

  for (std::size_t i = 0; i < sent.size(); ++i) {
    const std::string text = answers[i].at("text");
    const SealedText sealed{kTime, kNonce, text};
    const Result<std::string> opened = crypto_.open(sealed, crypto_.sign(sealed));
    ASSERT_TRUE(opened) << i;
    EXPECT_EQ(*opened, sent[i]);
  }
}

TEST_F(OfficialPackage, OpensWhatWeSeal) {
  const std::vector<std::string> sent = messages();
  std::vector<Json> questions;
  questions.reserve(sent.size());
  for (const std::string& message : sent)
    questions.push_back({{"ask", "decrypt"},
                         {"key", kOfficialKeys.encoding_aes_key},
                         {"text", crypto_.seal(message)}});

  const std::vector<Json> answers = ask(questions);

  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(answers[i].at("message"), sent[i]);
    EXPECT_EQ(answers[i].at("id"), kOfficialKeys.receive_id);
  }
}

TEST_F(OfficialPackage, SignsAsWeDo) {
  std::mt19937 random{11};
  std::vector<Json> questions;
  std::vector<std::string> ours;
  for (int i = 0; i < 300; ++i) {
    const std::string timestamp = std::to_string(1'000'000'000 + random() % 1'000'000'000);
    const std::string nonce = std::to_string(random());
    const std::string text = crypto_.seal(nonce);
    questions.push_back({{"ask", "sign"},
                         {"token", kOfficialKeys.token},
                         {"timestamp", timestamp},
                         {"nonce", nonce},
                         {"text", text}});
    ours.push_back(crypto_.sign({timestamp, nonce, text}));
  }

  const std::vector<Json> answers = ask(questions);

  for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_EQ(answers[i].at("signature"), ours[i]);
}

}  // namespace
}  // namespace qunguan::wecom
