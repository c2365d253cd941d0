#include "app/daemon.hpp"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <spdlog/spdlog.h>

#include "app/backup.hpp"
#include "app/booking.hpp"
#include "app/control.hpp"
#include "app/files.hpp"
#include "app/metrics.hpp"
#include "app/moderation.hpp"
#include "app/policy_files.hpp"
#include "qunguan/delivery/dispatcher.hpp"
#include "qunguan/engine/confirming_queue.hpp"
#include "qunguan/http/server.hpp"
#include "qunguan/net/await.hpp"
#include "qunguan/net/http_transport.hpp"
#include "qunguan/net/io_threads.hpp"
#include "qunguan/wecom/channels.hpp"

namespace qunguan::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kWaitingJobs = 8'192;  // events that wait for moderation; more get a 503
constexpr Duration kBetweenBackups = std::chrono::minutes{1};  // also after one that failed
constexpr Duration kLastCalls = std::chrono::seconds{12};  // a little more than one call may take

std::size_t thread_count(const Config& config) {
  if (config.threads > 0) return static_cast<std::size_t>(config.threads);
  // Moderation and the kernel want a core, too.
  return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 4);
}

/// A channel with all that it calls through.
struct Line {
  std::unique_ptr<net::HttpTransport> transport;
  std::unique_ptr<wecom::ApiClient> app;
  std::unique_ptr<wecom::RobotClient> robot;
  std::unique_ptr<delivery::Channel> channel;
};

Result<Line> open_line(const ChannelConfig& config, const net::Clock& clock) {
  Line line;
  Result<std::unique_ptr<net::HttpTransport>> transport =
      net::HttpTransport::create({.extra_ca_file = config.ca_file});
  if (!transport) return transport.error();
  line.transport = *std::move(transport);
  if (config.kind == ChannelConfig::Kind::WecomApp) {
    line.app =
        std::make_unique<wecom::ApiClient>(wecom::ApiClient::Settings{.base = config.base_url,
                                                                      .corp_id = config.corp_id,
                                                                      .secret = config.secret,
                                                                      .agent_id = config.agent_id},
                                           *line.transport, clock);
    line.channel = std::make_unique<wecom::AppChannel>(config.name, *line.app, clock);
  } else {
    line.robot = std::make_unique<wecom::RobotClient>(*line.transport, config.base_url);
    line.channel =
        std::make_unique<wecom::RobotChannel>(config.name, config.key, *line.robot, clock);
  }
  return line;
}

Result<std::unique_ptr<http::Source>> open_source(const SourceConfig& config) {
  const std::string& name = config.engine.name;
  if (config.format == SourceConfig::Format::Generic) {
    Result<gateways::StandardWebhooks> webhooks =
        gateways::StandardWebhooks::with_secrets(config.secrets);
    if (!webhooks)
      return Error{webhooks.error().code, "source " + name + ": " + webhooks.error().message};
    return std::unique_ptr<http::Source>{
        std::make_unique<http::GenericSource>(name, config.url_secret, *std::move(webhooks))};
  }
  std::vector<wecom::CallbackCrypto> keys;
  for (std::size_t i = 0; i < config.tokens.size(); ++i) {
    Result<wecom::CallbackCrypto> crypto =
        wecom::CallbackCrypto::create({.token = config.tokens[i],
                                       .encoding_aes_key = config.aes_keys[i],
                                       .receive_id = config.receive_id});
    if (!crypto)
      return Error{crypto.error().code, "source " + name + ": " + crypto.error().message};
    keys.push_back(*std::move(crypto));
  }
  return std::unique_ptr<http::Source>{
      std::make_unique<http::WecomSource>(name, config.url_secret, std::move(keys))};
}

engine::Store watch_outbox(engine::Store store, engine::Outbox& outbox) {
  return {.journal = store.journal,
          .rosters = store.rosters,
          .timers = store.timers,
          .cases = store.cases,
          .ledger = store.ledger,
          .outbox = outbox,
          .watch = store.watch,
          .audit = store.audit,
          .transaction = store.transaction};
}

void log(const std::vector<policy::Diagnostic>& problems) {
  for (const policy::Diagnostic& problem : problems) {
    const bool is_error = problem.severity == policy::Diagnostic::Severity::Error;
    spdlog::log(is_error ? spdlog::level::err : spdlog::level::warn, "{}",
                format(problem, policy::Language::Chinese));
  }
}

}  // namespace

/// In the order of dependence, so that destruction stops accepting, finishes requests, drains
/// moderation and closes the database.
struct Daemon::Parts {
  Parts(Config given, const net::Clock& time, Watcher observer,
        std::unique_ptr<storage::SqliteStore> opened)
      : config(std::move(given)),
        clock(time),
        store(std::move(opened)),
        watcher(std::move(observer)),
        outbox(
            store->ports().outbox,
            [this](const engine::Action& action, const std::vector<engine::Delivery>& deliveries) {
              note(action, deliveries);
            }),
        moderator(watch_outbox(store->ports(), outbox), config.engine),
        deliveries(store->deliveries(), moderator),
        files(config) {}

