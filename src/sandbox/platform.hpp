#pragma once

#include <functional>
#include <map>
#include <optional>

#include "sandbox/api.hpp"
#include "sandbox/company.hpp"
#include "sandbox/group_api.hpp"
#include "sandbox/message_api.hpp"
#include "sandbox/token_desk.hpp"

namespace qunguan::sandbox {

/// Answers calls as the platform does, without a socket.
class Platform {
 public:
  explicit Platform(const SimulatedWecom::Settings& settings);
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  /// Nothing for a path that the platform does not have.
  std::optional<ApiReply> handle(const ApiCall& call);

  Company& company() { return company_; }
  const Company& company() const { return company_; }
  TokenDesk& tokens() { return tokens_; }

 private:
  using Handler = std::function<ApiReply(const ApiCall&)>;

  Handler with_token(Handler handler);

  Company company_;
  TokenDesk tokens_;
  GroupApi groups_;
  MessageApi messages_;
  std::map<std::string, Handler> handlers_;  // by path
};

}  // namespace qunguan::sandbox
