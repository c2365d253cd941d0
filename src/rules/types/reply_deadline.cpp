#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "qunguan/text/mentions.hpp"

namespace qunguan::rules {
namespace {

/// What counts as an answer; all false and empty: any message that is not addressed to somebody
/// else.
struct Answer {
  bool by_quote = false;    // it quotes the question
  bool by_mention = false;  // it mentions the asker
  std::vector<std::string> words;
  std::vector<MessageKind> kinds;

  bool is_any() const { return !by_quote && !by_mention && words.empty() && kinds.empty(); }
};

class ReplyDeadlineRule final : public Rule {
 public:
  struct Config {
    Selector asked_by;
    Selector who;  // who owes an answer; empty: everyone but those who may ask
    Duration within{};
    std::optional<Duration> remind;  // this long before the end
    bool on_duty_clock = false;
    bool all_owe = true;  // @all is owed by everyone
    Answer answer;
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
        for (const OpenDeadline& deadline :
             context.history.deadlines(cause_of(context.event.message.id)))
          findings.push_back(Closed{.number = deadline.number,
                                    .member = deadline.member,
                                    .wording = "recalled",
                                    .facts = {}});
        break;
      case Trigger::Left:
        for (const OpenDeadline& deadline : context.history.deadlines(context.subject.id))
          findings.push_back(Closed{.number = deadline.number,
                                    .member = deadline.member,
                                    .wording = "left",
                                    .facts = {}});
        break;
      case Trigger::Due:
        findings.push_back(context.is_reminder ? Finding{remind(context)}
                                               : Finding{breach(context)});
        break;
      default:
        break;
    }
    return findings;
  }

  /// An answer may be delivered before its question.
  Duration lookback() const override {
    return std::min<Duration>(config_.within, std::chrono::hours{1});
  }

 private:
  static Cause cause_of(const MessageId& question) {
    return {.kind = "question", .id = question.text()};
  }

  static std::string fact(const OpenDeadline& deadline, std::string_view name) {
    for (const auto& [key, value] : deadline.facts)
      if (key == name) return value;
    return {};
  }

  bool is_said(const std::string& text) const {
    const std::string_view said = text::without_mentions(text);
    return std::any_of(config_.answer.words.begin(), config_.answer.words.end(),
                       [&](const std::string& word) { return said.starts_with(word); });
  }

  /// Addressed to somebody, but not to the asker.
  static bool is_to_another(const Message& message, const MemberId& asker) {
    if (message.reply_to && message.reply_to->sender_id == asker) return false;
    const bool mentions_asker =
        message.mentions && std::find(message.mentions->begin(), message.mentions->end(), asker) !=
                                message.mentions->end();
    if (mentions_asker || message.mentions_all) return false;
    const bool quotes = message.reply_to && !message.reply_to->sender_id.empty() &&
                        message.reply_to->sender_id != message.sender.id;
    const auto is_other = [&](const MemberId& id) { return id != message.sender.id; };
    return quotes || (message.mentions &&
                      std::any_of(message.mentions->begin(), message.mentions->end(), is_other));
  }

  bool answers(const Message& message, const MemberId& asker, const std::string& question) const {
    if (message.kind == MessageKind::System || is_to_another(message, asker)) return false;
    const Answer& answer = config_.answer;
    if (answer.is_any()) return true;
    if (answer.by_quote && message.reply_to &&
        (message.reply_to->message_id.text() == question || message.reply_to->sender_id == asker))
      return true;
    if (answer.by_mention && message.mentions &&
        std::find(message.mentions->begin(), message.mentions->end(), asker) !=
            message.mentions->end())
      return true;
    if (std::find(answer.kinds.begin(), answer.kinds.end(), message.kind) != answer.kinds.end())
      return true;
    return is_said(message.text);
  }

