#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "qunguan/domain/result.hpp"

namespace qunguan::wecom {

/// What the platform's console shows for one callback address.
struct CallbackKeys {
  std::string token;
  std::string encoding_aes_key;  // 43 characters of base64
  std::string receive_id;        // the corp id; empty only for sources that send none
};

/// The texts that a signature covers, exactly as they travel.
struct SealedText {
  std::string_view timestamp, nonce, encrypted;
};

/// Signs, opens and seals callbacks with one token and one AES key.
///
/// Thread: const members are safe from any thread.
class CallbackCrypto {
 public:
  using Salt = std::array<unsigned char, 16>;

  /// Errors: `Invalid` when the key is not 43 characters of base64 or the token is empty.
  static Result<CallbackCrypto> create(const CallbackKeys& keys);

  /// The signature in lower-case hex.
  std::string sign(const SealedText& sealed) const;

  /// Checks the signature, then decrypts.
  ///
  /// Errors: `Forbidden` for a wrong signature. `Invalid` for a text that was not sealed with this
  /// key for this receive id; nothing, not even the time it takes, tells what was wrong with it.
  Result<std::string> open(const SealedText& sealed, std::string_view signature) const;

  /// What `open` gives back. The salt hides equal messages from each other; name one only in tests.
  std::string seal(std::string_view message, const Salt& salt = random_salt()) const;

  static Salt random_salt();

 private:
  using Key = std::array<unsigned char, 32>;

  CallbackCrypto(std::string token, std::string receive_id, const Key& key);

  bool is_signed(const SealedText& sealed, std::string_view signature) const;
  Result<std::string> decrypt(std::string_view encrypted) const;
  bool strip(std::string& plain) const;

  std::string token_;
  std::string receive_id_;
  Key key_;
  std::uint64_t serial_;  // tells a thread whether its cipher still holds this key
};

}  // namespace qunguan::wecom
