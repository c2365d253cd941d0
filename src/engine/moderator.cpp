#include "qunguan/engine/moderator.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <set>

#include "engine/applicability.hpp"
#include "engine/evidence.hpp"
#include "engine/group.hpp"
#include "engine/hearing.hpp"
#include "engine/inquiry.hpp"
#include "engine/judge.hpp"
#include "engine/recent.hpp"
#include "engine/recorder.hpp"
#include "engine/roster_update.hpp"
#include "engine/vigil.hpp"
#include "qunguan/text/mentions.hpp"

namespace qunguan::engine {
namespace {

using rules::RuleEntry;

/// After a removal was ordered, what still arrives of the member is not judged for this long.
constexpr Duration kRemovalGrace = std::chrono::hours{24};

/// A source that knows no mentions leaves it to us to read them.
void resolve_mentions(Message& message, const Roster& roster) {
  if (message.mentions) return;
  text::Mentions found = text::find_mentions(message.text, roster);
  message.mentions = std::move(found.members);
  message.mentions_all = message.mentions_all || found.all;
}

bool hears_of_members(const RuleEntry& entry) {
  const std::vector<rules::Trigger>& triggers = entry.type->listens_to;
  return std::find(triggers.begin(), triggers.end(), rules::Trigger::Seen) != triggers.end();
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

bool is_ours(const Event& event, const SourceSettings* source) {
  const Person& sender = event.message.sender;
  if (sender.is_self || sender.role == Role::Bot) return true;
  return source != nullptr &&
         std::find(source->bots.begin(), source->bots.end(), sender.id) != source->bots.end();
}

}  // namespace

struct Moderator::State {
  State(Store ports, Settings given)
      : store(ports),
        settings(std::move(given)),
        groups(store, settings),
        recent(settings.remembered_messages),
        vigil(store, settings),
        recorder(store, settings, directory),
        hearing(store, recorder, directory) {}

  Acceptance take(Event& event, const Prepared& prepared);
  void handle_group_event(Group& group, Event& event, std::int64_t number,
                          const Prepared& prepared);
  void handle_private_message(const Event& event);
  void update_members(Group& group, const Event& event, const RosterChanges& changes);
  bool hear_command(Group& group, const Event& event);
  void remember(const Group& group, const Event& event, std::int64_t number,
                const rules::Reading& reading);
  void conclude(const Proceeding& proceeding, Findings findings);
  void take_finding(const Proceeding& proceeding, const RuleEntry& entry, rules::Finding finding,
                    std::map<MemberId, std::vector<Matter>>& matters);
  void take_opened(const Proceeding& proceeding, const RuleEntry& entry,
                   const rules::Opened& opened);
  bool is_to_be_removed(const Group& group, const MemberId& member, Instant at) const;
  bool is_concerned(const Group& group, const RuleEntry& entry, const MemberId& id) const;
  void fire(const Timer& timer, Instant now);
  void drop(Group& group, const Timer& timer);
  void sweep(Instant now);
  void sweep_group(Group& group, const RuleEntry& entry, Instant now);
  void mark_swept(const Group& group);
  void recall(Instant now);

