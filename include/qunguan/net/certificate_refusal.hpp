#pragma once

#include <string_view>

namespace qunguan::net {

/// How the message of an `Unavailable` begins when the peer's certificate proved nothing.
///
/// Host and reason follow it, and nothing else of the URL: such a message holds no secret.
inline constexpr std::string_view kCertificateRefusal = "refused the certificate of";

}  // namespace qunguan::net
