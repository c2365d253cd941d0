#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "qunguan/net/transport.hpp"
#include "qunguan/wecom/api_client.hpp"
#include "qunguan/wecom/outcome.hpp"

namespace qunguan::wecom {

/// Posts as a group robot, which its group's key alone allows; 20 texts a minute and robot.
///
/// The platform does not notice a text sent twice. The key appears in no outcome.
/// Thread: any network thread. `transport` outlives the client, which outlives its calls.
class RobotClient {
 public:
  explicit RobotClient(net::Transport& transport, std::string base = "https://qyapi.weixin.qq.com")
      : transport_(transport), base_(std::move(base)) {}

  /// `webhook/send`.
  boost::asio::awaitable<Outcome> send(std::string key, GroupText text);

 private:
  net::Transport& transport_;
  std::string base_;
};

}  // namespace qunguan::wecom
