#include <iostream>

#include <nlohmann/json.hpp>
#include <openssl/rand.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/files.hpp"
#include "qunguan/domain/zone.hpp"
#include "qunguan/gateways/standard_webhooks.hpp"
#include "qunguan/net/await.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/http_transport.hpp"

namespace qunguan::app {
namespace {

std::string random_id() {
  std::array<unsigned char, 12> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string id = "msg_";
  for (const unsigned char byte : bytes) {
    id += kHex[byte >> 4U];
    id += kHex[byte & 15U];
  }
  return id;
}

/// A message of design 3.3, made of what the command line says.
std::string write_message(const SendOptions& options, const std::string& id, Instant now) {
  nlohmann::json data{{"v", 1},
                      {"group_id", options.group},
                      {"message_id", id},
                      {"kind", options.kind},
                      {"text", options.text},
                      {"sender", {{"id", options.sender}}}};
  if (!options.mentions.empty()) data["mentions"] = options.mentions;
  if (!options.nickname.empty()) data["sender"]["group_nickname"] = options.nickname;
  const nlohmann::json envelope{
      {"id", id}, {"type", "message.created"}, {"timestamp", Zone{}.format(now)}, {"data", data}};
  return envelope.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::string> read_body(const SendOptions& options, const std::string& id, Instant now) {
  if (options.envelope.empty()) return write_message(options, id, now);
  if (options.envelope != "-") return read_file(options.envelope);
  return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
}

Result<net::HttpResponse> post(net::HttpRequest request) {
  Result<std::unique_ptr<net::HttpTransport>> transport = net::HttpTransport::create({});
  if (!transport) return transport.error();
  return net::await_here((*transport)->send(std::move(request)));
}

}  // namespace

int send(const SendOptions& options, Streams streams) {
  std::vector<policy::Diagnostic> problems;
  const std::optional<Config> config = load_config(options.config, problems);
  if (!config) {
    print(problems, policy::Language::Chinese, streams.err);
    return kCouldNotRun;
  }
  const SourceConfig* source = config->source(options.source);
  if (source == nullptr || source->format != SourceConfig::Format::Generic) {
    streams.err << "配置里没有名为 " << options.source << " 的 generic 来源\n";
    return kCouldNotRun;
  }
  const Result<gateways::StandardWebhooks> webhooks =
      gateways::StandardWebhooks::with_secrets(source->secrets);
  const Instant now = net::SystemClock{}.now();
  const std::string id = random_id();
  const Result<std::string> body = read_body(options, id, now);
  if (!webhooks || !body) {
    streams.err << (webhooks ? body.error() : webhooks.error()).message << '\n';
    return kCouldNotRun;
  }
  const std::string seconds = std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  std::string path = "/hook/" + options.source;
  if (!source->url_secret.empty()) path += "/" + source->url_secret;
  const Result<net::HttpResponse> answer = post(
      {.method = "POST",
       .url = "http://" + config->listen_host + ":" + std::to_string(config->listen_port) + path,
       .headers = {{"content-type", "application/json"},
                   {"webhook-id", id},
                   {"webhook-timestamp", seconds},
                   {"webhook-signature", webhooks->sign(id, now, *body)}},
       .body = *body});
  if (!answer) {
    streams.err << "没有送到：" << answer.error().message << "\n";
    return kCouldNotRun;
  }
  streams.out << answer->status << (answer->status == 200 ? " 已收下 " + id : " " + answer->body)
              << std::endl;
  return answer->status == 200 ? kDone : kFoundErrors;
}

}  // namespace qunguan::app
