#include "engine/hearing.hpp"

#include <algorithm>
#include <set>

#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

std::string name_of(const Group& group, const MemberId& id) {
  const Member* member = group.roster.find(id);
  return text::printable(member == nullptr ? id.text() : member->address());
}

bool is_open(const Case& violation) {
  return violation.standing == Standing::Counted || violation.standing == Standing::Appealed ||
         violation.standing == Standing::Pending;
}

constexpr const char* kNothingToChange = "已经处理完毕，没有可以改变的处罚";

bool needs_reason(Command::Kind kind) {
  return kind == Command::Kind::Appeal || kind == Command::Kind::Withdraw;
}

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
  std::optional<Case> violation;
  if (command.number > 0) violation = store_.cases.find(command.number);
  if (const std::string why = refusal(group, speaker, command, violation); !why.empty()) {
    answer(group, speaker, "refusal", {{"原因", why}}, violation ? command.number : 0);
    return false;
  }
  switch (command.kind) {
    case Command::Kind::Appeal:
      appeal(group, speaker, command, *violation);
      break;
    case Command::Kind::Withdraw:
      withdraw(group, speaker, command, *violation);
      break;
    case Command::Kind::Uphold:
      uphold(group, speaker, *violation);
      break;
    case Command::Kind::Approve:
      approve(group, speaker, *violation);
      break;
    case Command::Kind::Reject:
      reject(group, speaker, *violation);
      break;
  }
  return true;
}

/// Why the command cannot be followed; empty when it can.
std::string Hearing::refusal(const Group& group, const Speaker& speaker, const Command& command,
                             const std::optional<Case>& violation) const {
  const bool is_appeal = command.kind == Command::Kind::Appeal;
  if (!is_appeal && !is_staff(group, speaker.id)) return "只有群主和管理员可以使用这个命令";
  if (command.number == 0) return "请写明编号：" + usage(command.kind);
  const std::string number = std::to_string(command.number) + " 号";
  if (!violation || violation->group != group.number) return "本群没有 " + number + "处理记录";
  const bool is_own = violation->member == speaker.id;
  if (is_appeal && !is_own) return "只有当事人可以对 " + number + "处理提出申诉";
  if (!is_appeal && is_own) return "不能处理与自己有关的 " + number;
  if (needs_reason(command.kind) && command.reason.empty())
    return "请写明理由：" + usage(command.kind);
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
  answer(group, speaker, "refusal", {{"原因", why}}, 0);
}

void Hearing::answer(Group& group, const Speaker& speaker, const std::string& wording,
                     Placeholders words, std::int64_t violation) {
  words.emplace("成员", name_of(group, speaker.id));
  recorder_.remark(group,
                   {.text = word_notice(wording, words),
                    .member = speaker.id,
                    .violation = violation,
                    .in_private = speaker.in_private},
                   speaker.at);
}

void Hearing::announce(Group& group, const Speaker& speaker, const std::string& wording,
                       Placeholders words, const Case& violation) {
  words.emplace("成员", name_of(group, violation.member));
  words.emplace("编号", std::to_string(violation.number));
  words.emplace("处理人", name_of(group, speaker.id));
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
  answer(group, speaker, "appeal_opened", {{"编号", number}}, violation.number);
  const Placeholders words{{"编号", number},
                           {"成员", name_of(group, speaker.id)},
                           {"理由", shown_reason(command.reason)},
                           {"事实", violation.summary}};
  recorder_.remark(group,
                   {.kind = ActionKind::Report,
                    .text = word_notice("appeal_report", words),
                    .member = speaker.id,
                    .violation = violation.number,
                    .to_staff = true},
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
  decide(violation, speaker, Verdict::Kind::Withdrawn, Standing::Withdrawn, command.reason);
  store_.outbox.cancel(violation.number);
  store_.cases.close_proposal(violation.number);
  store_.cases.forget_removal(violation.group, violation.member);
  group.removals.erase(violation.member);
  const Fen returned = reverse_fines(group, speaker, command, violation);
  const std::string refund = returned > Fen{} ? "，" + to_text(returned) + "已冲回" : "";
  announce(group, speaker, "withdrawn", {{"退款", refund}, {"理由", shown_reason(command.reason)}},
           violation);
}

void Hearing::uphold(Group& group, const Speaker& speaker, const Case& violation) {
  decide(violation, speaker, Verdict::Kind::Upheld, Standing::Counted, {});
  store_.outbox.resume(violation.number);
  announce(group, speaker, "upheld", {}, violation);
}

/// What is still missing, with the speaker's word; empty when nothing is.
std::string Hearing::missing_approval(const Group& group, const Speaker& speaker,
                                      const Proposal& proposal) const {
  const Member* owner = group.owner();
  if (owner != nullptr && owner->id == speaker.id) return {};
  if (proposal.approval.by_owner) return "群主同意";
  std::set<MemberId> agreed{speaker.id};
  for (const Verdict& verdict : store_.cases.verdicts(proposal.number))
    if (verdict.kind == Verdict::Kind::Approved) agreed.insert(verdict.by);
  const int missing = proposal.approval.admins - static_cast<int>(agreed.size());
  return missing <= 0 ? std::string{} : " " + std::to_string(missing) + " 位管理员或群主同意";
}

void Hearing::approve(Group& group, const Speaker& speaker, const Case& violation) {
  const std::optional<Proposal> proposal = store_.cases.proposal(violation.number);
  if (!proposal) return;  // the store has failed since we asked whether there is one
  const std::string missing = missing_approval(group, speaker, *proposal);
  const Placeholders words{{"编号", std::to_string(violation.number)},
                           {"处理人", name_of(group, speaker.id)},
                           {"处罚", say_step(proposal->step)},
                           {"还需", missing}};
  if (!missing.empty()) {
    decide(violation, speaker, Verdict::Kind::Approved, violation.standing, {});
    return answer(group, speaker, "approval_counted", words, violation.number);
  }
  decide(violation, speaker, Verdict::Kind::Approved, Standing::Counted, {});
  store_.cases.close_proposal(violation.number);
  recorder_.carry_out(group, violation, proposal->step, speaker.at);
  answer(group, speaker, "approved_note", words, violation.number);
}

void Hearing::reject(Group& group, const Speaker& speaker, const Case& violation) {
  const bool was_waiting = violation.standing == Standing::Pending;
  decide(violation, speaker, Verdict::Kind::Rejected,
         was_waiting ? Standing::Rejected : violation.standing, {});
  store_.cases.close_proposal(violation.number);
  answer(group, speaker, "rejected",
         {{"编号", std::to_string(violation.number)}, {"处理人", name_of(group, speaker.id)}},
         violation.number);
}

}  // namespace qunguan::engine
