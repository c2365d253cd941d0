#include <algorithm>
#include <map>
#include <set>

#include "engine/hearing.hpp"
#include "engine/owners_word.hpp"

namespace qunguan::engine {

/// What comes of the case's proposal with the speaker's word, which `more` removals of other causes
/// have, too; nothing where it has none any more.
std::optional<Hearing::Agreed> Hearing::agree(const Group& group, const Speaker& speaker,
                                              const Case& violation, int more) {
  std::optional<Proposal> proposal = store_.cases.proposal(violation.number);
  if (!proposal) return std::nullopt;  // the store has failed since we asked whether there is one
  Agreed agreed{.violation = violation, .proposal = *std::move(proposal)};
  const Member* owner = group.owner();
  if (owner != nullptr && owner->id == speaker.id) return agreed;
  std::set<MemberId> people;
  for (const Verdict& verdict : store_.cases.verdicts(violation.number))
    if (verdict.kind == Verdict::Kind::Approved) people.insert(verdict.by);
  const bool is_new = people.insert(speaker.id).second;
  const rules::Approval& needed = agreed.proposal.approval;
  const int missing = needed.admins - static_cast<int>(people.size());
  const bool is_removal = agreed.proposal.step.heaviest().kind == ActionKind::Remove;
  agreed.is_one_too_many =
      is_removal && is_for_owner(group, store_.cases, speaker.at, more, &violation);
  if (agreed.is_one_too_many)
    agreed.missing = "群主同意（" + say_owners_word(group) + "）";
  else if (needed.by_owner)
    agreed.missing = "群主同意";
  else if (missing > 0)
    agreed.missing = " " + std::to_string(missing) + " 位管理员或群主同意";
  agreed.asks_owner = agreed.is_one_too_many && missing <= 0 && is_new;
  return agreed;
}

/// How many removals of other causes are agreed to with it, and not counted for the owner already.
int Hearing::count_others(const Cases& cases, const Case& violation) {
  return static_cast<int>(std::count_if(cases.begin(), cases.end(), [&](const Case& other) {
    if (share_cause(other, violation)) return false;
    const std::optional<Proposal> proposal = store_.cases.proposal(other.number);
    return proposal && !proposal->approval.by_owner &&
           proposal->step.heaviest().kind == ActionKind::Remove;
  }));
}

/// What agreement changes is changed after all of it was weighed.
void Hearing::approve(Group& group, const Speaker& speaker, const Cases& cases) {
  std::vector<Agreed> all;
  for (const Case& violation : cases)
    if (std::optional<Agreed> agreed =
            agree(group, speaker, violation, count_others(cases, violation)))
      all.push_back(*std::move(agreed));
  std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>> answers;
  for (const Agreed& agreed : all) {
    conclude(group, speaker, agreed);
    answers[{agreed.missing, say_step(agreed.proposal.step)}].push_back(agreed.violation.number);
  }
  for (const auto& [what, numbers] : answers)
    answer(group, speaker, what.first.empty() ? "approved_note" : "approval_counted",
           {{"编号", say_numbers(numbers)},
            {"处理人", say_member(group, speaker.id)},
            {"处罚", what.second},
            {"还需", what.first}},
           numbers);
  ask_owner(group, speaker.at, all);
}

void Hearing::conclude(Group& group, const Speaker& speaker, const Agreed& agreed) {
  const Case& violation = agreed.violation;
  if (agreed.is_one_too_many) store_.cases.leave_to_owner(violation.number);
  if (!agreed.missing.empty())
    return decide(violation, speaker, Verdict::Kind::Approved, violation.standing, {});
  decide(violation, speaker, Verdict::Kind::Approved, Standing::Counted, {});
  store_.cases.close_proposal(violation.number);
  recorder_.carry_out(group, violation, agreed.proposal.step, speaker.at);
}

void Hearing::ask_owner(Group& group, Instant at, const std::vector<Agreed>& all) {
  std::vector<std::int64_t> numbers;
  std::string people;
  for (const Agreed& agreed : all) {
    if (!agreed.asks_owner) continue;
    numbers.push_back(agreed.violation.number);
    people += (people.empty() ? "" : "、") + say_member(group, agreed.violation.member);
  }
  if (numbers.empty()) return;
  recorder_.remark(group,
                   {.kind = ActionKind::Escalate,
                    .text = word_notice("owner_asked", {{"编号", say_numbers(numbers)},
                                                        {"成员", people},
                                                        {"原因", say_owners_word(group)}}),
                    .violation = numbers.front(),
                    .cases = numbers,
                    .to = Recorder::Remark::To::Owner},
                   at);
}

/// What was done at once stays done, and counts.
void Hearing::lapse(Group& group, const Case& violation, Duration span, Instant at) {
  const std::optional<Proposal> proposal = store_.cases.proposal(violation.number);
  if (!proposal) return;
  const bool was_waiting = violation.standing == Standing::Pending;
  store_.cases.decide(
      {.number = violation.number, .kind = Verdict::Kind::Lapsed, .by = {}, .at = at, .reason = {}},
      was_waiting ? Standing::Lapsed : violation.standing);
  store_.cases.close_proposal(violation.number);
  store_.audit.note(at, "engine", "lapse", "case " + std::to_string(violation.number));
  recorder_.remark(group,
                   {.kind = ActionKind::Report,
                    .text = word_notice("lapsed", {{"编号", std::to_string(violation.number)},
                                                   {"成员", say_member(group, violation.member)},
                                                   {"事实", violation.summary},
                                                   {"期限", to_chinese(span)},
                                                   {"处罚", say_step(proposal->step)}}),
                    .member = violation.member,
                    .violation = violation.number,
                    .rule = violation.rule,
                    .to = Recorder::Remark::To::Staff},
                   at);
}

void Hearing::reject(Group& group, const Speaker& speaker, const Command& command,
                     const Cases& cases) {
  std::vector<std::int64_t> numbers;
  for (const Case& violation : cases) {
    const bool was_waiting = violation.standing == Standing::Pending;
    decide(violation, speaker, Verdict::Kind::Rejected,
           was_waiting ? Standing::Rejected : violation.standing, command.reason);
    store_.cases.close_proposal(violation.number);
    numbers.push_back(violation.number);
  }
  answer(group, speaker, "rejected",
         {{"编号", say_numbers(numbers)}, {"处理人", say_member(group, speaker.id)}}, numbers);
}

}  // namespace qunguan::engine
