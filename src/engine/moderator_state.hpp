#pragma once

#include <exception>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/accounts.hpp"
#include "engine/group.hpp"
#include "engine/hearing.hpp"
#include "engine/inquiry.hpp"
#include "engine/judge.hpp"
#include "engine/order_desk.hpp"
#include "engine/recent.hpp"
#include "engine/recorder.hpp"
#include "engine/red_packets.hpp"
#include "engine/roster_update.hpp"
#include "engine/vigil.hpp"
#include "qunguan/engine/moderator.hpp"

namespace qunguan::engine {

using MattersByMember = std::map<MemberId, std::vector<Matter>>;

/// What a moderator is made of: events are taken in `moderator.cpp`, what people tell it to do in
/// `commands.cpp`, times that come in `schedule.cpp`, removals that are done in `departure.cpp`,
/// and who comes back after one in `homecoming.cpp`.
struct Moderator::State {
  State(Store ports, Settings given)
      : store(ports),
        settings(std::move(given)),
        groups(store, settings),
        recent(settings.remembered_messages),
        vigil(store, settings),
        recorder(store, settings, directory),
        red_packets(store, recorder),
        accounts(store, recorder),
        hearing(store, recorder, directory),
        desk(hearing) {}

  Acceptance take(Event& event, const Prepared& prepared);
  void handle_group_event(Group& group, Event& event, std::int64_t number,
                          const Prepared& prepared);
  void rule_on(Group& group, const Event& event, std::int64_t number, const Prepared& prepared,
               const RosterChanges& changes);
  void handle_private_message(const Event& event);
  std::vector<std::int64_t> groups_of(const MemberId& person, const std::string& source);
  void ask_which_group(const Event& event, const Command& command,
                       const std::vector<std::int64_t>& all);
  void handle_departure(Group& group, Event& event);
  Error suspect(const Event& event, const std::exception& failure);
  void update_members(Group& group, const Event& event, const RosterChanges& changes);
  void note_speech(Group& group, const MemberId& speaker);
  std::optional<Command> read_command(const Group& group, const Message& message) const;
  bool hear_command(Group& group, const Event& event);
  void read_quote(const Group& group, const Quote& quote, Command& command) const;
  void read_notice(const Group& group, const Quote& quote, Command& command) const;
  bool is_notice(const Group& group, const Quote& quote) const;
  bool hear_order(const Proceeding& proceeding);
  void remember(const Group& group, const Event& event, std::int64_t number,
                const rules::Reading& reading);
  void conclude(const Proceeding& proceeding, Findings findings, MattersByMember matters = {});
  MattersByMember find_returned(const Proceeding& proceeding, const RosterChanges& changes);
  static bool is_left_to_owner(const Proceeding& proceeding, const MattersByMember& matters,
                               const Records& records);
  void take_finding(const Proceeding& proceeding, const rules::RuleEntry& entry,
                    rules::Finding finding, MattersByMember& matters);
  void answer_for_those_passed_over(const Proceeding& proceeding, const Findings& findings);
  void answer_order(const Proceeding& proceeding, const MemberId& about, const std::string& why);
  void take_opened(const Proceeding& proceeding, const rules::RuleEntry& entry,
                   rules::Opened opened);
  bool is_to_be_removed(const Group& group, const MemberId& member, Instant at) const;
  bool is_concerned(const Group& group, const rules::RuleEntry& entry, const MemberId& id) const;
  void fire(const Timer& timer, Instant now);
  bool waits_for_redelivery(Group& group, const Timer& timer, Instant now);
  void drop(Group& group, const Timer& timer);
  void put_off(Group& group, const Timer& timer, Instant end);
  void forget_reminder(Group& group, const Timer& timer);
  void ask_for_red_packet(Group& group, const Timer& timer, Instant now);
  void lapse(Group& group, const Timer& timer, Instant now);
  void strike(Group& group, const rules::RuleEntry& entry, const Timer& timer, Instant now);
  void settle_accounts(Instant now);
  void strike_overdue(Group& group, Instant now);
  void wind(Group& group, const rules::RuleEntry& entry, Instant after);
  void wind_all(Group& group, Instant now);
  bool keep_clock(Group& group, const rules::RuleEntry& entry, Instant now);
  void note_skipped(const Group& group, const rules::RuleEntry& entry, const Timer& timer,
                    Instant now);
  void sweep(Instant now);
  bool is_swept(std::int64_t group, const rules::Policy& policy);
  void sweep_group(Group& group, Instant now);
  void ask_those_there(Group& group, const rules::RuleEntry& entry, Instant now);
  void recall(Instant now);

  Store store;
  Settings settings;
  Directory directory;
  Groups groups;
  Recent recent;
  Vigil vigil;
  Recorder recorder;
  RedPackets red_packets;
  Accounts accounts;
  Hearing hearing;
  OrderDesk desk;
  Counters counters;
  bool is_recalled = false;
  std::set<std::pair<std::string, EventId>> suspects;  // events that threw
};

/// A source that knows no mentions leaves it to us to read them. Whom a quotation mentions, its
/// author addressed.
void resolve_mentions(Message& message, Group& group);

/// The rule is asked about members whom it never heard of.
bool hears_of_members(const rules::RuleEntry& entry);

}  // namespace qunguan::engine
