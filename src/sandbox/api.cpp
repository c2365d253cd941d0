#include "sandbox/api.hpp"

#include <algorithm>

#include "qunguan/wecom/message_text.hpp"

namespace qunguan::sandbox {
namespace {

const Json& member_of(const Json& body, const char* key) {
  static const Json nothing;
  const auto found = body.find(key);
  return found == body.end() ? nothing : *found;
}

}  // namespace

std::string text_of(const Json& body, const char* key) {
  const Json& value = member_of(body, key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<std::vector<MemberId>> members_of(const Json& body, const char* key) {
  const Json& list = member_of(body, key);
  if (!list.is_array()) return std::nullopt;
  std::vector<MemberId> members;
  for (const Json& id : list) {
    if (!id.is_string()) return std::nullopt;
    members.emplace_back(id.get<std::string>());
  }
  return members;
}

Json ids_of(const std::vector<MemberId>& members) {
  Json ids = Json::array();
  for (const MemberId& member : members) ids.push_back(member.text());
  return ids;
}

int check_text(const Json& body) {
  const Json& text = member_of(body, "text");
  if (text_of(body, "msgtype") != "text") return 40008;
  if (!text.is_object()) return 40035;
  const std::string content = text_of(text, "content");
  if (content.empty()) return 44004;
  if (content.size() > wecom::kLargestText) return 45002;
  if (text.contains("mentioned_list") && !members_of(text, "mentioned_list")) return 40035;
  return 0;
}

SeenText read_text(const Json& body, Instant at) {
  const Json& text = body.at("text");
  SeenText seen;
  seen.at = at;
  seen.text = text_of(text, "content");
  seen.mentions = members_of(text, "mentioned_list").value_or(std::vector<MemberId>{});
  seen.mentions_all = std::erase(seen.mentions, MemberId{"@all"}) > 0;
  return seen;
}

}  // namespace qunguan::sandbox
