#include "engine/recorder.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/evidence.hpp"
#include "engine/owners_word.hpp"
#include "qunguan/rules/notice.hpp"
#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

using rules::RuleEntry;
using rules::Sanction;
using rules::Step;

// A red packet is asked for again when that part of its time is left.
constexpr int kReminderShare = 4;

/// One notice for the whole step, with its heaviest sanction that is public; null: none is.
const Sanction* announced(const std::vector<Sanction>& sanctions) {
  const auto last = std::find_if(sanctions.rbegin(), sanctions.rend(),
                                 [](const Sanction& one) { return is_public(one.kind); });
  return last == sanctions.rend() ? nullptr : &*last;
}

std::string say_finding(const RuleEntry& entry, const std::string& wording,
                        const rules::Facts& facts) {
  rules::Facts shown = facts;
  for (auto& [name, value] : shown) value = text::shorten(text::printable(value), 60);
  return rules::say(*entry.type, wording, shown);
}

Case case_of(const Proceeding& proceeding, const Ruling& ruling, std::int64_t number) {
  const rules::Evidence& evidence = ruling.matter.evidence;
  const RuleEntry& entry = *ruling.matter.entry;
  Case violation{.number = number,
                 .group = proceeding.group.number,
                 .member = evidence.member,
                 .rule = entry.id,
                 .cause = cause_of(proceeding.event, evidence),
                 .at = proceeding.event.at,
                 .ladder = ladder_key(entry),
                 .step = ruling.step_number,
                 .standing = ruling.standing,
                 .policy = proceeding.group.policy->hash,
                 .event = proceeding.number,
                 .summary = ruling.matter.said.empty()
                                ? say_finding(entry, evidence.wording, evidence.facts)
                                : ruling.matter.said,
                 .evidence = explain(proceeding, ruling),
                 .message = proceeding.event.message.id,
                 .decided_at = proceeding.event.at};
  for (const RuleEntry* also : ruling.also) violation.also.push_back(also->id.text());
  return violation;
}

Placeholders words_of(const Proceeding& proceeding, const Ruling& ruling, const Case& violation) {
  const rules::Policy& policy = *proceeding.group.policy;
  Placeholders words{
      {"成员", say_member(proceeding.group, violation.member)},
      {"群", say_group(proceeding.group)},
      {"规则", ruling.matter.entry->name},
      {"依据", say_basis(policy, *ruling.matter.entry)},
      {"事实", violation.summary},
      {"处罚", say_step(Step{.sanctions = ruling.now})},
      {"编号", std::to_string(violation.number)},
      {"下一步", say_next(*ruling.matter.entry, ruling.step_number)},
      {"申诉", "/申诉 " + std::to_string(violation.number) + " 理由"},
      {"时间", policy.calendar.zone.format(violation.at).substr(0, 16).replace(10, 1, " ")}};
  for (const auto& [name, value] : ruling.matter.evidence.facts)
    words.emplace(name, text::shorten(text::printable(value), 60));
  return words;
}

std::string word_ruling(const Ruling& ruling, const Placeholders& words) {
  const std::string& own = ruling.matter.entry->notice;
  return own.empty() ? word_notice("ruling", words) : fill_notice(own, words);
}

}  // namespace

Delivery Recorder::address(const Group& group, DeliveryKind kind, std::vector<MemberId> people,
                           std::string text) const {
  return {.kind = kind,
          .channel = group.channel,
          .chat_id = group.chat_id,
          .text = std::move(text),
          .people = std::move(people)};
}

std::vector<MemberId> Recorder::staff(const Group& group) const {
  std::vector<MemberId> people;
  if (group.policy != nullptr) people = group.policy->report_to.resolve(group.roster, directory_);
  std::erase_if(people, [&](const MemberId& id) {
    const Member* member = group.roster.find(id);
    return member != nullptr && member->role == Role::Bot;
  });
  if (const Member* owner = group.owner(); people.empty() && owner != nullptr)
    people.push_back(owner->id);
  return people;
}

std::vector<MemberId> Recorder::owner_of(const Group& group) const {
  const Member* owner = group.owner();
  return owner == nullptr ? staff(group) : std::vector{owner->id};
}

