#pragma once

#include <string>

#include "engine/recorder.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::engine {

/// Follows the red packets that rulings demand until they are sent, or their cases are withdrawn.
///
/// What is owed stands in the ledger; a timer only says when to ask for it. What it is made of
/// outlives it.
class RedPackets {
 public:
  RedPackets(Store& store, Recorder& recorder) : store_(store), recorder_(recorder) {}

  /// The sender's red packet settles the oldest that he owes since before he sent it.
  void take(Group& group, const Event& event);

  /// Asks the member for it before its time is over.
  void remind(Group& group, const Timer& timer);

  /// Tells the staff that it was not sent in time; `doubt` is why that may not be certain.
  void report(Group& group, const Timer& timer, const std::string& doubt);

  /// Whether it is still owed, an appealed case included.
  bool is_owed(const Timer& timer);

  /// Whether an appeal keeps it back.
  bool is_appealed(const Timer& timer);

 private:
  bool is_owed(std::int64_t violation);
  Placeholders words_of(const Group& group, const Timer& timer);

  Store& store_;
  Recorder& recorder_;
};

}  // namespace qunguan::engine
