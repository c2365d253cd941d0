#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "qunguan/domain/envelope.hpp"
#include "qunguan/http/server.hpp"
#include "qunguan/http/webhook_handler.hpp"
#include "qunguan/net/await.hpp"
#include "qunguan/wecom/callback_writer.hpp"
#include "support/fake_clock.hpp"
#include "support/log_capture.hpp"
#include "support/official_vectors.hpp"
#include "support/raw_client.hpp"
#include "support/store_batches.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {

inline const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
inline const std::string kNextSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDe3m9";

/// Stands in everything that must not show up where it has no business.
inline const std::string kCanary = "canary";

inline std::shared_ptr<const rules::PolicyBook> book_against(const std::string& word) {
  std::vector<policy::Diagnostic> problems;
  auto book = rules::PolicyBook::load(
      {{.file = "t.yaml",
        .text =
            "policy: p\ngroups: [示范群]\nlists: {不许: {words: [" + word +
            "]}}\nrules:\n  - {id: words, basis: 第一条, content: {lists: [不许]}, then: warn}\n"}},
      std::chrono::days{30}, problems);
  for (const policy::Diagnostic& problem : problems)
    ADD_FAILURE() << format(problem, policy::Language::English);
  return book;
}

/// What takes webhooks in, whole: server, router, handler, worker, moderator and a store on disk.
///
/// Sources: `demo` and, behind a secret in the URL, `guarded`, both generic and with two signing
/// secrets; `wecom` with the official keys. Group `g1` (示范群) has a policy against 百家乐.
class WebhookSite {
 public:
  explicit WebhookSite(std::size_t capacity = 64, http::ServerOptions options = small_options());

  std::uint16_t port() const { return server_->port(); }
  Instant now() const { return clock_.now(); }
  FakeClock& clock() { return clock_; }
  FakeBatches& gate() { return batches_.gate(); }
  const http::WebhookCounters& counters() const { return handler_.counters(); }
  const http::ServerCounters& server() const { return server_->counters(); }
  const engine::Counters& judged() const { return moderator_.counters(); }

  RawClient::Answer ask(const std::string& request) const { return RawClient{port()}.ask(request); }

  /// The journal, in order. Waits for the worker.
  std::vector<Event> stored();

  /// The messages that somebody was found in breach for. Waits for the worker.
  std::vector<MessageId> cases();

  /// Between the batch that is held and the next one, the policies change.
  void adopt_next(std::shared_ptr<const rules::PolicyBook> book);

  void set_ready(bool is_ready) { is_ready_ = is_ready; }

  /// Until so many requests have reached the handler and gone as far as they can.
  void wait_for_requests(std::uint64_t count);

  static http::ServerOptions small_options() {
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.sweep = std::chrono::milliseconds{5};
    return options;
  }

 private:
  static engine::Settings settings();
  static std::vector<std::unique_ptr<http::Source>> sources();

  template <class Work>
  auto with_store(Work work) {
    auto job = [this, work]() -> Result<decltype(work(store_->ports()))> {
      return work(store_->ports());
    };
    return *net::await_on(threads_.at(0), net::run_on(worker_, job));
  }

  TempFolder folder_;
  FakeClock clock_;
  std::unique_ptr<storage::SqliteStore> store_{
      *storage::SqliteStore::open(folder_.file("qunguan.db"))};
  engine::Moderator moderator_{store_->ports(), settings()};
  StoreBatches batches_{*store_, moderator_};
  engine::CurrentBook book_;
  net::IoThreads threads_{1};
  net::Worker worker_;
  http::WebhookHandler handler_;
  std::atomic<bool> is_ready_{true};
  http::Router router_{handler_,
                       {.is_ready = [this] { return is_ready_.load(); },
                        .metrics = [] { return std::string{"qunguan_commits_total 1\n"}; }}};
  std::unique_ptr<http::Server> server_;
};

inline engine::Settings WebhookSite::settings() {
  engine::Settings settings;
  settings.sources = {{.name = "demo"}, {.name = "guarded"}, {.name = "wecom"}};
  settings.groups = {{.source = "demo", .id = GroupId{"g1"}, .name = "示范群"}};
  return settings;
}

inline std::vector<std::unique_ptr<http::Source>> WebhookSite::sources() {
  const auto webhooks = *gateways::StandardWebhooks::with_secrets({kSecret, kNextSecret});
  std::vector<std::unique_ptr<http::Source>> made;
  made.push_back(std::make_unique<http::GenericSource>("demo", "", webhooks));
  made.push_back(std::make_unique<http::GenericSource>("guarded", "letmein", webhooks));
  made.push_back(std::make_unique<http::WecomSource>("wecom", "", std::vector{official_crypto()}));
  return made;
}

inline WebhookSite::WebhookSite(std::size_t capacity, http::ServerOptions options)
    : worker_(batches_, capacity),
      handler_(sources(),
               {.moderation = worker_, .moderator = moderator_, .book = book_, .clock = clock_}),
      server_(*http::Server::start(threads_, router_, std::move(options))) {
  const auto book = book_against("百家乐");
  with_store([&](const engine::Store&) {
    moderator_.adopt(book, {}, clock_.now());
    return true;
  });
  book_.set(book);
}

inline std::vector<Event> WebhookSite::stored() {
  return with_store([](const engine::Store& store) {
    std::vector<Event> events;
    for (std::int64_t number = 1; std::optional<Event> event = store.journal.event(number);
         ++number)
      events.push_back(*std::move(event));
    return events;
  });
}

inline std::vector<MessageId> WebhookSite::cases() {
  return with_store([](const engine::Store& store) {
    std::vector<MessageId> messages;
    for (std::int64_t number = 1; const auto found = store.cases.find(number); ++number)
      messages.push_back(found->message);
    return messages;
  });
}

inline void WebhookSite::adopt_next(std::shared_ptr<const rules::PolicyBook> book) {
  batches_.at_next_begin([this, book] { moderator_.adopt(book, {}, clock_.now()); });
}

inline void WebhookSite::wait_for_requests(std::uint64_t count) {
  const auto nothing = []() -> boost::asio::awaitable<void> { co_return; };
  while (server().requests < count) std::this_thread::yield();
  net::await_on(threads_.at(0), nothing());
}

/// A POST with these headers, each ended by CRLF.
inline std::string post(const std::string& target, const std::string& headers,
                        const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The three headers of a signed webhook.
inline std::string signature_headers(const std::string& body, Instant at,
                                     const std::vector<std::string>& secrets = {kSecret}) {
  const std::string id = "msg_1";
  std::string signatures;
  for (const std::string& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += gateways::StandardWebhooks::with_secrets({secret})->sign(id, at, body);
  }
  return "webhook-id: " + id + "\r\nwebhook-timestamp: " + std::to_string(to_ms(at) / 1000) +
         "\r\nwebhook-signature: " + signatures + "\r\n";
}

inline std::string signed_post(const std::string& body, Instant at,
                               const std::string& target = "/hook/demo") {
  return post(target, signature_headers(body, at), body);
}

/// Somebody says something in g1.
inline std::string envelope(const std::string& id, Instant at, const std::string& text = "早") {
  Event event;
  event.id = EventId{id};
  event.type = EventType::MessageCreated;
  event.at = event.received_at = at;
  event.group = GroupId{"g1"};
  event.group_name = "示范群";
  event.message.sender.id = MemberId{"zhangsan"};
  event.message.text = text;
  return format_envelope(event);
}

}  // namespace qunguan::test
