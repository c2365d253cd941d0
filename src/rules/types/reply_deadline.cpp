#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/text/characters.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"
#include "rules/answer.hpp"
#include "rules/courtesy.hpp"
#include "rules/notice_tally.hpp"
#include "rules/time_limit.hpp"

namespace qunguan::rules {
namespace {

// What a deadline is about; the id of each is the question's.
constexpr const char* kQuestion = "question";  // an answer is owed
constexpr const char* kNoticed = "noticed";    // a notice was meant for the member, answered or not
constexpr const char* kMissed = "missed";  // the question was ruled on; asking again is no other
constexpr const char* kTally = "tally";    // who answered a notice is to be told; of nobody

constexpr Duration kShortestChase = std::chrono::hours{1};

class ReplyDeadlineRule final : public Rule {
 public:
  struct Config {
    Selector asked_by;
    Selector who;  // who owes an answer; empty: everyone but those who may ask
    bool asks_by_notice = false;
    TimeLimit limit;
    std::optional<Duration> remind;  // this long before the end
    bool all_owe = true;             // @all is owed by everyone
    AnswerForm answer;
  };

  explicit ReplyDeadlineRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    switch (context.trigger) {
      case Trigger::Message:
        close_answered(context, findings);
        open_asked(context, findings);
        break;
      case Trigger::Recall:
        for (const char* kind : {kQuestion, kMissed, kNoticed, kTally})
          close(context.history.deadlines(Cause{kind, context.event.message.id.text()}), "recalled",
                findings);
        break;
      case Trigger::Left:
        close(context.history.deadlines(context.subject.id), "left", findings);
        break;
      case Trigger::Due:
        fall_due(context, findings);
        break;
      default:
        break;
    }
    return findings;
  }

  /// An answer may be delivered before its question.
  Duration lookback() const override {
    const Duration longest = std::chrono::hours{1};
    return config_.limit.by ? longest : std::min(config_.limit.within, longest);
  }

 private:
  static std::string fact(const OpenDeadline& deadline, std::string_view name) {
    for (const auto& [key, value] : deadline.facts)
      if (key == name) return value;
    return {};
  }

  static void close(const std::vector<OpenDeadline>& open, const char* why,
                    std::vector<Finding>& findings) {
    for (const OpenDeadline& deadline : open)
      findings.push_back(Closed{
          .number = deadline.number, .member = deadline.member, .wording = why, .facts = {}});
  }

  /// The sender, and those for whom the directory lets him answer.
  static std::vector<MemberId> answered_for(const Context& context) {
    std::vector<MemberId> ids = context.directory.delegating_to(context.subject.id);
    ids.push_back(context.subject.id);
    return ids;
  }

  void close_answered(const Context& context, std::vector<Finding>& findings) const {
    for (const MemberId& id : answered_for(context))
      for (const OpenDeadline& deadline : context.history.deadlines(id))
        if (is_answered_by(context.event, deadline))
          findings.push_back(
              Closed{.number = deadline.number,
                     .member = deadline.member,
                     .wording = deadline.cause.kind == kMissed ? "answered_late" : "answered",
                     .facts = deadline.facts});
  }

  bool is_answered_by(const Event& event, const OpenDeadline& deadline) const {
    const Question question{.id = MessageId{deadline.cause.id},
                            .asker = MemberId{fact(deadline, "asker")}};
    const bool is_in_time = event.at >= deadline.since && event.at <= deadline.due;
    const bool is_missed = deadline.cause.kind == kMissed;
    return (deadline.cause.kind == kQuestion || is_missed) && is_in_time &&
           event.message.sender.id != question.asker &&
           answers(event.message, question, is_missed ? AnswerForm{} : config_.answer);
  }

  /// Who owes an answer to this message from now on.
  std::vector<MemberId> asked(const Context& context) const {
    const Message& message = context.event.message;
    std::vector<MemberId> ids;
    if (!config_.asks_by_notice) ids = message.mentions.value_or(std::vector<MemberId>{});
    if (config_.asks_by_notice || (message.mentions_all && config_.all_owe))
      for (const auto& [id, member] : context.roster.members)
        if (member.present) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::erase_if(ids, [&](const MemberId& id) {
      return !owes(id, context) || is_asked_already(id, context);
    });
    return ids;
  }

