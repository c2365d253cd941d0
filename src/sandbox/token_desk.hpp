#pragma once

#include <optional>
#include <string>

#include "sandbox/api.hpp"

namespace qunguan::sandbox {

/// Gives out access tokens and knows them again.
class TokenDesk {
 public:
  TokenDesk(std::string corp_id, std::string secret)
      : corp_id_(std::move(corp_id)), secret_(std::move(secret)) {}

  /// `gettoken`.
  ApiReply issue(const ApiCall& call);

  /// The errcode for a call with this token; 0 for a good one.
  int check(const std::string& token, Instant now) const;

  void expire_all() { good_until_ = Instant{}; }

 private:
  std::string corp_id_;
  std::string secret_;
  std::string token_;
  Instant good_until_;
  int issued_ = 0;
  int wrong_secrets_ = 0;  // in a row
  Instant banned_until_;
};

}  // namespace qunguan::sandbox
