#include "requests.hpp"

#include <fmt/format.h>

#include "chat.hpp"
#include "qunguan/wecom/callback_writer.hpp"

namespace qunguan::bench {
namespace {

constexpr std::int64_t kFirstId = 7'000'000'000'000'000'000;  // as the platform numbers messages
constexpr std::int64_t kIdsPerMs = 500;
constexpr std::size_t kUsualSize = 1'200;
constexpr std::size_t kUsualMessage = 500;

std::string message_of(const Line& line, std::int64_t id, Instant now) {
  std::string xml = fmt::format(
      "<xml><ToUserName><![CDATA[{}]]></ToUserName><FromUserName><![CDATA[{}]]></FromUserName>"
      "<CreateTime>{}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
      "<Content><![CDATA[{}]]></Content><MsgId>{}</MsgId><AgentID>1000002</AgentID>"
      "<ChatId><![CDATA[{}]]></ChatId>",
      keys().receive_id, line.sender.text(), to_ms(now) / 1000, line.text, id,
      group_id(line.group).text());
  xml += "<Ext><![CDATA[";
  if (xml.size() < kUsualMessage) xml.append(kUsualMessage - xml.size(), 'x');
  return xml + "]]></Ext></xml>";
}

}  // namespace

wecom::CallbackKeys keys() {
  return {.token = "BenchCallbackToken",
          .encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
          .receive_id = "ww0123456789abcdef"};
}

Requests::Requests(std::string_view path, std::uint64_t count, Instant now) {
  const wecom::CallbackCrypto crypto = *wecom::CallbackCrypto::create(keys());
  const std::int64_t first = kFirstId + to_ms(now) * kIdsPerMs;
  bytes_.reserve(count * kUsualSize);
  ends_.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t id = first + static_cast<std::int64_t>(i);
    const wecom::CallbackRequest callback =
        wecom::write_callback(crypto, message_of(line(i), id, now), now, std::to_string(id));
    fmt::format_to(std::back_inserter(bytes_),
                   "POST {}?{} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
                   "Content-Length: {}\r\n\r\n{}",
                   path, callback.query, callback.body.size(), callback.body);
    ends_.push_back(bytes_.size());
  }
}

std::string_view Requests::operator[](std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view{bytes_}.substr(begin, ends_[index] - begin);
}

}  // namespace qunguan::bench