  bool owes(const MemberId& id, const Context& context) const {
    if (id == context.subject.id || is_away(id, context)) return false;
    const Member* known = context.roster.find(id);
    if (known == nullptr ? context.roster.is_complete : !known->present) return false;
    const Member member = known == nullptr ? Member{.id = id} : *known;
    if (!config_.who.empty()) return config_.who.includes(member, context.directory);
    // Those who may ask are not timed by each other; where anyone may ask, anyone owes.
    return config_.asked_by.means_anyone() || !config_.asked_by.includes(member, context.directory);
  }

  static bool is_away(const MemberId& id, const Context& context) {
    const DirectoryEntry* entry = context.directory.find(id);
    const std::chrono::local_days day = context.calendar.zone.local(context.event.at).day;
    return entry != nullptr && (entry->is_on_leave(day) || entry->has_departed(day));
  }

  /// What begins with a slash speaks to the bot, whether or not it knows the word.
  static bool is_to_the_bot(const Message& message) {
    const std::string_view words = text::without_mentions(text::own_words(message.text));
    return words.starts_with("/") || words.starts_with("／");
  }

  void open_asked(const Context& context, std::vector<Finding>& findings) const {
    const Message& message = context.event.message;
    if (message.kind == MessageKind::System || is_to_the_bot(message) ||
        !config_.asked_by.includes(context.subject, context.directory) ||
        (config_.asks_by_notice ? !is_notice(message) : is_courtesy(message.text)))
      return;
    const std::optional<Instant> due = config_.limit.end(context.event.at, context.calendar);
    const std::vector<MemberId> ids = due ? asked(context) : std::vector<MemberId>{};
    if (ids.empty()) return;
    // Of what falls due together the first opened is asked about first, while the others are open.
    if (config_.asks_by_notice) findings.push_back(opened(kTally, {}, *due, context));
    for (const MemberId& id : ids) {
      if (config_.asks_by_notice) findings.push_back(opened(kNoticed, id, *due, context));
      if (has_answered_already(id, *due, context)) continue;
      Opened question = opened(kQuestion, id, *due, context);
      if (config_.remind && *due - *config_.remind > context.event.at)
        question.remind_at = *due - *config_.remind;
      findings.push_back(std::move(question));
    }
  }

  Opened opened(const char* kind, const MemberId& id, Instant due, const Context& context) const {
    return {.member = id,
            .cause = {kind, context.event.message.id.text()},
            .since = context.event.at,
            .due = due,
            .facts = facts_of(context, due)};
  }

  /// Asking again while one is open is the same question: it neither adds one nor moves the end. So
  /// is asking after what was missed, as long as the member has not said a word.
  static bool is_asked_already(const MemberId& id, const Context& context) {
    const std::vector<OpenDeadline> open = context.history.deadlines(id);
    return std::any_of(open.begin(), open.end(), [&](const OpenDeadline& deadline) {
      return (deadline.cause.kind == kQuestion || deadline.cause.kind == kMissed) &&
             fact(deadline, "asker") == context.subject.id.text() &&
             context.event.at >= deadline.since && context.event.at <= deadline.due;
    });
  }

  /// The question came later than its answer; an answer too late for it is none.
  bool has_answered_already(const MemberId& id, Instant due, const Context& context) const {
    const DirectoryEntry* entry = context.directory.find(id);
    const bool has_delegate = entry != nullptr && entry->delegate;
    return has_spoken_to(id, due, context) ||
           (has_delegate && *entry->delegate != context.subject.id &&
            has_spoken_to(*entry->delegate, due, context));
  }

  bool has_spoken_to(const MemberId& id, Instant due, const Context& context) const {
    const Question question{.id = context.event.message.id, .asker = context.subject.id};
    for (const PastMessage& past : context.history.messages(id, context.event.at, due)) {
      if (past.at == context.event.at) continue;
      const std::optional<Event> event = context.history.event(past.number);
      if (event && answers(event->message, question, config_.answer)) return true;
    }
    return false;
  }

  Facts facts_of(const Context& context, Instant due) const {
    const Zone& zone = context.calendar.zone;
    const std::string_view words =
        text::without_mentions(text::own_words(context.event.message.text));
    return {{"asker", context.subject.id.text()},
            {"提问人", context.subject.address()},
            {"事项", config_.asks_by_notice ? "通知" : "提问"},
            {"提问", text::shorten(text::printable(words), 30)},
            {"提问时间", zone.format(context.event.at).substr(11, 5)},
            {"截止时间", say_end(context.event.at, due, zone)},
            {"时限", to_text(config_.limit)}};
  }

