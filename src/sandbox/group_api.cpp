#include "sandbox/group_api.hpp"

#include <algorithm>

namespace qunguan::sandbox {
namespace {

constexpr std::size_t kFewestMembers = 2;
constexpr std::size_t kMostMembers = 2000;
constexpr std::size_t kLongestName = 50;  // characters; the platform cuts what is over
constexpr std::size_t kLongestId = 32;

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_chat_id(const std::string& id) {
  return !id.empty() && id.size() <= kLongestId &&
         std::all_of(id.begin(), id.end(), is_letter_or_digit);
}

std::string cut_name(const std::string& name) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins_character = (static_cast<unsigned char>(name[i]) & 0xC0U) != 0x80U;
    if (begins_character && ++characters > kLongestName) return name.substr(0, i);
  }
  return name;
}

bool has(const std::vector<MemberId>& members, const MemberId& member) {
  return std::find(members.begin(), members.end(), member) != members.end();
}

void add(std::vector<MemberId>& members, const std::vector<MemberId>& more) {
  for (const MemberId& member : more)
    if (!has(members, member)) members.push_back(member);
}

/// What an update asks for; what it does not mention stays as it is.
struct Change {
  std::string name;
  MemberId owner;
  std::vector<MemberId> add, remove;

  explicit Change(const Json& body)
      : name(text_of(body, "name")),
        owner(text_of(body, "owner")),
        add(members_of(body, "add_user_list").value_or(std::vector<MemberId>{})),
        remove(members_of(body, "del_user_list").value_or(std::vector<MemberId>{})) {}

  bool is_empty() const { return name.empty() && owner.empty() && add.empty() && remove.empty(); }
};

/// The group as it would be. Removing who is not there changes nothing: the documents do not call
/// it an error.
wecom::GroupChat changed(wecom::GroupChat chat, const Change& change) {
  if (!change.name.empty()) chat.name = cut_name(change.name);
  if (!change.owner.empty()) chat.owner = change.owner;
  add(chat.members, change.add);
  std::erase_if(chat.members,
                [&change](const MemberId& member) { return has(change.remove, member); });
  return chat;
}

}  // namespace

bool GroupApi::are_known(const std::vector<MemberId>& members) const {
  return std::all_of(members.begin(), members.end(),
                     [this](const MemberId& member) { return company_.members.contains(member); });
}

int GroupApi::check_new(const Json& body, const std::vector<MemberId>& members) const {
  const std::string id = text_of(body, "chatid");
  const MemberId owner{text_of(body, "owner")};
  if (members.size() < kFewestMembers || members.size() > kMostMembers) return 86006;
  if (!are_known(members)) return 86007;
  if (!owner.empty() && !has(members, owner)) return 86005;
  if (!id.empty() && !is_chat_id(id)) return 86001;
  if (company_.chats.contains(GroupId{id})) return 86215;
  return 0;
}

ApiReply GroupApi::create(const ApiCall& call) {
  std::vector<MemberId> members;
  add(members, members_of(call.body, "userlist").value_or(std::vector<MemberId>{}));
  if (const int wrong = check_new(call.body, members); wrong != 0) return ApiReply::no(wrong);
  if (!creations_.take(call.at)) return ApiReply::no(45009);

  std::string id = text_of(call.body, "chatid");
  if (id.empty()) id = "sandboxchat" + std::to_string(++created_);
  MemberId owner{text_of(call.body, "owner")};
  if (owner.empty()) owner = members.front();  // the platform draws lots
  Chat chat;
  chat.info = {GroupId{id}, cut_name(text_of(call.body, "name")), owner, members};
  company_.chats[GroupId{id}] = std::move(chat);
  ApiReply reply;
  reply.fields = {{"chatid", id}};
  return reply;
}

Chat* GroupApi::find(const std::string& id, ApiReply& reply) {
  const auto found = company_.chats.find(GroupId{id});
  if (id.empty())
    reply = ApiReply::no(40050);
  else if (!is_chat_id(id))
    reply = ApiReply::no(86001);
  else if (found == company_.chats.end())
    reply = ApiReply::no(86003);
  else if (!found->second.is_ours)
    reply = ApiReply::no(86008);
  else if (found->second.is_dissolved)
    reply = ApiReply::no(49008);
  else
    return &found->second;
  return nullptr;
}

ApiReply GroupApi::update(const ApiCall& call) {
  ApiReply reply;
  Chat* chat = find(text_of(call.body, "chatid"), reply);
  if (chat == nullptr) return reply;
  const Change change{call.body};
  if (change.is_empty()) return ApiReply::no(40058);
  if (!are_known(change.add)) return ApiReply::no(86007);
  wecom::GroupChat next = changed(chat->info, change);
  // That an owner cannot be removed before another one is named is assumed, not documented.
  if (!has(next.members, next.owner)) return ApiReply::no(86005);
  if (next.members.size() > kMostMembers) return ApiReply::no(86006);
  if (!changes_.take(call.at)) return ApiReply::no(45009);
  chat->info = std::move(next);
  return reply;
}

ApiReply GroupApi::get(const ApiCall& call) {
  ApiReply reply;
  const Chat* chat = find(call.parameter("chatid"), reply);
  if (chat == nullptr) return reply;
  reply.fields["chat_info"] = {{"chatid", chat->info.id.text()},
                               {"name", chat->info.name},
                               {"owner", chat->info.owner.text()},
                               {"userlist", ids_of(chat->info.members)}};
  return reply;
}

ApiReply GroupApi::send(const ApiCall& call) {
  ApiReply reply;
  Chat* chat = find(text_of(call.body, "chatid"), reply);
  if (chat == nullptr) return reply;
  if (const int wrong = check_text(call.body); wrong != 0) return ApiReply::no(wrong);
  if (!deliveries_.take(call.at, chat->info.members.size())) return ApiReply::no(45009);
  chat->seen.push_back(read_text(call.body, call.at));
  return reply;
}

}  // namespace qunguan::sandbox
