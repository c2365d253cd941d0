#include "qunguan/gateways/standard_webhooks.hpp"

#include <gtest/gtest.h>

namespace qunguan::gateways {
namespace {

using namespace std::chrono_literals;

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kOther = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDe3m9";
constexpr std::string_view kBody = R"({"test": 2432232314})";
const Instant kNow = from_ms(1'614'265'330'000);

StandardWebhooks with(const std::vector<std::string>& secrets) {
  return *StandardWebhooks::with_secrets(secrets);
}

WebhookHeaders headers(std::string_view signature, std::string_view timestamp = "1614265330") {
  return {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .timestamp = timestamp, .signature = signature};
}

TEST(StandardWebhooks, AgreesWithTheSpecificationsExample) {
  constexpr std::string_view kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  EXPECT_EQ(with({kSecret}).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", kNow, kBody), kSignature);
  EXPECT_TRUE(with({kSecret}).verify(headers(kSignature), kBody, kNow));
}

TEST(StandardWebhooks, TakesAnyOfSeveralSignaturesByAnyOfSeveralSecrets) {
  const std::string good = with({kSecret}).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", kNow, kBody);

  EXPECT_TRUE(with({kSecret}).verify(headers("v1,AAAA v2,xyz " + good + " v1,"), kBody, kNow));
  EXPECT_TRUE(with({kOther, kSecret}).verify(headers(good), kBody, kNow));
  EXPECT_FALSE(with({kOther}).verify(headers(good), kBody, kNow));
}

TEST(StandardWebhooks, ToleratesFiveMinutesEitherWay) {
  const StandardWebhooks webhooks = with({kSecret});
  const std::string good = webhooks.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", kNow, kBody);

  EXPECT_TRUE(webhooks.verify(headers(good), kBody, kNow + 5min));
  EXPECT_TRUE(webhooks.verify(headers(good), kBody, kNow - 5min));
  EXPECT_EQ(webhooks.verify(headers(good), kBody, kNow + 5min + 1s).error().code,
            Error::Code::Forbidden);
  EXPECT_EQ(webhooks.verify(headers(good), kBody, kNow - 5min - 1s).error().code,
            Error::Code::Forbidden);
}

TEST(StandardWebhooks, BindsIdTimestampAndBody) {
  const StandardWebhooks webhooks = with({kSecret});
  const std::string good = webhooks.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", kNow, kBody);
  WebhookHeaders other_id = headers(good);
  other_id.id = "msg_other";

  EXPECT_FALSE(webhooks.verify(other_id, kBody, kNow));
  EXPECT_FALSE(webhooks.verify(headers(good, "1614265331"), kBody, kNow));
  EXPECT_FALSE(webhooks.verify(headers(good), "{}", kNow));
}

TEST(StandardWebhooks, RefusesMissingAndMalformedHeaders) {
  const StandardWebhooks webhooks = with({kSecret});

  for (const WebhookHeaders& bad :
       {WebhookHeaders{}, headers(""), headers("v1,AAAA", ""), headers("v1,AAAA", "16142653x"),
        headers("v1,AAAA", "-5"), headers("v1,AAAA", "99999999999999999999")})
    EXPECT_EQ(webhooks.verify(bad, kBody, kNow).error().code, Error::Code::Invalid);
  for (const char* bad : {"v1", "v1,", "v1,====", "nonsense", "v1,AAAA", " "})
    EXPECT_FALSE(webhooks.verify(headers(bad), kBody, kNow)) << bad;
}

TEST(StandardWebhooks, RefusesWeakSecretsWithoutRepeatingThem) {
  for (const char* bad :
       {"", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64 not base64 not base64"}) {
    const Result<StandardWebhooks> webhooks = StandardWebhooks::with_secrets({bad});

    ASSERT_FALSE(webhooks);
    const std::string secret =
        std::string{bad}.substr(std::min<std::size_t>(6, std::string{bad}.size()));
    EXPECT_TRUE(secret.empty() || webhooks.error().message.find(secret) == std::string::npos);
  }
}

}  // namespace
}  // namespace qunguan::gateways
