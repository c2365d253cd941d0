#include "wecom/digest.hpp"

#include <stdexcept>

namespace qunguan::wecom {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

void must(int openssl_result) {
  if (openssl_result != 1) throw std::runtime_error("OpenSSL failed");
}

Digest::Digest(const char* algorithm)
    : algorithm_(EVP_MD_fetch(nullptr, algorithm, nullptr)), context_(EVP_MD_CTX_new()) {
  must(algorithm_ && context_ ? 1 : 0);
}

void Digest::hash(std::span<const std::string_view> parts, std::span<unsigned char> result) {
  must(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr));
  for (const std::string_view part : parts)
    must(EVP_DigestUpdate(context_.get(), part.data(), part.size()));
  must(EVP_DigestFinal_ex(context_.get(), result.data(), nullptr));
}

Sha1 sha1(std::span<const std::string_view> parts) {
  thread_local Digest digest{"SHA1"};
  Sha1 result{};
  digest.hash(parts, result);
  return result;
}

Sha256 sha256(std::string_view text) {
  thread_local Digest digest{"SHA256"};
  Sha256 result{};
  digest.hash(std::span{&text, 1}, result);
  return result;
}

std::string to_hex(std::span<const unsigned char> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace qunguan::wecom
