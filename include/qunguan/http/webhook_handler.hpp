#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/engine/moderator.hpp"
#include "qunguan/http/handler.hpp"
#include "qunguan/http/source.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/worker.hpp"

namespace qunguan::http {

/// What webhooks came to, for the metrics.
struct WebhookCounters {
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> malformed{0};    // 400
  std::atomic<std::uint64_t> forbidden{0};    // 403
  std::atomic<std::uint64_t> unknown{0};      // 404, 405
  std::atomic<std::uint64_t> unavailable{0};  // 503: not stored, to be delivered again
};

/// Takes events at /hook/{source}: checks, parses and prepares them here, has them judged and
/// stored on the moderation thread, and only then says 200.
///
/// Refusals are small and constant; why stands in the log, at most once a second.
class WebhookHandler final : public Handler {
 public:
  /// Everything it is given outlives it.
  struct Ports {
    net::Worker& moderation;
    engine::Moderator& moderator;
    const engine::CurrentBook& book;
    const net::Clock& clock;
  };

  WebhookHandler(std::vector<std::unique_ptr<Source>> sources, Ports ports);

  boost::asio::awaitable<Response> handle(const Request& request) override;

  const WebhookCounters& counters() const { return counters_; }

 private:
  const Source* find(std::string_view path) const;
  Response refuse(const Error& error, const std::string& source);
  Response refuse_address(int status, std::string_view source, const std::string& why);
  void log_refusal(std::string_view source, const std::string& why);

  std::vector<std::unique_ptr<Source>> sources_;
  Ports ports_;
  WebhookCounters counters_;
  std::atomic<std::int64_t> last_logged_{0};
};

/// Leads /healthz, /readyz, /metrics and /hook/… to who answers them.
class Router final : public Handler {
 public:
  struct Answers {
    std::function<bool()> is_ready;        // thread: any
    std::function<std::string()> metrics;  // Prometheus text. Thread: any
  };

  Router(WebhookHandler& webhooks, Answers answers)
      : webhooks_(webhooks), answers_(std::move(answers)) {}

  boost::asio::awaitable<Response> handle(const Request& request) override;

 private:
  WebhookHandler& webhooks_;
  Answers answers_;
};

}  // namespace qunguan::http
