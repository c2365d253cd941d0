#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;

constexpr const char* kUpheld = "属实";
constexpr const char* kDismissed = "不属实";
constexpr const char* kGrave = "情节严重";

// How long a complaint waits for the owner's word.
constexpr days kLongest{30};

/// What follows `/属实`: the complaint's number, and whether it is grave.
struct Answer {
  std::string number;
  bool is_grave = false;
};

/// Nothing where anything else follows: what it would mean for somebody's money is not guessed.
std::optional<Answer> read_answer(const std::string& rest) {
  Answer answer;
  for (std::size_t begin = 0; begin < rest.size();) {
    const std::size_t end = std::min(rest.find(' ', begin), rest.size());
    const std::string word = rest.substr(begin, end - begin);
    const bool is_number = word.find_first_not_of("0123456789") == word.npos;
    if (word == kGrave && !answer.is_grave)
      answer.is_grave = true;
    else if (is_number && answer.number.empty())
      answer.number = word;
    else
      return std::nullopt;
    begin = end + 1;
  }
  return answer;
}

std::string fact(const OpenDeadline& deadline, std::string_view name) {
  for (const auto& [key, value] : deadline.facts)
    if (key == name) return value;
  return {};
}

const Member* owner_of(const Roster& roster) {
  for (const auto& [id, member] : roster.members)
    if (member.present && member.role == Role::Owner) return &member;
  return nullptr;
}

/// Members complain about those in office; the owner says whether they are right.
class ComplaintRule final : public Rule {
 public:
  struct Config {
    Selector about;
    std::string word;
    Duration remind{};
  };

