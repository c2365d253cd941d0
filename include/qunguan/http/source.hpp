#pragma once

#include <memory>
#include <string>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/gateways/standard_webhooks.hpp"
#include "qunguan/http/handler.hpp"
#include "qunguan/wecom/callback_codec.hpp"

namespace qunguan::http {

/// How one source's requests become events. The format is pinned per source, never guessed.
///
/// Thread: const members are safe from any thread.
class Source {
 public:
  Source(std::string name, std::string url_secret)
      : name_(std::move(name)), url_secret_(std::move(url_secret)) {}
  virtual ~Source() = default;

  const std::string& name() const { return name_; }

  /// The last part of /hook/{source}/{secret}; empty: the source has none.
  const std::string& url_secret() const { return url_secret_; }

  /// What to answer to a GET. Errors: `NotFound` where the format has no such thing, else as its
  /// codec's.
  virtual Result<std::string> answer_check(const Request& request, Instant now) const = 0;

  /// Errors: `Invalid`, `Forbidden`.
  virtual Result<Event> decode(const Request& request, Instant now) const = 0;

 private:
  std::string name_, url_secret_;
};

/// Callbacks of WeCom.
class WecomSource final : public Source {
 public:
  WecomSource(std::string name, std::string url_secret, std::vector<wecom::CallbackCrypto> keys)
      : Source(std::move(name), std::move(url_secret)), codec_(std::move(keys)) {}

  Result<std::string> answer_check(const Request& request, Instant now) const override;
  Result<Event> decode(const Request& request, Instant now) const override;

 private:
  wecom::CallbackCodec codec_;
};

/// Envelopes of design 3.3, signed as Standard Webhooks say.
class GenericSource final : public Source {
 public:
  GenericSource(std::string name, std::string url_secret, gateways::StandardWebhooks webhooks)
      : Source(std::move(name), std::move(url_secret)), webhooks_(std::move(webhooks)) {}

  Result<std::string> answer_check(const Request& request, Instant now) const override;
  Result<Event> decode(const Request& request, Instant now) const override;

 private:
  gateways::StandardWebhooks webhooks_;
};

}  // namespace qunguan::http
