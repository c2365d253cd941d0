#include "qunguan/wecom/callback_writer.hpp"

namespace qunguan::wecom {
namespace {

std::string escape_base64(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '+')
      escaped += "%2B";
    else if (c == '/')
      escaped += "%2F";
    else if (c == '=')
      escaped += "%3D";
    else
      escaped += c;
  }
  return escaped;
}

std::string sign_query(const CallbackCrypto& crypto, std::string_view encrypted, Instant at,
                       std::string_view nonce) {
  const std::string timestamp = std::to_string(to_ms(at) / 1000);
  std::string query = "msg_signature=" + crypto.sign({timestamp, nonce, encrypted});
  query += "&timestamp=" + timestamp + "&nonce=";
  query += nonce;
  return query;
}

}  // namespace

CallbackRequest write_callback(const CallbackCrypto& crypto, std::string_view message, Instant at,
                               std::string_view nonce) {
  const std::string encrypted = crypto.seal(message);
  return {.query = sign_query(crypto, encrypted, at, nonce),
          .body = "<xml><Encrypt><![CDATA[" + encrypted + "]]></Encrypt></xml>"};
}

CallbackRequest write_url_check(const CallbackCrypto& crypto, std::string_view echo, Instant at,
                                std::string_view nonce) {
  const std::string encrypted = crypto.seal(echo);
  return {
      .query = sign_query(crypto, encrypted, at, nonce) + "&echostr=" + escape_base64(encrypted),
      .body = {}};
}

}  // namespace qunguan::wecom
