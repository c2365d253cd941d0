#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/recurrence.hpp"

namespace qunguan::rules {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

// A complaint that was upheld as grave takes the whole month's.
constexpr const char* kGrave = "grave_complaint";

/// What people on duty are owed for a month, booked when it is over.
class StipendRule final : public Rule {
 public:
  struct Config {
    Selector to;
    std::string what;
    Fen amount;
    std::vector<std::pair<RuleId, Fen>> less;
  };

  explicit StipendRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    const Zone& zone = context.calendar.zone;
    const local_days next = zone.local(context.event.at).day;
    const local_days last = next - days{1};
    const year_month_day date{last};
    const local_days first{date.year() / date.month() / 1};
    std::vector<Finding> findings;
    for (const MemberId& id : config_.to.resolve(context.roster, context.directory)) {
      if (!is_on_duty(id, last, context)) continue;
      findings.push_back(Credit{.member = id,
                                .cause = {"stipend", month_of(first)},
                                .what = config_.what,
                                .amount = config_.amount,
                                .since = zone.instant({.day = first}),
                                .until = zone.instant({.day = next}),
                                .less = config_.less,
                                .voided_by = kGrave,
                                .facts = {{"期间", say_month(date)}}});
    }
    return findings;
  }

  std::optional<Instant> next_time(Instant after, const Calendar& calendar) const override {
    return Recurrence{.month_day = 1}.next(after, calendar);
  }

  /// A month is owed though we were down when it ended; who was on duty long ago we cannot say.
  Duration patience() const override { return days{31}; }

 private:
  /// Who is on duty is who is named when the month ends.
  static bool is_on_duty(const MemberId& id, local_days last, const Context& context) {
    const Member* member = context.roster.find(id);
    const DirectoryEntry* entry = context.directory.find(id);
    if (member == nullptr && entry == nullptr) return false;
    if (member != nullptr && (!member->present || member->role == Role::Bot)) return false;
    return entry == nullptr || entry->is_employed(last);
  }

  static std::string month_of(local_days day) {
    const year_month_day date{day};
    const unsigned month = static_cast<unsigned>(date.month());
    return std::to_string(static_cast<int>(date.year())) + (month < 10 ? "-0" : "-") +
           std::to_string(month);
  }

  static std::string say_month(const year_month_day& date) {
    return std::to_string(static_cast<int>(date.year())) + "年" +
           std::to_string(static_cast<unsigned>(date.month())) + "月";
  }

  Config config_;
};

/// `stipend: { to: 轮值管理员, amount: 40, what: 津贴, less: { complaint: 10 } }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  static_cast<void>(config.require("to"));
  StipendRule::Config parsed{.to = config.people("to"),
                             .what = config.text_or("what", "津贴"),
                             .amount = config.money("amount"),
                             .less = config.money_by_rule("less")};
  if (config.finish()) return nullptr;
  return std::make_unique<StipendRule>(std::move(parsed));
}

}  // namespace

RuleType stipend() {
  return {.name = "stipend",
          .listens_to = {Trigger::Clock},
          .parse = parse,
          .wordings = {},
          .judges = false};
}

}  // namespace qunguan::rules
