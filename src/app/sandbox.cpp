#include <charconv>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/daemon.hpp"
#include "app/service.hpp"
#include "qunguan/domain/envelope.hpp"
#include "qunguan/gateways/standard_webhooks.hpp"
#include "qunguan/net/await.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/http_transport.hpp"
#include "qunguan/sandbox/day.hpp"
#include "qunguan/sandbox/simulated_wecom.hpp"
#include "qunguan/storage/sqlite_store.hpp"
#include "qunguan/wecom/callback_writer.hpp"

namespace qunguan::app {
namespace {

using sandbox::Scene;
using sandbox::SimulatedWecom;

constexpr std::chrono::seconds kPatience{15};     // for what a scene must lead to
constexpr std::chrono::milliseconds kQuiet{300};  // without news, a scene is over

/// What the daemon recorded, as moderation tells it.
class Ticker {
 public:
  void add(const engine::Action& action) {
    const std::lock_guard lock{mutex_};
    actions_.push_back(action);
    changed_.notify_all();
  }

  /// The actions since the last call, once one of that kind is among them (or patience ends) and
  /// nothing more comes.
  std::vector<engine::Action> wait_for(std::optional<ActionKind> kind) {
    std::unique_lock lock{mutex_};
    const auto has_come = [&] {
      return std::any_of(actions_.begin(), actions_.end(),
                         [&](const engine::Action& action) { return action.kind == kind; });
    };
    if (kind) changed_.wait_for(lock, kPatience, has_come);
    for (std::size_t count = actions_.size() + 1; count != actions_.size();) {
      count = actions_.size();
      changed_.wait_for(lock, kQuiet, [&] { return actions_.size() != count; });
    }
    return std::exchange(actions_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<engine::Action> actions_;
};

const char* chinese(ActionKind kind) {
  switch (kind) {
    case ActionKind::Remind:
      return "提醒";
    case ActionKind::Warn:
      return "警告";
    case ActionKind::Fine:
      return "罚款";
    case ActionKind::Remove:
      return "移出";
    case ActionKind::Report:
      return "报告";
    case ActionKind::Review:
      return "待复核";
    case ActionKind::ProposeRemoval:
      return "提请移出";
    case ActionKind::Credit:
      return "冲回";
    case ActionKind::Announce:
      return "告知";
    default:
      return "登记";
  }
}

std::string indent(const std::string& text) {
  std::string shown = "        ";
  for (const char c : text) shown += c == '\n' ? std::string{"\n        "} : std::string{c};
  return shown;
}

/// The played day: the daemon, the simulated platform behind it, and the screen.
class Stage {
 public:
  Stage(const Config& config, SimulatedWecom& wecom, Ticker& ticker, std::uint16_t port,
        std::ostream& screen)
      : config_(config),
        wecom_(wecom),
        ticker_(ticker),
        group_(config.engine.groups.front()),
        source_(*config.source(group_.source)),
        webhooks_(*gateways::StandardWebhooks::with_secrets(source_.secrets)),
        transport_(*net::HttpTransport::create({})),
        base_("http://127.0.0.1:" + std::to_string(port)),
        screen_(screen) {}

  bool play() {
    const Instant now = clock_.now();
    for (const Scene& scene :
         sandbox::play_day(group_.id, now, "day" + std::to_string(to_ms(now)))) {
      if (is_asked_to_stop()) return true;
      if (!play(scene)) return false;
    }
    return play_appeal();
  }

  /// What others have sent in leads to something, too.
  void watch() { show(ticker_.wait_for(std::nullopt)); }

 private:
  std::string clock_text(Instant at) const { return zone_.format(at).substr(11, 5); }

  bool play(const Scene& scene) {
    screen_ << "\n── " << scene.title << "\n";
    for (const Event& event : scene.events) {
      if (!post(event)) return false;
      if (event.type == EventType::MessageCreated)
        screen_ << "  " << clock_text(event.at) << "  " << name_of(event.message.sender.id) << "："
                << event.message.text << "\n";
    }
    show(ticker_.wait_for(scene.leads_to));
    return true;
  }

  /// 李四 appeals one to one, through WeCom's encrypted callback; the admin decides in the group.
  bool play_appeal() {
    if (fine_ == 0) return true;
    screen_ << "\n── 李四在企业微信里给应用发消息申诉，管理员在群里撤销\n";
    const std::string number = std::to_string(fine_);
    const std::string appeal = "/申诉 " + number + " 我十点二十就打电话回复过总监了";
    screen_ << "  （私信）李四：" << appeal << "\n";
    if (!post_private("lisi", appeal)) return false;
    show(ticker_.wait_for(ActionKind::Report));
    Event decision;
    decision.id = EventId{"appeal" + std::to_string(to_ms(clock_.now()))};
    decision.type = EventType::MessageCreated;
    decision.at = clock_.now();
    decision.group = group_.id;
    decision.message.sender.id = MemberId{"guanli"};
    decision.message.text = "/撤销 " + number + " 已和总监核实";
    screen_ << "  " << clock_text(decision.at) << "  行政部-孙晓梅：" << decision.message.text
            << "\n";
    if (!post(decision)) return false;
    show(ticker_.wait_for(ActionKind::Announce));
    return true;
  }

  std::string name_of(const MemberId& id) const {
    for (const Person& person : sandbox::demo_members())
      if (person.id == id) return *person.group_nickname;
    return id.text();
  }

  void show(const std::vector<engine::Action>& actions) {
    for (const engine::Action& action : actions) {
      if (action.kind == ActionKind::Record || action.mode == rules::Mode::Test) continue;
      screen_ << "  ⇒ " << clock_text(action.time) << " " << chinese(action.kind) << " "
              << (action.member ? name_of(*action.member) : "全群");
      if (action.amount != Fen{}) screen_ << " " << to_text(action.amount);
      screen_ << "\n";
      if (action.kind == ActionKind::Fine && action.rule == RuleId{"reply30"})
        fine_ = action.violation;
    }
    show_arrivals();
  }

  /// What members see in the chat, and what was sent to the admins.
  void show_arrivals() {
    const GroupId chat{group_.chat_id};
    std::this_thread::sleep_for(kQuiet);
    const std::vector<sandbox::SeenText> seen = wecom_.seen_in(chat);
    for (; shown_in_chat_ < seen.size(); ++shown_in_chat_)
      screen_ << "    〔群里〕\n" << indent(seen[shown_in_chat_].text) << "\n";
    const std::vector<sandbox::SeenText> told = wecom_.seen_by(MemberId{"guanli"});
    for (; shown_to_admin_ < told.size(); ++shown_to_admin_)
      screen_ << "    〔发给管理员〕\n" << indent(told[shown_to_admin_].text) << "\n";
    const std::optional<wecom::GroupChat> now = wecom_.chat(chat);
    if (now && now->members.size() != members_ && members_ != 0)
      screen_ << "    〔群成员〕现在 " << now->members.size() << " 人\n";
    if (now) members_ = now->members.size();
    screen_.flush();
  }

  bool post(const Event& event) {
    const std::string body = format_envelope(event);
    const Instant now = clock_.now();
    const std::string seconds = std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    return deliver({.method = "POST",
                    .url = base_ + "/hook/" + source_.engine.name,
                    .headers = {{"content-type", "application/json"},
                                {"webhook-id", event.id.text()},
                                {"webhook-timestamp", seconds},
                                {"webhook-signature", webhooks_.sign(event.id.text(), now, body)}},
                    .body = body});
  }

  bool post_private(const std::string& who, const std::string& text) {
    for (const SourceConfig& source : config_.sources) {
      if (source.format != SourceConfig::Format::Wecom) continue;
      const Result<wecom::CallbackCrypto> crypto =
          wecom::CallbackCrypto::create({.token = source.tokens.front(),
                                         .encoding_aes_key = source.aes_keys.front(),
                                         .receive_id = source.receive_id});
      const Instant now = clock_.now();
      const std::string seconds = std::to_string(
          std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
      const std::string message = fmt::format(
          "<xml><ToUserName><![CDATA[{}]]></ToUserName><FromUserName><![CDATA[{}]]>"
          "</FromUserName><CreateTime>{}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
          "<Content><![CDATA[{}]]></Content><MsgId>{}</MsgId></xml>",
          source.receive_id, who, seconds, text, to_ms(now));
      const wecom::CallbackRequest request =
          wecom::write_callback(*crypto, message, now, "sandbox1");
      return deliver({.method = "POST",
                      .url = base_ + "/hook/" + source.engine.name + "?" + request.query,
                      .headers = {{"content-type", "text/xml"}},
                      .body = request.body});
    }
    return true;
  }

  bool deliver(net::HttpRequest request) {
    const Result<net::HttpResponse> answer = net::await_here(transport_->send(std::move(request)));
    if (answer && answer->status == 200) return true;
    screen_ << "没有收下：" << (answer ? std::to_string(answer->status) : answer.error().message)
            << "\n";
    return false;
  }

  const Config& config_;
  SimulatedWecom& wecom_;
  Ticker& ticker_;
  const engine::GroupSettings& group_;
  const SourceConfig& source_;
  gateways::StandardWebhooks webhooks_;
  std::unique_ptr<net::HttpTransport> transport_;
  std::string base_;
  std::ostream& screen_;
  net::SystemClock clock_;
  Zone zone_ = *Zone::named("Asia/Shanghai");
  std::size_t shown_in_chat_ = 0, shown_to_admin_ = 0, members_ = 0;
  std::int64_t fine_ = 0;
};

/// The port that the channel's base_url names on this machine; 0 when it is elsewhere.
std::uint16_t local_port(const std::string& url) {
  constexpr std::string_view kHere = "http://127.0.0.1:";
  std::uint16_t port = 0;
  if (url.starts_with(kHere))
    std::from_chars(url.data() + kHere.size(), url.data() + url.size(), port);
  return port;
}

/// What the configuration lacks for a sandbox; empty when nothing.
std::string obstacle(const Config& config) {
  if (config.engine.groups.empty()) return "配置里没有群";
  const engine::GroupSettings& group = config.engine.groups.front();
  const SourceConfig* source = config.source(group.source);
  if (source == nullptr || source->format != SourceConfig::Format::Generic)
    return "第一个群的来源必须是 generic";
  for (const ChannelConfig& channel : config.channels)
    if (channel.name == group.channel && local_port(channel.base_url) != 0) return {};
  return "第一个群的通道必须指向本机（base_url: \"http://127.0.0.1:端口\"），沙盒不碰真实的平台";
}

/// Leaves no channel but the first group's: nothing that is simulated reaches a real platform.
const ChannelConfig& keep_one_channel(Config& config) {
  const std::string name = config.engine.groups.front().channel;
  std::erase_if(config.channels, [&](const ChannelConfig& one) { return one.name != name; });
  for (engine::GroupSettings& group : config.engine.groups)
    if (group.channel != name) group.channel.clear();
  return config.channels.front();
}

/// Errors: `Unavailable` when its port is taken.
Result<std::unique_ptr<SimulatedWecom>> open_platform(const ChannelConfig& channel,
                                                      const net::Clock& clock) {
  try {
    return std::make_unique<SimulatedWecom>(
        SimulatedWecom::Settings{.corp_id = channel.corp_id,
                                 .secret = channel.secret,
                                 .agent_id = channel.agent_id,
                                 .port = local_port(channel.base_url)},
        clock);
  } catch (const std::exception& failure) {
    return Error{Error::Code::Unavailable, "模拟的企业微信起不来（通道 " + channel.name +
                                               " 的 base_url：" + channel.base_url + "）：" +
                                               failure.what()};
  }
}

/// Makes room for a new day. A database that is not the sandbox's own is left alone.
Result<void> clear_store(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failure;
  fs::create_directories(fs::path{path}.parent_path(), failure);
  if (fs::exists(path, failure)) {
    Result<std::unique_ptr<storage::SqliteStore>> store = storage::SqliteStore::open(path);
    if (!store) return store.error();
    (*store)->begin();
    const bool is_ours = (*store)->purpose() == kSandboxPurpose;
    (*store)->rollback();
    if (!is_ours)
      return Error{Error::Code::Conflict,
                   path + " 里是正式的数据，沙盒不会动它；请在配置里给沙盒另写一个 store.path"};
  }
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(path + suffix, failure);
  return {};
}

void open_company(SimulatedWecom& wecom, const engine::GroupSettings& group) {
  wecom::GroupChat chat{
      .id = GroupId{group.chat_id}, .name = group.name, .owner = MemberId{"qunzhu"}};
  for (const Person& person : sandbox::demo_members()) {
    wecom.add_member(person.id);
    chat.members.push_back(person.id);
  }
  wecom.add_chat(std::move(chat));
}

void say_goodbye(const Config& config, std::uint16_t port, std::ostream& screen) {
  const std::string hint = config.file == "config/qunguan.yaml" ? "" : " --config " + config.file;
  screen << "\n这一天演完了。服务还开着（按 Ctrl-C 结束），可以在另一个终端里试试：\n\n"
         << "  build/release/qunguan send" << hint << " --group "
         << config.engine.groups.front().id.text() << " --sender wangwu --text 今晚日结兼职\n"
         << "  build/release/qunguan ledger list" << hint << "\n"
         << "  build/release/qunguan ledger show 1" << hint << "\n"
         << "  curl http://127.0.0.1:" << port << "/metrics\n"
         << std::endl;
}

Result<void> perform(Config config, const sigset_t& signals, std::ostream& screen) {
  if (const Result<void> cleared = clear_store(config.store_path); !cleared) return cleared;
  // The day lies behind us, so nothing that is late can still come, and no pause of ours loses any.
  config.engine.settling = std::chrono::seconds{1};
  config.engine.gap = std::chrono::hours{36};
  config.purpose = kSandboxPurpose;
  const net::SystemClock clock;
  const Result<std::unique_ptr<SimulatedWecom>> wecom =
      open_platform(keep_one_channel(config), clock);
  if (!wecom) return wecom.error();
  open_company(**wecom, config.engine.groups.front());
  Ticker ticker;
  const Result<std::unique_ptr<Daemon>> daemon = Daemon::start(
      config, clock, [&ticker](const engine::Action& action, const auto&) { ticker.add(action); });
  if (!daemon) return daemon.error();
  screen << "qunguan ready: " << (*daemon)->summary() << "\n模拟的企业微信：" << (*wecom)->base()
         << std::endl;
  Stage stage{config, **wecom, ticker, (*daemon)->port(), screen};
  if (!stage.play()) return Error{Error::Code::Unavailable, "这一天没有演完"};
  if (!is_asked_to_stop()) say_goodbye(config, (*daemon)->port(), screen);
  run_until_stopped(**daemon, signals, [&stage] { stage.watch(); });
  return {};
}

}  // namespace

int play_sandbox(const std::string& config_path, Streams streams) {
  std::vector<policy::Diagnostic> problems;
  std::optional<Config> config = load_config(config_path, problems);
  print(problems, policy::Language::Chinese, streams.err);
  if (!config) return kCouldNotRun;
  if (const std::string missing = obstacle(*config); !missing.empty()) {
    streams.err << missing << '\n';
    return kCouldNotRun;
  }
  const sigset_t signals = hold_signals();
  share_one_heap();
  raise_limits();
  start_log("warn");
  const Result<void> performed = perform(*std::move(config), signals, streams.out);
  if (!performed) streams.err << performed.error().message << '\n';
  spdlog::shutdown();
  return performed ? kDone : kCouldNotRun;
}

}  // namespace qunguan::app
