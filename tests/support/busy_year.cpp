#include "support/busy_year.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string_view>
#include <utility>

namespace qunguan::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kMembers = 120;
constexpr int kStaff = 4;  // the owner and three admins
constexpr int kSales = 10;
constexpr int kDays = 365;

constexpr std::array<std::string_view, 6> kDepartments{"销售部", "工程部", "财务部",
                                                       "人事部", "客服部", "仓储部"};
constexpr std::array<std::string_view, 8> kSurnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄"};
constexpr std::array<std::string_view, 8> kGiven{"伟", "芳", "娜", "敏", "静", "强", "磊", "军"};
constexpr std::array<std::string_view, 12> kSayings{"图纸已经发到邮箱了",
                                                    "还差两个数要核对",
                                                    "明天上午再改一版",
                                                    "放在前台了，路过带上来",
                                                    "等总部批下来就可以动",
                                                    "下周一之前给",
                                                    "收到",
                                                    "没有问题",
                                                    "要不要先拉个小会对一下",
                                                    "打印了二十份",
                                                    "谁手上有原件？",
                                                    "标红的地方请看一下"};
constexpr std::array<std::string_view, 6> kBreaches{
    "闲着的可以去网上赌场玩两把",      "百 家 乐新人送筹码",      "日结兼职加微信领取",
    "点这里 https://hb.example.net/r", "加我 13812345678 有优惠", "反赌博宣传海报做好了"};
constexpr std::array<std::string_view, 4> kQuestions{"三号楼的图纸发了吗？", "报价单什么时候给？",
                                                     "客户那边怎么说？", "请把清单发我"};

/// SplitMix64: the same everywhere, unlike the standard library's distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  int below(int limit) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t value = state_;
    value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9U;
    value = (value ^ value >> 27U) * 0x94D049BB133111EBU;
    return static_cast<int>((value ^ value >> 31U) % static_cast<std::uint64_t>(limit));
  }

  std::string one_of(std::span<const std::string_view> texts) {
    return std::string{texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))]};
  }

 private:
  std::uint64_t state_;
};

class Year {
 public:
  Year(std::uint64_t seed, int events) : dice_(seed), wanted_(events) {}

  BusyYear make() {
    members_.reserve(kMembers);
    for (int i = 0; i < kMembers; ++i) members_.push_back(person(i));
    begin();
    for (int day = 0; day < kDays; ++day) live(day);
    std::stable_sort(year_.events.begin(), year_.events.end(),
                     [](const Event& a, const Event& b) { return a.at < b.at; });
    return std::move(year_);
  }

 private:
  static Instant midnight(int day) {
    // 2026-01-01 00:00 in Shanghai.
    return *parse_instant("2026-01-01T00:00:00+08:00") + hours{24} * day;
  }

  Person person(int number) {
    Person person;
    person.id = MemberId{"m" + std::to_string(number)};
    person.department = number >= kStaff && number < kStaff + kSales
                            ? std::string{kDepartments.front()}
                            : dice_.one_of(kDepartments);
    person.name = dice_.one_of(kSurnames) + dice_.one_of(kGiven) + dice_.one_of(kGiven);
    person.group_nickname =
        dice_.below(20) == 0 ? person.name : person.department + "-" + person.name;
    person.role = number == 0 ? Role::Owner : number < kStaff ? Role::Admin : Role::Member;
    return person;
  }

  Event& add(EventType type, Instant at) {
    Event& event = year_.events.emplace_back();
    event.id = EventId{"y" + std::to_string(year_.events.size())};
    event.type = type;
    event.at = event.received_at = at;
    event.group = GroupId{"busy"};
    event.group_name = "热闹群";
    return event;
  }

  Event& say(Instant at, int who, std::string text) {
    Event& event = add(EventType::MessageCreated, at);
    event.message.id = MessageId{event.id.text()};
    event.message.sender = members_[static_cast<std::size_t>(who)];
    event.message.text = std::move(text);
    return event;
  }

  void send(Instant at, int who, MessageKind kind) { say(at, who, {}).message.kind = kind; }

  /// The roster at the beginning of the year, and who works where.
  void begin() {
    Event& event = add(EventType::GroupSnapshot, midnight(0));
    event.members = members_;
    event.owner = members_.front().id;
    event.admins.emplace();
    year_.people = "id,name,department,last_day\n";
    for (int i = 0; i < kMembers; ++i) {
      const Person& one = members_[static_cast<std::size_t>(i)];
      if (i > 0 && i < kStaff) event.admins->push_back(one.id);
      const bool goes = i > kMembers - 6;
      year_.people += one.id.text() + "," + one.name + "," + one.department + "," +
                      (goes ? "2026-06-30" : "") + "\n";
    }
  }

