#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "qunguan/domain/directory.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::test {

using namespace std::chrono_literals;

/// One rule, and a group that plays to it: events in, evidence out.
///
/// Times count from Monday 2026-03-02 00:00 in Shanghai.
class RuleBench {
 public:
  /// `rule` is a flow map of the type key and its value; `surroundings` are further keys of the
  /// policy.
  explicit RuleBench(const std::string& rule, const std::string& surroundings = "",
                     const rules::Classifiers& classifiers = {});

  Directory directory;
  Roster roster;
  std::set<MemberId> removals;  // that were ordered

  // What other rules have found, and what is owed under them, by their types.
  std::vector<rules::PastCase> cases;
  std::map<MemberId, int> answers;
  std::map<std::string, std::vector<rules::OpenDeadline>, std::less<>> owed_elsewhere;

  Member& add(const std::string& id, const std::string& nickname = "", Role role = Role::Member);

  std::vector<rules::Evidence> say(Duration at, const std::string& who,
                                   const std::string& text = "你好");
  std::vector<rules::Evidence> say(Duration at, const std::string& who, Message message);
  std::vector<rules::Evidence> recall(Duration at, const std::string& who,
                                      const std::string& message);
  std::vector<rules::Evidence> join(Duration at, const std::string& who,
                                    const std::string& nickname);

  /// Several come in by one event; what it leads to is gathered over all of them.
  std::vector<rules::Evidence> come_in(Duration at, const std::vector<std::string>& people);

  std::vector<rules::Evidence> rename(Duration at, const std::string& who,
                                      const std::string& nickname);

  /// As `join`, but heard as a joining; empty: nobody is known to have invited him.
  std::vector<rules::Evidence> enter(Duration at, const std::string& who,
                                     const std::string& nickname = "",
                                     const std::string& inviter = "");

  /// Empty: nobody is known to have removed him.
  std::vector<rules::Evidence> leave(Duration at, const std::string& who,
                                     const std::string& actor = "");

  /// `people` are mentioned, `rest` is what else follows the word.
  std::vector<rules::Evidence> order(Duration at, const std::string& who, const std::string& word,
                                     const std::vector<std::string>& people,
                                     const std::string& rest);

  /// The same, by a message of its own, which may quote another.
  std::vector<rules::Evidence> order(Duration at, Message message, rules::Order order);

  /// The rule's own time comes.
  std::vector<rules::Evidence> strike(Duration at);

  /// Lets everything fall due that is due strictly before then.
  std::vector<rules::Evidence> wait_until(Duration at);

  /// What the last event led to, besides evidence.
  const std::vector<rules::Opened>& opened() const { return opened_; }
  const std::vector<rules::Closed>& closed() const { return closed_; }
  const std::vector<rules::Hint>& hints() const { return hints_; }
  const std::vector<rules::Remark>& remarks() const { return remarks_; }
  const std::vector<rules::Credit>& credits() const { return credits_; }
  const std::vector<rules::Statement>& statements() const { return statements_; }

  /// The id of the n-th event, from 1, as `say` gives them.
  static std::string event_id(int number) { return "e" + std::to_string(number); }

  const rules::Rule& rule() const { return *policy_->rules.front().rule; }

 private:
  class Past;

  std::vector<rules::Evidence> ask(rules::Trigger trigger, const Event& event,
                                   const std::string& who);
  std::vector<rules::Evidence> take(std::vector<rules::Finding> findings, Instant at);
  Event make(EventType type, Duration at);

  rules::Vocabulary vocabulary_;
  std::optional<rules::Policy> policy_;
  std::vector<Event> events_;
  std::vector<rules::OpenDeadline> deadlines_;
  std::map<std::string, Instant> reminders_;  // by deadline number
  std::map<MemberId, Instant> breaches_;
  std::vector<rules::Opened> opened_;
  std::vector<rules::Closed> closed_;
  std::vector<rules::Hint> hints_;
  std::vector<rules::Remark> remarks_;
  std::vector<rules::Credit> credits_;
  std::vector<rules::Statement> statements_;
  std::optional<rules::Order> order_;
  std::optional<rules::OpenDeadline> due_;
  bool is_reminder_ = false;
  std::int64_t next_deadline_ = 1;
};

/// The value of a fact, or an empty text.
std::string fact(const rules::Facts& facts, const std::string& name);

/// Monday 2026-03-02 00:00 in Shanghai, and so much later.
Instant monday(Duration later = {});

}  // namespace qunguan::test
