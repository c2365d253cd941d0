#include "qunguan/wecom/callback_crypto.hpp"

#include <algorithm>
#include <atomic>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "wecom/base64.hpp"
#include "wecom/digest.hpp"
#include "wecom/refusal.hpp"

namespace qunguan::wecom {
namespace {

constexpr std::size_t kKeyCharacters = 43;
constexpr std::size_t kBlock = 32;  // what the platform pads to; AES itself needs 16
constexpr std::size_t kCipherBlock = 16;
constexpr std::size_t kHeader = 16 + 4;  // salt, then the message's length in network order

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// A cipher in one direction that keeps the key it worked with last: scheduling a key costs as much
/// as decrypting a short message.
class Cipher {
 public:
  enum class Way { Decrypt = 0, Encrypt = 1 };

  explicit Cipher(Way way)
      : way_(way),
        algorithm_(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr)),
        context_(EVP_CIPHER_CTX_new()) {
    must(algorithm_ && context_ ? 1 : 0);
  }

  /// In place. `serial` is the key's own, never used for another one.
  void run(const std::array<unsigned char, 32>& key, std::uint64_t serial, std::string& text) {
    if (serial == serial_) {
      must(EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, key.data(), -1, nullptr));
    } else {
      must(EVP_CipherInit_ex2(context_.get(), algorithm_.get(), key.data(), key.data(),
                              static_cast<int>(way_), nullptr));
      must(EVP_CIPHER_CTX_set_padding(context_.get(), 0));
      serial_ = serial;
    }
    int written = 0;
    must(EVP_CipherUpdate(context_.get(), bytes_of(text), &written, bytes_of(text),
                          static_cast<int>(text.size())));
  }

 private:
  Way way_;
  std::uint64_t serial_ = 0;
  std::unique_ptr<EVP_CIPHER, OpenSslDeleter<EVP_CIPHER_free>> algorithm_;
  std::unique_ptr<EVP_CIPHER_CTX, OpenSslDeleter<EVP_CIPHER_CTX_free>> context_;
};

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

Sha1 digest_of(std::string_view token, const SealedText& sealed) {
  std::array<std::string_view, 4> parts{token, sealed.timestamp, sealed.nonce, sealed.encrypted};
  std::sort(parts.begin(), parts.end());
  return sha1(parts);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// False when the text is not a SHA-1 in hex; `bytes` is then no more than a dummy to compare with.
bool read_hex(std::string_view text, Sha1& bytes) {
  if (text.size() != 2 * bytes.size()) return false;
  int seen = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_digit(text[2 * i]);
    const int low = hex_digit(text[2 * i + 1]);
    seen |= high | low;
    bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return seen >= 0;
}

std::uint32_t read_length(std::string_view plain) {
  std::uint32_t length = 0;
  for (const char c : plain.substr(16, 4)) length = length << 8U | static_cast<unsigned char>(c);
  return length;
}

/// How many bytes of padding end the text, 1 to 32; 0 when they are not all alike. Reads the same
/// bytes whatever they are.
std::size_t measure_padding(std::string_view plain) {
  const auto claimed = static_cast<unsigned char>(plain.back());
  unsigned wrong = static_cast<unsigned>(claimed < 1) | static_cast<unsigned>(claimed > kBlock);
  for (std::size_t i = 1; i <= kBlock; ++i) {
    const unsigned differs = static_cast<unsigned char>(plain[plain.size() - i]) ^ claimed;
    const unsigned belongs = 0U - static_cast<unsigned>(i <= claimed);
    wrong |= differs & belongs;
  }
  const std::size_t keep = static_cast<std::size_t>(wrong == 0);
  return claimed * keep;
}

}  // namespace

Result<CallbackCrypto> CallbackCrypto::create(const CallbackKeys& keys) {
  if (keys.token.empty()) return Error{Error::Code::Invalid, "the callback's token is empty"};
  const std::optional<std::string> decoded = keys.encoding_aes_key.size() == kKeyCharacters
                                                 ? decode_base64(keys.encoding_aes_key + "=")
                                                 : std::nullopt;
  Key key{};
  if (!decoded || decoded->size() != key.size())
    return Error{Error::Code::Invalid, "an EncodingAESKey is 43 letters and digits of base64"};
  std::copy(decoded->begin(), decoded->end(), key.begin());
  return CallbackCrypto{keys.token, keys.receive_id, key};
}

CallbackCrypto::CallbackCrypto(std::string token, std::string receive_id, const Key& key)
    : token_(std::move(token)),
      receive_id_(std::move(receive_id)),
      key_(key),
      serial_(next_serial()) {}

std::string CallbackCrypto::sign(const SealedText& sealed) const {
  return to_hex(digest_of(token_, sealed));
}

bool CallbackCrypto::is_signed(const SealedText& sealed, std::string_view signature) const {
  Sha1 claimed{};
  const bool is_hex = read_hex(signature, claimed);
  const Sha1 expected = digest_of(token_, sealed);
  const bool is_equal = CRYPTO_memcmp(expected.data(), claimed.data(), expected.size()) == 0;
  return is_hex && is_equal;
}

Result<std::string> CallbackCrypto::open(const SealedText& sealed,
                                         std::string_view signature) const {
  if (!is_signed(sealed, signature)) return wrong_signature();
  return decrypt(sealed.encrypted);
}

Result<std::string> CallbackCrypto::decrypt(std::string_view encrypted) const {
  std::optional<std::string> text = decode_base64(encrypted);
  if (!text || text->size() < kBlock || text->size() % kCipherBlock != 0) return not_acceptable();
  thread_local Cipher cipher{Cipher::Way::Decrypt};
  cipher.run(key_, serial_, *text);
  if (!strip(*text)) return not_acceptable();
  return *std::move(text);
}

/// Leaves the message alone in `plain`. Every check is made whatever the ones before it said.
bool CallbackCrypto::strip(std::string& plain) const {
  if (plain.size() < kHeader + receive_id_.size() + 1) return false;
  const std::size_t padding = measure_padding(plain);
  const std::size_t around = kHeader + receive_id_.size() + padding;
  const std::size_t left = plain.size() < around ? 0 : plain.size() - around;
  const std::uint64_t total = std::uint64_t{around} + read_length(plain);
  const int id_differs =
      CRYPTO_memcmp(plain.data() + kHeader + left, receive_id_.data(), receive_id_.size());

  const bool is_padded = padding != 0;
  const bool is_measured = total == plain.size();
  const bool is_ours = id_differs == 0;
  if (!(static_cast<unsigned>(is_padded) & static_cast<unsigned>(is_measured) &
        static_cast<unsigned>(is_ours)))
    return false;
  plain.resize(kHeader + left);
  plain.erase(0, kHeader);
  return true;
}

std::string CallbackCrypto::seal(std::string_view message, const Salt& salt) const {
  std::string text{salt.begin(), salt.end()};
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    text += static_cast<char>(message.size() >> shift & 255U);
  text += message;
  text += receive_id_;
  const std::size_t padding = kBlock - text.size() % kBlock;
  text.append(padding, static_cast<char>(padding));
  thread_local Cipher cipher{Cipher::Way::Encrypt};
  cipher.run(key_, serial_, text);
  return encode_base64(text);
}

CallbackCrypto::Salt CallbackCrypto::random_salt() {
  Salt salt{};
  must(RAND_bytes(salt.data(), static_cast<int>(salt.size())));
  return salt;
}

}  // namespace qunguan::wecom
