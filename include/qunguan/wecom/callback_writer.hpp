#pragma once

#include <string>
#include <string_view>

#include "qunguan/domain/time.hpp"
#include "qunguan/wecom/callback_crypto.hpp"

namespace qunguan::wecom {

/// What the platform would send: the URL's query, and the body where it is a POST.
struct CallbackRequest {
  std::string query;
  std::string body;
};

/// A POST that brings `message`, for trying an address without the platform.
///
/// Requires: `nonce` is 1 to 64 letters or digits.
CallbackRequest write_callback(const CallbackCrypto& crypto, std::string_view message, Instant at,
                               std::string_view nonce);

/// A GET that checks an address; the answer has to be `echo`.
CallbackRequest write_url_check(const CallbackCrypto& crypto, std::string_view echo, Instant at,
                                std::string_view nonce);

}  // namespace qunguan::wecom
