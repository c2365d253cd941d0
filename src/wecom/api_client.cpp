#include "qunguan/wecom/api_client.hpp"

#include "qunguan/wecom/message_text.hpp"
#include "wecom/api_answer.hpp"
#include "wecom/text_body.hpp"
#include "wecom/token_keeper.hpp"

namespace qunguan::wecom {
namespace {

namespace asio = boost::asio;
using Json = nlohmann::json;
using Kind = Outcome::Kind;

std::string token_url(const ApiClient::Settings& settings) {
  return settings.base + "/cgi-bin/gettoken?corpid=" + escape_query(settings.corp_id) +
         "&corpsecret=" + escape_query(settings.secret);
}

Json ids_of(const std::vector<MemberId>& members) {
  Json ids = Json::array();
  for (const MemberId& member : members) ids.push_back(member.text());
  return ids;
}

std::optional<GroupChat> read_chat(const Json& body) {
  const auto found = body.find("chat_info");
  if (found == body.end() || !found->is_object()) return std::nullopt;
  GroupChat chat{.id = GroupId{text_field(*found, "chatid")},
                 .name = text_field(*found, "name"),
                 .owner = MemberId{text_field(*found, "owner")},
                 .members = {}};
  const auto members = found->find("userlist");
  if (members == found->end() || !members->is_array()) return std::nullopt;
  for (const Json& member : *members) {
    if (!member.is_string()) return std::nullopt;
    chat.members.emplace_back(member.get<std::string>());
  }
  return chat;
}

void add_all(std::vector<MemberId>& members, std::vector<MemberId> more) {
  members.insert(members.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

}  // namespace

struct ApiClient::Call {
  std::string path;   // below `/cgi-bin/`
  std::string query;  // beside the token
  std::string body;   // empty: a GET
};

ApiClient::ApiClient(Settings settings, net::Transport& transport, const net::Clock& clock)
    : settings_(std::move(settings)),
      transport_(transport),
      tokens_(std::make_unique<TokenKeeper>(token_url(settings_), transport, clock)) {}

ApiClient::~ApiClient() = default;

asio::awaitable<Outcome> ApiClient::send_to_group(GroupId group, GroupText text) {
  Json body = text_body(text);
  body["chatid"] = group.text();
  body["safe"] = 0;
  Call call{.path = "appchat/send", .query = {}, .body = to_body(body)};
  ApiAnswer answer = co_await perform(std::move(call));
  co_return std::move(answer.outcome);
}

asio::awaitable<Outcome> ApiClient::send_to_members(std::vector<MemberId> members,
                                                    std::string text) {
  const auto interval = std::chrono::duration_cast<std::chrono::seconds>(settings_.duplicate_check);
  const Json body{{"touser", join_members(members)},
                  {"msgtype", "text"},
                  {"agentid", settings_.agent_id},
                  {"text", {{"content", fit_text(text)}}},
                  {"safe", 0},
                  {"enable_duplicate_check", 1},
                  {"duplicate_check_interval", interval.count()}};
  Call call{.path = "message/send", .query = {}, .body = to_body(body)};
  ApiAnswer answer = co_await perform(std::move(call));
  Outcome outcome = std::move(answer.outcome);
  for (const char* left_out : {"invaliduser", "unlicenseduser"})
    add_all(outcome.unreached, split_members(text_field(answer.body, left_out)));
  co_return outcome;
}

asio::awaitable<Outcome> ApiClient::remove_members(GroupId group, std::vector<MemberId> members) {
  const Json body{{"chatid", group.text()}, {"del_user_list", ids_of(members)}};
  Call call{.path = "appchat/update", .query = {}, .body = to_body(body)};
  ApiAnswer answer = co_await perform(std::move(call));
  co_return std::move(answer.outcome);
}

asio::awaitable<ApiClient::GroupAnswer> ApiClient::read_group(GroupId group) {
  Call call{.path = "appchat/get", .query = "&chatid=" + escape_query(group.text()), .body = {}};
  ApiAnswer answer = co_await perform(std::move(call));
  GroupAnswer read;
  read.outcome = std::move(answer.outcome);
  if (read.outcome.kind == Kind::Done) read.chat = read_chat(answer.body);
  const bool is_unreadable = read.outcome.kind == Kind::Done && !read.chat;
  if (is_unreadable || read.outcome.kind == Kind::Ambiguous)
    read.outcome = retry_soon("the platform's answer is not a group");
  co_return read;
}

/// With a token, and once more with a new one where the platform refuses it: then it has done
/// nothing.
asio::awaitable<ApiAnswer> ApiClient::perform(Call call) {
  ApiAnswer answer;
  for (int attempt = 0; attempt < 2; ++attempt) {
    TokenKeeper::Answer given = co_await tokens_->token();
    if (given.token.empty()) {
      answer.outcome = std::move(given.outcome);
      break;
    }
    net::HttpRequest request;
    request.method = call.body.empty() ? "GET" : "POST";
    request.url = settings_.base + "/cgi-bin/" + call.path +
                  "?access_token=" + escape_query(given.token) + call.query;
    if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = call.body;
    const Result<net::HttpResponse> response = co_await transport_.send(std::move(request));
    answer = read_answer(response);
    if (!is_token_refused(answer.outcome)) break;
    tokens_->reject(given.token);
  }
  co_return answer;
}

}  // namespace qunguan::wecom
