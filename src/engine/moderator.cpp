#include "qunguan/engine/moderator.hpp"

#include <algorithm>
#include <exception>

#include "engine/applicability.hpp"
#include "engine/evidence.hpp"
#include "engine/moderator_state.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::engine {
namespace {

using rules::RuleEntry;

/// After a removal was ordered, what still arrives of the member is not judged for this long.
constexpr Duration kRemovalGrace = std::chrono::hours{24};

/// How far what is stored of when somebody last spoke may lag behind.
constexpr Duration kNotedWithin = std::chrono::hours{1};

/// A source that knows no mentions leaves it to us to read them. Whom a quotation mentions, its
/// author addressed.
void resolve_mentions(Message& message, const Roster& roster) {
  if (message.mentions) return;
  text::Mentions found = text::find_mentions(text::own_words(message.text), roster);
  message.mentions = std::move(found.members);
  message.mentions_all = message.mentions_all || found.all;
}

/// Shows that the source's account hears what happens: a ping may come from the gateway alone, and
/// backlog tells of another time.
bool is_live(const Event& event) {
  return !event.history && event.type != EventType::Ping && event.type != EventType::Unknown;
}

bool is_ours(const Event& event, const SourceSettings* source) {
  const Person& sender = event.message.sender;
  if (sender.is_self || sender.role == Role::Bot) return true;
  return source != nullptr &&
         std::find(source->bots.begin(), source->bots.end(), sender.id) != source->bots.end();
}

}  // namespace

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
    return state_->suspect(event, failure);
  }
}

Error Moderator::State::suspect(const Event& event, const std::exception& failure) {
  if (suspects.size() > 1'000) suspects.clear();
  suspects.emplace(event.source, event.id);
  const Error error{Error::Code::Internal,
                    std::string{"judging an event failed: "} + failure.what()};
  store.transaction.give_up(error);
  return error;
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
  else if (is_live(event))
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
  if (!event.history) sweep_group(group, event.received_at);
  wind_all(group, event.received_at);
  const RosterChanges changes = update_roster(group.roster, event);
  update_members(group, event, changes);
  if (is_message && group.keeps_speech) note_speech(group, event.message.sender.id);
  if (group.policy == nullptr || event.history) return;
  if (is_message && is_ours(event, settings.source(event.source))) return;

  if (is_message) resolve_mentions(event.message, group.roster);
  const bool is_current = prepared.book == groups.book();
  const rules::Reading fresh =
      is_current ? rules::Reading{} : prepare(event, groups.book()).reading;
  const rules::Reading& reading = is_current ? prepared.reading : fresh;
  const Proceeding proceeding{.group = group, .event = event, .number = number, .reading = reading};
  // A command is not judged, but it was said.
  const bool is_command = is_message && (hear_command(group, event) || hear_order(proceeding));
  if (!is_command)
    conclude(proceeding, Inquiry{proceeding, recent, directory, store}.ask_all(changes));
  if (is_message) remember(group, event, number, reading);
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

/// A row for every message would be too dear.
void Moderator::State::note_speech(Group& group, const MemberId& speaker) {
  const auto found = group.roster.members.find(speaker);
  if (found == group.roster.members.end()) return;
  Member& member = found->second;
  if (member.spoke_at - member.spoke_noted_at < kNotedWithin) return;
  member.spoke_noted_at = member.spoke_at;
  store.rosters.save(group.number, member);
}

bool Moderator::State::hear_command(Group& group, const Event& event) {
  const std::optional<Command> command = parse_command(event.message.text);
  // 同意入群 begins like 同意.
  if (!command || OrderDesk::knows(*group.policy, event.message.text)) return false;
  return hearing.hear(group, {.id = event.message.sender.id, .at = event.at}, *command);
}

bool Moderator::State::hear_order(const Proceeding& proceeding) {
  const OrderDesk::Taken taken = desk.take(proceeding.group, proceeding.event);
  if (!taken.order) return taken.is_heard;
  Proceeding ordered = proceeding;
  ordered.order = &*taken.order;
  Findings findings = Inquiry{ordered, recent, directory, store}.ask_about_order();
  if (findings.all.empty()) desk.explain(proceeding.group, proceeding.event, *taken.order);
  conclude(ordered, std::move(findings));
  return true;
}

/// 1:1 the case's number says which group is meant; without one, that its sender is in no other.
void Moderator::State::handle_private_message(const Event& event) {
  const std::optional<Command> command = parse_command(event.message.text);
  if (!command) return;
  const MemberId& sender = event.message.sender.id;
  std::optional<Case> violation;
  if (command->number > 0) violation = store.cases.find(command->number);
  Group* group = violation ? groups.find(violation->group) : nullptr;
  if (group == nullptr || !groups.shares_people(*group, event.source))
    group = groups.only_one_with(sender, event.source);
  if (group != nullptr)
    static_cast<void>(
        hearing.hear(*group, {.id = sender, .at = event.at, .in_private = true}, *command));
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
                                   rules::Opened opened) {
  const Event& event = proceeding.event;
  const bool is_message = event.type == EventType::MessageCreated;
  const bool is_meant = !is_message || fits(entry, event, proceeding.group.policy->calendar.zone);
  // What the group as a whole waits for concerns no member.
  const bool is_for_all = opened.member.empty();
  if (!is_meant || !(is_for_all || is_concerned(proceeding.group, entry, opened.member))) return;
  const SourceSettings* source = settings.source(proceeding.group.source);
  const Duration limit = source == nullptr ? SourceSettings{}.act_within : source->act_within;
  const Duration lateness = event.received_at - event.at;
  if (lateness > limit) {
    // A question so late is over. A name stays wrong, and who bears it has the whole time from when
    // we could tell him.
    if (is_message && proceeding.order == nullptr && !hears_of_members(entry)) return;
    opened.due += lateness;
    if (opened.remind_at) *opened.remind_at += lateness;
  }
  recorder.open(proceeding, entry, opened);
}

void Moderator::State::take_finding(const Proceeding& proceeding, const RuleEntry& entry,
                                    rules::Finding finding,
                                    std::map<MemberId, std::vector<Matter>>& matters) {
  if (const auto* closed = std::get_if<rules::Closed>(&finding))
    return recorder.close(proceeding, entry, *closed);
  if (auto* opened = std::get_if<rules::Opened>(&finding))
    return take_opened(proceeding, entry, std::move(*opened));
  if (const auto* hint = std::get_if<rules::Hint>(&finding)) {
    if (is_concerned(proceeding.group, entry, hint->member))
      recorder.hint(proceeding, entry, *hint);
    return;
  }
  if (const auto* remark = std::get_if<rules::Remark>(&finding))
    return recorder.speak(proceeding, entry, *remark);
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

}  // namespace qunguan::engine
