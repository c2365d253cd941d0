#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

const std::string kPolicy = R"(
policy: 示范群规
groups: [示范群]
removals: { owner_from: 3 }
people: { leaders: [boss] }
lists: { 赌博: { words: [百家乐] }, 广告: { words: [日结兼职] } }
ladders: { 通用: { window: 30d, steps: [warn, fine 50, propose_removal] } }
rules:
  - { id: name, nickname: { format: "{部门}-{姓名}", grace: 1h }, then: remind }
  - { id: reply30, reply_deadline: { asked_by: leaders, within: 30m, remind: 5m }, then: fine 100 }
  - { id: gambling, content: { lists: [赌博] }, then: 通用 }
  - { id: ads, content: { lists: [广告] }, then: remove, rejoin: never }
  - { id: kick, command: { word: 移出 }, then: propose_removal, approval: 2 admins }
  - { id: flood, flood: { max_messages: 2, within: 10m, repeat: 3 }, then: warn }
)";

/// A day with everything in it that the store must remember, told as a source tells it: what is
/// not acknowledged is delivered again.
class Day {
 public:
  /// The n-th call to the store fails; 0: none does. With `restarts`, the daemon begins anew after
  /// each event.
  explicit Day(int n, bool restarts = false) : restarts_(restarts) {
    const int before = group_.disk().calls();
    if (n > 0) group_.disk().fail_call(n);
    play();
    calls_ = group_.disk().calls() - before;
  }

  const std::string& log() const { return log_; }
  int failures() const { return failures_; }
  int calls() const { return calls_; }

 private:
  void play() {
    said("10:00", "boss", "@lisi @zhangsan 图纸发了吗");
    said("10:02", "zhangsan", "发了");
    said("10:03", "wangwu", "百家乐");
    said("10:04", "wangwu", "今晚百家乐");
    said("10:05", "wangwu", "/申诉 5 我说的是电影");
    said("10:06", "admin1", "/撤销 5 确实是电影");
    said("10:07", "wangwu", "百家乐");
    joined("10:08", "xiaoli");
    said("10:09", "wangwu", "还是百家乐");
    said("10:10", "admin1", "/同意 7");
    said("10:11", "lisi", "百家乐");
    said("10:12", "admin1", "/误报 @lisi");
    said("10:13", "lisi", "百家乐");
    said("10:14", "lisi", "/申诉 我说的是电影");
    said("10:15", "admin1", "/维持");
    said("10:20", "xiaoli", "日结兼职");
    left("10:21", "xiaoli");
    joined("10:40", "xiaoli");
    renamed("10:50", "xiaoli", "销售部-小李");
    said("11:00", "admin1", "/移出 @lisi @zhangsan 吵架");
    said("11:01", "admin2", "/同意 @lisi @zhangsan");
    said("11:02", "boss", "/同意 @lisi @zhangsan");
    said("11:03", "boss", "/驳回");
    waited("12:30");
  }

  void said(const std::string& at, const std::string& who, const std::string& text) {
    deliver(group_.message(at, who, text));
  }
  void joined(const std::string& at, const std::string& who) {
    member(EventType::MemberJoined, at, {.id = MemberId{who}, .name = who});
  }
  void left(const std::string& at, const std::string& who) {
    member(EventType::MemberLeft, at, {.id = MemberId{who}});
  }
  void renamed(const std::string& at, const std::string& who, const std::string& nickname) {
    member(EventType::MemberRenamed, at, {.id = MemberId{who}, .group_nickname = nickname});
  }
  void member(EventType type, const std::string& at, Person person) {
    Event event = group_.event(type, at);
    event.members = {std::move(person)};
    deliver(event);
  }

  void deliver(const Event& event) {
    repeat([&] { return group_.try_feed(event); });
  }
  void waited(const std::string& at) {
    repeat([&] { return group_.try_wait_until(at); });
  }

  template <class Attempt>
  void repeat(Attempt attempt) {
    auto actions = attempt();
    for (; !actions; actions = attempt()) ++failures_;
    for (const engine::Action& action : *actions)
      log_ += format_action(action, *Zone::named("Asia/Shanghai")) + "\n";
    if (restarts_) group_.restart();
  }

  Scenario group_{kPolicy};
  bool restarts_;
  std::string log_;
  int failures_ = 0;
  int calls_ = 0;
};

TEST(Law1, AStoreThatFailsAtAnyCallLosesNothingAndDoesNothingTwice) {
  const Day undisturbed{0};
  for (const char* followed :
       {"\"credit\"", "\"propose_removal\"", "\"remove\"", "\"escalate\"", "曾因"})
    ASSERT_THAT(undisturbed.log(), ::testing::HasSubstr(followed));

  for (int n = 1; n <= undisturbed.calls(); ++n) {
    const Day disturbed{n};
    EXPECT_EQ(disturbed.failures(), 1) << "call " << n;
    ASSERT_EQ(disturbed.log(), undisturbed.log()) << "call " << n;
  }
}

TEST(Law4, ARestartAfterEveryEventChangesNothing) {
  const Day undisturbed{0};
  const Day restarted{0, /*restarts=*/true};

  EXPECT_EQ(restarted.log(), undisturbed.log());
}

}  // namespace
}  // namespace qunguan::test
