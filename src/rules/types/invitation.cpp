#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/fold.hpp"

namespace qunguan::rules {
namespace {

constexpr const char* kPermit = "permit";
constexpr std::string_view kInviter = "邀请人";

/// A name as it is compared: people are careless of spaces, width and case.
std::string plain(std::string_view name) {
  std::string folded = text::fold_to_utf8(name);
  std::erase(folded, ' ');
  return folded;
}

std::string trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(' ') - first + 1)};
}

class InvitationRule final : public Rule {
 public:
  struct Config {
    Selector by;        // who may invite without asking
    Duration permit{};  // how long others may, once it was allowed
  };

  explicit InvitationRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    std::vector<Finding> findings;
    if (context.trigger == Trigger::Joined) take_in(context, findings);
    if (context.trigger == Trigger::Order) permit(context, findings);
    return findings;  // a permit lapses without a word
  }

  std::vector<OrderForm> orders() const override {
    return {{.word = "同意入群", .usage = "/同意入群 昵称或id 邀请人 @成员"}};
  }

 private:
  static Member member_of(const MemberId& id, const Context& context) {
    const Member* known = context.roster.find(id);
    return known == nullptr ? Member{.id = id} : *known;
  }

  bool may_invite(const Member& inviter, const Context& context) const {
    return inviter.role == Role::Bot || config_.by.includes(inviter, context.directory);
  }

  static bool is_meant(const std::string& written, const Member& newcomer,
                       const Directory& directory) {
    // Where his name is not known yet, the permit is taken to mean him.
    if (newcomer.shown_name().empty()) return true;
    std::vector<std::string> names{newcomer.id.text(), newcomer.name, newcomer.shown_name()};
    if (const DirectoryEntry* entry = directory.find(newcomer.id)) names.push_back(entry->name);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return !name.empty() && plain(name) == plain(written);
    });
  }

  static std::optional<OpenDeadline> permit_for(const MemberId& newcomer, const MemberId& inviter,
                                                const Context& context) {
    const Member member = member_of(newcomer, context);
    for (const OpenDeadline& open : context.history.deadlines(inviter))
      for (const auto& [name, value] : open.facts)
        if (name == "新成员" && is_meant(value, member, context.directory)) return open;
    return std::nullopt;
  }

  void take_in(const Context& context, std::vector<Finding>& findings) const {
    const Event& event = context.event;
    if (event.type != EventType::MemberJoined || !event.actor || event.actor->id.empty()) return;
    const Member inviter = member_of(event.actor->id, context);
    const MemberId& newcomer = context.subject.id;
    if (inviter.id == newcomer || may_invite(inviter, context)) return;
    if (const std::optional<OpenDeadline> used = permit_for(newcomer, inviter.id, context))
      findings.push_back(Closed{.number = used->number,
                                .member = inviter.id,
                                .wording = "used",
                                .facts = {{"新成员", context.subject.address()}}});
    else
      object(inviter, context, findings);
  }

  /// Who brings several at once is told once, when the first of them is looked at.
  static void object(const Member& inviter, const Context& context,
                     std::vector<Finding>& findings) {
    std::string names;
    for (const Person& person : context.event.members) {
      if (permit_for(person.id, inviter.id, context)) continue;
      if (names.empty() && person.id != context.subject.id) return;
      names += (names.empty() ? "" : "、") + member_of(person.id, context).address();
    }
    const Facts facts{{"新成员", names}, {"邀请人", inviter.address()}};
    findings.push_back(Remark{.kind = ActionKind::Report,
                              .to = Remark::To::Staff,
                              .member = context.subject.id,
                              .wording = "pending",
                              .facts = facts});
    findings.push_back(
        Evidence{.member = inviter.id, .cause = {}, .wording = "uninvited", .facts = facts});
  }

  /// The newcomer whom an order means: what is left of it beside the word for who invites him.
  static std::string newcomer_of(std::string_view rest) {
    for (const std::string_view colon : {"：", ":"})
      if (rest.ends_with(colon)) rest.remove_suffix(colon.size());
    if (rest.ends_with(kInviter))
      rest.remove_suffix(kInviter.size());
    else if (rest.starts_with(kInviter))
      rest.remove_prefix(kInviter.size());
    return trim(rest);
  }

  void permit(const Context& context, std::vector<Finding>& findings) const {
    const Order& order = *context.order;
    const std::string newcomer = newcomer_of(order.rest);
    if (newcomer.empty() || order.people.size() != 1) return;
    const MemberId& inviter = order.people.front();
    findings.push_back(Opened{.member = inviter,
                              .cause = {.kind = kPermit, .id = context.event.message.id.text()},
                              .since = context.event.at,
                              .due = context.event.at + config_.permit,
                              .remind_at = std::nullopt,
                              .facts = {{"新成员", newcomer}}});
    findings.push_back(Remark{.member = context.subject.id,
                              .wording = "permitted",
                              .facts = {{"新成员", newcomer},
                                        {"邀请人", member_of(inviter, context).address()},
                                        {"期限", to_chinese(config_.permit)}}});
  }

  Config config_;
};

/// `invitation: { by: [role:admin], permit: 7d }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  InvitationRule::Config parsed{
      .by = config.has("by") ? config.people("by")
                             : Selector{{PersonTest{
                                   .by = PersonTest::By::Role, .value = {}, .role = Role::Admin}}},
      .permit = config.duration_or("permit", std::chrono::days{7})};
  if (parsed.permit < std::chrono::minutes{1})
    config.mistake(config.node().find("permit")->at, "bad-duration",
                   {"permit 不能短于 1m", "permit must be at least 1m"},
                   {"写 1m 或更长，例如 7d", "write 1m or more, such as 7d"});
  if (config.finish()) return nullptr;
  return std::make_unique<InvitationRule>(std::move(parsed));
}

}  // namespace

RuleType invitation() {
  return {.name = "invitation",
          .listens_to = {Trigger::Joined, Trigger::Due, Trigger::Order},
          .parse = parse,
          .wordings = {{"uninvited", "未经同意邀请 {新成员} 入群"},
                       {"pending", "{邀请人} 邀请 {新成员} 入群，事先没有人同意，待核实"},
                       {"permitted", "已同意 {邀请人} 邀请 {新成员} 入群，{期限}内有效"},
                       {"used", "邀请 {新成员} 入群，事先已有人同意"}},
          .judges_others = true};
}

}  // namespace qunguan::rules
