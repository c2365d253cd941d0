#include "qunguan/http/webhook_handler.hpp"

#include <openssl/crypto.h>
#include <spdlog/spdlog.h>

namespace qunguan::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kHook = "/hook/";
constexpr std::string_view kRetryAfter = "2";  // seconds

bool is_equal(std::string_view given, const std::string& expected) {
  return given.size() == expected.size() &&
         CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

/// What a stranger sent must not write lines of its own into the log.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

Response say(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace

WebhookHandler::WebhookHandler(std::vector<std::unique_ptr<Source>> sources, Ports ports)
    : sources_(std::move(sources)), ports_(ports) {}

/// The source of /hook/{source} or /hook/{source}/{secret}; null also where the secret is wrong.
const Source* WebhookHandler::find(std::string_view path) const {
  if (!path.starts_with(kHook)) return nullptr;
  path.remove_prefix(kHook.size());
  const std::size_t slash = path.find('/');
  const std::string_view name = path.substr(0, slash);
  const std::string_view secret = slash == path.npos ? std::string_view{} : path.substr(slash + 1);
  for (const std::unique_ptr<Source>& source : sources_)
    if (source->name() == name)
      return is_equal(secret, source->url_secret()) ? source.get() : nullptr;
  return nullptr;
}

void WebhookHandler::log_refusal(std::string_view source, const std::string& why) {
  const std::int64_t second =
      std::chrono::duration_cast<std::chrono::seconds>(ports_.clock.uptime()).count();
  if (last_logged_.exchange(second) != second)
    spdlog::warn("hook {}: refused: {}", source, one_line(why));
}

/// Where there is nothing, or nothing of that method.
Response WebhookHandler::refuse_address(int status, std::string_view source,
                                        const std::string& why) {
  log_refusal(source, why);
  ++counters_.unknown;
  return say(status, status == 404 ? "not found\n" : "method not allowed\n");
}

Response WebhookHandler::refuse(const Error& error, const std::string& source) {
  if (error.code == Error::Code::NotFound) return refuse_address(405, source, error.message);
  log_refusal(source, error.message);
  switch (error.code) {
    case Error::Code::Forbidden:
      ++counters_.forbidden;
      return say(403, "forbidden\n");
    case Error::Code::Invalid:
      ++counters_.malformed;
      return say(400, "bad request\n");
    default: {
      ++counters_.unavailable;
      Response later = say(503, "try again\n");
      later.headers.emplace_back("Retry-After", kRetryAfter);
      return later;
    }
  }
}

asio::awaitable<Response> WebhookHandler::handle(const Request& request) {
  const Source* source = find(request.path);
  if (source == nullptr)
    co_return refuse_address(404, "-", "no such source, or not the secret of its URL");
  const Instant received = ports_.clock.now();  // the only clock reading this event gets
  if (request.method == "GET") {
    const Result<std::string> answer = source->answer_check(request, received);
    if (!answer) co_return refuse(answer.error(), source->name());
    co_return say(200, *answer);
  }
  if (request.method != "POST")
    co_return refuse_address(405, source->name(), "neither GET nor POST");
  Result<Event> event = source->decode(request, received);
  if (!event) co_return refuse(event.error(), source->name());
  event->source = source->name();
  const engine::Prepared prepared = engine::prepare(*event, ports_.book.get());

  // The engine is synchronous and lives on its own thread: hop there, wait, hop back.
  auto accept = [this, &event, &prepared] {
    return ports_.moderator.accept(*std::move(event), prepared);
  };
  const Result<engine::Moderator::Acceptance> accepted =
      co_await net::run_on(ports_.moderation, accept);
  if (!accepted)
    co_return refuse(Error{Error::Code::Unavailable, accepted.error().message}, source->name());
  ++counters_.accepted;
  co_return say(200, {});
}

asio::awaitable<Response> Router::handle(const Request& request) {
  if (request.path.starts_with(kHook)) {
    Response response = co_await webhooks_.handle(request);
    co_return response;
  }
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/healthz" && is_read) co_return say(200, "ok\n");
  if (request.path == "/readyz" && is_read)
    co_return answers_.is_ready() ? say(200, "ready\n") : say(503, "not ready\n");
  if (request.path == "/metrics" && is_read) {
    Response response = say(200, answers_.metrics());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return response;
  }
  co_return say(404, "not found\n");
}

}  // namespace qunguan::http
