#include <algorithm>
#include <map>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/facts.hpp"
#include "rules/issue_list.hpp"
#include "rules/pages.hpp"
#include "rules/receiver.hpp"
#include "rules/recurrence.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;

constexpr Duration kKept = days{730};       // a suggestion; it is told long before
constexpr Duration kOpenSince = days{366};  // older cases that nobody decided are not told
constexpr std::size_t kMostCollected = 500;

/// What a report tells of.
enum class Figure { Members, Breaches, Penalties, Undecided, Unanswered, Issues };
const std::vector<std::string> kFigures{"members",   "breaches",   "penalties",
                                        "undecided", "unanswered", "issues"};

std::string count(std::size_t number, const char* unit) {
  return std::to_string(number) + " " + unit;
}

/// Tells the staff what the group's record says of the time since the last report, and what members
/// suggested. Suggestions are kept as deadlines that nobody owes.
class DigestRule final : public Rule {
 public:
  struct Config {
    std::vector<Recurrence> at;
    Receiver to;
    std::vector<Figure> show;
    std::string collect;  // the word of an order; empty: nothing is collected
  };

  explicit DigestRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Order) return collect(context);
    if (context.trigger == Trigger::Clock) return report(context);
    return {};
  }

  std::vector<OrderForm> orders() const override {
    if (config_.collect.empty()) return {};
    return {
        {.word = config_.collect, .usage = "/" + config_.collect + " 内容", .is_for_staff = false}};
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    return next_of(config_.at, after, calendar);
  }

  /// A report of a week is worth as much half a day later.
  Duration patience() const override { return std::chrono::hours{12}; }

 private:
  std::vector<Finding> collect(const Context& context) const {
    const std::string text = text::shorten(text::printable(context.order->rest), 200);
    if (text.empty()) return {};
    const bool is_full = context.history.deadlines().size() >= kMostCollected;
    std::vector<Finding> findings{Remark{.member = context.subject.id,
                                         .wording = is_full ? "full" : "taken",
                                         .facts = {{"事项", config_.collect}},
                                         .text = {}}};
    if (!is_full)
      findings.push_back(Opened{.member = {},
                                .cause = {"collected", context.event.message.id.text()},
                                .since = context.event.at,
                                .due = context.event.at + kKept,
                                .remind_at = std::nullopt,
                                .facts = {{"提出人", context.subject.address()}, {"内容", text}}});
    return findings;
  }

  /// The time before this one at which there was a report, or would have been.
  Instant last_time(const Context& context) const {
    const Instant at = context.event.at;
    for (int back = 1; back <= 366; ++back) {
      std::optional<Instant> last =
          next_of(config_.at, at - days{back} - Duration{1}, context.calendar);
      if (!last || *last >= at) continue;
      while (true) {
        const std::optional<Instant> next = next_of(config_.at, *last, context.calendar);
        if (!next || *next >= at) return *last;
        last = next;
      }
    }
    return at - days{366};
  }

  std::vector<Finding> report(const Context& context) const {
    const Instant since = last_time(context);
    std::vector<Finding> findings;
    std::vector<std::string> lines = figures(since, context);
    for (const OpenDeadline& one : context.history.deadlines()) {
      if (one.since >= context.event.at) continue;
      if (findings.empty()) lines.push_back("收到的" + config_.collect + "：");
      lines.push_back(std::to_string(findings.size() + 1) + ". " + value_of(one.facts, "提出人") +
                      "：" + value_of(one.facts, "内容"));
      findings.push_back(
          Closed{.number = one.number, .member = {}, .wording = "told", .facts = one.facts});
    }
    if (findings.empty() && !config_.collect.empty()) lines.push_back("没有收到" + config_.collect);
    const auto clock = [&](Instant at) {
      return context.calendar.zone.format(at).substr(5, 11).replace(5, 1, " ");
    };
    const std::string head =
        "【{群}】{规则}（" + clock(since) + " 至 " + clock(context.event.at) + "）";
    for (std::string& page : pages_of(head, lines)) {
      Remark remark{.kind = ActionKind::Report, .member = std::nullopt, .text = std::move(page)};
      address(remark, config_.to, context);
      findings.push_back(std::move(remark));
    }
    return findings;
  }

  std::vector<std::string> figures(Instant since, const Context& context) const {
    std::vector<std::string> lines;
    const std::vector<PastCase> past = context.history.cases(since, context.event.at);
    for (const Figure figure : config_.show) {
      switch (figure) {
        case Figure::Members:
          lines.push_back(tell_members(since, context));
          break;
        case Figure::Breaches:
          lines.push_back(tell_breaches(past));
          break;
        case Figure::Penalties:
          lines.push_back(tell_penalties(past));
          break;
        case Figure::Undecided:
          lines.push_back(tell_undecided(context));
          break;
        case Figure::Unanswered:
          lines.push_back(tell_unanswered(context));
          break;
        case Figure::Issues:
          tell_issues(context, lines);
          break;
      }
    }
    return lines;
  }

  /// Who came is told where sources say when people joined; who went, they do not.
  static std::string tell_members(Instant since, const Context& context) {
    std::size_t all = 0;
    std::size_t joined = 0;
    for (const auto& [id, member] : context.roster.members) {
      if (!member.present || member.role == Role::Bot) continue;
      ++all;
      if (member.joined_at && *member.joined_at >= since && *member.joined_at < context.event.at)
        ++joined;
    }
    return "成员 " + count(all, "人") + (joined == 0 ? "" : "，新加入 " + count(joined, "人"));
  }

  static std::string tell_breaches(const std::vector<PastCase>& past) {
    std::map<std::string, std::size_t> by_rule;
    std::size_t all = 0;
    for (const PastCase& one : past)
      if (one.state == PastCase::State::Counted) {
        ++by_rule[one.rule];
        ++all;
      }
    std::vector<std::pair<std::string, std::size_t>> sorted{by_rule.begin(), by_rule.end()};
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text = "违规 " + count(all, "起");
    for (const auto& [rule, times] : sorted)
      text +=
          (text.find("：") == std::string::npos ? "：" : "，") + rule + " " + std::to_string(times);
    return text;
  }

  static std::string tell_penalties(const std::vector<PastCase>& past) {
    std::size_t warned = 0;
    std::size_t fined = 0;
    Fen sum;
    for (const PastCase& one : past) {
      if (one.state == PastCase::State::Void) continue;
      if (one.is_warned) ++warned;
      if (one.fined == Fen{}) continue;
      ++fined;
      sum += one.fined;
    }
    return "警告 " + count(warned, "次") + "，罚款 " + count(fined, "笔") +
           (fined == 0 ? "" : "共 " + to_text(sum));
  }

  static std::string tell_undecided(const Context& context) {
    std::string appealed;
    std::string waiting;
    const Instant at = context.event.at;
    for (const PastCase& one : context.history.cases(at - kOpenSince, at)) {
      if (one.state != PastCase::State::Appealed && one.state != PastCase::State::Waiting) continue;
      std::string& list = one.state == PastCase::State::Appealed ? appealed : waiting;
      list += (list.empty() ? "" : "、") + std::to_string(one.number);
    }
    const auto tell = [](const std::string& list) { return list.empty() ? "没有" : list + " 号"; };
    return "未处理的申诉：" + tell(appealed) + "；等待同意：" + tell(waiting);
  }

  static std::string tell_unanswered(const Context& context) {
    const std::size_t asked = context.history.deadlines_of("unanswered").size();
    const std::vector<OpenDeadline> owed = context.history.deadlines_of("reply_deadline");
    const auto owing = std::count_if(owed.begin(), owed.end(), [](const OpenDeadline& one) {
      return one.cause.kind == "question";
    });
    return "眼下没人答的提问 " + count(asked, "个") + "，还没到期的待回复 " +
           count(static_cast<std::size_t>(owing), "个");
  }

  static void tell_issues(const Context& context, std::vector<std::string>& lines) {
    const std::vector<std::string> open =
        issue_lines(context.history.deadlines_of("issue"), context.event.at);
    lines.push_back("未办结的事项 " + count(open.size(), "件"));
    lines.insert(lines.end(), open.begin(), open.end());
  }

  Config config_;
};

