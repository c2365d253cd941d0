#pragma once

#include "sandbox/api.hpp"
#include "sandbox/company.hpp"
#include "sandbox/rate_limit.hpp"

namespace qunguan::sandbox {

/// `appchat/*`: the groups that the app creates. `company` outlives it.
class GroupApi {
 public:
  explicit GroupApi(Company& company) : company_(company) {}

  ApiReply create(const ApiCall& call);
  ApiReply update(const ApiCall& call);
  ApiReply get(const ApiCall& call);
  ApiReply send(const ApiCall& call);

 private:
  /// Nothing, with the errcode in `reply`, when the app has no such group.
  Chat* find(const std::string& id, ApiReply& reply);
  int check_new(const Json& body, const std::vector<MemberId>& members) const;
  bool are_known(const std::vector<MemberId>& members) const;

  Company& company_;
  int created_ = 0;
  RateLimit creations_{1000, std::chrono::hours{24}};
  RateLimit changes_{1000, std::chrono::hours{1}};
  RateLimit deliveries_{20'000, std::chrono::minutes{1}};  // one for each member who gets a text
};

}  // namespace qunguan::sandbox
