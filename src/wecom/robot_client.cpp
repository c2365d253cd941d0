#include "qunguan/wecom/robot_client.hpp"

#include "qunguan/wecom/message_text.hpp"
#include "wecom/api_answer.hpp"
#include "wecom/text_body.hpp"

namespace qunguan::wecom {

nlohmann::json text_body(const GroupText& text) {
  nlohmann::json content{{"content", fit_text(text.text)}};
  nlohmann::json mentions = nlohmann::json::array();
  for (const MemberId& member : text.mentions) mentions.push_back(member.text());
  if (text.mentions_all) mentions.push_back("@all");
  if (!mentions.empty()) content["mentioned_list"] = std::move(mentions);
  return {{"msgtype", "text"}, {"text", std::move(content)}};
}

boost::asio::awaitable<Outcome> RobotClient::send(std::string key, GroupText text) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = base_ + "/cgi-bin/webhook/send?key=" + escape_query(key);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = to_body(text_body(text));
  const Result<net::HttpResponse> response = co_await transport_.send(std::move(request));
  co_return classify(response);
}

}  // namespace qunguan::wecom
