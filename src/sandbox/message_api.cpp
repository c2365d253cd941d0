#include "sandbox/message_api.hpp"

#include <algorithm>

namespace qunguan::sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kUsualInterval = 1800;  // in seconds
constexpr std::int64_t kLongestInterval = 14'400;

std::int64_t number_of(const Json& body, const char* key, std::int64_t otherwise) {
  const auto found = body.find(key);
  const bool is_number = found != body.end() && found->is_number_integer();
  return is_number ? found->get<std::int64_t>() : otherwise;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

std::vector<MemberId> MessageApi::recipients(const std::string& joined,
                                             std::string& unknown) const {
  if (joined == "@all") return {company_.members.begin(), company_.members.end()};
  std::vector<MemberId> known;
  std::string_view rest = joined;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    const MemberId member{std::string{rest.substr(0, end)}};
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (company_.members.contains(member))
      known.push_back(member);
    else
      unknown += (unknown.empty() ? "" : "|") + lower_case(member.text());
  }
  return known;
}

/// The same JSON within the interval is taken and not delivered.
bool MessageApi::is_duplicate(const ApiCall& call) {
  if (number_of(call.body, "enable_duplicate_check", 0) != 1) return false;
  const std::int64_t interval =
      std::min(number_of(call.body, "duplicate_check_interval", kUsualInterval), kLongestInterval);
  const auto [sent, is_new] = sent_bodies_.try_emplace(call.body.dump());
  if (!is_new && call.at < sent->second) return true;
  sent->second = call.at + seconds{interval};
  return false;
}

/// What one member gets beyond 30 a minute or 1,000 an hour is dropped, and nobody is told.
void MessageApi::deliver(const std::vector<MemberId>& members, const SeenText& text) {
  for (const MemberId& member : members) {
    Pace& pace = paces_[member];
    if (pace.minute.take(text.at) && pace.hour.take(text.at))
      company_.private_texts[member].push_back(text);
  }
}

ApiReply MessageApi::send(const ApiCall& call) {
  if (number_of(call.body, "agentid", 0) != agent_id_) return ApiReply::no(301002);
  if (const int wrong = check_text(call.body); wrong != 0) return ApiReply::no(wrong);
  const std::string joined = text_of(call.body, "touser");
  if (joined.empty()) return ApiReply::no(82001);
  std::string unknown;
  const std::vector<MemberId> known = recipients(joined, unknown);
  if (known.empty()) return ApiReply::no(81013);

  ApiReply reply;
  reply.fields = {{"invaliduser", unknown}, {"msgid", "msg-" + std::to_string(++sent_)}};
  reply.took_effect = !is_duplicate(call);
  if (reply.took_effect) deliver(known, read_text(call.body, call.at));
  return reply;
}

ApiReply MessageApi::send_by_robot(const ApiCall& call) {
  const std::string key = call.parameter("key");
  const auto robot = company_.robots.find(key);
  if (robot == company_.robots.end()) return ApiReply::no(93000);
  if (robot->second.is_disabled) return ApiReply::no(93004);
  const auto group = company_.chats.find(robot->second.group);
  if (group == company_.chats.end() || group->second.is_dissolved) return ApiReply::no(93008);
  if (const int wrong = check_text(call.body); wrong != 0) return ApiReply::no(wrong);
  // Whether the minute slides is not documented; the stricter reading is played.
  RateLimit& pace = robots_.try_emplace(key, RateLimit{20, minutes{1}}).first->second;
  if (!pace.take(call.at)) return ApiReply::no(45009);
  group->second.seen.push_back(read_text(call.body, call.at));
  return {};
}

}  // namespace qunguan::sandbox