  Store store;
  Settings settings;
  Directory directory;
  Groups groups;
  Recent recent;
  Vigil vigil;
  Recorder recorder;
  Hearing hearing;
  Counters counters;
  bool is_recalled = false;
  std::set<std::pair<std::string, EventId>> suspects;  // events that threw
};

Moderator::Moderator(Store store, Settings settings)
    : state_(std::make_unique<State>(store, std::move(settings))) {}
Moderator::~Moderator() = default;

const Counters& Moderator::counters() const { return state_->counters; }

void Moderator::beat(const Heartbeat& heartbeat) { state_->vigil.beat(heartbeat); }

void Moderator::forget() {
  state_->groups.forget();
  state_->recent.clear();
  state_->vigil.forget();
  state_->is_recalled = false;
}

void Moderator::adopt(std::shared_ptr<const rules::PolicyBook> book, Directory directory,
                      Instant now) {
  state_->directory = std::move(directory);
  state_->groups.adopt(std::move(book));
  state_->is_recalled = false;
  state_->sweep(now);
}

Result<Moderator::Acceptance> Moderator::accept(Event event, const Prepared& prepared) {
  try {
    const Acceptance acceptance = state_->take(event, prepared);
    if (!state_->suspects.empty()) state_->suspects.erase({event.source, event.id});
    return acceptance;
  } catch (const std::exception& failure) {
    if (state_->suspects.size() > 1'000) state_->suspects.clear();
    state_->suspects.emplace(event.source, event.id);
    const Error error{Error::Code::Internal,
                      std::string{"judging an event failed: "} + failure.what()};
    state_->store.transaction.give_up(error);
    return error;
  }
}

Moderator::Acceptance Moderator::State::take(Event& event, const Prepared& prepared) {
  recall(event.received_at);
  Group* group =
      event.group.empty() ? nullptr : &groups.get(event.source, event.group, event.group_name);
  const std::int64_t book =
      group == nullptr || group->policy == nullptr ? 0 : store.journal.book(groups.book()->hash());
  const std::optional<std::int64_t> number =
      store.journal.append(event, group == nullptr ? 0 : group->number, book);
  if (!number) {
    ++counters.duplicates;
    return Acceptance::Duplicate;
  }
  ++counters.accepted;
  if (event.type == EventType::Unknown) ++counters.unknown_types;
  if (event.type == EventType::AccountOffline)
    vigil.go_offline(event.source, event.at);
  else
    vigil.hear(event.source, event.at);
  if (!suspects.empty() && suspects.contains({event.source, event.id})) {
    ++counters.quarantined;
    store.audit.note(event.received_at, "engine", "quarantined",
                     "event " + event.source + "/" + event.id.text() + " could not be judged");
  } else if (group != nullptr) {
    handle_group_event(*group, event, *number, prepared);
  } else if (event.type == EventType::AppMessage) {
    handle_private_message(event);
  }
  groups.trim();
  return Acceptance::New;
}

void Moderator::State::handle_group_event(Group& group, Event& event, std::int64_t number,
                                          const Prepared& prepared) {
  const bool is_message = event.type == EventType::MessageCreated;
  if (group.policy == nullptr) ++counters.ungoverned;
  if (is_message && event.history) return;
  if (group.roster.members.empty()) mark_swept(group);
  const RosterChanges changes = update_roster(group.roster, event);
  update_members(group, event, changes);
  if (group.policy == nullptr || event.history) return;
  if (is_message && is_ours(event, settings.source(event.source))) return;

  if (is_message) resolve_mentions(event.message, group.roster);
  const bool is_current = prepared.book == groups.book();
  const rules::Reading fresh =
      is_current ? rules::Reading{} : prepare(event, groups.book()).reading;
  const rules::Reading& reading = is_current ? prepared.reading : fresh;
  // A command is not judged, but it was said.
  if (is_message && hear_command(group, event)) return remember(group, event, number, reading);
  const Proceeding proceeding{.group = group, .event = event, .number = number, .reading = reading};
  conclude(proceeding, Inquiry{proceeding, recent, directory, store.journal}.ask_all(changes));
  if (is_message) remember(group, event, number, reading);
}

/// The members of a new group are heard of one by one.
void Moderator::State::mark_swept(const Group& group) {
  if (group.policy == nullptr) return;
  for (const RuleEntry& entry : group.policy->rules)
    if (hears_of_members(entry)) store.rosters.mark_swept(group.number, entry.id, entry.meaning);
}

void Moderator::State::update_members(Group& group, const Event& event,
                                      const RosterChanges& changes) {
  if (!changes.changed.empty()) {
    groups.note_growth();
    appoint_staff(group);
  }
  std::set<MemberId> saved;
  for (const MemberId& id : changes.changed)
    if (saved.insert(id).second) store.rosters.save(group.number, group.roster.members.at(id));
  for (const MemberId& id : changes.left)
    if (const auto ordered = group.removals.find(id); ordered != group.removals.end())
      store.outbox.confirm_removals(group.number, id, ordered->second);
  for (const MemberId& id : changes.joined) {
    const auto ordered = group.removals.find(id);
    if (ordered == group.removals.end() || event.at <= ordered->second || event.history) continue;
    group.removals.erase(ordered);
    store.cases.forget_removal(group.number, id);
    store.outbox.cancel_removals(group.number, id);
  }
  if (changes.knowledge) store.rosters.save_knowledge(group.number, group.roster);
  if (!event.group_name.empty() &&
      (event.type == EventType::GroupRenamed || event.type == EventType::GroupSnapshot))
    store.rosters.rename(group.number, event.group_name);
}

bool Moderator::State::hear_command(Group& group, const Event& event) {
  const std::optional<Command> command = parse_command(event.message.text);
  if (!command) return false;
  return hearing.hear(group, {.id = event.message.sender.id, .at = event.at}, *command);
}

/// 1:1 the case's number says which group is meant.
void Moderator::State::handle_private_message(const Event& event) {
  const std::optional<Command> command = parse_command(event.message.text);
  if (!command || command->number == 0) return;
  const std::optional<Case> violation = store.cases.find(command->number);
  Group* group = violation ? groups.find(violation->group) : nullptr;
  if (group == nullptr) return;
  const auto listens = [&](const GroupSettings& one) {
    return one.id == group->id && one.source == group->source &&
           std::find(one.private_sources.begin(), one.private_sources.end(), event.source) !=
               one.private_sources.end();
  };
  const bool is_same_people = event.source == group->source ||
                              std::any_of(settings.groups.begin(), settings.groups.end(), listens);
  if (is_same_people)
    static_cast<void>(hearing.hear(
        *group, {.id = event.message.sender.id, .at = event.at, .in_private = true}, *command));
}

void Moderator::State::remember(const Group& group, const Event& event, std::int64_t number,
                                const rules::Reading& reading) {
  if (group.lookback == Duration::zero()) return;
  recent.add(
      group.number, event.message.sender.id,
      {.number = number, .at = event.at, .kind = event.message.kind, .traits = reading.traits},
      group.lookback);
  counters.remembered = recent.size();
  counters.forgotten = recent.dropped();
}

/// Windows survive a restart: what rules look back on is read from the journal's end.
void Moderator::State::recall(Instant now) {
  if (is_recalled) return;
  is_recalled = true;
  recent.clear();
  Duration longest{};
  for (const rules::Policy& policy : groups.book()->policies())
    for (const RuleEntry& entry : policy.rules) longest = std::max(longest, entry.rule->lookback());
  if (longest == Duration::zero()) return;
  store.journal.each_message(
      now - longest - settings.settling, settings.remembered_messages,
      [&](std::int64_t group_number, std::int64_t number, const Event& event) {
        const Group* group = groups.find(group_number);
        if (group == nullptr || group->policy == nullptr || event.history) return;
        if (is_ours(event, settings.source(event.source))) return;
        remember(*group, event, number, groups.book()->vocabulary().read(event.message));
      });
}

bool Moderator::State::is_concerned(const Group& group, const RuleEntry& entry,
                                    const MemberId& id) const {
  const Member* known = group.roster.find(id);
  return concerns(entry, known == nullptr ? Member{.id = id} : *known, directory);
}

bool Moderator::State::is_to_be_removed(const Group& group, const MemberId& member,
                                        Instant at) const {
  const auto ordered = group.removals.find(member);
  return ordered != group.removals.end() && at < ordered->second + kRemovalGrace;
}

void Moderator::State::take_opened(const Proceeding& proceeding, const RuleEntry& entry,
                                   const rules::Opened& opened) {
  const SourceSettings* source = settings.source(proceeding.group.source);
  const Duration limit = source == nullptr ? SourceSettings{}.act_within : source->act_within;
  const bool is_stale = proceeding.event.received_at - proceeding.event.at > limit;
  const bool is_meant = proceeding.event.type != EventType::MessageCreated ||
                        fits(entry, proceeding.event, proceeding.group.policy->calendar.zone);
  if (!is_stale && is_meant && is_concerned(proceeding.group, entry, opened.member))
    recorder.open(proceeding, entry, opened);
}

void Moderator::State::take_finding(const Proceeding& proceeding, const RuleEntry& entry,
                                    rules::Finding finding,
                                    std::map<MemberId, std::vector<Matter>>& matters) {
  if (const auto* closed = std::get_if<rules::Closed>(&finding))
    return recorder.close(proceeding, entry, *closed);
  if (const auto* opened = std::get_if<rules::Opened>(&finding))
    return take_opened(proceeding, entry, *opened);
  if (const auto* hint = std::get_if<rules::Hint>(&finding)) {
    if (is_concerned(proceeding.group, entry, hint->member))
      recorder.hint(proceeding, entry, *hint);
    return;
  }
  rules::Evidence& evidence = std::get<rules::Evidence>(finding);
  const Group& group = proceeding.group;
  if (!is_concerned(group, entry, evidence.member) ||
      is_to_be_removed(group, evidence.member, proceeding.event.at))
    return;
  if (proceeding.timer != nullptr && evidence.cause.kind.empty())
    evidence.cause = proceeding.timer->deadline.cause;
  if (store.cases.is_known(group.number, evidence.member, entry.id,
                           cause_of(proceeding.event, evidence)))
    return;
  matters[evidence.member].push_back({.entry = &entry, .evidence = std::move(evidence)});
}

void Moderator::State::conclude(const Proceeding& proceeding, Findings findings) {
  std::map<MemberId, std::vector<Matter>> matters;
  for (auto& [entry, finding] : findings.all)
    take_finding(proceeding, *entry, std::move(finding), matters);
  const Records records{.cases = store.cases, .settings = settings, .gaps = vigil.gaps()};
  for (auto& [member, found] : matters)
    for (const Ruling& ruling : judge(proceeding, std::move(found), records))
      recorder.record(proceeding, ruling);
}

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

void Moderator::State::fire(const Timer& timer, Instant now) {
  ++counters.deadlines;
  Group* group = groups.find(timer.group);
  const RuleEntry* entry =
      group == nullptr || group->policy == nullptr ? nullptr : group->policy->find(timer.rule);
  if (entry == nullptr) {
    // Nobody can say any more what was owed.
    store.timers.close(timer.number);
    store.audit.note(now, "engine", "deadline dropped", "rule " + timer.rule.text() + " is gone");
    return;
  }
  const bool is_reminder = timer.remind_at.has_value();
  const Event event = event_of(timer, *group, is_reminder);
  if (is_reminder) {
    store.timers.remind_no_more(timer.number);
    for (Timer& one : group->timers[timer.deadline.member])
      if (one.number == timer.number) one.remind_at.reset();
    if (now >= timer.deadline.due) return;
  } else {
    drop(*group, timer);
  }
  const rules::Reading nothing;
  const Proceeding proceeding{.group = *group, .event = event, .reading = nothing, .timer = &timer};
  conclude(proceeding, Inquiry{proceeding, recent, directory, store.journal}.ask_about_deadline(
                           *entry, is_reminder));
}

void Moderator::State::sweep(Instant now) {
  for (const Rosters::Known& known : store.rosters.groups()) {
    const rules::Policy* policy = groups.governing(known);
    if (policy == nullptr) continue;
    for (const RuleEntry& entry : policy->rules)
      if (hears_of_members(entry) &&
          !store.rosters.is_swept(known.record.number, entry.id, entry.meaning))
        sweep_group(groups.get(known.source, known.id, {}), entry, now);
    groups.trim();
  }
}

/// A rule that is new concerns those who are there already, too.
void Moderator::State::sweep_group(Group& group, const RuleEntry& entry, Instant now) {
  store.rosters.mark_swept(group.number, entry.id, entry.meaning);
  Event event;
  event.id = EventId{"sweep-" + entry.id.text() + "-" + std::to_string(to_ms(now))};
  event.type = EventType::Ping;
  event.source = group.source;
  event.group = group.id;
  event.at = event.received_at = now;
  std::vector<MemberId> present;
  for (const auto& [id, member] : group.roster.members)
    if (member.present) present.push_back(id);
  std::sort(present.begin(), present.end());
  const rules::Reading nothing;
  const Proceeding proceeding{.group = group, .event = event, .reading = nothing};
  conclude(proceeding,
           Inquiry{proceeding, recent, directory, store.journal}.ask_about_members(entry, present));
}

}  // namespace qunguan::engine
