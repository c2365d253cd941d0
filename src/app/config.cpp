#include "app/config.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <set>

#include <sys/stat.h>

#include "app/files.hpp"
#include "app/secret.hpp"
#include "qunguan/gateways/standard_webhooks.hpp"
#include "qunguan/policy/config_reader.hpp"

namespace qunguan::app {
namespace {

using policy::ConfigReader;
using policy::Diagnostics;
using policy::Node;

/// One per store, so that two daemons in one folder do not share it.
std::string socket_beside(const std::string& store) {
  const std::filesystem::path path{store};
  return (path.extension() == ".db" ? path.parent_path() / path.stem() : path).string() + ".sock";
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_whole = failure == std::errc{} && stop == text.data() + text.size();
  return is_whole ? std::optional{port} : std::nullopt;
}

/// `03:00`
std::optional<Duration> read_time_of_day(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    const bool are_two =
        text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
    return are_two ? (text[at] - '0') * 10 + text[at + 1] - '0' : 99;
  };
  if (text.size() != 5 || text[2] != ':' || digits(0) > 23 || digits(3) > 59) return std::nullopt;
  return std::chrono::hours{digits(0)} + std::chrono::minutes{digits(3)};
}

/// Reads the sections of one configuration file.
class ConfigFile {
 public:
  ConfigFile(const Node& root, Diagnostics& diagnostics) : root_(root), diagnostics_(diagnostics) {}

  Config read() {
    ConfigReader reader{root_, diagnostics_};
    config_.file = diagnostics_.file();
    section(reader, "server", [&](ConfigReader& server) { read_server(server); });
    section(reader, "store", [&](ConfigReader& store) {
      config_.store_path = store.text_or("path", config_.store_path);
    });
    section(reader, "control",
            [&](ConfigReader& control) { config_.control_path = control.text_or("socket", ""); });
    section(reader, "retention", [&](ConfigReader& retention) {
      config_.engine.retention = retention.duration_or("messages", config_.engine.retention);
    });
    section(reader, "backup", [&](ConfigReader& backup) { read_backup(backup); });
    section(reader, "log", [&](ConfigReader& log) { read_log(log); });
    config_.policy_paths = reader.texts("policies");
    config_.directory_path = reader.text_or("directory", "");
    section(reader, "classifiers", [&](ConfigReader& named) {
      for (const policy::Entry& entry : named.node().entries)
        config_.classifiers[entry.key] = named.text(entry.key);
    });
    config_.engine.settling = reader.duration_or("settling", config_.engine.settling);
    for (const Node* node : reader.items("sources")) read_source(*node);
    for (const Node* node : reader.items("channels")) read_channel(*node);
    for (const Node* node : reader.items("groups")) read_group(*node);
    static_cast<void>(reader.finish());
    if (config_.control_path.empty()) config_.control_path = socket_beside(config_.store_path);
    for (const SourceConfig& source : config_.sources)
      config_.engine.sources.push_back(source.engine);
    return std::move(config_);
  }

  bool holds_secrets() const { return holds_secrets_; }

 private:
  template <class Read>
  void section(ConfigReader& reader, const std::string& key, Read read) {
    const Node* node = reader.find(key);
    if (node == nullptr) return;
    ConfigReader inner{*node, diagnostics_};
    read(inner);
    static_cast<void>(inner.finish());
  }

  void read_server(ConfigReader& server) {
    const std::string listen = server.text_or("listen", "127.0.0.1:8080");
    const std::size_t colon = listen.rfind(':');
    const std::optional<std::uint16_t> port =
        colon == listen.npos ? std::nullopt : read_port(listen.substr(colon + 1));
    if (port && colon > 0) {
      config_.listen_host = listen.substr(0, colon);
      config_.listen_port = *port;
    } else {
      server.mistake(
          server.node().find("listen")->at, "bad-address",
          {"“" + listen + "”不是监听地址", "'" + listen + "' is no address to listen on"},
          {"写成 \"127.0.0.1:8080\"", "write \"127.0.0.1:8080\""});
    }
    config_.trusted_proxies = server.texts("trusted_proxies");
    config_.threads = static_cast<int>(server.integer_or("threads", 0, 0, 64));
  }