  explicit ComplaintRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Due) return {wait(context)};
    if (context.trigger != Trigger::Order) return {};
    return context.order->word == config_.word ? file(context) : decide(context);
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = config_.word,
             .usage = "/" + config_.word + " @成员 原因（一次说一个人）",
             .is_for_staff = false},
            {.word = kUpheld, .usage = "/属实 投诉号，或 /属实 投诉号 情节严重"},
            {.word = kDismissed, .usage = "/不属实 投诉号"}};
  }

 private:
  std::vector<Finding> file(const Context& context) const {
    const std::string reason = text::shorten(text::printable(context.order->rest), 60);
    if (context.order->people.size() != 1 || reason.empty()) return {};
    const MemberId& accused = context.order->people.front();
    if (!is_answerable(accused, context)) return {answer(context, "not_about")};
    if (is_filed_already(accused, context)) return {answer(context, "again")};
    const Facts facts{{"投诉号", number_for(context)},
                      {"被投诉人", name_of(accused, context)},
                      {"原因", reason},
                      {"complainer", context.subject.id.text()}};
    Facts told = facts;
    told.emplace_back("投诉人", context.subject.address());
    // In the group nobody is told who complained.
    return {Opened{.member = accused,
                   .cause = {"complaint", context.event.message.id.text()},
                   .since = context.event.at,
                   .due = context.event.at + kLongest,
                   .remind_at = context.event.at + config_.remind,
                   .facts = facts},
            tell_judges(accused, "filed", told, context),
            tell({context.subject.id}, "taken", facts)};
  }

  bool is_answerable(const MemberId& accused, const Context& context) const {
    const Member* known = context.roster.find(accused);
    const Member member = known == nullptr ? Member{.id = accused} : *known;
    return accused != context.subject.id && config_.about.includes(member, context.directory);
  }

  static bool is_filed_already(const MemberId& accused, const Context& context) {
    const std::vector<OpenDeadline> open = context.history.deadlines(accused);
    return std::any_of(open.begin(), open.end(), [&](const OpenDeadline& one) {
      return fact(one, "complainer") == context.subject.id.text();
    });
  }

  /// The minute, so that no complaint has the number of one that was closed before.
  static std::string number_for(const Context& context) {
    const std::string at = context.calendar.zone.format(context.event.at);
    std::string number = at.substr(5, 2) + at.substr(8, 2) + at.substr(11, 2) + at.substr(14, 2);
    while (!having_number(number, context).empty()) number += "1";
    return number;
  }

  /// The open complaints of that number, under whichever rule; all where it is empty.
  static std::vector<OpenDeadline> having_number(const std::string& number,
                                                 const Context& context) {
    std::vector<OpenDeadline> open = context.history.deadlines_of("complaint");
    std::erase_if(open, [&](const OpenDeadline& one) {
      return !number.empty() && fact(one, "投诉号") != number;
    });
    return open;
  }

  std::vector<Finding> decide(const Context& context) const {
    const std::optional<Answer> said = read_answer(context.order->rest);
    const bool is_upheld = context.order->word == kUpheld;
    if (!said || (said->is_grave && !is_upheld)) return {};
    std::vector<OpenDeadline> open = having_number(said->number, context);
    const std::vector<MemberId>& about = context.order->people;
    if (!about.empty())
      std::erase_if(open, [&](const OpenDeadline& one) { return one.member != about.front(); });
    if (open.empty()) return {answer(context, "none")};
    // Every rule of this type hears the word; one of them answers.
    const OpenDeadline& complaint = open.front();
    if (!is_own(complaint, context)) return {};
    if (open.size() > 1) return {answer(context, "which", {{"投诉号", numbers_of(open)}})};
    const std::vector<MemberId> judges = judges_of(complaint.member, context);
    if (std::find(judges.begin(), judges.end(), context.subject.id) == judges.end())
      return {answer(context, "not_judge")};
    return is_upheld ? uphold(complaint, said->is_grave, context) : dismiss(complaint, context);
  }

  static bool is_own(const OpenDeadline& complaint, const Context& context) {
    const std::vector<OpenDeadline> own = context.history.deadlines(complaint.member);
    return std::any_of(own.begin(), own.end(),
                       [&](const OpenDeadline& one) { return one.number == complaint.number; });
  }

  static std::string numbers_of(const std::vector<OpenDeadline>& open) {
    std::string numbers;
    for (const OpenDeadline& one : open)
      numbers += (numbers.empty() ? "" : "、") + fact(one, "投诉号");
    return numbers;
  }

  static Facts facts_of(const OpenDeadline& complaint, const Context& context) {
    return {{"投诉号", fact(complaint, "投诉号")},
            {"被投诉人", fact(complaint, "被投诉人")},
            {"原因", fact(complaint, "原因")},
            {"认定人", context.subject.address()}};
  }

  static std::vector<Finding> uphold(const OpenDeadline& complaint, bool is_grave,
                                     const Context& context) {
    const Facts facts = facts_of(complaint, context);
    return {Closed{.number = complaint.number,
                   .member = complaint.member,
                   .wording = "closed_upheld",
                   .facts = facts},
            Evidence{.member = complaint.member,
                     .cause = {is_grave ? "grave_complaint" : "complaint", complaint.cause.id},
                     .wording = is_grave ? "upheld_as_grave" : "upheld",
                     .facts = facts,
                     .by = context.subject.id},
            tell({MemberId{fact(complaint, "complainer")}}, "told_upheld", facts)};
  }

  static std::vector<Finding> dismiss(const OpenDeadline& complaint, const Context& context) {
    const Facts facts = facts_of(complaint, context);
    return {Closed{.number = complaint.number,
                   .member = complaint.member,
                   .wording = "closed_dismissed",
                   .facts = facts},
            answer(context, "dismissed", facts),
            tell({MemberId{fact(complaint, "complainer")}}, "told_dismissed", facts)};
  }

  Finding wait(const Context& context) const {
    const OpenDeadline& complaint = *context.deadline;
    return tell_judges(complaint.member, context.is_reminder ? "waiting" : "lapsed",
                       complaint.facts, context);
  }

  /// The owner; about himself, the admins. Nobody judges what is said of him.
  static std::vector<MemberId> judges_of(const MemberId& accused, const Context& context) {
    const Member* owner = owner_of(context.roster);
    if (owner != nullptr && owner->id != accused) return {owner->id};
    std::vector<MemberId> judges;
    for (const auto& [id, member] : context.roster.members)
      if (member.present && member.role == Role::Admin && id != accused) judges.push_back(id);
    std::sort(judges.begin(), judges.end());
    return judges;
  }

  static Remark tell_judges(const MemberId& accused, const char* wording, Facts facts,
                            const Context& context) {
    Remark remark = tell(judges_of(accused, context), wording, std::move(facts));
    remark.kind = ActionKind::Escalate;
    if (remark.people.empty()) remark.to = Remark::To::Staff;
    return remark;
  }

  static Remark tell(std::vector<MemberId> people, const char* wording, Facts facts) {
    return {.kind = ActionKind::Announce,
            .to = Remark::To::People,
            .member = {},
            .people = std::move(people),
            .wording = wording,
            .facts = std::move(facts),
            .text = {}};
  }

  static Remark answer(const Context& context, const char* wording, Facts facts = {}) {
    return {
        .member = context.subject.id, .wording = wording, .facts = std::move(facts), .text = {}};
  }

  static std::string name_of(const MemberId& id, const Context& context) {
    const Member* member = context.roster.find(id);
    return text::printable(member == nullptr ? id.text() : member->address());
  }

  Config config_;
};