  /// Most is said by day, some in the evening, a little at night.
  Instant moment(int day) {
    const int kind = dice_.below(100);
    const int from = kind < 85 ? 8 * 60 : kind < 97 ? 20 * 60 : 0;
    const int length = kind < 85 ? 12 * 60 : kind < 97 ? 4 * 60 : 8 * 60;
    return midnight(day) + minutes{from + dice_.below(length)} +
           std::chrono::milliseconds{dice_.below(60'000)};
  }

  int anybody() { return dice_.below(kMembers - 10); }  // the last ten never speak
  int staff() { return dice_.below(kStaff); }
  int member() { return kStaff + dice_.below(kMembers - kStaff); }

  std::string mention(int who) const {
    const Person& one = members_[static_cast<std::size_t>(who)];
    return "@" + *one.group_nickname + "\u2005";
  }

  void live(int day) {
    check_in(day);
    const int until = static_cast<int>(static_cast<std::int64_t>(wanted_) * (day + 1) / kDays);
    while (static_cast<int>(year_.events.size()) < until) happen(day);
  }

  /// Not everybody every day.
  void check_in(int day) {
    for (int who = kStaff; who < kStaff + kSales; ++who)
      if (wanted_ > kDays * 40 && dice_.below(10) > 0)
        send(midnight(day) + hours{8} + minutes{dice_.below(90)}, who, MessageKind::Location);
  }

  void happen(int day) {
    const Instant at = moment(day);
    const int what = dice_.below(1000);
    if (what < 850)
      say(at, anybody(), dice_.one_of(kSayings) + std::to_string(dice_.below(100'000)));
    else if (what < 880)
      ask(at);
    else if (what < 900)
      breach(at);
    else if (what < 925)
      send(at, anybody(), what % 2 == 0 ? MessageKind::Voice : MessageKind::RedPacket);
    else if (what < 935)
      flood(at);
    else if (what < 955)
      order(at);
    else if (what < 970)
      decide(at);
    else
      move(at);
  }

  void ask(Instant at) {
    const int who = member();
    const std::string question =
        say(at, staff(), mention(who) + dice_.one_of(kQuestions)).id.text();
    const int fate = dice_.below(10);
    if (fate == 0) return;
    Event& answer = say(at + minutes{1 + dice_.below(fate < 3 ? 90 : 25)}, who, "收到，马上");
    if (fate > 5) answer.message.reply_to = Quote{.message_id = MessageId{question}};
  }

  void breach(Instant at) {
    const Event& event = say(at, anybody(), dice_.one_of(kBreaches));
    const MessageId said = event.message.id;
    if (dice_.below(10) > 0) return;
    add(EventType::MessageRecalled, at + seconds{30}).message.id = said;
  }

  void flood(Instant at) {
    const int who = anybody();
    const bool is_same = dice_.below(2) == 0;
    for (int i = 0; i < 10; ++i) {
      const Instant then = at + seconds{4 * i};
      if (is_same && i < 4)
        say(then, who, "顶一下");
      else if (!is_same)
        send(then, who, MessageKind::Sticker);
    }
  }

  void order(Instant at) {
    constexpr std::array<std::string_view, 8> kOrders{"/警告 ", "/拖延 ", "/移出 ", "/禁言 ",
                                                      "/举报 ", "/说明 ", "/投诉 ", "/批准 "};
    constexpr std::array<std::string_view, 10> kOthers{
        "/停 跑题",       "/账单",           "/总账",          "/导出 2026-03 考核",
        "/属实",          "报名周六聚餐",    "#接龙 周六聚餐", "活动预告：爬山",
        "/缺席 周六聚餐", "/问题 打印机坏了"};
    const std::string word = dice_.one_of(kOrders);
    const std::string rest = word == "/禁言 " ? "12h 屡次刷屏" : "屡次提醒不听";
    if (dice_.below(3) == 0)
      say(at, dice_.below(2) == 0 ? staff() : anybody(), dice_.one_of(kOthers));
    else
      say(at, dice_.below(5) == 0 ? anybody() : staff(), word + mention(member()) + rest);
  }

  /// By numbers that may or may not be somebody's case.
  void decide(Instant at) {
    constexpr std::array<std::string_view, 5> kWords{"/申诉 ", "/撤销 ", "/维持 ", "/同意 ",
                                                     "/驳回 "};
    const std::string word = dice_.one_of(kWords);
    const bool is_appeal = word == "/申诉 ";
    say(at, is_appeal ? anybody() : staff(),
        word + std::to_string(1 + dice_.below(1 + wanted_ / 20)) + " 情况不是这样");
  }

  void move(Instant at) {
    const int who = member();
    Person& one = members_[static_cast<std::size_t>(who)];
    switch (dice_.below(4)) {
      case 0:
        one.group_nickname = dice_.below(4) == 0 ? "夜猫子" : one.department + "-" + one.name;
        add(EventType::MemberRenamed, at).members = {one};
        break;
      case 1:
        say(at, staff(), dice_.below(4) == 0 ? "【通知】周五下班前交周报，收到请回复" : "大家辛苦");
        break;
      case 2:
        add(EventType::MemberLeft, at).members = {one};
        add(EventType::MemberJoined, at + minutes{30}).members = {one};
        if (dice_.below(2) == 0)
          year_.events.back().actor = members_[static_cast<std::size_t>(anybody())];
        break;
      default:
        say(at, who, "有没有人知道发票怎么开？");
    }
  }

  Dice dice_;
  int wanted_;
  std::vector<Person> members_;
  BusyYear year_;
};

}  // namespace

BusyYear busy_year(std::uint64_t seed, int events) { return Year{seed, events}.make(); }

}  // namespace qunguan::test
