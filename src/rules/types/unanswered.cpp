#include <algorithm>
#include <array>

#include "qunguan/rules/rule.hpp"
#include "qunguan/text/characters.hpp"
#include "qunguan/text/fold.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"
#include "rules/answer.hpp"
#include "rules/time_limit.hpp"

namespace qunguan::rules {
namespace {

using Words = std::u32string_view;

constexpr std::ptrdiff_t kFewestHan = 4;

constexpr std::array<Words, 3> kOpenings{U"请问", U"求问", U"谁知道"};

// Questions that want no answer.
constexpr std::array<Words, 8> kRhetorical{U"还用问", U"还用说",   U"吗哈哈", U"是不是傻",
                                           U"难道",   U"谁不知道", U"至于吗", U"不会吧"};

bool is_mark(char32_t point) { return text::is_noise(point) || text::is_sentence_mark(point); }

/// Without marks: 吗？哈哈 is read as 吗哈哈.
std::u32string without_marks(Words text) {
  std::u32string words;
  std::copy_if(text.begin(), text.end(), std::back_inserter(words),
               [](char32_t point) { return !is_mark(point); });
  return words;
}

/// Thanks in advance make it no less a question.
bool ends_as_question(Words text) {
  const std::size_t mark = text.rfind(U'?');
  if (mark == text.npos) return false;
  const std::u32string rest = without_marks(text.substr(mark));
  return rest.empty() || rest.starts_with(U"谢谢") || rest.starts_with(U"多谢");
}

bool is_question(std::string_view text) {
  const std::u32string said = text::fold(text::without_mentions(text::own_words(text))).points;
  const std::u32string words = without_marks(said);
  const bool asks = ends_as_question(said) ||
                    std::any_of(kOpenings.begin(), kOpenings.end(),
                                [&](Words opening) { return words.starts_with(opening); });
  return asks && std::count_if(words.begin(), words.end(), text::is_han) >= kFewestHan &&
         std::none_of(kRhetorical.begin(), kRhetorical.end(),
                      [&](Words phrase) { return words.find(phrase) != words.npos; });
}

/// Asked of whoever knows.
bool is_to_nobody(const Message& message) {
  const std::vector<MemberId> none;
  const std::vector<MemberId>& mentions = message.mentions ? *message.mentions : none;
  const bool quotes_another = message.reply_to && message.reply_to->sender_id != message.sender.id;
  return !quotes_another && std::all_of(mentions.begin(), mentions.end(), [&](const MemberId& id) {
    return id == message.sender.id;
  });
}

class UnansweredRule final : public Rule {
 public:
  struct Config {
    TimeLimit limit;
    Selector tell;  // empty: the staff
  };

  explicit UnansweredRule(Config config)
      : config_(std::move(config)),
        thanks_({"已解决", "解决了", "知道了", "明白了", "懂了", "谢谢", "多谢", "感谢"}) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    switch (context.trigger) {
      case Trigger::Message:
        close_answered(context, findings);
        open_asked(context, findings);
        break;
      case Trigger::Recall:
        for (const OpenDeadline& deadline :
             context.history.deadlines(Cause{"question", context.event.message.id.text()}))
          findings.push_back(closed(deadline, "recalled"));
        break;
      case Trigger::Left:
        for (const OpenDeadline& deadline : context.history.deadlines(context.subject.id))
          findings.push_back(closed(deadline, "left"));
        break;
      case Trigger::Due:
        findings.push_back(tell(context));
        break;
      default:
        break;
    }
    return findings;
  }

  /// An answer may be delivered before its question.
  Duration lookback() const override {
    return std::min<Duration>(config_.limit.within, std::chrono::hours{1});
  }

 private:
  static Closed closed(const OpenDeadline& deadline, const char* why) {
    return {.number = deadline.number,
            .member = deadline.member,
            .wording = why,
            .facts = deadline.facts};
  }

