#pragma once

#include <vector>

#include "engine/proceeding.hpp"
#include "engine/recent.hpp"
#include "engine/roster_update.hpp"
#include "qunguan/domain/directory.hpp"
#include "qunguan/rules/rule.hpp"

namespace qunguan::engine {

/// What the rules of a group have to say about one event.
struct Findings {
  std::vector<std::pair<const rules::RuleEntry*, rules::Finding>> all;

  void add(const rules::RuleEntry& entry, std::vector<rules::Finding> findings) {
    for (rules::Finding& finding : findings) all.emplace_back(&entry, std::move(finding));
  }
};

/// Asks the rules. What it is made of outlives it.
class Inquiry {
 public:
  Inquiry(const Proceeding& proceeding, const Recent& recent, const Directory& directory,
          const Store& store)
      : proceeding_(proceeding), recent_(recent), directory_(directory), store_(store) {}

  /// Every rule that listens to what the event shows.
  Findings ask_all(const RosterChanges& changes) const;

  /// The rules that carry out what the message orders.
  Findings ask_about_order() const;

  /// One rule about its deadline.
  Findings ask_about_deadline(const rules::RuleEntry& entry, bool is_reminder) const;

  /// One rule whose time has come.
  Findings ask_about_clock(const rules::RuleEntry& entry) const;

  /// One rule about members who were there before it.
  Findings ask_about_members(const rules::RuleEntry& entry,
                             const std::vector<MemberId>& members) const;

 private:
  void ask(rules::Trigger trigger, const MemberId& subject, Findings& findings) const;
  void ask_one(const rules::RuleEntry& entry, rules::Trigger trigger, const MemberId& subject,
               bool is_reminder, Findings& findings) const;

  const Proceeding& proceeding_;
  const Recent& recent_;
  const Directory& directory_;
  const Store& store_;
};

}  // namespace qunguan::engine
