#include "app/ledger_text.hpp"

namespace qunguan::app {

using storage::Records;

std::optional<Config> read_config(const std::string& path, Streams streams) {
  std::vector<policy::Diagnostic> problems;
  std::optional<Config> config = load_config(path, problems);
  if (!config) print(problems, policy::Language::Chinese, streams.err);
  return config;
}

std::unique_ptr<Records> open_records(const std::string& config_path, Streams streams) {
  const std::optional<Config> config = read_config(config_path, streams);
  if (!config) return nullptr;
  Result<std::unique_ptr<Records>> records = Records::open(config->store_path);
  if (records) return *std::move(records);
  streams.err << records.error().message << '\n';
  return nullptr;
}

int finish(const Records& records, Streams streams) {
  if (!records.error()) return kDone;
  streams.err << records.error()->message << '\n';
  return kCouldNotRun;
}

const Zone& shown_zone() {
  static const Zone kZone = Zone::named("Asia/Shanghai") ? *Zone::named("Asia/Shanghai") : Zone{};
  return kZone;
}

std::string clock(Instant at) { return shown_zone().format(at).substr(0, 19).replace(10, 1, " "); }

std::string name_of(const std::string& id, const std::string& name) {
  return name.empty() || name == id ? id : id + "（" + name + "）";
}

std::string cell(std::string text) {
  constexpr std::string_view kDangerous[] = {"=",  "+",  "-",  "@",  "\t",
                                             "\r", "＝", "＋", "－", "＠"};
  for (const std::string_view start : kDangerous)
    if (text.starts_with(start)) {
      text.insert(0, "'");
      break;
    }
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
  return quoted + "\"";
}

std::string word_of(engine::LedgerEntry::Kind kind) {
  constexpr const char* kWords[] = {"罚款", "冲回", "收款",       "免除",
                                    "津贴", "扣款", "应发群红包", "已发群红包"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace qunguan::app
