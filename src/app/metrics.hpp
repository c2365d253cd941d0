#pragma once

#include <string>

#include "app/moderation.hpp"
#include "qunguan/delivery/dispatcher.hpp"
#include "qunguan/engine/moderator.hpp"
#include "qunguan/http/server.hpp"
#include "qunguan/http/webhook_handler.hpp"

namespace qunguan::app {

/// Everything that counts something.
struct Meters {
  const http::ServerCounters& server;
  const http::WebhookCounters& webhooks;
  const engine::Counters& engine;
  const delivery::Counters& delivery;
  const Moderation& moderation;
  std::size_t policies = 0;
  bool has_bad_policy = false;  // what is on disk is not what is in force
};

/// The figures as Prometheus text, exposition format 0.0.4.
std::string write_metrics(const Meters& meters);

}  // namespace qunguan::app