  void read_backup(ConfigReader& backup) {
    config_.backup.folder = backup.text("folder");
    config_.backup.keep = static_cast<int>(backup.integer_or("keep", 7, 1, 10'000));
    const std::string at = backup.text_or("at", "03:00");
    const std::optional<Duration> time = read_time_of_day(at);
    if (time)
      config_.backup.at = *time;
    else
      backup.mistake(backup.find("at")->at, "bad-time",
                     {"“" + at + "”不是几点几分", "'" + at + "' is no time of day"},
                     {"写成 \"03:00\"", "write \"03:00\""});
    const std::string zone = backup.text_or("timezone", "Asia/Shanghai");
    if (const Result<Zone> named = Zone::named(zone))
      config_.backup.zone = *named;
    else
      backup.mistake(backup.find("timezone")->at, "unknown-timezone",
                     {"没有时区“" + zone + "”", "there is no time zone '" + zone + "'"},
                     {"写成 Asia/Shanghai", "write Asia/Shanghai"});
  }

  void read_log(ConfigReader& log) {
    static const std::vector<std::string> kLevels{"debug", "info", "warn", "error"};
    config_.log_level = kLevels[log.choice_or("level", kLevels, 1)];
  }

  std::string read_secret(const Node& node) {
    holds_secrets_ = holds_secrets_ || !node.is_map();
    return app::read_secret(node, diagnostics_);
  }

  std::vector<std::string> read_secrets(ConfigReader& reader, const std::string& key) {
    std::vector<std::string> secrets;
    static_cast<void>(reader.require(key));
    for (const Node* node : reader.items(key))
      if (std::string secret = read_secret(*node); !secret.empty())
        secrets.push_back(std::move(secret));
    return secrets;
  }

  std::string read_name(ConfigReader& reader, std::set<std::string>& taken) {
    std::string name = reader.text("name");
    if (name.empty()) return name;
    if (name.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != name.npos)
      reader.mistake(reader.node().find("name")->at, "bad-name",
                     {"名字“" + name + "”只能用字母、数字、- 和 _",
                      "the name '" + name + "' may have letters, digits, - and _"});
    if (!taken.insert(name).second)
      reader.mistake(reader.node().find("name")->at, "duplicate-name",
                     {"名字“" + name + "”用了两次", "the name '" + name + "' is used twice"});
    return name;
  }

  void read_source(const Node& node) {
    ConfigReader reader{node, diagnostics_};
    SourceConfig source;
    source.engine.name = read_name(reader, source_names_);
    static_cast<void>(reader.require("format"));
    source.format =
        static_cast<SourceConfig::Format>(reader.choice_or("format", {"generic", "wecom"}, 0));
    if (source.format == SourceConfig::Format::Generic)
      read_generic_source(reader, source);
    else
      read_wecom_source(reader, source);
    source.engine.act_within = reader.duration_or("act_within", source.engine.act_within);
    source.engine.redelivers = reader.duration_or("redelivers", source.engine.redelivers);
    for (const std::string& id : reader.texts("bots")) source.engine.bots.emplace_back(id);
    if (const Node* secret = reader.find("url_secret")) source.url_secret = read_secret(*secret);
    static_cast<void>(reader.finish());
    config_.sources.push_back(std::move(source));
  }

  void read_generic_source(ConfigReader& reader, SourceConfig& source) {
    source.secrets = read_secrets(reader, "secret");
    for (const std::string& secret : source.secrets)
      if (const auto keys = gateways::StandardWebhooks::with_secrets({secret}); !keys)
        reader.mistake(reader.node().find("secret")->at, "bad-secret",
                       {"secret 应为 whsec_ 加 base64，24 到 64 字节", keys.error().message},
                       {"生成一个：echo whsec_$(openssl rand -base64 32)",
                        "run: echo whsec_$(openssl rand -base64 32)"});
  }

  void read_wecom_source(ConfigReader& reader, SourceConfig& source) {
    source.tokens = read_secrets(reader, "token");
    source.aes_keys = read_secrets(reader, "encoding_aes_key");
    source.receive_id = reader.text("receive_id");
    if (source.tokens.size() != source.aes_keys.size())
      reader.mistake(
          reader.node().at, "unpaired-keys",
          {"token 和 encoding_aes_key 要一一对应", "token and encoding_aes_key come in pairs"});
    for (const std::string& key : source.aes_keys)
      if (key.size() != 43)
        reader.mistake(reader.node().find("encoding_aes_key")->at, "bad-key",
                       {"encoding_aes_key 应为 43 个字符", "encoding_aes_key has 43 characters"},
                       {"从企业微信管理后台重新复制", "copy it again from the WeCom console"});
  }

  void read_channel(const Node& node) {
    ConfigReader reader{node, diagnostics_};
    ChannelConfig channel;
    channel.name = read_name(reader, channel_names_);
    static_cast<void>(reader.require("kind"));
    channel.kind =
        static_cast<ChannelConfig::Kind>(reader.choice_or("kind", {"wecom_app", "wecom_robot"}, 0));
    channel.base_url = reader.text_or("base_url", channel.base_url);
    channel.ca_file = reader.text_or("ca_file", "");
    const Node* secret =
        reader.require(channel.kind == ChannelConfig::Kind::WecomApp ? "secret" : "key");
    const std::string value = secret == nullptr ? "" : read_secret(*secret);
    if (channel.kind == ChannelConfig::Kind::WecomApp) {
      channel.secret = value;
      channel.corp_id = reader.text("corp_id");
      channel.agent_id = reader.integer("agent_id", 1);
    } else {
      channel.key = value;
    }
    static_cast<void>(reader.finish());
    config_.channels.push_back(std::move(channel));
  }

  void check_known(ConfigReader& reader, const std::string& key, const std::string& name,
                   const std::set<std::string>& known) {
    if (name.empty() || known.contains(name)) return;
    const std::string meant = policy::closest(name, {known.begin(), known.end()});
    reader.mistake(
        reader.node().find(key)->at, "unknown-name",
        {"没有叫“" + name + "”的 " + key, "there is no " + key + " named '" + name + "'"},
        meant.empty() ? policy::Words{}
                      : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
  }

  void read_group(const Node& node) {
    ConfigReader reader{node, diagnostics_};
    engine::GroupSettings group;
    group.id = GroupId{reader.text("id")};
    group.name = reader.text_or("name", "");
    group.source = reader.text("source");
    group.channel = reader.text_or("channel", "");
    group.chat_id = reader.text_or("chat_id", "");
    check_known(reader, "source", group.source, source_names_);
    check_known(reader, "channel", group.channel, channel_names_);
    for (const engine::GroupSettings& other : config_.engine.groups)
      if (other.id == group.id && other.source == group.source)
        reader.mistake(node.at, "duplicate-group",
                       {"群 " + group.id.text() + " 写了两次",
                        "the group " + group.id.text() + " stands twice"});
    static_cast<void>(reader.finish());
    group.private_sources = private_sources_of(group);
    config_.engine.groups.push_back(std::move(group));
  }

  /// 1:1 messages of the company that the group's channel belongs to come from the same people.
  std::vector<std::string> private_sources_of(const engine::GroupSettings& group) const {
    std::vector<std::string> names{group.source};
    for (const ChannelConfig& channel : config_.channels)
      for (const SourceConfig& source : config_.sources)
        if (channel.name == group.channel && !channel.corp_id.empty() &&
            source.receive_id == channel.corp_id)
          names.push_back(source.engine.name);
    return names;
  }

  const Node& root_;
  Diagnostics& diagnostics_;
  Config config_;
  bool holds_secrets_ = false;
  std::set<std::string> source_names_, channel_names_;
};

void warn_of_readers(const std::string& path, Diagnostics& diagnostics) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & 077U) == 0) return;
  diagnostics.warn(
      {}, "readable-secrets",
      {"配置里有密钥，但其他用户也能读这个文件", "the file holds secrets and others may read it"},
      {"运行 chmod 600 " + path, "run chmod 600 " + path});
}

}  // namespace

const SourceConfig* Config::source(const std::string& name) const {
  for (const SourceConfig& one : sources)
    if (one.engine.name == name) return &one;
  return nullptr;
}

std::optional<Config> load_config(const std::string& path,
                                  std::vector<policy::Diagnostic>& problems) {
  Diagnostics diagnostics{path};
  std::optional<Config> config;
  const Result<std::string> text = read_file(path);
  if (!text)
    diagnostics.error({}, "no-file",
                      {"读不了配置文件：" + text.error().message, text.error().message},
                      {"用 --config 指定配置文件", "name the configuration with --config"});
  const std::optional<Node> root = text ? policy::read_yaml(*text, diagnostics) : std::nullopt;
  if (root) {
    ConfigFile file{*root, diagnostics};
    config = file.read();
    if (file.holds_secrets()) warn_of_readers(path, diagnostics);
  }
  std::ranges::copy(diagnostics.in_order(), std::back_inserter(problems));
  if (diagnostics.has_errors()) return std::nullopt;
  return config;
}

Config config_or_default(const std::string& path) {
  std::vector<policy::Diagnostic> ignored;
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) return {};
  return load_config(path, ignored).value_or(Config{});
}

}  // namespace qunguan::app
