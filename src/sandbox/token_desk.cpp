#include "sandbox/token_desk.hpp"

namespace qunguan::sandbox {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds kLifetime{7200};
// "Repeatedly" is all that is documented of how many bring the ban.
constexpr int kWrongSecretsAllowed = 5;
constexpr Duration kBan = hours{1};

}  // namespace

ApiReply TokenDesk::issue(const ApiCall& call) {
  // What a banned address is told is not documented; callers report this one.
  if (call.at < banned_until_) return ApiReply::no(45009);
  if (call.parameter("corpid") != corp_id_) return ApiReply::no(40013);
  if (call.parameter("corpsecret") != secret_) {
    if (++wrong_secrets_ >= kWrongSecretsAllowed) banned_until_ = call.at + kBan;
    return ApiReply::no(40001);
  }
  wrong_secrets_ = 0;
  if (call.at >= good_until_) {
    token_ = "token-" + std::to_string(++issued_);
    good_until_ = call.at + kLifetime;
  }
  // The same token while it is good. That `expires_in` counts from the first time it was given is
  // not documented, so whoever believes it on the second will meet 42001.
  ApiReply reply;
  reply.fields = {{"access_token", token_}, {"expires_in", kLifetime.count()}};
  return reply;
}

int TokenDesk::check(const std::string& token, Instant now) const {
  if (token.empty()) return 41001;
  if (!token.starts_with("token-")) return 40014;
  return token == token_ && now < good_until_ ? 0 : 42001;
}

}  // namespace qunguan::sandbox
