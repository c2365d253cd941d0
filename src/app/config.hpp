#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/zone.hpp"
#include "qunguan/engine/settings.hpp"
#include "qunguan/policy/diagnostic.hpp"

namespace qunguan::app {

/// One place that sends us events.
struct SourceConfig {
  enum class Format { Generic, Wecom };

  engine::SourceSettings engine;
  Format format = Format::Generic;
  std::vector<std::string> secrets;           // Generic: `whsec_…`, all of them valid
  std::vector<std::string> tokens, aes_keys;  // Wecom: pairs by position
  std::string receive_id;                     // Wecom: the corp id
  std::string url_secret;  // of /hook/{source}/{secret}; empty: none is asked for
};

/// One way to act on a platform.
struct ChannelConfig {
  enum class Kind { WecomApp, WecomRobot };

  std::string name;
  Kind kind = Kind::WecomApp;
  std::string base_url = "https://qyapi.weixin.qq.com";
  std::string corp_id, secret;  // WecomApp
  std::int64_t agent_id = 0;    // WecomApp
  std::string key;              // WecomRobot
  std::string ca_file;          // certificates to trust besides the system's; empty: none
};

/// Where copies of the store go, and when.
struct BackupConfig {
  std::string folder;                   // empty: none are made
  Duration at = std::chrono::hours{3};  // after local midnight
  int keep = 7;                         // copies
  Zone zone;
};

/// The daemon's configuration file, read and checked. Unknown keys are mistakes.
struct Config {
  std::string file;
  std::string listen_host = "127.0.0.1";
  std::uint16_t listen_port = 8080;
  std::vector<std::string> trusted_proxies;
  int threads = 0;  // network threads; 0: by the machine
  std::string store_path = "var/qunguan.db";
  std::string purpose;       // written into the store; not a key of the file
  std::string control_path;  // by default beside the store
  std::vector<std::string> policy_paths;
  std::string directory_path;  // empty: none
  std::map<std::string, std::string>
      classifiers;  // files of `qunguan train`, by the name in policies
  std::string log_level = "info";
  std::vector<SourceConfig> sources;
  std::vector<ChannelConfig> channels;
  BackupConfig backup;
  engine::Settings engine;

  const SourceConfig* source(const std::string& name) const;
};

/// Reads the file and the secrets that it points to.
///
/// What is wrong is added to `problems`; nothing comes back when anything is. A file with secrets
/// in it that others may read is only warned of.
std::optional<Config> load_config(const std::string& path,
                                  std::vector<policy::Diagnostic>& problems);

/// What that file says, or the defaults: its mistakes are another command's business, and it need
/// not exist.
Config config_or_default(const std::string& path);

}  // namespace qunguan::app
