#include "support/raw_seal.hpp"

#include <vector>

#include <openssl/evp.h>

namespace qunguan::test {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::vector<unsigned char> decode_key(std::string_view encoding_aes_key) {
  const std::string whole = std::string{encoding_aes_key} + "=";
  std::vector<unsigned char> key(33);
  EVP_DecodeBlock(key.data(), bytes(whole), static_cast<int>(whole.size()));
  key.resize(32);
  return key;
}

}  // namespace

std::string raw_seal(std::string_view encoding_aes_key, std::string_view plain) {
  const std::vector<unsigned char> key = decode_key(encoding_aes_key);
  std::vector<unsigned char> sealed(plain.size());
  int size = 0;
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key.data(), key.data());
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_EncryptUpdate(context, sealed.data(), &size, bytes(plain), static_cast<int>(plain.size()));
  EVP_CIPHER_CTX_free(context);

  std::string text(4 * ((sealed.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), sealed.data(),
                                     static_cast<int>(sealed.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

}  // namespace qunguan::test
