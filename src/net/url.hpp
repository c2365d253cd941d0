#pragma once

#include <string>
#include <string_view>

#include "qunguan/domain/result.hpp"

namespace qunguan::net {

/// An absolute http or https address, taken apart as a client needs it.
struct Url {
  bool is_tls = false;
  std::string host;    // a name or an address; IPv6 without its brackets
  std::string port;    // digits, as written or by scheme
  std::string target;  // path and query, never empty

  /// As the Host header has it: brackets around IPv6, the port unless it is the scheme's.
  std::string authority() const;
};

/// Errors: `Invalid` for other schemes, credentials, spaces and control characters, bad ports. The
/// message does not repeat the URL: it may hold secrets.
Result<Url> parse_url(std::string_view text);

}  // namespace qunguan::net
