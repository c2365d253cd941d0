#include <algorithm>
#include <map>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/facts.hpp"
#include "rules/issue_list.hpp"
#include "rules/pages.hpp"
#include "rules/recurrence.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

constexpr Duration kKept = std::chrono::days{730};
constexpr std::size_t kMostOpen = 200;

/// Keeps what is to be done, by whom and since when, until somebody says that it is done. What is
/// open is kept as deadlines that nobody owes.
class IssueRule final : public Rule {
 public:
  struct Config {
    std::string word, done;
    bool is_for_staff = false;
    std::vector<Recurrence> remind;
    std::optional<Duration> escalate_after;
  };

  explicit IssueRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Clock) return remind(context);
    if (context.trigger != Trigger::Order) return {};
    if (context.order->word == config_.done) return finish(context);
    const Order& order = *context.order;
    return order.rest.empty() && order.people.empty() ? list(context) : note(context);
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = config_.word,
             .usage = "/" + config_.word + " @负责人 事项；只看清单就发 /" + config_.word,
             .is_for_staff = config_.is_for_staff},
            {.word = config_.done,
             .usage = "/" + config_.done + " 事项（写几个字就行，只能对上一件）",
             .is_for_staff = false}};
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    return next_of(config_.remind, after, calendar);
  }

 private:
  static std::vector<OpenDeadline> open_issues(const Context& context) {
    return context.history.deadlines();
  }

  static Remark answer(const char* wording, Facts facts, const Context& context) {
    return {
        .member = context.subject.id, .wording = wording, .facts = std::move(facts), .text = {}};
  }

  static std::vector<Finding> note(const Context& context) {
    const std::string matter = text::shorten(text::printable(context.order->rest), 60);
    if (matter.empty()) return {};
    if (open_issues(context).size() >= kMostOpen) return {answer("full", {}, context)};
    const std::vector<MemberId>& owners = context.order->people;
    const Facts facts{{"id", owners.empty() ? "" : owners.front().text()},
                      {"by", context.subject.id.text()},
                      {"事项", matter},
                      {"负责人", owners.empty() ? "未定" : names_of(owners, context.roster)},
                      {"登记人", context.subject.address()}};
    return {Opened{.member = {},
                   .cause = {"issue", context.event.message.id.text()},
                   .since = context.event.at,
                   .due = context.event.at + kKept,
                   .remind_at = std::nullopt,
                   .facts = facts},
            answer("noted", facts, context)};
  }

  std::vector<Finding> finish(const Context& context) const {
    const std::string& which = context.order->rest;
    if (which.empty()) return {};
    std::vector<OpenDeadline> meant = open_issues(context);
    std::erase_if(meant, [&](const OpenDeadline& issue) {
      return value_of(issue.facts, "事项").find(which) == std::string::npos;
    });
    // Of what is worded alike, the oldest is done first.
    const auto exact = std::find_if(meant.begin(), meant.end(), [&](const OpenDeadline& issue) {
      return value_of(issue.facts, "事项") == which;
    });
    if (exact != meant.end()) meant = {*exact};
    if (meant.empty()) return {answer("none_such", {{"事项", which}}, context)};
    if (meant.size() > 1)
      return {answer("several", {{"件数", std::to_string(meant.size())}}, context)};
    const OpenDeadline& issue = meant.front();
    if (!may_finish(issue, context)) return {answer("not_yours", issue.facts, context)};
    Facts facts = issue.facts;
    facts.emplace_back("用时", age_of(issue, context.event.at));
    facts.emplace_back("办结人", context.subject.address());
    return {Closed{.number = issue.number, .member = {}, .wording = "done", .facts = facts},
            answer("done", facts, context)};
  }

  static bool may_finish(const OpenDeadline& issue, const Context& context) {
    const std::string& who = context.subject.id.text();
    return context.subject.role == Role::Owner || context.subject.role == Role::Admin ||
           value_of(issue.facts, "id") == who || value_of(issue.facts, "by") == who;
  }

  static std::vector<Finding> list(const Context& context) {
    const std::vector<std::string> lines = issue_lines(open_issues(context), context.event.at);
    if (lines.empty()) return {answer("nothing_open", {}, context)};
    std::vector<Finding> findings;
    for (std::string& page : pages_of("未办结 " + std::to_string(lines.size()) + " 件：", lines))
      findings.push_back(Remark{.member = std::nullopt, .text = std::move(page)});
    return findings;
  }

  std::vector<Finding> remind(const Context& context) const {
    std::vector<Finding> findings;
    std::map<MemberId, std::vector<OpenDeadline>> by_owner;
    std::vector<OpenDeadline> for_staff;
    for (const OpenDeadline& issue : open_issues(context)) {
      const MemberId owner{value_of(issue.facts, "id")};
      const Member* member = context.roster.find(owner);
      const bool is_here = member != nullptr && member->present;
      if (is_here) by_owner[owner].push_back(issue);
      if (!is_here || is_overdue(issue, context.event.at)) for_staff.push_back(issue);
    }
    findings.reserve(by_owner.size());
    for (const auto& [owner, issues] : by_owner)
      findings.push_back(Remark{.kind = ActionKind::Remind,
                                .member = owner,
                                .wording = "reminder",
                                .facts = {{"清单", join(issues, context.event.at)}},
                                .text = {}});
    for (std::string& page : pages_of("【{群}】这些事项没有人负责，或拖得太久：",
                                      issue_lines(for_staff, context.event.at)))
      if (!for_staff.empty())
        findings.push_back(Remark{.kind = ActionKind::Escalate,
                                  .to = Remark::To::Staff,
                                  .member = std::nullopt,
                                  .text = std::move(page)});
    return findings;
  }

  bool is_overdue(const OpenDeadline& issue, Instant at) const {
    return config_.escalate_after && at - issue.since > *config_.escalate_after;
  }

  static std::string join(const std::vector<OpenDeadline>& issues, Instant at) {
    std::string text;
    for (const OpenDeadline& issue : issues)
      text += (text.empty() ? "" : "；") + value_of(issue.facts, "事项") + "（" +
              age_of(issue, at) + "）";
    return text;
  }

  Config config_;
};

