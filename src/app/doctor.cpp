#include <algorithm>
#include <filesystem>

#include <sys/stat.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/control.hpp"
#include "app/policy_files.hpp"
#include "qunguan/net/await.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/http_transport.hpp"
#include "qunguan/storage/records.hpp"
#include "qunguan/wecom/api_client.hpp"

namespace qunguan::app {
namespace {

namespace fs = std::filesystem;

/// Prints one finding a line and remembers whether any was bad.
class Report {
 public:
  explicit Report(std::ostream& out) : out_(out) {}

  void good(const std::string& what) { out_ << "✓ " << what << '\n'; }
  void note(const std::string& what) { out_ << "! " << what << '\n'; }
  void bad(const std::string& what) {
    out_ << "✗ " << what << '\n';
    is_good_ = false;
  }
  bool is_good() const { return is_good_; }

 private:
  std::ostream& out_;
  bool is_good_ = true;
};

void check_store(const Config& config, Report& report) {
  const fs::path folder = fs::path{config.store_path}.parent_path();
  std::error_code failure;
  if (!fs::exists(config.store_path, failure))
    return report.note("还没有数据库 " + config.store_path + "，第一次 serve 时会建立");
  Result<std::unique_ptr<storage::Records>> records = storage::Records::open(config.store_path);
  if (!records) return report.bad("数据库打不开：" + records.error().message);
  const std::string verdict = (*records)->check();
  if (verdict == "ok")
    report.good("数据库完好：" + config.store_path);
  else
    report.bad("数据库损坏（" + verdict + "）：停止服务，用最近的备份恢复");
  const fs::space_info space = fs::space(folder.empty() ? "." : folder, failure);
  if (!failure && space.available < (256U << 20U))
    report.bad("磁盘只剩 " + std::to_string(space.available >> 20U) +
               " MiB，写满后所有回调都会被拒收");
  struct stat status{};
  if (::stat(config.store_path.c_str(), &status) == 0 && (status.st_mode & 077U) != 0)
    report.note("其他用户能读数据库：运行 chmod 600 " + config.store_path);
}

void check_daemon(const Config& config, Report& report) {
  const Result<std::string> answer = command_daemon(config.control_path, "{}");
  if (answer || answer.error().code != Error::Code::NotFound)
    report.good("服务正在运行");
  else
    report.note("服务没有运行（" + config.control_path + "）");
}

void check_clock(const net::Clock& clock, Report& report) {
  const Instant now = clock.now();
  if (now < from_ms(1'767'225'600'000))
    report.bad("系统时间早于 2026 年，签名和期限都会算错：校准时钟");
  else
    report.good("系统时间 " + Zone::named("Asia/Shanghai")->format(now));
}

std::shared_ptr<const rules::PolicyBook> check_policies(const Config& config, Report& report,
                                                        std::ostream& out) {
  const Shelf shelf = PolicyFiles{config}.read();
  const int errors = print(shelf.problems, policy::Language::Chinese, out);
  if (shelf.book != nullptr)
    report.good("群规 " + std::to_string(shelf.book->policies().size()) + " 份");
  else
    report.bad("群规有 " + std::to_string(errors) + " 处错误，修好之前沿用上一次的");
  return shelf.book;
}

/// A group robot's key names its one group already.
bool needs_chat_id(const Config& config, const std::string& channel) {
  return std::any_of(config.channels.begin(), config.channels.end(), [&](const ChannelConfig& one) {
    return one.name == channel && one.kind == ChannelConfig::Kind::WecomApp;
  });
}

/// What a group lacks to be judged and reached.
void check_group(const engine::GroupSettings& group, const Config& config,
                 const rules::PolicyBook& book, Report& report) {
  const std::string name = group.id.text() + (group.name.empty() ? "" : "（" + group.name + "）");
  const std::vector<const rules::Policy*> policies = book.policies_for(group.id, {group.name});
  if (policies.empty()) report.note("群 " + name + " 没有群规：只记录，不判断");
  if (policies.size() > 1)
    report.bad("群 " + name + " 有两份群规：" + policies[0]->file + "、" + policies[1]->file);
  if (group.channel.empty())
    report.note("群 " + name + " 没有 channel：通知和移出都送不到，留在账本里备查");
  else if (group.chat_id.empty() && needs_chat_id(config, group.channel))
    report.note("群 " + name + " 没有 chat_id：群里的通知和移出送不到");
}

/// Those that the engine finds, too: by its id, its configured name and the first that it had.
std::vector<const rules::Policy*> policies_of(const storage::Records::HeardGroup& group,
                                              const engine::GroupSettings* settings,
                                              const rules::PolicyBook& book) {
  std::vector<std::string> names{group.name};
  if (settings != nullptr) names.push_back(settings->name);
  return book.policies_for(GroupId{group.group}, names);
}

const engine::GroupSettings* settings_of(const storage::Records::HeardGroup& group,
                                         const Config& config) {
  for (const engine::GroupSettings& one : config.engine.groups)
    if (one.source == group.source && one.id.text() == group.group) return &one;
  return nullptr;
}

void check_heard_group(const storage::Records::HeardGroup& group, const Config& config,
                       const rules::PolicyBook& book, Report& report) {
  const engine::GroupSettings* settings = settings_of(group, config);
  const std::vector<const rules::Policy*> policies = policies_of(group, settings, book);
  if (settings == nullptr && policies.empty())
    report.note("来源 " + group.source + " 的群 " + group.group + "（" + group.name +
                "）没有群规，只记录");
  const bool names_staff =
      policies.size() == 1 && (policies.front()->owner || !policies.front()->admins.empty());
  if (!policies.empty() && !names_staff && !group.is_staff_known)
    report.note(
        "群 " + group.group +
        " 还不知道群主和管理员，暂不处罚：等来源发 group.snapshot，或在群规里写 owner 和 admins");
}

void check_heard_groups(const Config& config, const rules::PolicyBook& book, Report& report) {
  Result<std::unique_ptr<storage::Records>> records = storage::Records::open(config.store_path);
  if (!records) return;
  for (const storage::Records::HeardGroup& group : (*records)->groups())
    check_heard_group(group, config, book, report);
  for (const storage::Records::Backlog& backlog : (*records)->backlog())
    if (backlog.state != "waiting" && backlog.state != "sending")
      report.note(std::to_string(backlog.count) + " 条送达状态为 " + backlog.state + "：" +
                  backlog.note);
}

/// Asks the platform for each group of the channel: that needs the token, the address's permission,
/// the app's rights and the group.
void check_channel(const ChannelConfig& channel, const Config& config, const net::Clock& clock,
                   Report& report) {
  if (channel.kind == ChannelConfig::Kind::WecomRobot)
    return report.note("通道 " + channel.name +
                       " 是群机器人：能发言，不能移出成员，也不能单独通知管理员");
  Result<std::unique_ptr<net::HttpTransport>> transport =
      net::HttpTransport::create({.extra_ca_file = channel.ca_file});
  if (!transport) return report.bad("通道 " + channel.name + "：" + transport.error().message);
  wecom::ApiClient client{{.base = channel.base_url,
                           .corp_id = channel.corp_id,
                           .secret = channel.secret,
                           .agent_id = channel.agent_id},
                          **transport,
                          clock};
  for (const engine::GroupSettings& group : config.engine.groups) {
    if (group.channel != channel.name || group.chat_id.empty()) continue;
    const wecom::ApiClient::GroupAnswer answer =
        net::await_here(client.read_group(GroupId{group.chat_id}));
    if (answer.chat)
      report.good("通道 " + channel.name + " 能到达群 " + group.id.text() + "（" +
                  std::to_string(answer.chat->members.size()) + " 人）");
    else
      report.bad("通道 " + channel.name + " 到不了群 " + group.id.text() + "：" +
                 answer.outcome.hint);
  }
}

}  // namespace

int doctor(const std::string& config_path, Streams streams) {
  Report report{streams.out};
  std::vector<policy::Diagnostic> problems;
  const std::optional<Config> config = load_config(config_path, problems);
  print(problems, policy::Language::Chinese, streams.out);
  if (!config) {
    report.bad("配置有误，服务起不来");
    return kFoundErrors;
  }
  report.good("配置 " + config_path);
  const net::SystemClock clock;
  check_clock(clock, report);
  check_store(*config, report);
  check_daemon(*config, report);
  if (const std::shared_ptr<const rules::PolicyBook> book =
          check_policies(*config, report, streams.out)) {
    for (const engine::GroupSettings& group : config->engine.groups)
      check_group(group, *config, *book, report);
    check_heard_groups(*config, *book, report);
  }
  for (const ChannelConfig& channel : config->channels)
    check_channel(channel, *config, clock, report);
  return report.is_good() ? kDone : kFoundErrors;
}

}  // namespace qunguan::app
