#include "app/metrics.hpp"

#include <array>

namespace qunguan::app {
namespace {

constexpr std::array<const char*, http::kRefusals> kRefusals{
    "full",           "address_full", "no_descriptors",   "malformed", "too_slow",
    "body_too_large", "uri_too_long", "header_too_large", "failed"};

/// Writes one family after the other.
class Exposition {
 public:
  void family(const char* name, const char* type, const char* help) {
    name_ = name;
    text_ += std::string{"# HELP "} + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
  }
  void value(std::uint64_t number, const std::string& labels = {}) {
    text_ +=
        name_ + (labels.empty() ? "" : "{" + labels + "}") + " " + std::to_string(number) + "\n";
  }
  void one(const char* name, const char* type, const char* help, std::uint64_t number) {
    family(name, type, help);
    value(number);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string name_, text_;
};

std::string label(const char* name, const char* value) {
  return std::string{name} + "=\"" + value + "\"";
}

void write_http(const Meters& meters, Exposition& out) {
  out.one("qunguan_connections_total", "counter", "Connections accepted.", meters.server.accepted);
  out.one("qunguan_connections_open", "gauge", "Connections that are open.", meters.server.open);
  out.one("qunguan_requests_total", "counter", "Requests that were read whole.",
          meters.server.requests);
  out.family("qunguan_refused_total", "counter",
             "Connections and requests turned away, by reason.");
  for (std::size_t i = 0; i < kRefusals.size(); ++i)
    out.value(meters.server.refused[i], label("reason", kRefusals[i]));
  out.family("qunguan_webhooks_total", "counter", "Webhooks, by what became of them.");
  out.value(meters.webhooks.accepted, label("result", "accepted"));
  out.value(meters.webhooks.malformed, label("result", "malformed"));
  out.value(meters.webhooks.forbidden, label("result", "forbidden"));
  out.value(meters.webhooks.unknown, label("result", "unknown"));
  out.value(meters.webhooks.unavailable, label("result", "unavailable"));
}

void write_engine(const Meters& meters, Exposition& out) {
  out.family("qunguan_events_total", "counter", "Events taken, by kind of treatment.");
  out.value(meters.engine.accepted, label("kind", "new"));
  out.value(meters.engine.duplicates, label("kind", "duplicate"));
  out.value(meters.engine.unknown_types, label("kind", "unknown_type"));
  out.value(meters.engine.ungoverned, label("kind", "ungoverned"));
  out.value(meters.engine.quarantined, label("kind", "quarantined"));
  out.one("qunguan_deadlines_total", "counter", "Deadlines that fell due.",
          meters.engine.deadlines);
  out.one("qunguan_messages_remembered", "gauge", "Messages kept in memory for the rules' windows.",
          meters.engine.remembered);
  out.one("qunguan_messages_forgotten_total", "counter",
          "Messages dropped from memory because it was full.", meters.engine.forgotten);
  out.one("qunguan_commits_total", "counter", "Batches committed.", meters.moderation.commits());
  out.one("qunguan_failed_commits_total", "counter", "Batches that could not be committed.",
          meters.moderation.failed_commits());
  out.one("qunguan_policies", "gauge", "Policies in force.", meters.policies);
  out.one("qunguan_policy_bad", "gauge",
          "1 while what is on disk is broken and an older version is in force.",
          meters.has_bad_policy ? 1 : 0);
}

void write_delivery(const Meters& meters, Exposition& out) {
  out.family("qunguan_deliveries_total", "counter", "Attempts to deliver, by outcome.");
  out.value(meters.delivery.done, label("outcome", "done"));
  out.value(meters.delivery.retried, label("outcome", "retried"));
  out.value(meters.delivery.failed, label("outcome", "failed"));
  out.value(meters.delivery.unknown, label("outcome", "unknown"));
  out.value(meters.delivery.expired, label("outcome", "expired"));
  out.value(meters.delivery.undeliverable, label("outcome", "undeliverable"));
}

}  // namespace

std::string write_metrics(const Meters& meters) {
  Exposition out;
  write_http(meters, out);
  write_engine(meters, out);
  write_delivery(meters, out);
  return out.take();
}

}  // namespace qunguan::app
