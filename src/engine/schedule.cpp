#include <algorithm>

#include "engine/moderator_state.hpp"

namespace qunguan::engine {
namespace {

using rules::RuleEntry;

/// Where an appeal keeps something back, we look again after so long.
constexpr Duration kAppealRest = std::chrono::hours{24};

bool listens_to(const RuleEntry& entry, rules::Trigger trigger) {
  const std::vector<rules::Trigger>& triggers = entry.type->listens_to;
  return std::find(triggers.begin(), triggers.end(), trigger) != triggers.end();
}

bool has_clock(const rules::Policy& policy, Instant now) {
  return std::any_of(policy.rules.begin(), policy.rules.end(), [&](const RuleEntry& entry) {
    return entry.rule->next_time(now, policy.calendar).has_value();
  });
}

Event event_of(const Timer& timer, const Group& group, bool is_reminder) {
  Event event;
  event.source = group.source;
  event.id = EventId{"deadline-" + std::to_string(timer.number)};
  event.type = EventType::DeadlineDue;
  event.at = event.received_at = is_reminder ? *timer.remind_at : timer.deadline.due;
  event.group = group.id;
  event.due =
      DueDeadline{.timer = timer.number, .rule = timer.rule, .member = timer.deadline.member};
  if (timer.deadline.cause.kind == "question")
    event.message.id = MessageId{timer.deadline.cause.id};
  return event;
}

/// The rule has dealt with the member already and will ask again by itself: whatever else changed,
/// the same state is no new breach.
bool owes(const Group& group, const RuleEntry& entry, const MemberId& id) {
  const auto timers = group.timers.find(id);
  return timers != group.timers.end() &&
         std::any_of(timers->second.begin(), timers->second.end(), [&](const Timer& one) {
           return one.rule == entry.id && !is_engines_own(one);
         });
}

}  // namespace

bool hears_of_members(const RuleEntry& entry) { return listens_to(entry, rules::Trigger::Seen); }

std::optional<Instant> Moderator::tick(Instant now, std::size_t limit) {
  state_->recall(now);
  for (const Timer& timer : state_->store.timers.due(now, limit)) state_->fire(timer, now);
  state_->groups.trim();
  return state_->store.timers.next_fire();
}

void Moderator::State::drop(Group& group, const Timer& timer) {
  store.timers.close(timer.number);
  std::erase_if(group.timers[timer.deadline.member],
                [&](const Timer& one) { return one.number == timer.number; });
}

/// What was said while we were briefly down may still be on its way.
bool Moderator::State::waits_for_redelivery(Group& group, const Timer& timer, Instant now) {
  if (timer.remind_at) return false;
  const Records records{.cases = store.cases, .settings = settings, .gaps = vigil.gaps()};
  const std::optional<Instant> redelivered =
      redelivered_by(timer.deadline.since, timer.end_at, group.source, records);
  if (!redelivered || *redelivered + settings.settling <= now) return false;
  put_off(group, timer, *redelivered + settings.settling);
  return true;
}

void Moderator::State::put_off(Group& group, const Timer& timer, Instant end) {
  store.timers.put_off(timer.number, end);
  for (Timer& one : group.timers[timer.deadline.member])
    if (one.number == timer.number) one.end_at = end;
}

void Moderator::State::forget_reminder(Group& group, const Timer& timer) {
  store.timers.remind_no_more(timer.number);
  for (Timer& one : group.timers[timer.deadline.member])
    if (one.number == timer.number) one.remind_at.reset();
}

void Moderator::State::fire(const Timer& timer, Instant now) {
  Group* group = groups.find(timer.group);
  if (group != nullptr && waits_for_redelivery(*group, timer, now)) return;
  ++counters.deadlines;
  // What a ruling demands is owed whatever became of its rule.
  if (group != nullptr && is_red_packet(timer)) return ask_for_red_packet(*group, timer, now);
  if (group != nullptr && is_proposal(timer)) return lapse(*group, timer, now);
  const RuleEntry* entry =
      group == nullptr || group->policy == nullptr ? nullptr : group->policy->find(timer.rule);
  if (entry == nullptr) {
    // Nobody can say any more what was owed.
    store.timers.close(timer.number);
    store.audit.note(now, "engine", "deadline dropped", "rule " + timer.rule.text() + " is gone");
    return;
  }
  if (!listens_to(*entry, is_clock(timer) ? rules::Trigger::Clock : rules::Trigger::Due)) {
    drop(*group, timer);
    store.audit.note(now, "engine", "deadline dropped",
                     "rule " + timer.rule.text() + " is of another type now");
    return;
  }
  if (is_clock(timer)) return strike(*group, *entry, timer, now);
  const bool is_reminder = timer.remind_at.has_value();
  const Event event = event_of(timer, *group, is_reminder);
  if (is_reminder) {
    forget_reminder(*group, timer);
    if (now >= timer.deadline.due) return;
  } else {
    drop(*group, timer);
  }
  const rules::Reading nothing;
  const Proceeding proceeding{.group = *group, .event = event, .reading = nothing, .timer = &timer};
  conclude(proceeding,
           Inquiry{proceeding, recent, directory, store}.ask_about_deadline(*entry, is_reminder));
}

void Moderator::State::ask_for_red_packet(Group& group, const Timer& timer, Instant now) {
  const bool is_owed = red_packets.is_owed(timer);
  if (is_owed && red_packets.is_appealed(timer))
    return timer.remind_at ? forget_reminder(group, timer)
                           : put_off(group, timer, timer.end_at + kAppealRest);
  if (timer.remind_at) {
    forget_reminder(group, timer);
    if (is_owed && now < timer.deadline.due) red_packets.remind(group, timer);
    return;
  }
  drop(group, timer);
  if (!is_owed) return;
  const Records records{.cases = store.cases, .settings = settings, .gaps = vigil.gaps()};
  const bool is_doubtful = is_in_gap(timer.deadline.since, timer.end_at, group.source, records);
  red_packets.report(group, timer, is_doubtful ? say(Doubt::Gap) : std::string{});
}

/// People have as long to answer as was said, in which we could hear them. What is appealed nobody
/// may agree to, so that the time begins anew when it was upheld.
void Moderator::State::lapse(Group& group, const Timer& timer, Instant now) {
  const std::optional<Case> violation = store.cases.find(std::stoll(timer.deadline.cause.id));
  const bool is_open = violation && store.cases.proposal(violation->number);
  if (is_open && violation->standing == Standing::Appealed)
    return put_off(group, timer, now + kAppealRest);
  const Records records{.cases = store.cases, .settings = settings, .gaps = vigil.gaps()};
  Instant due = timer.deadline.due;
  if (is_open)
    for (const Verdict& verdict : store.cases.verdicts(violation->number))
      if (verdict.kind == Verdict::Kind::Upheld)
        due = std::max(due, verdict.at + (timer.deadline.due - timer.deadline.since));
  const Instant end =
      due + settings.settling + lost_between(timer.deadline.since, now, group.source, records);
  if (is_open && end > now) return put_off(group, timer, end);
  drop(group, timer);
  if (is_open)
    hearing.lapse(group, *violation, timer.deadline.due - timer.deadline.since,
                  timer.end_at - settings.settling);
}

/// A time has come that a rule asked for. One that came while we were down and is worth nothing
/// any more is passed over.
void Moderator::State::strike(Group& group, const RuleEntry& entry, const Timer& timer,
                              Instant now) {
  drop(group, timer);
  wind(group, entry, timer.deadline.due);
  if (now - timer.end_at > entry.rule->patience()) return note_skipped(group, entry, timer, now);
  const Event event = event_of(timer, group, /*is_reminder=*/false);
  const rules::Reading nothing;
  const Proceeding proceeding{.group = group, .event = event, .reading = nothing, .timer = &timer};
  conclude(proceeding, Inquiry{proceeding, recent, directory, store}.ask_about_clock(entry));
}

/// What is to be told or paid for a time that is over is so by what was in force then. Rules that
/// judge are passed over instead: nobody is punished by what is in force no more.
void Moderator::State::settle_accounts(Instant now) {
  for (const Rosters::Known& known : store.rosters.groups()) {
    const rules::Policy* policy = groups.governing(known);
    if (policy == nullptr || !has_clock(*policy, now)) continue;
    strike_overdue(groups.get(known.source, known.id, {}), now);
    groups.trim();
  }
}

void Moderator::State::strike_overdue(Group& group, Instant now) {
  if (group.policy == nullptr) return;
  bool is_any = true;
  while (is_any) {
    is_any = false;
    const std::vector<Timer> nobodys = group.timers[MemberId{}];
    for (const Timer& timer : nobodys) {
      if (!is_clock(timer) || timer.deadline.due > now) continue;
      const RuleEntry* entry = group.policy->find(timer.rule);
      const bool is_in_force = entry != nullptr && entry->meaning == timer.meaning;
      if (!is_in_force || entry->type->judges) continue;
      is_any = true;
      strike(group, *entry, timer, now);
    }
  }
}

void Moderator::State::note_skipped(const Group& group, const RuleEntry& entry, const Timer& timer,
                                    Instant now) {
  store.audit.note(now, "engine", "schedule skipped",
                   "rule " + entry.id.text() + " was due at " +
                       group.policy->calendar.zone.format(timer.deadline.due));
}

void Moderator::State::wind(Group& group, const RuleEntry& entry, Instant after) {
  if (const std::optional<Instant> next = entry.rule->next_time(after, group.policy->calendar))
    recorder.set_clock(group, entry, after, *next);
}

/// Stops the rule's clocks that run by what it meant before. True when one runs by what it means.
bool Moderator::State::keep_clock(Group& group, const RuleEntry& entry, Instant now) {
  bool runs = false;
  const std::vector<Timer> nobodys = group.timers[MemberId{}];
  for (const Timer& timer : nobodys) {
    if (timer.rule != entry.id || !is_clock(timer)) continue;
    if (timer.meaning == entry.meaning) {
      runs = true;
      continue;
    }
    if (timer.deadline.due <= now) note_skipped(group, entry, timer, now);
    drop(group, timer);
  }
  return runs;
}

void Moderator::State::wind_all(Group& group, Instant now) {
  if (group.is_wound || group.policy == nullptr) return;
  group.is_wound = true;
  for (const RuleEntry& entry : group.policy->rules)
    if (!keep_clock(group, entry, now)) wind(group, entry, now);
}

void Moderator::State::sweep(Instant now) {
  for (const Rosters::Known& known : store.rosters.groups()) {
    const rules::Policy* policy = groups.governing(known);
    if (policy == nullptr) continue;
    if (has_clock(*policy, now)) wind_all(groups.get(known.source, known.id, {}), now);
    if (!is_swept(known.record.number, *policy))
      sweep_group(groups.get(known.source, known.id, {}), now);
    groups.trim();
  }
}

bool Moderator::State::is_swept(std::int64_t group, const rules::Policy& policy) {
  return std::all_of(policy.rules.begin(), policy.rules.end(), [&](const RuleEntry& entry) {
    return !hears_of_members(entry) || store.rosters.is_swept(group, entry.id, entry.meaning);
  });
}

/// A rule that is new to the group concerns those who are there already, too.
void Moderator::State::sweep_group(Group& group, Instant now) {
  if (group.is_swept || group.policy == nullptr) return;
  group.is_swept = true;
  for (const RuleEntry& entry : group.policy->rules) {
    if (!hears_of_members(entry) || store.rosters.is_swept(group.number, entry.id, entry.meaning))
      continue;
    store.rosters.mark_swept(group.number, entry.id, entry.meaning);
    ask_those_there(group, entry, now);
  }
}

void Moderator::State::ask_those_there(Group& group, const RuleEntry& entry, Instant now) {
  Event event;
  event.id = EventId{"sweep-" + entry.id.text() + "-" + std::to_string(to_ms(now))};
  event.type = EventType::Ping;
  event.source = group.source;
  event.group = group.id;
  event.at = event.received_at = now;
  std::vector<MemberId> present;
  for (const auto& [id, member] : group.roster.members)
    if (member.present && !owes(group, entry, id)) present.push_back(id);
  std::sort(present.begin(), present.end());
  const rules::Reading nothing;
  const Proceeding proceeding{.group = group, .event = event, .reading = nothing};
  conclude(proceeding,
           Inquiry{proceeding, recent, directory, store}.ask_about_members(entry, present));
}

}  // namespace qunguan::engine
