#include "qunguan/engine/moderator.hpp"

#include <algorithm>
#include <exception>

#include "engine/applicability.hpp"
#include "engine/evidence.hpp"
#include "engine/moderator_state.hpp"
#include "engine/owners_word.hpp"

namespace qunguan::engine {
namespace {

using rules::RuleEntry;

/// After a removal was ordered, what still arrives of the member is not judged for this long.
constexpr Duration kRemovalGrace = std::chrono::hours{24};

/// How far what is stored of when somebody last spoke may lag behind.
constexpr Duration kNotedWithin = std::chrono::hours{1};

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
  state_->settle_accounts(now);
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
  // What settles a debt counts, however late it is heard.
  if (is_message && event.message.kind == MessageKind::RedPacket) red_packets.take(group, event);
  if (is_message && event.history) return;
  if (!event.history) sweep_group(group, event.received_at);
  wind_all(group, event.received_at);
  const RosterChanges changes = update_roster(group.roster, event);
  update_members(group, event, changes);
  if (is_message && group.keeps_speech) note_speech(group, event.message.sender.id);
  if (group.policy == nullptr || event.history) return;
  if (is_message && is_ours(event, settings.source(event.source))) return;
  if (is_message) resolve_mentions(event.message, group);
  rule_on(group, event, number, prepared, changes);
}

void Moderator::State::rule_on(Group& group, const Event& event, std::int64_t number,
                               const Prepared& prepared, const RosterChanges& changes) {
  const bool is_message = event.type == EventType::MessageCreated;
  const bool is_current = prepared.book == groups.book();
  const rules::Reading fresh =
      is_current ? rules::Reading{} : prepare(event, groups.book()).reading;
  const rules::Reading& reading = is_current ? prepared.reading : fresh;
  const Proceeding proceeding{.group = group, .event = event, .number = number, .reading = reading};
  // A command is not judged, but it was said.
  const bool is_command = is_message && (hear_command(group, event) || hear_order(proceeding));
  if (!is_command)
    conclude(proceeding, Inquiry{proceeding, recent, directory, store}.ask_all(changes),
             find_returned(proceeding, changes));
  if (is_message) remember(group, event, number, reading);
}

void Moderator::State::update_members(Group& group, const Event& event,
                                      const RosterChanges& changes) {
  if (!changes.changed.empty()) {
    groups.note_growth();
    group.by_name.reset();
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
                                    rules::Finding finding, MattersByMember& matters) {
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
  if (const auto* credit = std::get_if<rules::Credit>(&finding))
    return accounts.credit(proceeding, entry, *credit);
  if (const auto* statement = std::get_if<rules::Statement>(&finding))
    return accounts.tell(proceeding, entry, *statement);
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

/// One order may put several out: whether they are too many is asked of them together, before any
/// is put out.
bool Moderator::State::is_left_to_owner(const Proceeding& proceeding,
                                        const MattersByMember& matters, const Records& records) {
  if (matters.empty() || proceeding.group.policy->owners_word.from == 0) return false;
  int removals = 0;
  for (const auto& [member, found] : matters) {
    const std::vector<Ruling> rulings = judge(proceeding, found, records);
    removals += std::any_of(rulings.begin(), rulings.end(), removes) ? 1 : 0;
  }
  return removals > 0 &&
         is_for_owner(proceeding.group, records.cases, proceeding.event.at, removals);
}

void Moderator::State::conclude(const Proceeding& proceeding, Findings findings,
                                MattersByMember matters) {
  for (auto& [entry, finding] : findings.all)
    take_finding(proceeding, *entry, std::move(finding), matters);
  Records records{.cases = store.cases, .settings = settings, .gaps = vigil.gaps()};
  records.is_for_owner = is_left_to_owner(proceeding, matters, records);
  for (auto& [member, found] : matters)
    for (const Ruling& ruling : judge(proceeding, std::move(found), records)) {
      recorder.record(proceeding, ruling);
      if (ruling.standing == Standing::Reported)
        answer_order(proceeding, member, "未作处理：" + say(ruling.doubt));
    }
}

}  // namespace qunguan::engine
