#include "app/secret.hpp"

#include <cstdlib>
#include <optional>

#include "app/files.hpp"
#include "qunguan/policy/config_reader.hpp"

namespace qunguan::app {
namespace {

using policy::ConfigReader;

std::optional<std::string> read_secret_file(ConfigReader& reader) {
  const Result<std::string> text = read_file(reader.text("file"));
  if (text) return text->substr(0, text->find_last_not_of(" \r\n\t") + 1);
  reader.mistake(reader.node().at, "no-secret",
                 {"读不了存放密钥的文件：" + text.error().message, text.error().message});
  return std::nullopt;
}

std::optional<std::string> read_variable(ConfigReader& reader, const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value != nullptr) return value;
  reader.mistake(
      reader.node().at, "no-secret",
      {"环境变量 " + name + " 没有设置", "the environment variable " + name + " is not set"});
  return std::nullopt;
}

std::optional<std::string> read_elsewhere(ConfigReader& reader) {
  if (reader.has("file")) return read_secret_file(reader);
  const std::string name = reader.text_or("env", "");
  if (!name.empty()) return read_variable(reader, name);
  reader.mistake(reader.node().at, "no-secret",
                 {"密钥要写成文字、{file: 路径} 或 {env: 变量名}",
                  "a secret is a text, {file: path} or {env: NAME}"});
  return std::nullopt;
}

}  // namespace

std::string read_secret(const policy::Node& node, policy::Diagnostics& diagnostics) {
  if (!node.is_map()) return policy::scalar_of(node, diagnostics).value_or("");
  ConfigReader reader{node, diagnostics};
  std::optional<std::string> secret = read_elsewhere(reader);
  if (secret && secret->empty())
    reader.mistake(node.at, "empty-secret", {"密钥是空的", "the secret is empty"},
                   {"把密钥写进这个文件或环境变量；不要密钥就删去这个键",
                    "put the secret into that file or variable, or remove the key"});
  static_cast<void>(reader.finish());
  return std::move(secret).value_or("");
}

}  // namespace qunguan::app
