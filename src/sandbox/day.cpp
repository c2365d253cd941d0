#include "qunguan/sandbox/day.hpp"

#include <algorithm>

namespace qunguan::sandbox {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Before everything else that happens.
constexpr Duration kSnapshot = hours{25};

/// Makes the day's events, each when the clock on the wall last showed its time of day.
class Script {
 public:
  Script(GroupId group, Instant now, std::string run)
      : group_(std::move(group)), now_(now), run_(std::move(run)) {}

  Event snapshot() {
    Event event = make(EventType::GroupSnapshot, now_ - kSnapshot);
    event.owner = MemberId{"qunzhu"};
    event.admins = {MemberId{"guanli"}};
    event.members = demo_members();
    return event;
  }

  Event say(Instant at, const std::string& who, const std::string& text,
            std::vector<std::string> mentions = {}) {
    Event event = make(EventType::MessageCreated, at);
    event.message.id = MessageId{event.id.text()};
    event.message.sender.id = MemberId{who};
    event.message.text = text;
    event.message.mentions.emplace();
    for (std::string& id : mentions) event.message.mentions->emplace_back(std::move(id));
    return event;
  }

  Event rename(Instant at, const std::string& who, const std::string& from, const std::string& to) {
    Event event = make(EventType::MemberRenamed, at);
    event.members = {Person{.id = MemberId{who}, .group_nickname = to}};
    event.old_nickname = from;
    return event;
  }

  /// The last time the clock on the wall showed this, long enough ago for what follows from it.
  Instant last(Duration time_of_day, Duration over = minutes{1}) const {
    const Zone zone = *Zone::named("Asia/Shanghai");
    LocalTime local = zone.local(now_);
    if (local.since_midnight < time_of_day + over) local.day -= std::chrono::days{1};
    return zone.instant({.day = local.day, .since_midnight = time_of_day});
  }

 private:
  Event make(EventType type, Instant at) {
    Event event;
    event.id = EventId{run_ + "-" + std::to_string(++count_)};
    event.type = type;
    event.at = event.received_at = at;
    event.group = group_;
    event.group_name = "示范群";
    return event;
  }

  GroupId group_;
  Instant now_;
  std::string run_;
  int count_ = 0;
};

}  // namespace

std::vector<Person> demo_members() {
  const auto person = [](const char* id, const char* nickname) {
    return Person{.id = MemberId{id}, .name = nickname, .group_nickname = nickname};
  };
  return {person("zongjian", "总经办-王建国"), person("qunzhu", "总经办-陈立新"),
          person("guanli", "行政部-孙晓梅"),   person("zhangsan", "销售部-张三"),
          person("lisi", "工程部-李四"),       person("wangwu", "采购部-王五"),
          person("zhaoliu", "财务部-赵六")};
}

std::vector<Scene> play_day(const GroupId& group, Instant now, const std::string& run) {
  Script script{group, now, run};
  std::vector<Scene> scenes;
  const Event snapshot = script.snapshot();
  scenes.push_back({.title = "有人在群里发领红包的广告",
                    .events = {script.say(script.last(hours{9} + minutes{12}), "wangwu",
                                          "老板大方，加我微信，扫码就能领红包，先到先得！")},
                    .leads_to = ActionKind::Warn});
  scenes.push_back({.title = "张三把群昵称改成了“追风少年”",
                    .events = {script.rename(script.last(hours{9} + minutes{40}), "zhangsan",
                                             "销售部-张三", "追风少年")},
                    .leads_to = ActionKind::Remind});
  scenes.push_back({.title = "总监提问，李四 30 分钟没有回复",
                    .events = {script.say(script.last(hours{10} + minutes{15}, minutes{31}),
                                          "zongjian", "@工程部-李四 今天的图纸发了吗？", {"lisi"})},
                    .leads_to = ActionKind::Fine});
  const Instant flood = script.last(hours{15} + minutes{3});
  constexpr int kMessages = 6;
  std::vector<Event> messages;
  messages.reserve(kMessages);
  for (int i = 0; i < kMessages; ++i)
    messages.push_back(script.say(flood + seconds{i}, "wangwu",
                                  "第" + std::to_string(i + 1) + "条消息，快看快看"));
  scenes.push_back(
      {.title = "王五十秒内连发六条", .events = std::move(messages), .leads_to = ActionKind::Fine});
  scenes.push_back(
      {.title = "夜里 23:40 有人聊天",
       .events = {script.say(script.last(hours{23} + minutes{40}), "zhangsan", "睡了吗，聊两句")},
       .leads_to = ActionKind::Remind});
  scenes.push_back({.title = "赵六发赌博广告，还在词里夹了看不见的字符",
                    .events = {script.say(script.last(hours{8} + minutes{5}), "zhaoliu",
                                          "今晚百\u200B家乐走起，包赢")},
                    .leads_to = ActionKind::Remove});
  std::sort(scenes.begin(), scenes.end(), [](const Scene& a, const Scene& b) {
    return a.events.front().at < b.events.front().at;
  });
  scenes.insert(scenes.begin(), {.title = "来源发来成员名单：群主陈立新，管理员孙晓梅",
                                 .events = {snapshot},
                                 .leads_to = std::nullopt});
  return scenes;
}

}  // namespace qunguan::sandbox
