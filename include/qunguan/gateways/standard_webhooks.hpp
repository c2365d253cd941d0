#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan::gateways {

/// The three headers by which a webhook proves where it comes from.
struct WebhookHeaders {
  std::string_view id, timestamp, signature;
};

/// Signs and verifies as Standard Webhooks 1.0.0 says
/// (standard-webhooks/spec/standard-webhooks.md): HMAC-SHA256 over `id.timestamp.body`, any of
/// several signatures by any of several secrets, five minutes' tolerance either way.
///
/// Thread: const members are safe from any thread.
class StandardWebhooks {
 public:
  /// Secrets are `whsec_` and base64 of 24 to 64 bytes. Errors: `Invalid`, without the secret.
  static Result<StandardWebhooks> with_secrets(const std::vector<std::string>& secrets);

  /// Errors: `Invalid` where a header is missing or malformed, `Forbidden` for a wrong signature or
  /// one out of time.
  Result<void> verify(const WebhookHeaders& headers, std::string_view body, Instant now) const;

  /// The signature header, by the first secret.
  std::string sign(std::string_view id, Instant at, std::string_view body) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace qunguan::gateways