/// Whoever must agree is told, whoever else is.
std::vector<MemberId> Recorder::judges_of(const Group& group,
                                          const rules::Approval& approval) const {
  std::vector<MemberId> people = staff(group);
  const Member* owner = group.owner();
  if (approval.by_owner && owner != nullptr &&
      std::find(people.begin(), people.end(), owner->id) == people.end())
    people.push_back(owner->id);
  return people;
}

Action Recorder::action_for(const Proceeding& proceeding, const Ruling& ruling,
                            ActionKind kind) const {
  return {.time = proceeding.event.at,
          .group = proceeding.group.id,
          .rule = ruling.matter.entry->id,
          .kind = kind,
          .member = ruling.matter.evidence.member,
          .step = ruling.step_number,
          .mode = ruling.mode(),
          .message = proceeding.event.message.id};
}

void Recorder::record(const Proceeding& proceeding, const Ruling& ruling) {
  const Case violation = case_of(proceeding, ruling, store_.cases.next_number());
  if (!store_.cases.add(violation)) return;
  Group& group = proceeding.group;
  group.breaches[{violation.rule, violation.member}] = violation.at;
  for (const RuleEntry* also : ruling.also)
    group.breaches[{also->id, violation.member}] = violation.at;
  const Placeholders words = words_of(proceeding, ruling, violation);
  if (!ruling.now.empty()) record_now(proceeding, ruling, violation, words);
  if (ruling.proposed) propose(proceeding, ruling, violation, words);
  if (ruling.standing == Standing::Reported) record_doubt(proceeding, ruling, violation, words);
}

void Recorder::record_now(const Proceeding& proceeding, const Ruling& ruling, const Case& violation,
                          const Placeholders& words) {
  std::vector<Sanction> sanctions = ruling.now;
  std::sort(sanctions.begin(), sanctions.end(), [](const Sanction& a, const Sanction& b) {
    return std::pair{a.kind, a.amount} < std::pair{b.kind, b.amount};
  });
  const std::string notice = word_ruling(ruling, words);
  for (const Sanction& sanction : sanctions) {
    Action action = action_for(proceeding, ruling, sanction.kind);
    action.violation = violation.number;
    action.evidence = violation.evidence;
    action.text = is_public(sanction.kind) ? notice : word_notice("escalation", words);
    if (sanction.kind == ActionKind::Record) action.text = violation.summary;
    carry_out_sanction(proceeding.group, sanction, violation, std::move(action),
                       &sanction == announced(sanctions));
  }
}

void Recorder::carry_out_sanction(Group& group, const Sanction& sanction, const Case& violation,
                                  Action action, bool is_announced) {
  action.amount = sanction.amount;
  if (sanction.kind == ActionKind::RedPacket) action.kind = ActionKind::Debit;
  std::vector<Delivery> deliveries;
  const bool is_real = action.mode != rules::Mode::Test;
  if (is_announced)
    deliveries.push_back(address(group, DeliveryKind::Notice, {violation.member}, action.text));
  if (sanction.kind == ActionKind::Report || sanction.kind == ActionKind::Escalate)
    deliveries.push_back(address(group, DeliveryKind::Private, staff(group), action.text));
  if (sanction.kind == ActionKind::Remove)
    deliveries.push_back(address(group, DeliveryKind::Removal, {violation.member}, action.text));
  if (!is_real) deliveries.clear();
  if (is_real && sanction.kind == ActionKind::Fine)
    static_cast<void>(store_.ledger.book({.group = group.number,
                                          .member = violation.member,
                                          .violation = violation.number,
                                          .kind = LedgerEntry::Kind::Fine,
                                          .amount = sanction.amount,
                                          .at = action.time,
                                          .reason = violation.summary}));
  if (is_real && sanction.kind == ActionKind::RedPacket)
    demand_red_packet(group, violation, action.time, sanction.duration);
  if (is_real && sanction.kind == ActionKind::Remove) {
    store_.cases.order_removal(group.number, violation.member, action.time, violation.number);
    group.removals[violation.member] = action.time;
  }
  store_.outbox.add(action, group.number, deliveries);
}