/// `issue: { word: 问题, done: 办结, by: anyone, remind: "workdays 09:00", escalate_after: 3d }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  IssueRule::Config parsed{.word = read_order_word(config, "word"),
                           .done = read_order_word(config, "done"),
                           .is_for_staff = config.choice_or("by", {"anyone", "staff"}, 0) == 1,
                           .remind = read_recurrences(config, "remind"),
                           .escalate_after = std::nullopt};
  if (parsed.word.empty()) parsed.word = "问题";
  if (parsed.done.empty()) parsed.done = "办结";
  if (!config.has("remind")) parsed.remind = {*parse_recurrence("workdays 09:00")};
  if (config.has("escalate_after")) parsed.escalate_after = config.duration("escalate_after");
  if (config.finish()) return nullptr;
  return std::make_unique<IssueRule>(std::move(parsed));
}

}  // namespace

RuleType issue() {
  return {.name = "issue",
          .listens_to = {Trigger::Order, Trigger::Clock},
          .parse = parse,
          .wordings = {{"noted", "已记下：{事项}，负责人：{负责人}"},
                       {"done", "已办结：{事项}（用时 {用时}，{办结人}确认）"},
                       {"none_such", "没有写到“{事项}”的未办结事项"},
                       {"several", "有 {件数} 件都对得上，请写得具体些"},
                       {"not_yours", "“{事项}”由{负责人}、{登记人}或管理员办结"},
                       {"nothing_open", "没有未办结的事项"},
                       {"full", "未办结的事项太多，请先办结一些"},
                       {"reminder", "请跟进：{清单}"}},
          .judges = false};
}

}  // namespace qunguan::rules
