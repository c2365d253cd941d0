#include "support/rule_bench.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "qunguan/rules/history.hpp"

namespace qunguan::test {

using rules::Closed;
using rules::Evidence;
using rules::Finding;
using rules::Hint;
using rules::OpenDeadline;
using rules::Opened;
using rules::PastMessage;
using rules::Trigger;

class RuleBench::Past final : public rules::History {
 public:
  explicit Past(const RuleBench& bench) : bench_(bench) {}

  std::vector<PastMessage> messages(const MemberId& member, Instant since,
                                    Instant until) const override {
    std::vector<PastMessage> found;
    each_message(since, until, [&](const MemberId& sender, const PastMessage& past) {
      if (sender == member) found.push_back(past);
      return true;
    });
    std::reverse(found.begin(), found.end());
    return found;
  }

  void each_message(
      Instant since, Instant until,
      const std::function<bool(const MemberId&, const PastMessage&)>& visit) const override {
    for (const std::size_t place : said(since, until)) {
      const Event& event = bench_.events_[place];
      const PastMessage past{.number = static_cast<std::int64_t>(place) + 1,
                             .at = event.at,
                             .kind = event.message.kind,
                             .traits = bench_.vocabulary_.read(event.message).traits};
      if (!visit(event.message.sender.id, past)) return;
    }
  }

  std::optional<Event> event(std::int64_t number) const override {
    return bench_.events_.at(static_cast<std::size_t>(number) - 1);
  }

  std::vector<OpenDeadline> deadlines(const MemberId& member) const override {
    return select([&](const OpenDeadline& deadline) { return deadline.member == member; });
  }
  std::vector<OpenDeadline> deadlines() const override {
    return select([](const OpenDeadline&) { return true; });
  }
  std::vector<OpenDeadline> deadlines(const rules::Cause& cause) const override {
    return select([&](const OpenDeadline& deadline) { return deadline.cause == cause; });
  }
  std::vector<OpenDeadline> deadlines_of(std::string_view type) const override {
    std::vector<OpenDeadline> all;
    if (type == bench_.policy_->rules.front().type->name) all = deadlines();
    if (const auto elsewhere = bench_.owed_elsewhere.find(type);
        elsewhere != bench_.owed_elsewhere.end())
      all.insert(all.end(), elsewhere->second.begin(), elsewhere->second.end());
    return all;
  }
  std::vector<rules::PastCase> cases(Instant since, Instant until) const override {
    std::vector<rules::PastCase> found;
    std::copy_if(bench_.cases.begin(), bench_.cases.end(), std::back_inserter(found),
                 [&](const rules::PastCase& one) { return one.at >= since && one.at < until; });
    return found;
  }
  std::map<MemberId, int> answers(Instant, Instant) const override { return bench_.answers; }
  std::optional<Instant> last_breach(const MemberId& member) const override {
    const auto found = bench_.breaches_.find(member);
    return found == bench_.breaches_.end() ? std::nullopt : std::optional{found->second};
  }
  bool is_removal_ordered(const MemberId& member) const override {
    return bench_.removals.contains(member);
  }

 private:
  /// Where the messages between stand, newest first.
  std::vector<std::size_t> said(Instant since, Instant until) const {
    std::vector<std::size_t> places;
    for (std::size_t i = bench_.events_.size(); i-- > 0;) {
      const Event& event = bench_.events_[i];
      if (event.type == EventType::MessageCreated && event.at >= since && event.at <= until)
        places.push_back(i);
    }
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      return bench_.events_[a].at > bench_.events_[b].at;
    });
    return places;
  }

  template <class Test>
  std::vector<OpenDeadline> select(Test test) const {
    std::vector<OpenDeadline> found;
    std::copy_if(bench_.deadlines_.begin(), bench_.deadlines_.end(), std::back_inserter(found),
                 test);
    return found;
  }

  const RuleBench& bench_;
};

namespace {

/// What the rule's key needs beside it.
std::string consequence_of(const std::string& rule) {
  const std::string key = rule.substr(1, rule.find(':') - 1);
  for (const rules::RuleType& type : rules::catalogue())
    if (type.name == key && !type.judges) return {};
  return "then: remind, ";
}

}  // namespace

RuleBench::RuleBench(const std::string& rule, const std::string& surroundings,
                     const rules::Classifiers& classifiers) {
  const std::string text = "policy: 测试\ngroups: [g]\n" + surroundings + "\nrules:\n  - {id: r, " +
                           consequence_of(rule) + rule.substr(1, rule.size() - 2) + "}\n";
  policy::Diagnostics diagnostics{"bench.yaml"};
  rules::Vocabulary::Builder vocabulary{classifiers};
  policy_ = rules::load_policy(text, diagnostics, vocabulary, std::chrono::days{30});
  for (const policy::Diagnostic& one : diagnostics.list())
    ADD_FAILURE() << format(one, policy::Language::English);
  if (Result<rules::Vocabulary> built = vocabulary.build()) vocabulary_ = *std::move(built);
}

