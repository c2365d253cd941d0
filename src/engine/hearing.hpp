#pragma once

#include "engine/command.hpp"
#include "engine/docket.hpp"
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
      : store_(store), recorder_(recorder), directory_(directory), docket_(store) {}

  /// Carries the command out, or says why not. True when it was carried out.
  bool hear(Group& group, const Speaker& speaker, const Command& command);

  /// What the speaker may mean in this group who names no number; empty: nothing that he may
  /// decide.
  std::string list(const Group& group, const Speaker& speaker, const Command& command) const;

  /// The case's proposal is over without a decision, `span` after it was made.
  void lapse(Group& group, const Case& violation, Duration span, Instant at);

  /// Owner and admins who are in the group, and those who receive the reports.
  bool is_staff(const Group& group, const MemberId& id) const;

  /// Says why something that was asked for is not done.
  void refuse(Group& group, const Speaker& speaker, const std::string& why);

 private:
  using Cases = std::vector<Case>;
  using Numbers = std::vector<std::int64_t>;

  /// What a case still lacks once the speaker has agreed to it.
  struct Agreed {
    Case violation;
    Proposal proposal;
    std::string missing;           // for people; empty: nothing
    bool is_one_too_many = false;  // so many removals that the owner must agree
    bool asks_owner = false;       // he is to be told that all others have agreed
  };

  Cases cases_meant(Group& group, const Speaker& speaker, const Command& command);
  void carry_out(Group& group, const Speaker& speaker, const Command& command, const Cases& cases);
  void appeal(Group& group, const Speaker& speaker, const Command& command, const Case& violation);
  void withdraw(Group& group, const Speaker& speaker, const Command& command,
                const Case& violation);
  void take_removal_back(Group& group, const Case& violation);
  void uphold(Group& group, const Speaker& speaker, const Case& violation);
  void approve(Group& group, const Speaker& speaker, const Cases& cases);
  void reject(Group& group, const Speaker& speaker, const Command& command, const Cases& cases);

  Fen reverse_fines(Group& group, const Speaker& speaker, const Command& command,
                    const Case& violation);
  std::optional<Agreed> agree(const Group& group, const Speaker& speaker, const Case& violation,
                              int more);
  int count_others(const Cases& cases, const Case& violation);
  void conclude(Group& group, const Speaker& speaker, const Agreed& agreed);
  void ask_owner(Group& group, Instant at, const std::vector<Agreed>& all);
  std::string refusal(const Group& group, const Speaker& speaker, const Command& command) const;
  std::string refusal(const Group& group, const Speaker& speaker, const Command& command,
                      const std::optional<Case>& violation, std::int64_t named) const;
  std::string obstacle_of(const Case& violation, Command::Kind kind) const;
  void decide(const Case& violation, const Speaker& speaker, Verdict::Kind kind, Standing standing,
              const std::string& reason);
  void answer(Group& group, const Speaker& speaker, const std::string& wording, Placeholders words,
              const Numbers& cases);
  void announce(Group& group, const Speaker& speaker, const std::string& wording,
                Placeholders words, const Case& violation);

  Store& store_;
  Recorder& recorder_;
  const Directory& directory_;
  Docket docket_;
};

}  // namespace qunguan::engine
