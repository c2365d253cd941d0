#include "engine/roster_update.hpp"

#include <algorithm>
#include <unordered_set>

namespace qunguan::engine {
namespace {

/// Collects what changes while an event is taken over.
class Update {
 public:
  Update(Roster& roster, const Event& event) : roster_(roster), event_(event) {}

  RosterChanges run() {
    switch (event_.type) {
      case EventType::MessageCreated:
        meet(event_.message.sender);
        hear(event_.message.sender.id);
        break;
      case EventType::MemberJoined:
        for (const Person& person : event_.members) join(person);
        if (event_.actor) meet(*event_.actor);
        break;
      case EventType::MemberLeft:
        for (const Person& person : event_.members) leave(person.id);
        break;
      case EventType::MemberRenamed:
        for (const Person& person : event_.members) rename(person);
        break;
      case EventType::GroupSnapshot:
        take_snapshot();
        break;
      case EventType::GroupOwnerChanged:
        change_owner();
        break;
      case EventType::GroupDismissed:
        for (const auto& [id, member] : std::unordered_map{roster_.members})
          if (member.present) leave(id);
        break;
      default:
        break;
    }
    // The order of the roster's own table means nothing.
    std::sort(changes_.left.begin(), changes_.left.end());
    return std::move(changes_);
  }

 private:
  void meet(const Person& person) {
    if (person.id.empty()) return;
    const auto [entry, is_new] = roster_.members.try_emplace(person.id);
    Member& member = entry->second;
    const std::string shown = member.shown_name();
    const bool was_present = !is_new && member.present;
    // Backlog judges nobody, so whom it alone tells of comes with the first event that is live.
    const bool comes = !was_present && event_.at >= member.moved_at && !event_.history;
    if (is_new) {
      member.id = person.id;
      member.first_seen_at = event_.at;
      member.present = comes;
    }
    if (take_over(person, member) || comes || is_new) changes_.changed.push_back(member.id);
    if (comes) {
      member.present = true;
      member.moved_at = event_.at;
    }
    const bool is_news = comes || (member.present && member.shown_name() != shown);
    if (is_news && !member.shown_name().empty()) changes_.seen.push_back(member.id);
    // Kept in memory alone: one row a message would be too dear, and an older time only makes us
    // more careful.
    if (!person.name.empty() || person.group_nickname)
      member.named_at = std::max(member.named_at, event_.at);
  }

  void hear(const MemberId& id) {
    const auto found = roster_.members.find(id);
    if (found != roster_.members.end())
      found->second.spoke_at = std::max(found->second.spoke_at, event_.at);
  }

  /// True when something was new. Comparing is cheap beside a copy of the member as he was.
  ///
  /// Events are delivered out of order: older news tells only what newer news left open.
  bool take_over(const Person& person, Member& member) const {
    bool is_changed = false;
    const bool is_newest = event_.at >= member.named_at;
    const auto put = [&](auto& known, const auto& said) {
      const std::decay_t<decltype(known)> nothing{};
      if (said == nothing || said == known || !(is_newest || known == nothing)) return;
      known = said;
      is_changed = true;
    };
    put(member.name, person.name);
    put(member.group_nickname, person.group_nickname);
    put(member.department, person.department);
    put(member.joined_at, person.joined_at);
    const Role role = person.is_self ? Role::Bot : person.role;
    if (role != Role::Unknown) is_changed = set_role(member, role) || is_changed;
    return is_changed;
  }

  /// True when that is new.
  bool set_role(Member& member, Role role) const {
    if (event_.at < member.ranked_at) return false;
    member.ranked_at = event_.at;
    if (member.role == role && member.stated_role == role) return false;
    member.role = member.stated_role = role;
    return true;
  }