  void close_answered(const Context& context, std::vector<Finding>& findings) const {
    const Event& event = context.event;
    for (const OpenDeadline& deadline : context.history.deadlines()) {
      if (event.at < deadline.since || event.at > deadline.due) continue;
      const MemberId& asker = deadline.member;
      if (asker == context.subject.id && is_settled_by(event.message))
        findings.push_back(closed(deadline, "settled"));
      else if (answers_question(event.message, {MessageId{deadline.cause.id}, asker}))
        findings.push_back(closed(deadline, "answered"));
    }
  }

  /// The asker needs nothing more; thanks beside a question are for its answer.
  bool is_settled_by(const Message& message) const {
    return !is_question(message.text) && thanks_.are_said(message.text);
  }

  static bool answers_question(const Message& message, const Question& question) {
    return message.sender.id != question.asker && answers(message, question, AnswerForm{});
  }

  void open_asked(const Context& context, std::vector<Finding>& findings) const {
    const Event& event = context.event;
    const Message& message = event.message;
    if (message.kind != MessageKind::Text || !is_to_nobody(message) || !is_question(message.text))
      return;
    const std::optional<Instant> due = config_.limit.end(event.at, context.calendar);
    if (!due || is_asking_already(context) || has_answer_already(context, *due)) return;
    const std::string_view words = text::without_mentions(text::own_words(message.text));
    findings.push_back(
        Opened{.member = context.subject.id,
               .cause = {"question", message.id.text()},
               .since = event.at,
               .due = *due,
               .remind_at = std::nullopt,
               .facts = {{"提问人", context.subject.address()},
                         {"提问", text::shorten(text::printable(words), 60)},
                         {"提问时间", context.calendar.zone.format(event.at).substr(11, 5)},
                         {"时限", to_text(config_.limit)}}});
  }

  /// What he adds while he waits belongs to what he asked.
  static bool is_asking_already(const Context& context) {
    const std::vector<OpenDeadline> open = context.history.deadlines(context.subject.id);
    return std::any_of(open.begin(), open.end(), [&](const OpenDeadline& deadline) {
      return context.event.at >= deadline.since && context.event.at <= deadline.due;
    });
  }

  static bool has_answer_already(const Context& context, Instant due) {
    const Question question{.id = context.event.message.id, .asker = context.subject.id};
    bool is_found = false;
    context.history.each_message(
        context.event.at, due, [&](const MemberId& sender, const PastMessage& past) {
          if (sender == question.asker || past.at == context.event.at) return true;
          const std::optional<Event> event = context.history.event(past.number);
          is_found = event && answers_question(event->message, question);
          return !is_found;
        });
    return is_found;
  }

  Remark tell(const Context& context) const {
    std::vector<MemberId> people = config_.tell.resolve(context.roster, context.directory);
    std::erase(people, context.deadline->member);
    return {.kind = ActionKind::Remind,
            .to = people.empty() ? Remark::To::Staff : Remark::To::People,
            .member = context.deadline->member,
            .people = std::move(people),
            .wording = "unanswered",
            .facts = context.deadline->facts,
            .text = {}};
  }

  Config config_;
  SpokenWords thanks_;
};

/// `unanswered: { within: 2h, tell: ["tag:值班"], clock: duty }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  UnansweredRule::Config parsed{.limit = read_time_within(config), .tell = config.people("tell")};
  if (config.finish()) return nullptr;
  return std::make_unique<UnansweredRule>(std::move(parsed));
}

}  // namespace

RuleType unanswered() {
  return {.name = "unanswered",
          .listens_to = {Trigger::Message, Trigger::Recall, Trigger::Left, Trigger::Due},
          .parse = parse,
          .wordings = {{"unanswered",
                        "{提问人} {提问时间} 在群里问“{提问}”，{时限}内没有人回答，请看一看"},
                       {"answered", "已有人回答 {提问人} {提问时间} 的提问"},
                       {"settled", "{提问人} 已不需要回答"},
                       {"recalled", "提问已撤回"},
                       {"left", "提问人已退群"}},
          .judges_others = true,
          .judges = false};
}

}  // namespace qunguan::rules
