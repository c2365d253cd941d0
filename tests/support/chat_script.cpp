#include "support/chat_script.hpp"

#include <map>
#include <optional>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace qunguan::test {
namespace {

using nlohmann::json;

constexpr const char* kDay = "2026-03-02T";

std::string full_time(const std::string& written) {
  const std::string dated = written.find('T') == written.npos ? kDay + written : written;
  return (dated.size() == 16 ? dated + ":00" : dated) + "+08:00";
}

/// Takes the first word off the front.
std::string take_word(std::string& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string word = rest.substr(0, end);
  rest.erase(0, std::min(end + 1, rest.size()));
  return word;
}

/// Takes ` by ID` off the end.
std::optional<std::string> take_actor(std::string& rest) {
  const std::size_t at = rest.rfind("by ");
  if (at == rest.npos || (at > 0 && rest[at - 1] != ' ')) return std::nullopt;
  const std::string actor = rest.substr(at + 3);
  rest.erase(at == 0 ? 0 : at - 1);
  return actor;
}

class Script {
 public:
  explicit Script(const policy::Node& sheet) {
    if (const policy::Node* group = sheet.find("group")) group_ = group->text;
    if (const policy::Node* cast = sheet.find("cast"))
      for (const policy::Entry& entry : cast->entries) names_[entry.key] = entry.value.text;
  }

  std::string write(const std::vector<std::string>& lines) {
    if (!lines.empty()) snapshot(full_time(lines.front().substr(0, lines.front().find(' '))));
    for (const std::string& line : lines) add(line);
    return text_;
  }

 private:
  void snapshot(const std::string& first) {
    json members = json::array();
    for (const auto& [id, name] : names_) members.push_back({{"id", id}, {"group_nickname", name}});
    put("group.snapshot", first.substr(0, 11) + "00:00:00+08:00",
        {{"owner_id", "qunzhu"}, {"admin_ids", {"wangwu", "zhaoliu"}}, {"members", members}});
  }

  void add(const std::string& line) {
    std::string rest = line;
    const std::string at = full_time(take_word(rest));
    if (rest.empty()) return;
    const std::string who = take_word(rest);
    if (who == "+") return join(at, rest);
    if (who == "-") return leave(at, rest);
    if (who == "=") return rename(at, rest);
    if (who == "x") return recall(at, rest);
    say(at, who, rest);
  }

  void join(const std::string& at, std::string rest) {
    const std::optional<std::string> inviter = take_actor(rest);
    const std::string id = take_word(rest);
    names_[id] = rest;
    json fields{{"members", {{{"id", id}, {"group_nickname", rest}}}}};
    if (inviter) fields["inviter"] = {{"id", *inviter}};
    put("member.joined", at, fields);
  }

  void leave(const std::string& at, std::string rest) {
    const std::optional<std::string> actor = take_actor(rest);
    json fields{{"members", {{{"id", rest}}}}};
    if (actor) fields["actor"] = {{"id", *actor}};
    put("member.left", at, fields);
  }

  void rename(const std::string& at, std::string rest) {
    const std::string id = take_word(rest);
    names_[id] = rest;
    put("member.renamed", at, {{"member", {{"id", id}, {"group_nickname", rest}}}});
  }

  void recall(const std::string& at, const std::string& who) {
    put("message.recalled", at, {{"message_id", last_.at(who)}, {"sender", {{"id", who}}}});
  }

  void say(const std::string& at, std::string who, std::string rest) {
    json fields{{"message_id", "m" + std::to_string(number_ + 1)}, {"kind", "text"}};
    if (rest.starts_with("> ")) {
      rest.erase(0, 2);
      std::string quoted = take_word(rest);
      quoted.pop_back();
      fields["reply_to"] = {{"message_id", last_.at(quoted)}, {"sender_id", quoted}, {"text", ""}};
    } else if (who.ends_with(':')) {
      who.pop_back();
    } else if (rest.starts_with('[')) {
      fields["kind"] = rest.substr(1, rest.find(']') - 1);
      rest.erase(0, std::min(rest.find(']') + 2, rest.size()));
      describe(fields, rest);
      rest.clear();
    } else {
      throw std::invalid_argument{"who says what? " + who + " " + rest};
    }
    fields["text"] = rest;
    fields["sender"] = {{"id", who}};
    last_[who] = fields["message_id"];
    put("message.created", at, fields);
  }

  static void describe(json& fields, const std::string& title) {
    if (fields["kind"] == "red_packet") fields["red_packet"] = {{"wish", title}};
    if (fields["kind"] == "location")
      fields["location"] = {{"lat", 31.2}, {"lon", 121.5}, {"title", title}};
    if (title.empty() || fields["kind"] == "red_packet" || fields["kind"] == "location") return;
    const std::size_t bar = title.find(" | ");
    fields["card"] = {{"title", title.substr(0, bar)}};
    if (bar != title.npos) fields["card"]["url"] = title.substr(bar + 3);
  }

  void put(const std::string& type, const std::string& at, json fields) {
    fields["v"] = 1;
    fields["group_id"] = "g";
    fields["group_name"] = group_;
    text_ += json{{"id", "e" + std::to_string(++number_)},
                  {"type", type},
                  {"timestamp", at},
                  {"data", fields}}
                 .dump() +
             "\n";
  }

  std::map<std::string, std::string> names_{{"qunzhu", "群主"},  {"wangwu", "王五"},
                                            {"zhaoliu", "赵六"}, {"zhangsan", "张三"},
                                            {"lisi", "李四"},    {"sunqi", "孙七"}};
  std::map<std::string, json> last_;
  std::string group_ = "示范群";
  std::string text_;
  int number_ = 0;
};

}  // namespace

std::string chat_script(const policy::Node& sheet, const std::vector<std::string>& lines) {
  return Script{sheet}.write(lines);
}

std::string script_end(const std::vector<std::string>& lines) {
  return lines.empty() ? std::string{} : full_time(lines.back().substr(0, lines.back().find(' ')));
}

}  // namespace qunguan::test
