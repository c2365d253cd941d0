#include "fuzz.hpp"
#include "qunguan/wecom/callback_codec.hpp"
#include "qunguan/wecom/callback_writer.hpp"

using namespace qunguan;
using qunguan::fuzz::require;
using qunguan::fuzz::take_line;

namespace {

const Instant kNow = from_ms(1'772'000'000'000);
constexpr std::string_view kTimestamp = "1772000000";

const wecom::CallbackCrypto& keys() {
  static const wecom::CallbackCrypto made = *wecom::CallbackCrypto::create(
      {.token = "QDG6eK",
       .encoding_aes_key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
       .receive_id = "wx5823bf96d3bd56c7"});
  return made;
}

template <class T>
void check_words(const Result<T>& result) {
  if (result) return;
  const bool is_forged = result.error().code == Error::Code::Forbidden;
  require(result.error().message == (is_forged ? "wrong signature" : "not an acceptable callback"));
}

std::string query_for(std::string_view encrypted) {
  return "msg_signature=" + keys().sign({kTimestamp, "n", encrypted}) +
         "&timestamp=" + std::string{kTimestamp} + "&nonce=n";
}

}  // namespace

/// Input: a query in its first line and a body. Read as they come, then the body once more with a
/// good signature: as what is encrypted, and as what is to be encrypted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const wecom::CallbackCodec codec{{keys()}};
  std::string_view body = fuzz::text_of(bytes, size);
  const std::string_view query = take_line(body);

  check_words(codec.verify_url(query, kNow));
  check_words(codec.decode(query, body, kNow));
  check_words(codec.decode(query_for(body),
                           "<xml><Encrypt>" + std::string{body} + "</Encrypt></xml>", kNow));
  const wecom::CallbackRequest sealed = wecom::write_callback(keys(), body, kNow, "n");
  check_words(codec.decode(sealed.query, sealed.body, kNow));
  return 0;
}
