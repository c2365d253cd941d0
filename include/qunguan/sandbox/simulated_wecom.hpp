#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/sandbox/fault.hpp"
#include "qunguan/wecom/api_client.hpp"

namespace qunguan::sandbox {

/// One call as the platform received it.
struct ReceivedCall {
  std::string method;
  std::string path;   // `/cgi-bin/appchat/send`
  std::string query;  // with `***` for secrets, tokens and robot keys
  std::string body;
  Instant at;
  int errcode = 0;           // what the platform itself answered, or would have
  bool took_effect = false;  // false also for what it accepted and then dropped
};

/// A text that arrived.
struct SeenText {
  Instant at;
  std::string text;
  std::vector<MemberId> mentions;
  bool mentions_all = false;

  friend bool operator==(const SeenText&, const SeenText&) = default;
};

/// The platform's API for one company with one self-built app, played on 127.0.0.1.
///
/// Answers as the platform documents: fields, limits, error codes, silent drops. Where the
/// documents are silent, the source says what was assumed. Rate limits and tokens live by `clock`,
/// which outlives the server.
/// Thread: any; the server has a thread of its own.
class SimulatedWecom {
 public:
  struct Settings {
    std::string corp_id = "wwsandbox";
    std::string secret = "sandbox-secret";
    std::int64_t agent_id = 1'000'002;
    std::uint16_t port = 0;  // 0: any that is free
  };

  /// Throws `std::system_error` when the port is taken.
  SimulatedWecom(const Settings& settings, const net::Clock& clock);
  ~SimulatedWecom();
  SimulatedWecom(const SimulatedWecom&) = delete;
  SimulatedWecom& operator=(const SimulatedWecom&) = delete;

  /// `http://127.0.0.1:PORT`.
  std::string base() const;

  // ---- What people do in the company ----

  /// An employee in the app's visible range.
  void add_member(const MemberId& member);
  void remove_member(const MemberId& member);

  /// A group; one that the app did not create is out of its reach.
  void add_chat(wecom::GroupChat chat, bool is_ours = true);
  void dissolve(const GroupId& group);

  void add_robot(std::string key, const GroupId& group);
  void disable_robot(const std::string& key);

  // ---- What goes wrong ----

  void expire_tokens();

  /// The next `calls` calls to `path`; faults of one path are used in the order they were given.
  void inject(std::string path, Fault fault, int calls = 1);

  /// Every call to `path` that `inject` has no fault for, until `heal`.
  void inject_always(std::string path, Fault fault);
  void heal();

  // ---- What came of it ----

  std::vector<ReceivedCall> calls() const;
  std::vector<ReceivedCall> calls_to(std::string_view path) const;

  std::optional<wecom::GroupChat> chat(const GroupId& group) const;
  std::vector<SeenText> seen_in(const GroupId& group) const;
  std::vector<SeenText> seen_by(const MemberId& member) const;  // 1:1 from the app

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace qunguan::sandbox
