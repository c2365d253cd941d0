#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <openssl/types.h>

namespace qunguan::test {

/// A certificate and its key, both PEM.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

/// A certificate authority made on the spot, which nobody trusts unless told to.
class TlsAuthority {
 public:
  TlsAuthority();

  /// The authority's own certificate, written to a file that a client can trust.
  const std::string& file() const { return file_; }

  /// `names` as in a certificate: `DNS:localhost,IP:127.0.0.1`. Negative `valid_for`: expired.
  TlsIdentity issue(const std::string& names,
                    std::chrono::seconds valid_for = std::chrono::hours{1}) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
  std::string file_;
};

}  // namespace qunguan::test