  /// For a while the asker may ask what became of it.
  static Opened missed(const OpenDeadline& deadline) {
    return {.member = deadline.member,
            .cause = {kMissed, deadline.cause.id},
            .since = deadline.since,
            .due = deadline.due + std::max(deadline.due - deadline.since, kShortestChase),
            .facts = deadline.facts};
  }

  void fall_due(const Context& context, std::vector<Finding>& findings) const {
    const OpenDeadline& deadline = *context.deadline;
    if (deadline.cause.kind == kTally) {
      std::optional<Remark> told = tally(context, kNoticed, kQuestion);
      if (told) findings.push_back(*std::move(told));
    } else if (deadline.cause.kind != kQuestion) {
      return;
    } else if (context.is_reminder) {
      findings.push_back(Hint{.member = deadline.member,
                              .cause = deadline.cause,
                              .wording = "reminder",
                              .facts = deadline.facts});
    } else {
      findings.push_back(Evidence{.member = deadline.member,
                                  .cause = deadline.cause,
                                  .wording = "unanswered",
                                  .facts = deadline.facts,
                                  .since = deadline.since});
      if (!config_.limit.by && !config_.asks_by_notice) findings.push_back(missed(deadline));
    }
  }

  Config config_;
};

void check_remind(RuleConfig& config, const ReplyDeadlineRule::Config& parsed) {
  if (!parsed.remind || parsed.limit.by || parsed.limit.within < std::chrono::minutes{1}) return;
  if (*parsed.remind >= parsed.limit.within)
    config.mistake(
        config.node().find("remind")->at, "bad-duration",
        {"remind 必须比 within 短", "remind must be shorter than within"},
        {"remind 是截止前多久提醒，例如 5m", "remind says how long before the end, such as 5m"});
}

void check_notice_keys(RuleConfig& config, const ReplyDeadlineRule::Config& parsed) {
  const policy::Node* all = config.node().find("mentions_all");
  if (!parsed.asks_by_notice || all == nullptr) return;
  config.mistake(
      all->at, "no-effect",
      {"asks: notice 时 @所有人 就是通知，mentions_all 没有作用",
       "with asks: notice whatever mentions all is a notice: mentions_all means nothing"},
      {"删去 mentions_all，或改成 asks: mention", "remove mentions_all, or write asks: mention"});
}

/// `reply_deadline: { asked_by: leaders, within: 30m, remind: 5m, clock: duty, counts: { words:
/// [收到] } }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("asked_by"));
  ReplyDeadlineRule::Config parsed{
      .asked_by = config.people("asked_by"),
      .who = config.people("who"),
      .asks_by_notice = config.choice_or("asks", {"mention", "notice"}, 0) == 1,
      .limit = read_time_limit(config),
      .remind = std::nullopt,
      .all_owe = config.choice_or("mentions_all", {"owed", "ignored"}, 0) == 0,
      .answer = read_answer_form(config)};
  if (config.has("remind")) parsed.remind = config.duration("remind");
  check_remind(config, parsed);
  check_notice_keys(config, parsed);
  if (config.finish()) return nullptr;
  return std::make_unique<ReplyDeadlineRule>(std::move(parsed));
}

}  // namespace

RuleType reply_deadline() {
  return {
      .name = "reply_deadline",
      .listens_to = {Trigger::Message, Trigger::Recall, Trigger::Left, Trigger::Due},
      .parse = parse,
      .wordings = {{"unanswered",
                    "{提问人} {提问时间} 的{事项}“{提问}”，到 {截止时间} 仍未回复（时限{时限}）"},
                   {"reminder",
                    "{提问人} {提问时间} 的{事项}“{提问}”还没有回复，请在 {截止时间} 前回复"},
                   {"tally",
                    "{提问人} {提问时间} 的{事项}“{提问}”到 {截止时间}：已回复 {已回复} 人，"
                    "未回复 {未回复} 人：{名单}"},
                   {"all_answered",
                    "{提问人} {提问时间} 的{事项}“{提问}”到 {截止时间}：{已回复} 人全部已回复"},
                   {"answered_late", "{提问人} {提问时间} 的{事项}，过了时限才回复"},
                   {"answered", "已按时回复 {提问人} {提问时间} 的{事项}"},
                   {"recalled", "提问已撤回"},
                   {"left", "已退群"}},
      .judges_others = true};
}

}  // namespace qunguan::rules
