#pragma once

#include <string>
#include <vector>

#include "engine/judge.hpp"
#include "engine/notices.hpp"
#include "engine/proceeding.hpp"
#include "qunguan/domain/directory.hpp"
#include "qunguan/engine/settings.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {

/// Writes down what was decided: cases, ledger entries, timers, actions and the calls they need.
///
/// What it is made of outlives it.
class Recorder {
 public:
  Recorder(Store& store, const Settings& settings, const Directory& directory)
      : store_(store), settings_(settings), directory_(directory) {}

  void record(const Proceeding& proceeding, const Ruling& ruling);
  void hint(const Proceeding& proceeding, const rules::RuleEntry& entry, const rules::Hint& hint);
  void speak(const Proceeding& proceeding, const rules::RuleEntry& entry,
             const rules::Remark& remark);
  void open(const Proceeding& proceeding, const rules::RuleEntry& entry,
            const rules::Opened& opened);

  /// The rule is asked again when the time has come.
  void set_clock(Group& group, const rules::RuleEntry& entry, Instant since, Instant next);
  void close(const Proceeding& proceeding, const rules::RuleEntry& entry,
             const rules::Closed& closed);

  /// Carries a step out that people agreed to.
  void carry_out(Group& group, const Case& violation, const rules::Step& step, Instant at);

  /// Says something about a case, in the chat or to one person; a `Record` is noted alone.
  struct Remark {
    ActionKind kind = ActionKind::Announce;
    std::string text;
    std::optional<MemberId> member;
    std::int64_t violation = 0;
    Fen amount;
    RuleId rule = {};  // where the case's rule makes it follow
    std::vector<std::int64_t> cases =
        {};  // all that it is about, where `violation` is not the only

    enum class To { Group, Member, Staff, Owner };  // all but the first 1:1
    To to = To::Group;
  };
  void remark(Group& group, const Remark& remark, Instant at);

  /// The same where a rule makes it follow from an event, and in its mode: a credit is told to its
  /// member and the staff, a debit is noted alone.
  void settle(const Proceeding& proceeding, const rules::RuleEntry& entry, const Remark& remark);

  /// Who receives what goes to `report_to`; the owner where it names nobody.
  std::vector<MemberId> staff(const Group& group) const;

 private:
  Action action_for(const Proceeding& proceeding, const Ruling& ruling, ActionKind kind) const;
  void record_now(const Proceeding& proceeding, const Ruling& ruling, const Case& violation,
                  const Placeholders& words);
  void record_doubt(const Proceeding& proceeding, const Ruling& ruling, const Case& violation,
                    Placeholders words);
  void propose(const Proceeding& proceeding, const Ruling& ruling, const Case& violation,
               Placeholders words);
  void carry_out_sanction(Group& group, const rules::Sanction& sanction, const Case& violation,
                          Action action, bool is_announced);
  std::vector<MemberId> owner_of(const Group& group) const;
  std::vector<MemberId> judges_of(const Group& group, const rules::Approval& approval) const;
  void open_until_agreed(const Proceeding& proceeding, const Case& violation);
  void demand_red_packet(Group& group, const Case& violation, Instant at, Duration span);
  std::vector<MemberId> audience(const Group& group, const rules::Remark& remark) const;
  Delivery address(const Group& group, DeliveryKind kind, std::vector<MemberId> people,
                   std::string text) const;

  Store& store_;
  const Settings& settings_;
  const Directory& directory_;
};

}  // namespace qunguan::engine
