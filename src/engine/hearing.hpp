#pragma once

#include "engine/command.hpp"
#include "engine/group.hpp"
#include "engine/recorder.hpp"

namespace qunguan::engine {

/// Who says a command, where and when.
struct Speaker {
  MemberId id;
  Instant at;
  bool in_private = false;  // 1:1, so the answer goes there too
};

/// Hears what people say about cases: appeals, and the admins' decisions.
///
/// Nobody decides his own case; nothing but a decision by another person changes a decision.
/// What it is made of outlives it.
class Hearing {
 public:
  Hearing(Store& store, Recorder& recorder, const Directory& directory)
      : store_(store), recorder_(recorder), directory_(directory) {}

  /// Carries the command out, or says why not. True when it was carried out.
  bool hear(Group& group, const Speaker& speaker, const Command& command);

  /// Owner and admins who are in the group, and those who receive the reports.
  bool is_staff(const Group& group, const MemberId& id) const;

  /// Says why something that was asked for is not done.
  void refuse(Group& group, const Speaker& speaker, const std::string& why);

 private:
  void appeal(Group& group, const Speaker& speaker, const Command& command, const Case& violation);
  void withdraw(Group& group, const Speaker& speaker, const Command& command,
                const Case& violation);
  void uphold(Group& group, const Speaker& speaker, const Case& violation);
  void approve(Group& group, const Speaker& speaker, const Case& violation);
  void reject(Group& group, const Speaker& speaker, const Case& violation);

  Fen reverse_fines(Group& group, const Speaker& speaker, const Command& command,
                    const Case& violation);
  std::string missing_approval(const Group& group, const Speaker& speaker,
                               const Proposal& proposal) const;
  std::string refusal(const Group& group, const Speaker& speaker, const Command& command,
                      const std::optional<Case>& violation) const;
  std::string obstacle_of(const Case& violation, Command::Kind kind) const;
  void decide(const Case& violation, const Speaker& speaker, Verdict::Kind kind, Standing standing,
              const std::string& reason);
  void answer(Group& group, const Speaker& speaker, const std::string& wording, Placeholders words,
              std::int64_t violation);
  void announce(Group& group, const Speaker& speaker, const std::string& wording,
                Placeholders words, const Case& violation);

  Store& store_;
  Recorder& recorder_;
  const Directory& directory_;
};

}  // namespace qunguan::engine
