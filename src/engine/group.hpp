#pragma once

#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "qunguan/domain/roster.hpp"
#include "qunguan/engine/settings.hpp"
#include "qunguan/engine/store.hpp"
#include "qunguan/rules/policy_book.hpp"
#include "qunguan/text/mentions.hpp"

namespace qunguan::engine {

/// One group as moderation works on it: a cache of what the store knows.
struct Group {
  std::int64_t number = 0;
  std::string source;
  GroupId id;
  std::vector<std::string> names;  // by which policies may name it: configured, first known
  bool has_first_name = false;     // a name of it was heard
  const rules::Policy* policy = nullptr;
  bool has_conflict = false;  // two policies name it
  Roster roster;
  std::optional<text::NameIndex> by_name;  // the roster; nothing: to be made when it is needed
  std::unordered_map<MemberId, std::vector<Timer>> timers;  // open, by who owes
  std::map<std::pair<RuleId, MemberId>, Instant> breaches;  // the last of each
  std::map<MemberId, Instant> removals;                     // ordered, and not come back since
  Duration lookback{};                                      // the longest of its rules
  bool keeps_speech = false;                                // a rule reads when members last spoke
  bool is_wound = false;                                    // its rules' clocks run
  bool is_swept = false;         // its rules know who was there before them
  std::string channel, chat_id;  // from the configuration

  const Member* owner() const;
};

/// Where the policy names owner and admins, they are known, whatever the source says.
void appoint_staff(Group& group);

/// The groups in use, loaded when first asked for.
///
/// Bounded by the members they hold; the group that was not used for longest goes first.
/// The store, the settings and the book outlive this.
class Groups {
 public:
  Groups(Store& store, const Settings& settings);

  /// Makes the group known if it is not. The reference holds until the next call.
  Group& get(const std::string& source, const GroupId& id, const std::string& name);

  /// A group the store numbers; null when it has none of that number.
  Group* find(std::int64_t number);

  /// True when who writes 1:1 through the source is the member of that id.
  bool shares_people(const Group& group, const std::string& source) const;

  /// The numbers of the governed groups of those people that the member is in.
  std::vector<std::int64_t> all_with(const MemberId& member, const std::string& source);

  /// The policy of a group that need not be loaded; null: none, or more than one.
  const rules::Policy* governing(const Rosters::Known& known) const;

  /// The policies that govern from now on.
  void adopt(std::shared_ptr<const rules::PolicyBook> book);
  const std::shared_ptr<const rules::PolicyBook>& book() const { return book_; }

  /// Drops everything; the store has the truth.
  void forget();

  /// A group has more members than when it was asked for.
  void note_growth() { has_grown_ = true; }

  /// Drops what is too much. Not while a group is being worked on.
  void trim();

 private:
  using Key = std::pair<std::string, GroupId>;

  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<std::string>{}(key.first) * 31 + std::hash<GroupId>{}(key.second);
    }
  };

  Group& load(const Key& key, const std::string& name);
  void take_name(Group& group, const std::string& name);
  void bind(Group& group) const;
  void load_roster(Group& group, const GroupRecord& record);

  Store& store_;
  const Settings& settings_;
  std::shared_ptr<const rules::PolicyBook> book_;
  std::list<Group> groups_;  // most recently used first
  std::unordered_map<Key, std::list<Group>::iterator, KeyHash> index_;
  std::unordered_map<std::int64_t, Key> keys_;
  bool has_grown_ = false;  // since it was trimmed
};

}  // namespace qunguan::engine
