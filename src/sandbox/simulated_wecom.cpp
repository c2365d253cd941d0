#include "qunguan/sandbox/simulated_wecom.hpp"

#include <algorithm>
#include <mutex>

#include "sandbox/fault_plan.hpp"
#include "sandbox/http_server.hpp"
#include "sandbox/platform.hpp"
#include "sandbox/query.hpp"

namespace qunguan::sandbox {
namespace {

constexpr std::string_view kPage = "<html><body><h1>It works!</h1></body></html>";

std::string describe(int errcode) {
  const std::string code = std::to_string(errcode);
  return errcode == 0 ? "ok"
                      : "refused, hint: [sandbox], from ip: 127.0.0.1, more info at "
                        "https://open.work.weixin.qq.com/devtool/query?e=" +
                            code;
}

/// A body that is no JSON object counts as an empty one: the platform reads on, and says so.
Json read_body(const std::string& text, bool& is_clean) {
  Json body = Json::object();
  if (!text.empty()) body = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  is_clean = body.is_object();
  if (!is_clean) body = Json::object();
  return body;
}

std::string write_reply(const ApiReply& reply, bool is_clean) {
  Json answer = reply.fields;
  answer["errcode"] = reply.errcode;
  answer["errmsg"] = describe(reply.errcode) + (is_clean ? "" : ". Warning: wrong json format. ");
  return answer.dump();
}

WebAnswer not_found() {
  WebAnswer answer;
  answer.status = 404;
  answer.type = "text/html";
  answer.body = kPage;
  return answer;
}

/// What the caller gets of the right answer.
WebAnswer distort(std::string body, const Fault& fault) {
  WebAnswer answer;
  answer.body = std::move(body);
  answer.delay = fault.delay;
  answer.is_reset = fault.kind == Fault::Kind::Reset;
  answer.is_truncated = fault.kind == Fault::Kind::Truncated;
  if (fault.kind == Fault::Kind::Status) {
    answer.status = fault.code;
    answer.body.clear();
  }
  if (fault.kind == Fault::Kind::Html) {
    answer.type = "text/html";
    answer.body = kPage;
  }
  return answer;
}

}  // namespace

/// Everything behind the server, under one lock: the server's thread and its owner's use it.
class SimulatedWecom::State {
 public:
  State(const Settings& settings, const net::Clock& clock)
      : clock_(clock),
        platform_(settings),
        server_(settings.port, [this](const WebRequest& request) { return handle(request); }) {}

  template <class Work>
  auto with(Work work) {
    const std::lock_guard lock{mutex_};
    return work(*this);
  }

  std::uint16_t port() const { return server_.port(); }
  Company& company() { return platform_.company(); }
  Platform& platform() { return platform_; }
  FaultPlan& faults() { return faults_; }
  const std::vector<ReceivedCall>& calls() const { return calls_; }

 private:
  WebAnswer handle(const WebRequest& request) {
    const std::lock_guard lock{mutex_};
    const Target target = parse_target(request.target);
    bool is_clean = true;
    const ApiCall call{.method = request.method,
                       .path = target.path,
                       .parameters = target.parameters,
                       .body = read_body(request.body, is_clean),
                       .at = clock_.now()};
    const Fault fault = faults_.take(call.path).value_or(Fault::late(Duration::zero()));
    const bool is_no = fault.kind == Fault::Kind::Errcode;
    std::optional<ApiReply> reply = ApiReply::no(is_no ? fault.code : 0);
    if (fault.takes_effect) reply = platform_.handle(call);
    keep(request, target, call, reply);
    if (!reply) return not_found();
    return distort(write_reply(*reply, is_clean), fault);
  }

  void keep(const WebRequest& request, const Target& target, const ApiCall& call,
            const std::optional<ApiReply>& reply) {
    calls_.push_back({.method = request.method,
                      .path = target.path,
                      .query = redact(target),
                      .body = request.body,
                      .at = call.at,
                      .errcode = reply ? reply->errcode : 0,
                      .took_effect = reply && reply->took_effect});
  }

  const net::Clock& clock_;
  std::mutex mutex_;
  Platform platform_;
  FaultPlan faults_;
  std::vector<ReceivedCall> calls_;
  HttpServer server_;  // last: its thread ends before what it uses
};

SimulatedWecom::SimulatedWecom(const Settings& settings, const net::Clock& clock)
    : state_(std::make_unique<State>(settings, clock)) {}

SimulatedWecom::~SimulatedWecom() = default;

std::string SimulatedWecom::base() const {
  return "http://127.0.0.1:" + std::to_string(state_->port());
}

void SimulatedWecom::add_member(const MemberId& member) {
  state_->with([&](State& state) { state.company().members.insert(member); });
}

void SimulatedWecom::remove_member(const MemberId& member) {
  state_->with([&](State& state) {
    state.company().members.erase(member);
    // Who leaves the company leaves its groups.
    for (auto& [id, chat] : state.company().chats) std::erase(chat.info.members, member);
  });
}

void SimulatedWecom::add_chat(wecom::GroupChat chat, bool is_ours) {
  state_->with([&](State& state) {
    for (const MemberId& member : chat.members) state.company().members.insert(member);
    const GroupId id = chat.id;
    state.company().chats[id] = Chat{.info = std::move(chat), .is_ours = is_ours, .seen = {}};
  });
}

void SimulatedWecom::dissolve(const GroupId& group) {
  state_->with([&](State& state) { state.company().chats.at(group).is_dissolved = true; });
}

void SimulatedWecom::add_robot(std::string key, const GroupId& group) {
  state_->with([&](State& state) { state.company().robots[std::move(key)] = Robot{group}; });
}

void SimulatedWecom::disable_robot(const std::string& key) {
  state_->with([&](State& state) { state.company().robots.at(key).is_disabled = true; });
}

void SimulatedWecom::expire_tokens() {
  state_->with([](State& state) { state.platform().tokens().expire_all(); });
}

void SimulatedWecom::inject(std::string path, Fault fault, int calls) {
  state_->with([&](State& state) { state.faults().add(std::move(path), fault, calls); });
}

void SimulatedWecom::inject_always(std::string path, Fault fault) {
  state_->with([&](State& state) { state.faults().add_always(std::move(path), fault); });
}

void SimulatedWecom::heal() {
  state_->with([](State& state) { state.faults().clear(); });
}

std::vector<ReceivedCall> SimulatedWecom::calls() const {
  return state_->with([](const State& state) { return state.calls(); });
}

std::vector<ReceivedCall> SimulatedWecom::calls_to(std::string_view path) const {
  std::vector<ReceivedCall> found = calls();
  std::erase_if(found, [path](const ReceivedCall& call) { return call.path != path; });
  return found;
}

std::optional<wecom::GroupChat> SimulatedWecom::chat(const GroupId& group) const {
  return state_->with([&](State& state) -> std::optional<wecom::GroupChat> {
    const auto found = state.company().chats.find(group);
    if (found == state.company().chats.end()) return std::nullopt;
    return found->second.info;
  });
}

std::vector<SeenText> SimulatedWecom::seen_in(const GroupId& group) const {
  return state_->with([&](State& state) {
    const auto found = state.company().chats.find(group);
    return found == state.company().chats.end() ? std::vector<SeenText>{} : found->second.seen;
  });
}

std::vector<SeenText> SimulatedWecom::seen_by(const MemberId& member) const {
  return state_->with([&](State& state) {
    const auto found = state.company().private_texts.find(member);
    return found == state.company().private_texts.end() ? std::vector<SeenText>{} : found->second;
  });
}

}  // namespace qunguan::sandbox
