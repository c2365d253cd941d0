#include "app/daemon_bench.hpp"

#include <stdexcept>

#include "qunguan/domain/envelope.hpp"
#include "qunguan/gateways/standard_webhooks.hpp"

namespace qunguan::test {
namespace {

const Zone& shanghai() {
  static const Zone kZone = *Zone::named("Asia/Shanghai");
  return kZone;
}

}  // namespace

DaemonBench::DaemonBench(const std::string& policy, const std::string& more) {
  write_policy(policy);
  write_config(more);
  start();
}

void DaemonBench::write_config(const std::string& more) {
  folder_.write(
      "qunguan.yaml",
      "server: { listen: \"127.0.0.1:0\" }\nstore: { path: " + folder_.file("qunguan.db") +
          " }\npolicies: [" + folder_.file("policy.yaml") +
          "]\nsettling: 0s\nsources:\n  - { name: demo, format: generic, secret: " + kSecret +
          " }\ngroups:\n  - { id: g1, name: 示范群, source: demo }\n" + more);
}

void DaemonBench::start() {
  std::vector<policy::Diagnostic> problems;
  std::optional<app::Config> settings = app::load_config(config(), problems);
  if (!settings) throw std::runtime_error{format(problems.at(0), policy::Language::English)};
  // A leap of the fake clock is no outage.
  settings->engine.gap = std::chrono::hours{36};
  const auto watch = [this](const engine::Action& action, const auto&) {
    const std::lock_guard lock{mutex_};
    lines_.push_back(format_action(action, shanghai()));
  };
  Result<std::unique_ptr<app::Daemon>> started =
      app::Daemon::start(*std::move(settings), clock_, watch);
  if (!started) throw std::runtime_error{started.error().message};
  daemon_ = *std::move(started);
}

void DaemonBench::move_to(Instant at) {
  if (at > clock_.now()) clock_.advance(at - clock_.now());
}

int DaemonBench::post(const Event& event) {
  move_to(event.at);
  const gateways::StandardWebhooks webhooks =
      *gateways::StandardWebhooks::with_secrets({std::string{kSecret}});
  const std::string id = event.id.text();
  const std::string body = format_envelope(event);
  const Instant now = clock_.now();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  RawClient client{daemon_->port()};
  return client
      .ask("POST /hook/demo HTTP/1.1\r\nHost: test\r\nwebhook-id: " + id +
           "\r\nwebhook-timestamp: " + std::to_string(seconds.count()) +
           "\r\nwebhook-signature: " + webhooks.sign(id, now, body) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body)
      .status;
}

void DaemonBench::wait_until(Instant at) {
  move_to(at);
  Event ping;
  ping.id = EventId{"ping-" + std::to_string(++pings_)};
  ping.type = EventType::Ping;
  ping.at = at;
  static_cast<void>(post(ping));
}

RawClient::Answer DaemonBench::get(const std::string& path) {
  RawClient client{daemon_->port()};
  return client.ask("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
}

std::vector<std::string> DaemonBench::take() {
  const std::lock_guard lock{mutex_};
  return std::exchange(lines_, {});
}

Event DaemonBench::message(const std::string& id, const std::string& sender,
                           const std::string& text) const {
  Event event;
  event.id = EventId{id};
  event.type = EventType::MessageCreated;
  event.at = clock_.now();
  event.group = GroupId{"g1"};
  event.message.id = MessageId{id};
  event.message.sender.id = MemberId{sender};
  event.message.text = text;
  return event;
}

}  // namespace qunguan::test
