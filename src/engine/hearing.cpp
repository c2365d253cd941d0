#include "engine/hearing.hpp"

#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

bool is_open(const Case& violation) {
  return violation.standing == Standing::Counted || violation.standing == Standing::Appealed ||
         violation.standing == Standing::Pending;
}

constexpr const char* kNothingToChange = "已经处理完毕，没有可以改变的处罚";

std::string shown_reason(const std::string& reason) {
  return text::shorten(text::printable(reason), 200);
}

}  // namespace

bool Hearing::is_staff(const Group& group, const MemberId& id) const {
  const Member* known = group.roster.find(id);
  Member member = known == nullptr ? Member{.id = id} : *known;
  // Who has left keeps no office; who is named one by one need not be in the group.
  if (!member.present) member.role = Role::Unknown;
  if (member.role == Role::Owner || member.role == Role::Admin) return true;
  return group.policy != nullptr && group.policy->report_to.includes(member, directory_);
}

bool Hearing::hear(Group& group, const Speaker& speaker, const Command& command) {
  if (const std::string why = refusal(group, speaker, command); !why.empty()) {
    refuse(group, speaker, why);
    return false;
  }
  const Cases cases = cases_meant(group, speaker, command);
  if (!cases.empty()) carry_out(group, speaker, command, cases);
  return !cases.empty();
}

std::string Hearing::list(const Group& group, const Speaker& speaker,
                          const Command& command) const {
  const bool may_decide = command.kind == Command::Kind::Appeal || is_staff(group, speaker.id);
  return may_decide ? docket_.list(group, speaker.id, speaker.at, command) : std::string{};
}

/// Those that the command may be followed for; the speaker hears why not of any other.
Hearing::Cases Hearing::cases_meant(Group& group, const Speaker& speaker, const Command& command) {
  Cases cases;
  const auto take = [&](const std::optional<Case>& violation, std::int64_t number) {
    const std::string why = refusal(group, speaker, command, violation, number);
    if (why.empty())
      cases.push_back(*violation);
    else
      answer(group, speaker, "refusal", {{"原因", why}}, violation ? Numbers{number} : Numbers{});
  };
  for (const std::int64_t number : command.numbers) take(store_.cases.find(number), number);
  if (!command.numbers.empty()) return cases;
  const Docket::Meant meant = docket_.find(group, speaker.id, speaker.at, command);
  if (!meant.why_none.empty()) refuse(group, speaker, meant.why_none);
  for (const Case& violation : meant.cases) take(violation, violation.number);
  return cases;
}

/// Only proposals are dealt with several at a time.
void Hearing::carry_out(Group& group, const Speaker& speaker, const Command& command,
                        const Cases& cases) {
  switch (command.kind) {
    case Command::Kind::Appeal:
      appeal(group, speaker, command, cases.front());
      break;
    case Command::Kind::Withdraw:
      withdraw(group, speaker, command, cases.front());
      break;
    case Command::Kind::Uphold:
      uphold(group, speaker, cases.front());
      break;
    case Command::Kind::Approve:
      approve(group, speaker, cases);
      break;
    case Command::Kind::Reject:
      reject(group, speaker, command, cases);
      break;
  }
}

/// Why the command cannot be followed whatever it is about; empty when it can.
std::string Hearing::refusal(const Group& group, const Speaker& speaker,
                             const Command& command) const {
  const bool is_appeal = command.kind == Command::Kind::Appeal;
  if (!is_appeal && !is_staff(group, speaker.id)) return "只有群主和管理员可以使用这个命令";
  // What was proposed was so under a policy, whose safeguards are gone with it.
  if (command.kind == Command::Kind::Approve && group.policy == nullptr)
    return "本群现在没有群规，不能执行";
  const std::string usage{command.usage};
  if (command.numbers.empty() && command.runs_on) return "请这样写：" + usage;
  if (command.numbers.empty() && command.needs_reason && command.reason.empty())
    return "请写明理由：" + usage;
  return {};
}

/// Why it cannot be followed for this case; empty when it can.
std::string Hearing::refusal(const Group& group, const Speaker& speaker, const Command& command,
                             const std::optional<Case>& violation, std::int64_t named) const {
  const bool is_appeal = command.kind == Command::Kind::Appeal;
  const std::string number = std::to_string(named) + " 号";
  if (!violation || violation->group != group.number) return "本群没有 " + number + "处理记录";
  const bool is_own = violation->member == speaker.id;
  if (is_appeal && !is_own) return "只有当事人可以对 " + number + "处理提出申诉";
  if (!is_appeal && is_own) return "不能处理与自己有关的 " + number;
  if (command.needs_reason && command.reason.empty())
    return "请写明理由：" + std::string{command.usage};
  if (command.is_about_fine && !docket_.cost_money(*violation)) return number + "没有罚款";
  const std::string obstacle = obstacle_of(*violation, command.kind);
  return obstacle.empty() ? "" : number + obstacle;
}

/// Why a case that stands like this allows no such command; empty when it does.
std::string Hearing::obstacle_of(const Case& violation, Command::Kind kind) const {
  using Kind = Command::Kind;
  const bool is_appealed = violation.standing == Standing::Appealed;
  switch (kind) {
    case Kind::Approve:
    case Kind::Reject:
      if (is_appealed) return "正在申诉，请先撤销或维持";
      return store_.cases.proposal(violation.number) ? "" : "没有等待同意的事项";
    case Kind::Appeal:
      if (is_appealed) return "已经申诉过，正在等待管理员处理";
      return violation.standing == Standing::Counted ? "" : kNothingToChange;
    case Kind::Uphold:
      if (!is_appealed) return "没有等待处理的申诉";
      break;
    case Kind::Withdraw:
      break;
  }
  return is_open(violation) ? "" : kNothingToChange;
}