  void close_answered(const Context& context, std::vector<Finding>& findings) const {
    for (const OpenDeadline& deadline : context.history.deadlines(context.subject.id)) {
      const bool is_in_time =
          context.event.at >= deadline.since && context.event.at <= deadline.due;
      const MemberId asker{fact(deadline, "asker")};
      if (!is_in_time || !answers(context.event.message, asker, deadline.cause.id)) continue;
      findings.push_back(Closed{.number = deadline.number,
                                .member = deadline.member,
                                .wording = "answered",
                                .facts = deadline.facts});
    }
  }

  /// Who is asked by this message.
  std::vector<MemberId> asked(const Context& context) const {
    const Message& message = context.event.message;
    std::vector<MemberId> ids = message.mentions.value_or(std::vector<MemberId>{});
    if (message.mentions_all && config_.all_owe)
      for (const auto& [id, member] : context.roster.members)
        if (member.present) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::erase_if(ids, [&](const MemberId& id) { return !owes(id, context); });
    return ids;
  }

  bool owes(const MemberId& id, const Context& context) const {
    if (id == context.subject.id) return false;
    const Member* known = context.roster.find(id);
    if (known == nullptr ? context.roster.is_complete : !known->present) return false;
    const Member member = known == nullptr ? Member{.id = id} : *known;
    if (!config_.who.empty()) return config_.who.includes(member, context.directory);
    // Those who may ask are not timed by each other; where anyone may ask, anyone owes.
    return config_.asked_by.means_anyone() || !config_.asked_by.includes(member, context.directory);
  }

  void open_asked(const Context& context, std::vector<Finding>& findings) const {
    const Message& message = context.event.message;
    if (message.kind == MessageKind::System ||
        !config_.asked_by.includes(context.subject, context.directory))
      return;
    const std::optional<Instant> due = due_at(context);
    if (!due) return;
    for (const MemberId& id : asked(context)) {
      if (is_asked_already(id, context) || has_answered_already(id, *due, context)) continue;
      Opened opened{.member = id,
                    .cause = cause_of(message.id),
                    .since = context.event.at,
                    .due = *due,
                    .facts = facts_of(context, *due)};
      if (config_.remind) opened.remind_at = *due - *config_.remind;
      findings.push_back(std::move(opened));
    }
  }

  std::optional<Instant> due_at(const Context& context) const {
    if (config_.on_duty_clock) return context.calendar.after_duty(context.event.at, config_.within);
    return context.event.at + config_.within;
  }

  /// Asking again while one is open is the same question: it neither adds one nor moves the end.
  static bool is_asked_already(const MemberId& id, const Context& context) {
    const std::vector<OpenDeadline> open = context.history.deadlines(id);
    return std::any_of(open.begin(), open.end(), [&](const OpenDeadline& deadline) {
      return fact(deadline, "asker") == context.subject.id.text() &&
             context.event.at >= deadline.since && context.event.at <= deadline.due;
    });
  }

  /// The question came later than its answer; an answer too late for it is none.
  bool has_answered_already(const MemberId& id, Instant due, const Context& context) const {
    for (const PastMessage& past : context.history.messages(id, context.event.at, due)) {
      if (past.at == context.event.at) continue;
      const std::optional<Event> event = context.history.event(past.number);
      if (event && answers(event->message, context.subject.id, context.event.message.id.text()))
        return true;
    }
    return false;
  }

  Facts facts_of(const Context& context, Instant due) const {
    const auto clock = [&](Instant at) { return context.calendar.zone.format(at).substr(11, 5); };
    return {{"asker", context.subject.id.text()},
            {"提问人", context.subject.address()},
            {"提问", text::shorten(
                         text::printable(text::without_mentions(context.event.message.text)), 30)},
            {"提问时间", clock(context.event.at)},
            {"截止时间", clock(due)},
            {"时限", to_chinese(config_.within)}};
  }

  static Evidence breach(const Context& context) {
    const OpenDeadline& deadline = *context.deadline;
    return {.member = deadline.member,
            .cause = deadline.cause,
            .wording = "unanswered",
            .facts = deadline.facts,
            .since = deadline.since};
  }