  ~Parts() {
    control.reset();
    server.reset();
    if (dispatcher) {
      dispatcher->stop();
      dispatcher->wait(kLastCalls);
    }
    // A call that takes longer would come back to a worker that is gone.
    if (threads) threads->stop();
  }

  void note(const engine::Action& action, const std::vector<engine::Delivery>& deliveries) {
    if (!deliveries.empty()) moderation.note_delivery();
    if (watcher) watcher(action, deliveries);
  }

  Result<void> open_book();
  void adopt(const Shelf& shelf);
  Result<void> open_lines();
  Result<void> open_server();
  Result<void> open_control();
  asio::awaitable<Result<std::string>> obey(std::string line);
  std::string metrics();

  const Config config;
  const net::Clock& clock;
  std::unique_ptr<storage::SqliteStore> store;
  Watcher watcher;
  engine::WatchedOutbox outbox;
  engine::Moderator moderator;
  engine::ConfirmingQueue deliveries;
  engine::CurrentBook current;
  PolicyFiles files;
  Instant next_backup = Instant::min();  // when to look whether one is due
  std::atomic<bool> has_bad_policy{false};
  std::atomic<bool> is_ready{false};
  Moderation moderation{{.store = *store,
                         .moderator = moderator,
                         .clock = clock,
                         .retention = config.engine.retention,
                         .boot = read_boot_id(),
                         .wake_delivery = [this] {
                           if (dispatcher) dispatcher->wake();
                         }}};
  std::vector<Line> lines;
  std::unique_ptr<http::WebhookHandler> webhooks;
  std::unique_ptr<http::Router> router;
  std::unique_ptr<net::IoThreads> threads;
  std::unique_ptr<delivery::Dispatcher> dispatcher;  // its alarms live in a thread's context
  std::unique_ptr<net::Worker> worker;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<ControlSocket> control;
};

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Daemon::~Daemon() = default;

std::uint16_t Daemon::port() const { return parts_->server->port(); }

Result<std::unique_ptr<Daemon>> Daemon::start(Config config, const net::Clock& clock,
                                              Watcher watcher) {
  const std::filesystem::path folder = std::filesystem::path{config.store_path}.parent_path();
  std::error_code failure;
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  Result<std::unique_ptr<storage::SqliteStore>> store =
      storage::SqliteStore::open(config.store_path);
  if (!store) return store.error();
  auto parts =
      std::make_unique<Parts>(std::move(config), clock, std::move(watcher), *std::move(store));
  if (const Result<void> opened = parts->open_book(); !opened) return opened.error();
  if (const Result<void> opened = parts->open_lines(); !opened) return opened.error();
  if (const Result<void> opened = parts->open_server(); !opened) return opened.error();
  if (const Result<void> opened = parts->open_control(); !opened) return opened.error();
  parts->dispatcher->start();
  parts->is_ready = true;
  return std::unique_ptr<Daemon>{new Daemon{std::move(parts)}};
}

/// What is on disk or, where that is broken, what was last in force. Before there are threads.
Result<void> Daemon::Parts::open_book() {
  Shelf shelf = files.read();
  log(shelf.problems);
  has_bad_policy = shelf.book == nullptr;
  if (has_bad_policy) {
    Result<Shelf> kept = last_good(*store, shelf, config);
    if (!kept) return kept.error();
    shelf = *std::move(kept);
    spdlog::error("the files on disk are broken; in force stay the {} policies that were last good",
                  shelf.book->policies().size());
  }
  // What fell due while we were down did so under what was in force then.
  const std::optional<Shelf> kept = has_bad_policy ? std::nullopt : former(*store, shelf, config);
  store->begin();
  store->set_purpose(config.purpose);
  if (kept) moderator.adopt(kept->book, kept->directory, clock.now());
  adopt(shelf);
  if (const Result<void> committed = store->commit(); !committed)
    spdlog::error("the policies could not be stored: {}", committed.error().message);
  current.set(shelf.book);
  return {};
}

/// On the moderation thread, or before there is one.
void Daemon::Parts::adopt(const Shelf& shelf) {
  const Instant now = clock.now();
  moderator.adopt(shelf.book, shelf.directory, now);
  // What stands in for broken files is stored already.
  if (has_bad_policy) return;
  store->save_policies(shelf.files, now);
  store->save_directory(shelf.people);
}