std::vector<Figure> read_figures(RuleConfig& config) {
  std::vector<Figure> figures;
  for (const policy::Node* node : config.scalars("show")) {
    const auto found = std::find(kFigures.begin(), kFigures.end(), node->text);
    if (found != kFigures.end()) {
      figures.push_back(static_cast<Figure>(found - kFigures.begin()));
      continue;
    }
    std::string all;
    for (const std::string& one : kFigures) all += (all.empty() ? "" : ", ") + one;
    config.mistake(node->at, "bad-choice",
                   {"没有叫“" + node->text + "”的数据", "there is no figure '" + node->text + "'"},
                   {"可以写：" + all, "known: " + all});
  }
  return figures;
}

/// `digest: { at: "day 1 09:00", to: owner, show: [members, breaches], collect: 建议 }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("at"));
  DigestRule::Config parsed{.at = read_recurrences(config, "at"),
                            .to = read_receiver(config, "to"),
                            .show = read_figures(config),
                            .collect = read_order_word(config, "collect")};
  if (!config.has("show") && !config.has("collect"))
    config.mistake(config.node().at, "no-effect", {"没有写汇总什么", "does not say what to report"},
                   {"写上 show 或 collect", "write show or collect"});
  if (config.finish()) return nullptr;
  return std::make_unique<DigestRule>(std::move(parsed));
}

}  // namespace

RuleType digest() {
  return {.name = "digest",
          .listens_to = {Trigger::Clock, Trigger::Order},
          .parse = parse,
          .wordings = {{"taken", "已记下，会随下次汇总报告"},
                       {"full", "积下的{事项}太多，暂时记不下，请直接告诉管理员"},
                       {"told", "已随汇总报告：{内容}（{提出人}）"}},
          .judges = false};
}

}  // namespace qunguan::rules
