#pragma once

#include <map>
#include <string>
#include <vector>

#include "qunguan/delivery/channel.hpp"
#include "qunguan/delivery/limiter.hpp"
#include "qunguan/net/clock.hpp"
#include "qunguan/wecom/api_client.hpp"
#include "qunguan/wecom/call_pace.hpp"
#include "qunguan/wecom/robot_client.hpp"

namespace qunguan::wecom {

/// Acts as a self-built app: speaks in the groups that it made and to employees, and takes members
/// out of its groups.
///
/// Keeps below the platform's limits per call, group and member: what a member gets beyond them is
/// dropped without a word. Thread: one network thread. The client and the clock outlive it.
class AppChannel final : public delivery::Channel {
 public:
  AppChannel(std::string name, ApiClient& client, const net::Clock& clock);

  const std::string& name() const override { return name_; }
  delivery::Capabilities capabilities() const override {
    return {.notice = true, .mention = true, .private_text = true, .removal = true};
  }
  boost::asio::awaitable<delivery::Outcome> deliver(engine::Claim claim) override;
  boost::asio::awaitable<delivery::Outcome> verify_removal(engine::Claim claim) override;

 private:
  /// What a call takes of a limit.
  struct Share {
    delivery::Limiter* limit = nullptr;
    std::size_t weight = 1;
  };

  boost::asio::awaitable<Outcome> send_privately(engine::Delivery delivery);
  Duration pace(const engine::Claim& claim);
  CallPace& calls_of(engine::DeliveryKind kind);
  std::vector<Share> shares_of(const engine::Claim& claim);

  std::string name_;
  ApiClient& client_;
  const net::Clock& clock_;
  CallPace group_sends_, private_sends_, changes_, looks_;
  delivery::Limiter readers_;
  std::map<GroupId, delivery::Limiter> per_group_;
  std::map<MemberId, delivery::Limiter> per_mentioned_;
  std::map<MemberId, delivery::Limiter> per_recipient_;  // of 1:1 texts
};

/// Acts as a group robot: speaks in its one group, 20 times a minute, and can do nothing else.
///
/// Thread: one network thread. The client and the clock outlive it.
class RobotChannel final : public delivery::Channel {
 public:
  RobotChannel(std::string name, std::string key, RobotClient& client, const net::Clock& clock);

  const std::string& name() const override { return name_; }
  delivery::Capabilities capabilities() const override { return {.notice = true, .mention = true}; }
  boost::asio::awaitable<delivery::Outcome> deliver(engine::Claim claim) override;
  boost::asio::awaitable<delivery::Outcome> verify_removal(engine::Claim claim) override;

 private:
  std::string name_, key_;
  RobotClient& client_;
  const net::Clock& clock_;
  CallPace sends_;
};

}  // namespace qunguan::wecom