void Recorder::demand_red_packet(Group& group, const Case& violation, Instant at, Duration span) {
  const bool is_booked = store_.ledger.book({.group = group.number,
                                             .member = violation.member,
                                             .violation = violation.number,
                                             .kind = LedgerEntry::Kind::RedPacket,
                                             .at = at,
                                             .reason = violation.summary});
  if (!is_booked) return;
  const Instant due = at + span;
  Timer timer{.group = group.number,
              .rule = violation.rule,
              .remind_at = due - span / kReminderShare,
              .end_at = due + settings_.settling};
  timer.deadline = {.member = violation.member,
                    .cause = {"red_packet", std::to_string(violation.number)},
                    .since = at,
                    .due = due,
                    .facts = {}};
  timer.number = timer.deadline.number = store_.timers.open(timer);
  group.timers[violation.member].push_back(std::move(timer));
}

/// What nobody agrees to in time lapses.
void Recorder::open_until_agreed(const Proceeding& proceeding, const Case& violation) {
  Group& group = proceeding.group;
  const Event& event = proceeding.event;
  const Instant due = event.at + group.policy->proposals_within;
  Timer timer{.group = group.number,
              .rule = violation.rule,
              .end_at = std::max(due, event.received_at) + settings_.settling};
  timer.deadline = {.member = violation.member,
                    .cause = {"proposal", std::to_string(violation.number)},
                    .since = event.at,
                    .due = due,
                    .facts = {}};
  timer.number = timer.deadline.number = store_.timers.open(timer);
  group.timers[violation.member].push_back(std::move(timer));
}

void Recorder::propose(const Proceeding& proceeding, const Ruling& ruling, const Case& violation,
                       Placeholders words) {
  store_.cases.propose(
      {.number = violation.number, .step = *ruling.proposed, .approval = ruling.approval});
  open_until_agreed(proceeding, violation);
  const std::optional<MemberId>& by = ruling.matter.evidence.by;
  if (is_meant_by_finder(ruling))
    store_.cases.decide({.number = violation.number,
                         .kind = Verdict::Kind::Approved,
                         .by = *by,
                         .at = proceeding.event.at,
                         .reason = {}},
                        ruling.standing);
  const bool is_removal = ruling.proposed->heaviest().kind == ActionKind::Remove;
  Action action =
      action_for(proceeding, ruling, is_removal ? ActionKind::ProposeRemoval : ActionKind::Review);
  words["处罚"] = say_step(*ruling.proposed);
  words["原因"] = ruling.doubt == Doubt::None ? "" : "（" + say(ruling.doubt) + "）";
  if (ruling.matter.evidence.is_unsure) words["原因"] += "（只是像，请核实）";
  if (ruling.is_one_too_many) words["原因"] += "（" + say_owners_word(proceeding.group) + "）";
  action.violation = violation.number;
  action.evidence = violation.evidence;
  action.text = word_notice("proposal", words);
  store_.outbox.add(action, proceeding.group.number,
                    {address(proceeding.group, DeliveryKind::Private,
                             judges_of(proceeding.group, ruling.approval), action.text)});
}

void Recorder::record_doubt(const Proceeding& proceeding, const Ruling& ruling,
                            const Case& violation, Placeholders words) {
  const bool is_worth_telling =
      ruling.doubt == Doubt::Gap || ruling.doubt == Doubt::Meaning ||
      (ruling.doubt == Doubt::Unsure && ruling.step.heaviest().kind == ActionKind::Report);
  Action action =
      action_for(proceeding, ruling, is_worth_telling ? ActionKind::Report : ActionKind::Record);
  words["原因"] = say(ruling.doubt);
  action.violation = violation.number;
  action.evidence = violation.evidence;
  action.text = word_notice("report", words);
  std::vector<Delivery> deliveries;
  if (is_worth_telling)
    deliveries.push_back(
        address(proceeding.group, DeliveryKind::Private, staff(proceeding.group), action.text));
  store_.outbox.add(action, proceeding.group.number, deliveries);
}

