#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/net/transport.hpp"
#include "qunguan/wecom/outcome.hpp"

namespace qunguan::wecom {

struct ApiAnswer;
class TokenKeeper;

/// A text for a group and whom it addresses.
struct GroupText {
  std::string text;  // cut by `fit_text` where it is too long
  std::vector<MemberId> mentions;
  bool mentions_all = false;
};

/// A group that this app created, as the platform knows it.
struct GroupChat {
  GroupId id;
  std::string name;
  MemberId owner;
  std::vector<MemberId> members;
};

/// Calls the platform's API for one self-built app.
///
/// Fetches the access token itself: callers share one fetch, and a token that the platform refuses
/// is replaced once. After two wrong secrets it asks for none for 10 minutes, since the platform
/// bans an address for more. Secrets appear in no outcome.
/// Thread: all calls from one network thread, where they may interleave. `transport` and `clock`
/// outlive the client, which outlives its calls.
class ApiClient {
 public:
  struct Settings {
    std::string base = "https://qyapi.weixin.qq.com";
    std::string corp_id;
    std::string secret;
    std::int64_t agent_id = 0;
    Duration duplicate_check = std::chrono::minutes{30};  // 4 hours at most
  };

  ApiClient(Settings settings, net::Transport& transport, const net::Clock& clock);
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  /// `appchat/send`: only to groups that this app created.
  boost::asio::awaitable<Outcome> send_to_group(GroupId group, GroupText text);

  /// `message/send`, to each member alone. The same text to the same members, once more within
  /// `duplicate_check`, is dropped by the platform: repeating an ambiguous call is safe that long.
  boost::asio::awaitable<Outcome> send_to_members(std::vector<MemberId> members, std::string text);

  /// `appchat/update`: takes members out of the group.
  boost::asio::awaitable<Outcome> remove_members(GroupId group, std::vector<MemberId> members);

  struct GroupAnswer {
    Outcome outcome;                // never Ambiguous: reading changes nothing
    std::optional<GroupChat> chat;  // there when the outcome is Done
  };

  /// `appchat/get`.
  boost::asio::awaitable<GroupAnswer> read_group(GroupId group);

 private:
  struct Call;

  boost::asio::awaitable<ApiAnswer> perform(Call call);

  Settings settings_;
  net::Transport& transport_;
  std::unique_ptr<TokenKeeper> tokens_;
};

}  // namespace qunguan::wecom
