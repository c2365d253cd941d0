#include "engine/judge.hpp"

#include <algorithm>

namespace qunguan::engine {
namespace {

using rules::Approval;
using rules::Mode;
using rules::RuleEntry;
using rules::Sanction;
using rules::Step;

bool is_removal(const Step& step) { return step.heaviest().kind >= ActionKind::ProposeRemoval; }

bool is_sanction(const Step& step) { return step.heaviest().kind >= ActionKind::Warn; }

/// Who must agree to what is carried out together: whoever any of its sanctions needs.
Approval approval_of(const Step& step, const Approval& of_rule) {
  const bool has_own = std::any_of(step.sanctions.begin(), step.sanctions.end(),
                                   [](const Sanction& one) { return one.approval.is_needed(); });
  if (!has_own) return of_rule;
  Approval all;
  for (const Sanction& sanction : step.sanctions) {
    const Approval& one = sanction.approval.is_needed() ? sanction.approval : of_rule;
    all.admins = std::max(all.admins, one.admins);
    all.by_owner = all.by_owner || one.by_owner;
  }
  return all;
}

Ruling weigh(const Proceeding& proceeding, Matter matter, const Records& records) {
  Ruling ruling{.matter = std::move(matter)};
  const RuleEntry& entry = *ruling.matter.entry;
  const rules::Ladder& ladder = entry.ladder;
  const Instant since = ladder.window ? proceeding.event.at - *ladder.window : Instant::min();
  ruling.count = records.cases.count(proceeding.group.number, ruling.matter.evidence.member,
                                     ladder_key(entry), since);
  const auto index = std::min(static_cast<std::size_t>(ruling.count), ladder.steps.size() - 1);
  ruling.step_number = static_cast<int>(index) + 1;
  ruling.step = cap(ruling.matter.step.value_or(ladder.steps[index]), entry.mode);
  ruling.approval = approval_of(ruling.step, entry.approval);
  return ruling;
}

bool is_stale(const Proceeding& proceeding, const Settings& settings) {
  const SourceSettings* source = settings.source(proceeding.group.source);
  const Duration limit = source == nullptr ? SourceSettings{}.act_within : source->act_within;
  return proceeding.timer == nullptr && proceeding.event.received_at - proceeding.event.at > limit;
}

Doubt find_doubt(const Proceeding& proceeding, const Ruling& ruling, const Records& records) {
  const rules::Evidence& evidence = ruling.matter.evidence;
  if (is_stale(proceeding, records.settings)) return Doubt::Stale;
  // A suspicion that nobody need confirm, since it costs nothing, must not count either.
  if (evidence.is_unsure && ruling.step.heaviest().kind <= ActionKind::Report) return Doubt::Unsure;
  if (!is_sanction(ruling.step)) return Doubt::None;
  if (!is_standing_known(proceeding.group, evidence.member)) return Doubt::Staff;
  if (proceeding.timer != nullptr && proceeding.timer->meaning != ruling.matter.entry->meaning)
    return Doubt::Meaning;
  // What was said in time may still be on its way while a deadline settles.
  const Instant end = proceeding.timer == nullptr ? proceeding.event.at : proceeding.timer->end_at;
  if (evidence.since && is_in_gap(*evidence.since, end, proceeding.group.source, records))
    return Doubt::Gap;
  if (records.cases.is_removal_proposed(proceeding.group.number, evidence.member))
    return Doubt::Proposed;
  return Doubt::None;
}

/// True when the person who found the breach is all whose word is needed.
bool is_agreed(const Proceeding& proceeding, const Ruling& ruling) {
  const std::optional<MemberId>& by = ruling.matter.evidence.by;
  if (!is_meant_by_finder(ruling)) return false;
  const Member* owner = proceeding.group.owner();
  if (owner != nullptr && owner->id == *by) return true;
  return !ruling.approval.by_owner && ruling.approval.admins <= 1;
}

/// What a proposal comes to once people agreed.
Sanction agreed(const Sanction& sanction) {
  if (sanction.kind == ActionKind::ProposeRemoval) return {.kind = ActionKind::Remove};
  if (sanction.kind == ActionKind::Review) return {.kind = ActionKind::Warn};
  return sanction;
}

/// True for what is not carried out before people agreed.
bool waits(const Ruling& ruling, const Sanction& sanction) {
  if (ruling.matter.evidence.is_unsure) return sanction.kind > ActionKind::Report;
  if (sanction.approval.is_needed() || sanction.kind == ActionKind::ProposeRemoval ||
      sanction.kind == ActionKind::Review)
    return true;
  if (ruling.is_one_too_many && sanction.kind == ActionKind::Remove) return true;
  return ruling.matter.entry->approval.is_needed() && sanction.kind >= ActionKind::Warn;
}

/// Parts the step into what happens at once and what waits for people.
void divide(const Proceeding& proceeding, Ruling& ruling) {
  if (is_agreed(proceeding, ruling)) {
    for (const Sanction& sanction : ruling.step.sanctions) ruling.now.push_back(agreed(sanction));
    return;
  }
  Step waiting;
  for (const Sanction& sanction : ruling.step.sanctions) {
    if (waits(ruling, sanction))
      waiting.sanctions.push_back(agreed(sanction));
    else
      ruling.now.push_back(sanction);
  }
  if (waiting.sanctions.empty()) return;
  if (!ruling.approval.is_needed()) ruling.approval.admins = 1;
  ruling.proposed = std::move(waiting);
  if (ruling.now.empty()) ruling.standing = Standing::Pending;
}

/// A part of the group, but one member at least.
int most_removals(const Group& group, const rules::Fuse& fuse) {
  if (fuse.percent >= 100) return fuse.removals;
  const auto present = std::count_if(group.roster.members.begin(), group.roster.members.end(),
                                     [](const auto& entry) { return entry.second.present; });
  const auto part = static_cast<int>(present * fuse.percent / 100);
  return std::min(fuse.removals, std::max(part, 1));
}

bool blows_fuse(const Proceeding& proceeding, const Ruling& ruling, const Records& records) {
  const auto has = [&](ActionKind kind) {
    return std::any_of(ruling.now.begin(), ruling.now.end(),
                       [&](const Sanction& one) { return one.kind == kind; });
  };
  if (!has(ActionKind::Fine) && !has(ActionKind::Remove)) return false;
  const rules::Fuse& fuse = proceeding.group.policy->fuse;
  const Cases::Load load =
      records.cases.load(proceeding.group.number, proceeding.event.at - fuse.within);
  return (has(ActionKind::Fine) && load.fines >= fuse.fines) ||
         (has(ActionKind::Remove) && load.removals >= most_removals(proceeding.group, fuse));
}

void decide(const Proceeding& proceeding, Ruling& ruling, const Records& records) {
  ruling.doubt = find_doubt(proceeding, ruling, records);
  if (ruling.mode() == Mode::Test) {
    ruling.standing = Standing::Test;
    ruling.now = ruling.step.sanctions;
    return;
  }
  if (ruling.doubt != Doubt::None) {
    ruling.standing = Standing::Reported;
    return;
  }
  ruling.is_one_too_many = records.is_for_owner && is_removal(ruling.step);
  if (ruling.is_one_too_many) ruling.approval.by_owner = true;
  divide(proceeding, ruling);
  if (!blows_fuse(proceeding, ruling, records)) return;
  ruling.doubt = Doubt::Fuse;
  Step whole;
  for (const Sanction& sanction : ruling.step.sanctions)
    whole.sanctions.push_back(agreed(sanction));
  ruling.proposed = std::move(whole);
  ruling.now.clear();
  ruling.approval.admins = std::max(ruling.approval.admins, 1);
  ruling.standing = Standing::Pending;
}

/// What leaves no doubt is not held up by what does.
bool gives_way(const Ruling& ruling, const Ruling& to) {
  const bool is_unsure = ruling.matter.evidence.is_unsure;
  if (is_unsure != to.matter.evidence.is_unsure) return is_unsure;
  return is_lighter(ruling.step, to.step);
}

Duration redelivers(const std::string& source, const Settings& settings) {
  const SourceSettings* known = settings.source(source);
  return known == nullptr ? SourceSettings{}.redelivers : known->redelivers;
}

bool concerns(const Gap& gap, const std::string& source, Instant from, Instant to) {
  const bool is_ours = gap.source.empty() || gap.source == source;
  return is_ours && gap.from < to && gap.to > from;
}

/// What a source sends again for longer than we were away is not lost.
bool is_made_good(const Gap& gap, Duration redelivers) {
  return gap.to - gap.from <= redelivers && gap.reason != "clock";
}

}  // namespace

Step cap(const Step& step, Mode mode) {
  if (mode != Mode::Warn) return step;
  Step capped;
  for (const Sanction& sanction : step.sanctions)
    if (sanction.kind <= ActionKind::Warn) capped.sanctions.push_back(sanction);
  const bool has_warning =
      std::any_of(capped.sanctions.begin(), capped.sanctions.end(),
                  [](const Sanction& one) { return one.kind == ActionKind::Warn; });
  if (capped.sanctions.size() < step.sanctions.size() && !has_warning)
    capped.sanctions.push_back({.kind = ActionKind::Warn});
  return capped;
}

bool removes(const Ruling& ruling) {
  const bool is_carried_out =
      ruling.standing == Standing::Counted || ruling.standing == Standing::Pending;
  return is_carried_out && is_removal(ruling.step);
}

bool is_meant_by_finder(const Ruling& ruling) {
  return ruling.matter.evidence.by && (ruling.step_number == 1 || !is_removal(ruling.step));
}

std::string ladder_key(const RuleEntry& entry) {
  return entry.ladder.name.empty() ? "rule:" + entry.id.text() : "ladder:" + entry.ladder.name;
}

bool is_in_gap(Instant from, Instant to, const std::string& source, const Records& records) {
  const Duration tolerated = redelivers(source, records.settings);
  return std::any_of(records.gaps.begin(), records.gaps.end(), [&](const Gap& gap) {
    return concerns(gap, source, from, to) && !is_made_good(gap, tolerated);
  });
}

Duration lost_between(Instant from, Instant to, const std::string& source, const Records& records) {
  Duration lost{};
  Instant counted = from;
  std::vector<Gap> gaps = records.gaps;
  std::sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.from < b.from; });
  for (const Gap& gap : gaps) {
    if (!concerns(gap, source, counted, to)) continue;
    const Instant end = std::min(gap.to, to);
    lost += end - std::max(gap.from, counted);
    counted = end;
  }
  return lost;
}