void Recorder::hint(const Proceeding& proceeding, const RuleEntry& entry, const rules::Hint& hint) {
  const Placeholders words{{"成员", say_member(proceeding.group, hint.member)},
                           {"事实", say_finding(entry, hint.wording, hint.facts)},
                           {"依据", say_basis(*proceeding.group.policy, entry)}};
  const Action action{.time = proceeding.event.at,
                      .group = proceeding.group.id,
                      .rule = entry.id,
                      .kind = ActionKind::Remind,
                      .member = hint.member,
                      .mode = entry.mode,
                      .message = proceeding.event.message.id,
                      .text = word_notice("hint", words)};
  std::vector<Delivery> deliveries;
  if (entry.mode != rules::Mode::Test) {
    deliveries.push_back(
        address(proceeding.group, DeliveryKind::Notice, {hint.member}, action.text));
    // A reminder is useless once what it is about is due.
    if (proceeding.timer != nullptr && !is_clock(*proceeding.timer))
      deliveries.back().expires_at = proceeding.timer->deadline.due;
  }
  store_.outbox.add(action, proceeding.group.number, deliveries);
}

std::vector<MemberId> Recorder::audience(const Group& group, const rules::Remark& remark) const {
  switch (remark.to) {
    case rules::Remark::To::Group:
      return remark.member ? std::vector{*remark.member} : std::vector<MemberId>{};
    case rules::Remark::To::Staff:
      return staff(group);
    case rules::Remark::To::Owner:
      return owner_of(group);
    case rules::Remark::To::People:
      return remark.people;
  }
  return {};
}