Member& RuleBench::add(const std::string& id, const std::string& nickname, Role role) {
  Member& member = roster.members[MemberId{id}];
  member.id = MemberId{id};
  if (!nickname.empty()) member.group_nickname = nickname;
  member.role = member.stated_role = role;
  member.present = true;
  return member;
}

Event RuleBench::make(EventType type, Duration at) {
  Event event;
  event.id = EventId{event_id(static_cast<int>(events_.size()) + 1)};
  event.type = type;
  event.at = event.received_at = monday(at);
  event.group = GroupId{"g"};
  event.message.id = MessageId{event.id.text()};
  return event;
}

std::vector<Evidence> RuleBench::say(Duration at, const std::string& who, const std::string& text) {
  Message message;
  message.text = text;
  return say(at, who, std::move(message));
}

std::vector<Evidence> RuleBench::say(Duration at, const std::string& who, Message message) {
  std::vector<Evidence> evidence = wait_until(at);
  if (roster.find(MemberId{who}) == nullptr) add(who);
  Event event = make(EventType::MessageCreated, at);
  message.id = event.message.id;
  event.message = std::move(message);
  event.message.sender.id = MemberId{who};
  if (!event.message.mentions) event.message.mentions.emplace();
  std::vector<Evidence> found = ask(Trigger::Message, event, who);
  events_.push_back(std::move(event));
  evidence.insert(evidence.end(), found.begin(), found.end());
  return evidence;
}

std::vector<Evidence> RuleBench::recall(Duration at, const std::string& who,
                                        const std::string& message) {
  Event event = make(EventType::MessageRecalled, at);
  event.message.id = MessageId{message};
  std::vector<Evidence> evidence = ask(Trigger::Recall, event, who);
  events_.push_back(std::move(event));
  return evidence;
}

std::vector<Evidence> RuleBench::join(Duration at, const std::string& who,
                                      const std::string& nickname) {
  add(who, nickname).joined_at = monday(at);
  return rename(at, who, nickname);
}

std::vector<Evidence> RuleBench::come_in(Duration at, const std::vector<std::string>& people) {
  std::vector<Evidence> evidence = wait_until(at);
  Event event = make(EventType::MemberJoined, at);
  for (const std::string& id : people) {
    if (roster.find(MemberId{id}) == nullptr) add(id);
    roster.members[MemberId{id}].present = true;
    event.members.push_back(Person{.id = MemberId{id}});
  }
  std::vector<rules::Remark> remarks;
  for (const std::string& id : people) {
    const std::vector<Evidence> found = ask(Trigger::Joined, event, id);
    evidence.insert(evidence.end(), found.begin(), found.end());
    remarks.insert(remarks.end(), remarks_.begin(), remarks_.end());
  }
  remarks_ = std::move(remarks);
  events_.push_back(event);
  return evidence;
}

std::vector<Evidence> RuleBench::rename(Duration at, const std::string& who,
                                        const std::string& nickname) {
  add(who, nickname).named_at = monday(at);
  const Event event = make(EventType::MemberRenamed, at);
  events_.push_back(event);
  return ask(Trigger::Seen, event, who);
}

std::vector<Evidence> RuleBench::enter(Duration at, const std::string& who,
                                       const std::string& nickname, const std::string& inviter) {
  std::vector<Evidence> evidence = wait_until(at);
  const bool is_new = roster.find(MemberId{who}) == nullptr;
  Member& member = add(who, nickname);
  member.joined_at = monday(at);
  if (is_new) member.first_seen_at = monday(at);
  Event event = make(EventType::MemberJoined, at);
  event.members.push_back({.id = MemberId{who}});
  if (!inviter.empty()) event.actor = Person{.id = MemberId{inviter}};
  events_.push_back(event);
  const std::vector<Evidence> found = ask(Trigger::Joined, event, who);
  evidence.insert(evidence.end(), found.begin(), found.end());
  return evidence;
}

std::vector<Evidence> RuleBench::leave(Duration at, const std::string& who,
                                       const std::string& actor) {
  add(who).present = false;
  Event event = make(EventType::MemberLeft, at);
  event.members.push_back({.id = MemberId{who}});
  if (!actor.empty()) event.actor = Person{.id = MemberId{actor}};
  events_.push_back(event);
  return ask(Trigger::Left, event, who);
}

std::vector<Evidence> RuleBench::order(Duration at, const std::string& who, const std::string& word,
                                       const std::vector<std::string>& people,
                                       const std::string& rest) {
  rules::Order order{.word = word, .people = {}, .rest = rest};
  for (const std::string& id : people) order.people.emplace_back(id);
  return this->order(at, Message{.sender = {.id = MemberId{who}}, .text = "/" + word + " " + rest},
                     std::move(order));
}

std::vector<Evidence> RuleBench::order(Duration at, Message message, rules::Order order) {
  std::vector<Evidence> evidence = wait_until(at);
  Event event = make(EventType::MessageCreated, at);
  message.id = event.message.id;
  event.message = std::move(message);
  order_ = std::move(order);
  const Member* speaker = roster.find(event.message.sender.id);
  order_->is_by_staff =
      speaker != nullptr && (speaker->role == Role::Owner || speaker->role == Role::Admin);
  std::vector<Evidence> found = ask(Trigger::Order, event, event.message.sender.id.text());
  order_.reset();
  events_.push_back(std::move(event));
  evidence.insert(evidence.end(), found.begin(), found.end());
  return evidence;
}

