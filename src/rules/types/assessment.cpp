#include <algorithm>
#include <map>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "rules/facts.hpp"
#include "rules/pages.hpp"
#include "rules/terms.hpp"
#include "rules/wording_reader.hpp"

namespace qunguan::rules {
namespace {

constexpr const char* kColumns =
    "成员,昵称,违规,警告,罚款笔数,罚款元,未按时回复,按时回复,未完成定额,待处理";

/// What the record of a month says of one member.
struct Marks {
  int breaches = 0, warnings = 0, fines = 0;
  Fen fined;
  int late_replies = 0, replies = 0, missed_quotas = 0, undecided = 0;
};

/// `=1+1` would be a formula where the table is opened.
std::string cell(const std::string& written) {
  std::string text = text::shorten(text::printable(written), 40);
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"") == std::string::npos) return text;
  for (std::size_t at = text.find('"'); at != text.npos; at = text.find('"', at + 2))
    text.insert(at, 1, '"');
  return "\"" + text + "\"";
}

/// 50, 2.50
std::string yuan(Fen amount) {
  const std::string text = to_text(amount);
  return text.substr(0, text.size() - std::string_view{"元"}.size());
}

/// Hands the staff the table of a month: what the record says of each member.
class AssessmentRule final : public Rule {
 public:
  explicit AssessmentRule(std::string word) : word_(std::move(word)) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger != Trigger::Order) return {};
    const std::string& rest = context.order->rest;
    const std::optional<Term> month =
        Terms::of_months(1, std::chrono::year{2026} / 1).read(rest.substr(0, rest.find(' ')));
    if (!month) return {};
    const Zone& zone = context.calendar.zone;
    const Instant begin = zone.instant({.day = month->first, .since_midnight = {}});
    const Instant end = zone.instant({.day = month->end, .since_midnight = {}});
    if (begin > context.event.at) return {answer("yet_to_come", month->name, context)};
    return export_month(*month, begin, std::min(end, context.event.at), context);
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = word_, .usage = "/" + word_ + " 2026-03 考核"}};
  }

 private:
  static Remark answer(const char* wording, const std::string& month, const Context& context) {
    return {
        .member = context.subject.id, .wording = wording, .facts = {{"月份", month}}, .text = {}};
  }

  static std::vector<Finding> export_month(const Term& month, Instant begin, Instant end,
                                           const Context& context) {
    const bool is_over =
        end == context.calendar.zone.instant({.day = month.end, .since_midnight = {}});
    const std::string title = "【{群}】" + month.name + " 考核" + (is_over ? "" : "（本月未完）");
    std::vector<Finding> findings;
    for (std::string& page : pages_of(title + "\n" + kColumns, rows(begin, end, context)))
      findings.push_back(Remark{.kind = ActionKind::Report,
                                .to = Remark::To::Staff,
                                .member = std::nullopt,
                                .text = std::move(page)});
    findings.push_back(answer("sent", month.name, context));
    return findings;
  }

  /// By id, so that two tables can be laid side by side.
  static std::map<MemberId, Marks> marks(Instant begin, Instant end, const Context& context) {
    std::map<MemberId, Marks> all;
    for (const auto& [id, member] : context.roster.members)
      if (member.present && member.role != Role::Bot && is_before(member, end)) all[id] = {};
    for (const PastCase& one : context.history.cases(begin, end)) add(one, all[one.member]);
    for (const auto& [id, times] : context.history.answers(begin, end)) all[id].replies = times;
    return all;
  }

  static bool is_before(const Member& member, Instant end) {
    return member.joined_at.value_or(member.first_seen_at) < end;
  }

  static void add(const PastCase& one, Marks& marks) {
    if (one.state == PastCase::State::Void) return;
    if (one.state != PastCase::State::Counted) {
      ++marks.undecided;
      return;
    }
    ++marks.breaches;
    if (one.is_warned) ++marks.warnings;
    if (one.fined != Fen{}) ++marks.fines;
    marks.fined += one.fined;
    if (one.rule_type == "reply_deadline") ++marks.late_replies;
    if (one.rule_type == "quota") ++marks.missed_quotas;
  }

  static std::vector<std::string> rows(Instant begin, Instant end, const Context& context) {
    std::vector<std::string> lines;
    for (const auto& [id, one] : marks(begin, end, context)) {
      std::string line = cell(id.text()) + "," + cell(address_of(id, context.roster));
      for (const std::string& value :
           {std::to_string(one.breaches), std::to_string(one.warnings), std::to_string(one.fines),
            yuan(one.fined), std::to_string(one.late_replies), std::to_string(one.replies),
            std::to_string(one.missed_quotas), std::to_string(one.undecided)})
        line += "," + value;
      lines.push_back(std::move(line));
    }
    return lines;
  }

  std::string word_;
};

/// `assessment: { word: 导出 }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  std::string word = read_order_word(config, "word");
  if (config.finish()) return nullptr;
  return std::make_unique<AssessmentRule>(word.empty() ? "导出" : std::move(word));
}

}  // namespace

RuleType assessment() {
  return {
      .name = "assessment",
      .listens_to = {Trigger::Order},
      .parse = parse,
      .wordings = {{"sent", "{月份} 的考核表已私下发给管理员"}, {"yet_to_come", "{月份} 还没有到"}},
      .judges = false};
}

}  // namespace qunguan::rules