void Recorder::speak(const Proceeding& proceeding, const RuleEntry& entry,
                     const rules::Remark& remark) {
  const Group& group = proceeding.group;
  Placeholders words{
      {"群", say_group(group)},
      {"规则", entry.name},
      {"依据", say_basis(*group.policy, entry)},
      {"时间",
       group.policy->calendar.zone.format(proceeding.event.at).substr(0, 16).replace(10, 1, " ")}};
  if (remark.member) words.emplace("成员", say_member(group, *remark.member));
  for (const auto& [name, value] : remark.facts)
    words.emplace(name, text::shorten(text::printable(value), 1'000));
  words.emplace("事实", remark.wording.empty() ? ""
                                               : rules::say(*entry.type, remark.wording,
                                                            {words.begin(), words.end()}));
  const bool is_in_group = remark.to == rules::Remark::To::Group;
  // Where a rule judges, its own notice is for those it finds in breach.
  const std::string& own = remark.text.empty() && !entry.type->judges ? entry.notice : remark.text;
  const char* usual = !is_in_group ? "told" : remark.member ? "remark" : "announcement";
  const Action action{.time = proceeding.event.at,
                      .group = group.id,
                      .rule = entry.id,
                      .kind = remark.kind,
                      .member = remark.member,
                      .mode = entry.mode,
                      .message = proceeding.event.message.id,
                      .text = own.empty() ? word_notice(usual, words) : fill_notice(own, words)};
  std::vector<Delivery> deliveries;
  if (entry.mode != rules::Mode::Test)
    deliveries.push_back(address(group, is_in_group ? DeliveryKind::Notice : DeliveryKind::Private,
                                 audience(group, remark), action.text));
  store_.outbox.add(action, group.number, deliveries);
}

void Recorder::set_clock(Group& group, const RuleEntry& entry, Instant since, Instant next) {
  Timer timer{.group = group.number, .rule = entry.id, .meaning = entry.meaning};
  timer.deadline = {.member = {},
                    .cause = {"clock", std::to_string(to_ms(next))},
                    .since = since,
                    .due = next,
                    .facts = {}};
  timer.end_at = next + settings_.settling;
  timer.number = timer.deadline.number = store_.timers.open(timer);
  group.timers[MemberId{}].push_back(std::move(timer));
}

void Recorder::open(const Proceeding& proceeding, const RuleEntry& entry,
                    const rules::Opened& opened) {
  const Event& event = proceeding.event;
  Timer timer{.group = proceeding.group.number,
              .rule = entry.id,
              .meaning = entry.meaning,
              .remind_at = opened.remind_at};
  timer.deadline = {.member = opened.member,
                    .cause = opened.cause,
                    .since = opened.since,
                    .due = opened.due,
                    .facts = opened.facts};
  // What came late leaves no time for a reminder, and its end waits for others that may be late
  // too.
  if (timer.remind_at && *timer.remind_at <= event.received_at) timer.remind_at.reset();
  timer.end_at = std::max(opened.due, event.received_at) + settings_.settling;
  timer.number = timer.deadline.number = store_.timers.open(timer);
  proceeding.group.timers[opened.member].push_back(std::move(timer));
}

void Recorder::close(const Proceeding& proceeding, const RuleEntry& entry,
                     const rules::Closed& closed) {
  std::vector<Timer>& timers = proceeding.group.timers[closed.member];
  std::erase_if(timers, [&](const Timer& timer) { return timer.number == closed.number; });
  store_.timers.close(closed.number);
  const Action action{.time = proceeding.event.at,
                      .group = proceeding.group.id,
                      .rule = entry.id,
                      .kind = ActionKind::Record,
                      .member = closed.member.empty() ? std::nullopt : std::optional{closed.member},
                      .mode = entry.mode,
                      .message = proceeding.event.message.id,
                      .text = say_finding(entry, closed.wording, closed.facts),
                      .evidence = nlohmann::json{{"closed", closed.wording}}.dump()};
  store_.outbox.add(action, proceeding.group.number, {});
}

void Recorder::carry_out(Group& group, const Case& violation, const Step& step, Instant at) {
  const rules::Policy* policy = group.policy;
  const RuleEntry* entry = policy == nullptr ? nullptr : policy->find(violation.rule);
  const Placeholders words{
      {"成员", say_member(group, violation.member)},
      {"事实", violation.summary},
      {"处罚", say_step(step)},
      {"编号", std::to_string(violation.number)},
      {"依据", entry == nullptr ? violation.rule.text() : say_basis(*policy, *entry)}};
  const std::string notice = word_notice("ruling", words);
  std::vector<Sanction> sanctions = step.sanctions;
  std::sort(sanctions.begin(), sanctions.end(),
            [](const Sanction& a, const Sanction& b) { return a.kind < b.kind; });
  for (const Sanction& sanction : sanctions) {
    Action action{.time = at,
                  .group = group.id,
                  .rule = violation.rule,
                  .kind = sanction.kind,
                  .member = violation.member,
                  .step = violation.step,
                  .message = violation.message,
                  .violation = violation.number,
                  .text = notice,
                  .evidence = violation.evidence};
    carry_out_sanction(group, sanction, violation, std::move(action),
                       &sanction == announced(sanctions));
  }
}

void Recorder::remark(Group& group, const Remark& remark, Instant at) {
  const Action action{.time = at,
                      .group = group.id,
                      .rule = remark.rule,
                      .kind = remark.kind,
                      .member = remark.member,
                      .amount = remark.amount,
                      .violation = remark.violation,
                      .text = remark.text,
                      .evidence = remark.cases.size() > 1
                                      ? nlohmann::json{{"cases", remark.cases}}.dump()
                                      : std::string{}};
  std::vector<MemberId> people;
  if (remark.to == Remark::To::Staff)
    people = staff(group);
  else if (remark.to == Remark::To::Owner)
    people = owner_of(group);
  else if (remark.member)
    people.push_back(*remark.member);
  const bool is_private = remark.to != Remark::To::Group;
  std::vector<Delivery> deliveries;
  if (!remark.text.empty() && remark.kind != ActionKind::Record)
    deliveries.push_back(address(group, is_private ? DeliveryKind::Private : DeliveryKind::Notice,
                                 std::move(people), remark.text));
  store_.outbox.add(action, group.number, deliveries);
}

void Recorder::settle(const Proceeding& proceeding, const RuleEntry& entry, const Remark& remark) {
  const Group& group = proceeding.group;
  const Action action{.time = proceeding.event.at,
                      .group = group.id,
                      .rule = entry.id,
                      .kind = remark.kind,
                      .member = remark.member,
                      .amount = remark.amount,
                      .mode = entry.mode,
                      .message = proceeding.event.message.id,
                      .violation = remark.violation,
                      .text = remark.text};
  std::vector<MemberId> people{*remark.member};
  if (remark.kind == ActionKind::Credit)
    for (const MemberId& id : staff(group))
      if (id != *remark.member) people.push_back(id);
  std::vector<Delivery> deliveries;
  if (entry.mode != rules::Mode::Test && remark.kind != ActionKind::Debit)
    deliveries.push_back(address(group, DeliveryKind::Private, std::move(people), remark.text));
  store_.outbox.add(action, group.number, deliveries);
}

}  // namespace qunguan::engine