/// `complaint: { about: 轮值管理员, word: 投诉, remind: 3d }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("about"));
  ComplaintRule::Config parsed{.about = config.people("about"),
                               .word = "投诉",
                               .remind = config.duration_or("remind", days{3})};
  if (const std::string word = read_order_word(config, "word"); !word.empty()) parsed.word = word;
  if (parsed.remind < std::chrono::hours{1} || parsed.remind >= kLongest)
    config.mistake(config.node().find("remind")->at, "bad-duration",
                   {"remind 应在 1h 到 30d 之间", "remind must be between 1h and 30d"},
                   {"写多久没人处理就再提醒，例如 3d",
                    "write after how long the owner is reminded, such as 3d"});
  if (config.finish()) return nullptr;
  return std::make_unique<ComplaintRule>(std::move(parsed));
}

}  // namespace

RuleType complaint() {
  return {
      .name = "complaint",
      .listens_to = {Trigger::Order, Trigger::Due},
      .parse = parse,
      .wordings =
          {{"upheld", "被投诉“{原因}”，{认定人}认定属实"},
           {"upheld_as_grave", "被投诉“{原因}”，{认定人}认定属实，情节严重"},
           {"filed",
            "{投诉人}投诉{被投诉人}：{原因}。属实请在群里发：/属实 {投诉号}，情节严重的发：/属实 "
            "{投诉号} 情节严重；不属实发：/不属实 {投诉号}"},
           {"taken", "已登记对{被投诉人}的投诉（{投诉号}），核实后告诉你结果"},
           {"told_upheld", "你对{被投诉人}的投诉（{投诉号}）经{认定人}核实，属实"},
           {"told_dismissed", "你对{被投诉人}的投诉（{投诉号}）经{认定人}核实，不属实"},
           {"dismissed", "投诉 {投诉号} 按不属实处理"},
           {"closed_upheld", "投诉 {投诉号} 属实"},
           {"closed_dismissed", "投诉 {投诉号} 不属实"},
           {"waiting", "对{被投诉人}的投诉（{投诉号}）还没有处理：{原因}"},
           {"lapsed", "对{被投诉人}的投诉（{投诉号}）30天没有处理，已作罢：{原因}"},
           {"not_about", "不受理对这个人的投诉"},
           {"again", "你对他的投诉还在等待处理"},
           {"none", "没有这样的投诉在等待处理"},
           {"which", "有几件投诉在等待处理，请写明投诉号：{投诉号}"},
           {"not_judge", "投诉由群主认定；被投诉的是群主，由管理员认定"}},
      .judges_others = true};
}

}  // namespace qunguan::rules