std::optional<Instant> redelivered_by(Instant from, Instant to, const std::string& source,
                                      const Records& records) {
  const Duration tolerated = redelivers(source, records.settings);
  std::optional<Instant> last;
  for (const Gap& gap : records.gaps)
    if (concerns(gap, source, from, to) && is_made_good(gap, tolerated))
      last = std::max(last.value_or(gap.to + tolerated), gap.to + tolerated);
  return last;
}

bool is_standing_known(const Group& group, const MemberId& member) {
  if (group.roster.is_staff_known) return true;
  const Member* known = group.roster.find(member);
  return known != nullptr && known->stated_role != Role::Unknown;
}

std::string say(Doubt doubt) {
  switch (doubt) {
    case Doubt::None:
      return {};
    case Doubt::Stale:
      return "消息送达太晚";
    case Doubt::Staff:
      return "还不知道本群的群主和管理员";
    case Doubt::Gap:
      return "这段时间内程序有中断，可能漏收消息";
    case Doubt::Meaning:
      return "期间规则内容有改动";
    case Doubt::Fuse:
      return "一小时内自动处罚过多，改由人工确认";
    case Doubt::Unsure:
      return "只是像，没有人核实";
    case Doubt::Proposed:
      return "已提请移出该成员，等待处理";
  }
  return {};
}

std::vector<Ruling> judge(const Proceeding& proceeding, std::vector<Matter> matters,
                          const Records& records) {
  std::vector<Ruling> rulings;
  std::optional<Ruling> heaviest;
  std::vector<const RuleEntry*> others;
  for (Matter& matter : matters) {
    Ruling ruling = weigh(proceeding, std::move(matter), records);
    if (ruling.mode() == Mode::Test) {
      rulings.push_back(std::move(ruling));
    } else if (!heaviest || gives_way(*heaviest, ruling)) {
      if (heaviest) others.push_back(heaviest->matter.entry);
      heaviest = std::move(ruling);
    } else {
      others.push_back(ruling.matter.entry);
    }
  }
  if (heaviest) {
    heaviest->also = std::move(others);
    rulings.insert(rulings.begin(), *std::move(heaviest));
  }
  for (Ruling& ruling : rulings) decide(proceeding, ruling, records);
  return rulings;
}

}  // namespace qunguan::engine
