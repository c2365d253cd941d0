#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace qunguan::wecom {

/// Throws when OpenSSL could not do what always works: out of memory or a broken machine.
void must(int openssl_result);

template <auto Free>
struct OpenSslDeleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

/// A hash function and its working memory, which cost more to make than to use: one a thread.
class Digest {
 public:
  explicit Digest(const char* algorithm);

  /// Requires: `result` is as long as the hash.
  void hash(std::span<const std::string_view> parts, std::span<unsigned char> result);

 private:
  std::unique_ptr<EVP_MD, OpenSslDeleter<EVP_MD_free>> algorithm_;
  std::unique_ptr<EVP_MD_CTX, OpenSslDeleter<EVP_MD_CTX_free>> context_;
};

using Sha1 = std::array<unsigned char, 20>;
using Sha256 = std::array<unsigned char, 32>;

Sha1 sha1(std::span<const std::string_view> parts);
Sha256 sha256(std::string_view text);

std::string to_hex(std::span<const unsigned char> bytes);

}  // namespace qunguan::wecom
