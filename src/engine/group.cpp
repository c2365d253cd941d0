#include "engine/group.hpp"

#include <algorithm>
#include <utility>

namespace qunguan::engine {
namespace {

const GroupSettings* configured(const Settings& settings, const std::string& source,
                                const GroupId& id) {
  for (const GroupSettings& group : settings.groups)
    if (group.id == id && (source.empty() || group.source == source)) return &group;
  return nullptr;
}

void set_role(Roster& roster, const MemberId& id, Role role) {
  Member& member = roster.members[id];
  member.id = id;
  member.role = role;
}

/// There is one owner. Whom the source takes for him stays exempt, but decides nothing in his
/// place.
void appoint_owner(Roster& roster, const MemberId& owner) {
  for (auto& [id, member] : roster.members)
    if (member.role == Role::Owner && id != owner) member.role = Role::Admin;
  set_role(roster, owner, Role::Owner);
}

}  // namespace

const Member* Group::owner() const {
  if (policy != nullptr && policy->owner) {
    const Member* named = roster.find(*policy->owner);
    return named != nullptr && named->present ? named : nullptr;
  }
  for (const auto& [id, member] : roster.members)
    if (member.role == Role::Owner && member.present) return &member;
  return nullptr;
}

Groups::Groups(Store& store, const Settings& settings)
    : store_(store), settings_(settings), book_(std::make_shared<const rules::PolicyBook>()) {}

Group& Groups::get(const std::string& source, const GroupId& id, const std::string& name) {
  const Key key{source, id};
  const auto known = index_.find(key);
  if (known == index_.end()) return load(key, name);
  groups_.splice(groups_.begin(), groups_, known->second);
  Group& group = groups_.front();
  if (!name.empty() && !group.has_first_name) take_name(group, name);
  return group;
}

Group* Groups::find(std::int64_t number) {
  auto key = keys_.find(number);
  if (key == keys_.end()) {
    for (const Rosters::Known& known : store_.rosters.groups())
      keys_.emplace(known.record.number, Key{known.source, known.id});
    key = keys_.find(number);
  }
  if (key == keys_.end()) return nullptr;
  const Key found = key->second;
  return &get(found.first, found.second, {});
}

bool Groups::shares_people(const Group& group, const std::string& source) const {
  if (group.source == source) return true;
  const GroupSettings* settings = configured(settings_, group.source, group.id);
  if (settings == nullptr) return false;
  const std::vector<std::string>& sources = settings->private_sources;
  return std::find(sources.begin(), sources.end(), source) != sources.end();
}

std::vector<std::int64_t> Groups::all_with(const MemberId& member, const std::string& source) {
  std::vector<std::int64_t> numbers = store_.rosters.groups_with(member);
  std::erase_if(numbers, [&](std::int64_t number) {
    const Group* group = find(number);
    return group == nullptr || group->policy == nullptr || !shares_people(*group, source);
  });
  return numbers;
}

Group& Groups::load(const Key& key, const std::string& name) {
  const GroupRecord record = store_.rosters.group(key.first, key.second, name);
  Group group;
  group.number = record.number;
  group.source = key.first;
  group.id = key.second;
  if (const GroupSettings* settings = configured(settings_, key.first, key.second)) {
    group.channel = settings->channel;
    group.chat_id = settings->chat_id;
    if (!settings->name.empty()) group.names.push_back(settings->name);
  }
  group.has_first_name = !record.first_name.empty();
  if (group.has_first_name) group.names.push_back(record.first_name);
  bind(group);
  load_roster(group, record);
  for (Timer& timer : store_.timers.open_in(record.number)) {
    const MemberId member = timer.deadline.member;
    group.timers[member].push_back(std::move(timer));
  }
  for (const Cases::Breach& breach : store_.cases.breaches(record.number, Instant{}))
    group.breaches[{breach.rule, breach.member}] = breach.at;
  for (const auto& [member, at] : store_.cases.removals(record.number)) group.removals[member] = at;
  groups_.push_front(std::move(group));
  note_growth();
  index_.emplace(key, groups_.begin());
  keys_.emplace(record.number, key);
  return groups_.front();
}

/// The name by which policies know a group need not come with its first event.
void Groups::take_name(Group& group, const std::string& name) {
  const GroupRecord record = store_.rosters.group(group.source, group.id, name);
  group.names.push_back(name);
  group.has_first_name = true;
  bind(group);
  load_roster(group, record);
}

/// When each member last spoke costs a row now and then, so only groups that need it keep it; what
/// was said before is found once in the journal.
void Groups::load_roster(Group& group, const GroupRecord& record) {
  if (group.keeps_speech != record.keeps_speech)
    store_.rosters.keep_speech(group.number, group.keeps_speech);
  group.roster = store_.rosters.load(group.number);
  group.by_name.reset();
  appoint_staff(group);
}

const rules::Policy* Groups::governing(const Rosters::Known& known) const {
  std::vector<std::string> names{known.record.first_name};
  const GroupSettings* group = configured(settings_, known.source, known.id);
  if (group != nullptr && !group->name.empty()) names.push_back(group->name);
  const std::vector<const rules::Policy*> policies = book_->policies_for(known.id, names);
  return policies.size() == 1 ? policies.front() : nullptr;
}

void Groups::bind(Group& group) const {
  const std::vector<const rules::Policy*> policies = book_->policies_for(group.id, group.names);
  group.policy = policies.size() == 1 ? policies.front() : nullptr;
  group.has_conflict = policies.size() > 1;
  group.lookback = Duration::zero();
  group.keeps_speech = false;
  if (group.policy == nullptr) return;
  for (const rules::RuleEntry& entry : group.policy->rules) {
    group.lookback = std::max(group.lookback, entry.rule->lookback());
    group.keeps_speech = group.keeps_speech || entry.type->reads_speech;
  }
}

void appoint_staff(Group& group) {
  if (group.policy == nullptr) return;
  const rules::Policy& policy = *group.policy;
  if (!policy.owner && policy.admins.empty()) return;
  for (const MemberId& id : policy.admins) set_role(group.roster, id, Role::Admin);
  if (policy.owner) appoint_owner(group.roster, *policy.owner);
  group.roster.is_staff_known = true;
}

void Groups::adopt(std::shared_ptr<const rules::PolicyBook> book) {
  book_ = std::move(book);
  // What the old policy said of owner and admins must not stay behind.
  forget();
}

void Groups::forget() {
  groups_.clear();
  index_.clear();
  keys_.clear();
}

void Groups::trim() {
  if (!std::exchange(has_grown_, false)) return;
  std::size_t members = 0;
  for (const Group& group : groups_) members += group.roster.members.size();
  while (members > settings_.remembered_members && groups_.size() > 1) {
    const Group& oldest = groups_.back();
    members -= oldest.roster.members.size();
    index_.erase({oldest.source, oldest.id});
    groups_.pop_back();
  }
}

}  // namespace qunguan::engine