std::vector<Evidence> RuleBench::strike(Duration at) {
  std::vector<Evidence> evidence = wait_until(at);
  const std::vector<Evidence> found = ask(Trigger::Clock, make(EventType::DeadlineDue, at), "");
  evidence.insert(evidence.end(), found.begin(), found.end());
  return evidence;
}

std::vector<Evidence> RuleBench::wait_until(Duration at) {
  std::vector<Evidence> evidence;
  for (;;) {
    const auto next = std::min_element(
        deadlines_.begin(), deadlines_.end(),
        [](const OpenDeadline& a, const OpenDeadline& b) { return a.due < b.due; });
    const auto reminder =
        std::min_element(reminders_.begin(), reminders_.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    is_reminder_ =
        reminder != reminders_.end() && (next == deadlines_.end() || reminder->second < next->due);
    if (!is_reminder_ && (next == deadlines_.end() || next->due >= monday(at))) break;
    if (is_reminder_ && reminder->second >= monday(at)) break;
    if (is_reminder_) {
      const auto owner = std::find_if(
          deadlines_.begin(), deadlines_.end(),
          [&](const OpenDeadline& one) { return std::to_string(one.number) == reminder->first; });
      due_ = *owner;
    } else {
      due_ = *next;
    }
    Event event = make(EventType::DeadlineDue, {});
    event.at = event.received_at = is_reminder_ ? reminder->second : due_->due;
    reminders_.erase(std::to_string(due_->number));
    if (!is_reminder_) deadlines_.erase(next);
    std::vector<Evidence> found = ask(Trigger::Due, event, due_->member.text());
    evidence.insert(evidence.end(), found.begin(), found.end());
  }
  due_.reset();
  is_reminder_ = false;
  return evidence;
}

std::vector<Evidence> RuleBench::ask(Trigger trigger, const Event& event, const std::string& who) {
  opened_.clear();
  closed_.clear();
  hints_.clear();
  remarks_.clear();
  credits_.clear();
  statements_.clear();
  const std::vector<Trigger>& triggers = policy_->rules.front().type->listens_to;
  const bool is_asked_for = trigger == Trigger::Order || trigger == Trigger::Clock;
  if (!is_asked_for && std::find(triggers.begin(), triggers.end(), trigger) == triggers.end())
    return {};
  const Past past{*this};
  const rules::Reading reading =
      trigger == Trigger::Message ? vocabulary_.read(event.message) : rules::Reading{};
  const Member stranger{.id = MemberId{who}};
  const Member* known = roster.find(MemberId{who});
  const rules::Context context{.trigger = trigger,
                               .event = event,
                               .subject = known == nullptr ? stranger : *known,
                               .reading = reading,
                               .calendar = policy_->calendar,
                               .roster = roster,
                               .directory = directory,
                               .history = past,
                               .deadline = due_,
                               .is_reminder = is_reminder_,
                               .order = order_ ? &*order_ : nullptr};
  return take(rule().check(context), event.at);
}

std::vector<Evidence> RuleBench::take(std::vector<Finding> findings, Instant at) {
  std::vector<Evidence> evidence;
  for (Finding& finding : findings) {
    if (auto* opened = std::get_if<Opened>(&finding)) {
      const std::int64_t number = next_deadline_++;
      deadlines_.push_back({.number = number,
                            .member = opened->member,
                            .cause = opened->cause,
                            .since = opened->since,
                            .due = opened->due,
                            .facts = opened->facts});
      if (opened->remind_at) reminders_[std::to_string(number)] = *opened->remind_at;
      opened_.push_back(*opened);
    } else if (auto* closed = std::get_if<Closed>(&finding)) {
      std::erase_if(deadlines_,
                    [&](const OpenDeadline& one) { return one.number == closed->number; });
      reminders_.erase(std::to_string(closed->number));
      closed_.push_back(*closed);
    } else if (auto* hint = std::get_if<Hint>(&finding)) {
      hints_.push_back(*hint);
    } else if (auto* remark = std::get_if<rules::Remark>(&finding)) {
      remarks_.push_back(*remark);
    } else if (auto* credit = std::get_if<rules::Credit>(&finding)) {
      credits_.push_back(*credit);
    } else if (auto* statement = std::get_if<rules::Statement>(&finding)) {
      statements_.push_back(*statement);
    } else {
      evidence.push_back(std::get<Evidence>(finding));
      breaches_[evidence.back().member] = at;
    }
  }
  return evidence;
}

std::string fact(const rules::Facts& facts, const std::string& name) {
  for (const auto& [key, value] : facts)
    if (key == name) return value;
  return {};
}

Instant monday(Duration later) { return *parse_instant("2026-03-02T00:00:00+08:00") + later; }

}  // namespace qunguan::test
