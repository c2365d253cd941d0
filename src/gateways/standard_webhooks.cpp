#include "qunguan/gateways/standard_webhooks.hpp"

#include <array>
#include <charconv>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace qunguan::gateways {
namespace {

constexpr Duration kTolerance = std::chrono::minutes{5};
constexpr std::size_t kDigest = 32;
constexpr std::size_t kLongestId = 256;

using Digest = std::array<unsigned char, kDigest>;

/// Padded base64, or nothing.
std::string decode_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > 1024) return {};
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return {};
  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

std::string encode_base64(const Digest& digest) {
  std::string text((kDigest + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), digest.data(),
                                     static_cast<int>(digest.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

Digest mac(const std::string& key, std::string_view id, std::string_view timestamp,
           std::string_view body) {
  std::string content;
  content.reserve(id.size() + timestamp.size() + body.size() + 2);
  content.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
  Digest digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data(),
       &length);
  return digest;
}

/// Compares with every `v1` signature of the header, in a time that does not tell how much of one
/// was right.
bool is_among(std::string_view header, const Digest& expected) {
  bool is_found = false;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(' '), header.size());
    const std::string_view signature = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    if (!signature.starts_with("v1,")) continue;
    const std::string given = decode_base64(signature.substr(3));
    if (given.size() == kDigest && CRYPTO_memcmp(given.data(), expected.data(), kDigest) == 0)
      is_found = true;
  }
  return is_found;
}

}  // namespace

Result<StandardWebhooks> StandardWebhooks::with_secrets(const std::vector<std::string>& secrets) {
  StandardWebhooks webhooks;
  for (const std::string& secret : secrets) {
    std::string_view text = secret;
    if (text.starts_with("whsec_")) text.remove_prefix(6);
    std::string key = decode_base64(text);
    if (key.size() < 24 || key.size() > 64)
      return Error{Error::Code::Invalid,
                   "a webhook secret is whsec_ and base64 of 24 to 64 bytes; make one with: echo "
                   "whsec_$(openssl rand -base64 32)"};
    webhooks.keys_.push_back(std::move(key));
  }
  if (webhooks.keys_.empty()) return Error{Error::Code::Invalid, "a generic source needs a secret"};
  return webhooks;
}

Result<void> StandardWebhooks::verify(const WebhookHeaders& headers, std::string_view body,
                                      Instant now) const {
  if (headers.id.empty() || headers.id.size() > kLongestId || headers.timestamp.empty() ||
      headers.signature.empty())
    return Error{Error::Code::Invalid,
                 "webhook-id, webhook-timestamp and webhook-signature are needed"};
  std::int64_t seconds = 0;
  const char* const end = headers.timestamp.data() + headers.timestamp.size();
  const auto [stop, failure] = std::from_chars(headers.timestamp.data(), end, seconds);
  if (stop != end || failure != std::errc{} || seconds < 0 || seconds > 99'999'999'999)
    return Error{Error::Code::Invalid, "webhook-timestamp is no number of seconds"};
  const Instant signed_at{std::chrono::seconds{seconds}};
  if (signed_at < now - kTolerance || signed_at > now + kTolerance)
    return Error{Error::Code::Forbidden, "signed too long ago, or in the future"};
  bool is_good = false;
  for (const std::string& key : keys_)
    is_good = is_among(headers.signature, mac(key, headers.id, headers.timestamp, body)) || is_good;
  if (is_good) return {};
  return Error{Error::Code::Forbidden, "the signature does not match"};
}

std::string StandardWebhooks::sign(std::string_view id, Instant at, std::string_view body) const {
  const std::string timestamp = std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  return "v1," + encode_base64(mac(keys_.front(), id, timestamp, body));
}

}  // namespace qunguan::gateways