void Hearing::decide(const Case& violation, const Speaker& speaker, Verdict::Kind kind,
                     Standing standing, const std::string& reason) {
  store_.cases.decide({.number = violation.number,
                       .kind = kind,
                       .by = speaker.id,
                       .at = speaker.at,
                       .reason = reason},
                      standing);
  static constexpr const char* kWords[] = {"appeal", "withdraw", "uphold", "approve", "reject"};
  store_.audit.note(speaker.at, speaker.id.text(), kWords[static_cast<std::size_t>(kind)],
                    "case " + std::to_string(violation.number));
}

void Hearing::refuse(Group& group, const Speaker& speaker, const std::string& why) {
  answer(group, speaker, "refusal", {{"原因", why}}, {});
}

void Hearing::answer(Group& group, const Speaker& speaker, const std::string& wording,
                     Placeholders words, const Numbers& cases) {
  words.emplace("成员", say_member(group, speaker.id));
  recorder_.remark(
      group,
      {.text = word_notice(wording, words),
       .member = speaker.id,
       .violation = cases.empty() ? 0 : cases.front(),
       .cases = cases,
       .to = speaker.in_private ? Recorder::Remark::To::Member : Recorder::Remark::To::Group},
      speaker.at);
}

void Hearing::announce(Group& group, const Speaker& speaker, const std::string& wording,
                       Placeholders words, const Case& violation) {
  words.emplace("成员", say_member(group, violation.member));
  words.emplace("编号", std::to_string(violation.number));
  words.emplace("处理人", say_member(group, speaker.id));
  recorder_.remark(group,
                   {.text = word_notice(wording, words),
                    .member = violation.member,
                    .violation = violation.number},
                   speaker.at);
}

void Hearing::appeal(Group& group, const Speaker& speaker, const Command& command,
                     const Case& violation) {
  decide(violation, speaker, Verdict::Kind::Appealed, Standing::Appealed, command.reason);
  store_.outbox.hold(violation.number);
  const std::string number = std::to_string(violation.number);
  answer(group, speaker, "appeal_opened", {{"编号", number}}, {violation.number});
  const Placeholders words{{"编号", number},
                           {"成员", say_member(group, speaker.id)},
                           {"理由", shown_reason(command.reason)},
                           {"事实", violation.summary}};
  recorder_.remark(group,
                   {.kind = ActionKind::Report,
                    .text = word_notice("appeal_report", words),
                    .member = speaker.id,
                    .violation = violation.number,
                    .to = Recorder::Remark::To::Staff},
                   speaker.at);
}

/// What was waived before is not given back again; what was paid is.
Fen Hearing::reverse_fines(Group& group, const Speaker& speaker, const Command& command,
                           const Case& violation) {
  Fen returned;
  for (const LedgerEntry& entry : store_.ledger.entries(violation.number))
    if (entry.kind == LedgerEntry::Kind::Fine || entry.kind == LedgerEntry::Kind::Waiver ||
        entry.kind == LedgerEntry::Kind::Deduction)
      returned += entry.amount;
  if (returned <= Fen{}) return {};
  const bool is_booked = store_.ledger.book({.group = group.number,
                                             .member = violation.member,
                                             .violation = violation.number,
                                             .kind = LedgerEntry::Kind::Reversal,
                                             .amount = -returned,
                                             .at = speaker.at,
                                             .by = speaker.id.text(),
                                             .reason = command.reason});
  if (!is_booked) return {};
  recorder_.remark(group,
                   {.kind = ActionKind::Credit,
                    .member = violation.member,
                    .violation = violation.number,
                    .amount = returned},
                   speaker.at);
  return returned;
}

void Hearing::withdraw(Group& group, const Speaker& speaker, const Command& command,
                       const Case& violation) {
  const bool was_waiting = violation.standing == Standing::Pending;
  decide(violation, speaker, Verdict::Kind::Withdrawn, Standing::Withdrawn, command.reason);
  store_.outbox.cancel(violation.number);
  store_.cases.close_proposal(violation.number);
  take_removal_back(group, violation);
  const Fen returned = reverse_fines(group, speaker, command, violation);
  const std::string number = std::to_string(violation.number);
  // Of what was still to be decided the member knows nothing.
  if (was_waiting)
    return answer(group, speaker, "rejected",
                  {{"编号", number}, {"处理人", say_member(group, speaker.id)}},
                  {violation.number});
  const std::string refund = returned > Fen{} ? "，" + to_text(returned) + "已冲回" : "";
  announce(group, speaker, "withdrawn", {{"退款", refund}, {"理由", shown_reason(command.reason)}},
           violation);
}

/// Another case may have ordered it, too.
void Hearing::take_removal_back(Group& group, const Case& violation) {
  store_.cases.take_removal_back(violation.number);
  group.removals.erase(violation.member);
  for (const auto& [member, at] : store_.cases.removals(group.number))
    if (member == violation.member) group.removals[member] = at;
}

void Hearing::uphold(Group& group, const Speaker& speaker, const Case& violation) {
  decide(violation, speaker, Verdict::Kind::Upheld, Standing::Counted, {});
  store_.outbox.resume(violation.number);
  announce(group, speaker, "upheld", {}, violation);
}

}  // namespace qunguan::engine
