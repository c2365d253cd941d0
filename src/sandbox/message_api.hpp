#pragma once

#include <map>
#include <string>
#include <vector>

#include "sandbox/api.hpp"
#include "sandbox/company.hpp"
#include "sandbox/rate_limit.hpp"

namespace qunguan::sandbox {

/// `message/send` and `webhook/send`: what is not sent into the app's own groups. `company`
/// outlives it.
class MessageApi {
 public:
  MessageApi(Company& company, std::int64_t agent_id) : company_(company), agent_id_(agent_id) {}

  ApiReply send(const ApiCall& call);
  ApiReply send_by_robot(const ApiCall& call);

 private:
  struct Pace {
    RateLimit minute{30, std::chrono::minutes{1}};
    RateLimit hour{1000, std::chrono::hours{1}};
  };

  bool is_duplicate(const ApiCall& call);
  void deliver(const std::vector<MemberId>& members, const SeenText& text);
  std::vector<MemberId> recipients(const std::string& joined, std::string& unknown) const;

  Company& company_;
  std::int64_t agent_id_;
  std::int64_t sent_ = 0;
  std::map<std::string, Instant> sent_bodies_;  // and until when the same one is a duplicate
  std::map<MemberId, Pace> paces_;
  std::map<std::string, RateLimit> robots_;
};

}  // namespace qunguan::sandbox
