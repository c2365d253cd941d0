#pragma once

#include <string>
#include <vector>

#include "engine/notices.hpp"
#include "engine/proceeding.hpp"
#include "engine/recorder.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {

/// Books what the group owes its members, and tells people what the ledger says of them.
///
/// What it is made of outlives it.
class Accounts {
 public:
  Accounts(Store& store, Recorder& recorder) : store_(store), recorder_(recorder) {}

  /// Books the amount, and what is taken off it for cases; nothing where that was done before.
  void credit(const Proceeding& proceeding, const rules::RuleEntry& entry,
              const rules::Credit& credit);

  void tell(const Proceeding& proceeding, const rules::RuleEntry& entry,
            const rules::Statement& statement);

 private:
  /// What is taken off a credit for one case.
  struct Cut {
    Case violation;
    Fen amount;
    bool is_all = false;  // the case voids the credit
  };

  std::vector<Cut> cuts_of(const Group& group, const rules::Credit& credit);
  void deduct(const Proceeding& proceeding, const rules::RuleEntry& entry, LedgerEntry credit,
              const Cut& cut);
  bool is_cut_already(std::int64_t violation);
  std::string say_lines(const Group& group, const MemberId& member);
  std::string say_balances(const Group& group);

  Store& store_;
  Recorder& recorder_;
};

}  // namespace qunguan::engine