  void join(const Person& person) {
    meet(person);
    Member& member = roster_.members[person.id];
    member.joined_at = std::max(member.joined_at.value_or(event_.at), event_.at);
    changes_.joined.push_back(person.id);
    changes_.changed.push_back(person.id);
    if (event_.at < member.moved_at) return;  // he has left or come again since
    member.moved_at = event_.at;
    if (member.stated_role != Role::Bot && person.role == Role::Unknown)
      set_role(member, Role::Member);
    if (std::find(changes_.seen.begin(), changes_.seen.end(), person.id) == changes_.seen.end() &&
        !member.shown_name().empty())
      changes_.seen.push_back(person.id);
  }

  void leave(const MemberId& id) {
    Member& member = roster_.members[id];
    if (member.id.empty()) {
      member.id = id;
      member.first_seen_at = event_.at;
    } else if (!member.present || event_.at < member.moved_at) {
      return;
    }
    member.present = false;
    member.moved_at = event_.at;
    changes_.changed.push_back(id);
    changes_.left.push_back(id);
  }

  void rename(const Person& person) {
    Person renamed = person;
    // The new nickname is what the event is about, by whichever field the source sends it.
    if (!renamed.group_nickname && !renamed.name.empty()) renamed.group_nickname = renamed.name;
    meet(renamed);
  }

  void take_snapshot() {
    std::unordered_set<MemberId> here;
    for (const Person& person : event_.members) {
      meet(person);
      here.insert(person.id);
    }
    for (const auto& [id, member] : std::unordered_map{roster_.members})
      if (member.present && !here.contains(id)) leave(id);
    const bool names_staff = is_owner_known() && (event_.admins || has_all_roles());
    if (event_.owner || event_.admins) take_staff(names_staff);
    const bool knows_staff = roster_.is_staff_known || names_staff;
    changes_.knowledge = !roster_.is_complete || knows_staff != roster_.is_staff_known;
    roster_.is_complete = true;
    roster_.is_staff_known = knows_staff;
  }

  bool is_owner_known() const {
    return event_.owner ||
           std::any_of(roster_.members.begin(), roster_.members.end(), [](const auto& entry) {
             const Member& member = entry.second;
             return member.present && member.stated_role == Role::Owner;
           });
  }

  /// The snapshot says of every member what he is.
  bool has_all_roles() const {
    return !event_.members.empty() &&
           std::all_of(event_.members.begin(), event_.members.end(), [](const Person& person) {
             return person.is_self || person.role != Role::Unknown;
           });
  }

  void take_staff(bool names_all) {
    for (auto& [id, member] : roster_.members) {
      const Role role = role_of(member, names_all);
      const bool is_untold = role == Role::Unknown && member.stated_role == Role::Unknown;
      if (!is_untold && set_role(member, role)) changes_.changed.push_back(id);
    }
  }

  /// Who is not named is neither owner nor admin only where the snapshot names them all.
  Role role_of(const Member& member, bool names_all) const {
    const Role stated = member.stated_role;
    if (event_.owner == member.id) return Role::Owner;
    if (event_.admins &&
        std::find(event_.admins->begin(), event_.admins->end(), member.id) != event_.admins->end())
      return Role::Admin;
    if (stated == Role::Bot || (stated == Role::Owner && !event_.owner) ||
        (stated == Role::Admin && !event_.admins))
      return stated;
    if (names_all) return Role::Member;
    return stated == Role::Member ? Role::Member : Role::Unknown;
  }

  void change_owner() {
    std::optional<MemberId> owner = event_.owner;
    if (!owner && !event_.members.empty()) owner = event_.members.front().id;
    if (!owner) return;
    for (auto& [id, member] : roster_.members) {
      if (member.stated_role != Role::Owner || id == *owner) continue;
      if (set_role(member, Role::Member)) changes_.changed.push_back(id);
    }
    meet(Person{.id = *owner, .role = Role::Owner});
  }

  Roster& roster_;
  const Event& event_;
  RosterChanges changes_;
};

}  // namespace

RosterChanges update_roster(Roster& roster, const Event& event) {
  return Update{roster, event}.run();
}

}  // namespace qunguan::engine