Result<void> Daemon::Parts::open_lines() {
  for (const ChannelConfig& channel : config.channels) {
    Result<Line> line = open_line(channel, clock);
    if (!line)
      return Error{line.error().code, "channel " + channel.name + ": " + line.error().message};
    lines.push_back(*std::move(line));
  }
  return {};
}

Result<void> Daemon::Parts::open_server() {
  std::vector<std::unique_ptr<http::Source>> sources;
  for (const SourceConfig& one : config.sources) {
    Result<std::unique_ptr<http::Source>> source = open_source(one);
    if (!source) return source.error();
    sources.push_back(*std::move(source));
  }
  threads = std::make_unique<net::IoThreads>(thread_count(config));
  worker = std::make_unique<net::Worker>(moderation, kWaitingJobs);
  dispatcher = std::make_unique<delivery::Dispatcher>(threads->at(0).get_executor(), *worker,
                                                      deliveries, clock);
  for (const Line& line : lines) dispatcher->add(*line.channel);
  webhooks = std::make_unique<http::WebhookHandler>(
      std::move(sources),
      http::WebhookHandler::Ports{
          .moderation = *worker, .moderator = moderator, .book = current, .clock = clock});
  router = std::make_unique<http::Router>(
      *webhooks,
      http::Router::Answers{.is_ready = [this] { return is_ready && moderation.is_healthy(); },
                            .metrics = [this] { return metrics(); }});
  Result<std::unique_ptr<http::Server>> started =
      http::Server::start(*threads, *router,
                          {.listen = config.listen_host + ":" + std::to_string(config.listen_port),
                           .trusted_networks = config.trusted_proxies});
  if (!started) return started.error();
  server = *std::move(started);
  return {};
}

/// Carries a command of the control socket out.
asio::awaitable<Result<std::string>> Daemon::Parts::obey(std::string line) {
  const Result<BookingRequest> request = parse_booking(line);
  if (!request) co_return request.error();
  auto work = [this, &request] { return app::book(store->ports(), *request, clock.now()); };
  Result<std::string> booked = co_await net::run_on(*worker, work);
  co_return booked;
}

Result<void> Daemon::Parts::open_control() {
  auto handle = [this](std::string line) { return obey(std::move(line)); };
  Result<std::unique_ptr<ControlSocket>> opened =
      ControlSocket::open(threads->at(0).get_executor(), config.control_path, handle);
  if (!opened) return opened.error();
  control = *std::move(opened);
  return {};
}

std::string Daemon::Parts::metrics() {
  return write_metrics({.server = server->counters(),
                        .webhooks = webhooks->counters(),
                        .engine = moderator.counters(),
                        .delivery = dispatcher->counters(),
                        .moderation = moderation,
                        .policies = current.get()->policies().size(),
                        .has_bad_policy = has_bad_policy});
}

void Daemon::reload_if_changed() {
  if (parts_->files.has_changed()) reload();
}

void Daemon::reload() {
  Parts& parts = *parts_;
  const Shelf shelf = parts.files.read();
  log(shelf.problems);
  parts.has_bad_policy = shelf.book == nullptr;
  if (shelf.book == nullptr)
    return spdlog::error("the policies were not reloaded; the last good ones stay in force");
  auto work = [&parts, &shelf] {
    parts.adopt(shelf);
    return Result<void>{};
  };
  const Result<void> adopted =
      net::await_on(parts.threads->at(0), net::run_on(*parts.worker, work));
  if (!adopted) {
    parts.files.forget();
    return spdlog::error("the policies could not be adopted: {}", adopted.error().message);
  }
  parts.current.set(shelf.book);
  spdlog::info("policies reloaded: {}", shelf.book->policies().size());
}

void Daemon::back_up_if_due() {
  Parts& parts = *parts_;
  const BackupConfig& settings = parts.config.backup;
  const Instant now = parts.clock.now();
  if (settings.folder.empty() || now < parts.next_backup) return;
  parts.next_backup = now + kBetweenBackups;
  const Backups backups{settings, parts.config.store_path};
  if (!backups.is_due(now)) return;
  const Result<Backups::Copy> copy = backups.make(now);
  if (!copy) return spdlog::error("backup failed: {}", copy.error().message);
  const std::string made = copy->path + " ok, sha256 " + copy->sha256;
  spdlog::info("backup {}", made);
  auto note = [&parts, &made, now] {
    parts.store->ports().audit.note(now, "daemon", "backup", made);
    return Result<void>{};
  };
  if (!net::await_on(parts.threads->at(0), net::run_on(*parts.worker, note)))
    spdlog::warn("the backup could not be noted in the audit");
}

std::string Daemon::summary() const {
  return "listening on " + parts_->config.listen_host + ":" + std::to_string(port()) + "; " +
         std::to_string(parts_->current.get()->policies().size()) + " policies, " +
         std::to_string(parts_->config.engine.groups.size()) + " groups";
}

}  // namespace qunguan::app