  static Hint remind(const Context& context) {
    const OpenDeadline& deadline = *context.deadline;
    return {.member = deadline.member,
            .cause = deadline.cause,
            .wording = "reminder",
            .facts = deadline.facts};
  }

  Config config_;
};

Answer read_answer(RuleConfig& config) {
  Answer answer;
  const policy::Node* node = config.find("counts");
  if (node == nullptr) return answer;
  RuleConfig inner = config.inner(*node);
  const int errors_before = inner.diagnostics().errors();
  if (node->is_map()) {
    answer.by_quote = inner.flag_or("quote", false);
    answer.by_mention = inner.flag_or("mention", false);
    answer.words = inner.texts("words");
    answer.kinds = inner.kinds("kinds");
    if (answer.is_any() && inner.diagnostics().errors() == errors_before)
      inner.mistake(
          node->at, "empty-value",
          {"counts 没有写什么算回复", "counts does not say what is an answer"},
          {"写上 quote、mention、words 或 kinds；任何消息都算就删去 counts",
           "write quote, mention, words or kinds; remove counts where any message counts"});
  }
  static_cast<void>(inner.finish());
  return answer;
}

void check_within(RuleConfig& config, const ReplyDeadlineRule::Config& parsed) {
  const policy::Node* within = config.node().find("within");
  if (within == nullptr || !parse_duration(within->text)) return;
  if (parsed.within < std::chrono::minutes{1})
    config.mistake(within->at, "bad-duration", {"within 不能短于 1m", "within must be at least 1m"},
                   {"写 1m 或更长，例如 30m", "write 1m or more, such as 30m"});
  else if (parsed.remind && *parsed.remind >= parsed.within)
    config.mistake(
        config.node().find("remind")->at, "bad-duration",
        {"remind 必须比 within 短", "remind must be shorter than within"},
        {"remind 是截止前多久提醒，例如 5m", "remind says how long before the end, such as 5m"});
  else if (parsed.on_duty_clock && !config.calendar().after_duty(from_ms(0), parsed.within))
    config.mistake(within->at, "no-duty",
                   {"calendar 里没有工作时间，clock: duty 永远不会到期",
                    "the calendar has no duty time: the clock never runs"},
                   {"在 calendar 里写上 workdays 和 duty，或用 clock: wall",
                    "write workdays and duty under calendar, or use clock: wall"});
}

/// `reply_deadline: { asked_by: leaders, within: 30m, remind: 5m, clock: duty, counts: { words:
/// [收到] } }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("asked_by"));
  ReplyDeadlineRule::Config parsed{
      .asked_by = config.people("asked_by"),
      .who = config.people("who"),
      .within = config.duration("within"),
      .on_duty_clock = config.choice_or("clock", {"wall", "duty"}, 0) == 1,
      .all_owe = config.choice_or("mentions_all", {"owed", "ignored"}, 0) == 0,
      .answer = read_answer(config)};
  if (config.has("remind")) parsed.remind = config.duration("remind");
  check_within(config, parsed);
  if (config.finish()) return nullptr;
  return std::make_unique<ReplyDeadlineRule>(std::move(parsed));
}

}  // namespace

RuleType reply_deadline() {
  return {.name = "reply_deadline",
          .listens_to = {Trigger::Message, Trigger::Recall, Trigger::Left, Trigger::Due},
          .parse = parse,
          .wordings = {{"unanswered",
                        "{提问人} {提问时间} 的提问“{提问}”，到 {截止时间} 仍未回复（时限{时限}）"},
                       {"reminder",
                        "{提问人} {提问时间} 的提问“{提问}”还没有回复，请在 {截止时间} 前回复"},
                       {"answered", "已按时回复 {提问人} {提问时间} 的提问"},
                       {"recalled", "提问已撤回"},
                       {"left", "已退群"}},
          .judges_others = true};
}

}  // namespace qunguan::rules
