#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::storage {

/// Reads a daemon's database from another process, without ever writing: for the commands of
/// operators.
///
/// Errors met while reading make answers short; `error` then says why.
/// Thread: one at a time.
class Records {
 public:
  /// Errors: `NotFound` when there is no such database, `Unavailable` when it cannot be read.
  static Result<std::unique_ptr<Records>> open(const std::string& path);
  ~Records();

  /// What one member of one group owes.
  struct Balance {
    std::string group, group_name, member, member_name;
    int fines = 0;
    Fen owed;
  };

  /// Those who owe, or with `all` everybody who ever had an entry; empty filters filter nothing.
  std::vector<Balance> balances(const std::string& group, const std::string& member, bool all);

  /// A red packet that is owed; the filters as for `balances`.
  struct RedPacket {
    std::string group, group_name, member, member_name;
    std::int64_t violation = 0;
    Instant since;
  };
  std::vector<RedPacket> red_packets(const std::string& group, const std::string& member);

  /// A ledger line with the names that people know.
  struct Line {
    engine::LedgerEntry entry;
    std::string group, group_name, member_name, rule;
  };
  std::vector<Line> lines(Instant from, Instant to);

  /// A delivery and what became of it.
  struct Delivered {
    std::string action, kind, state, note;
    int attempts = 0;
  };

  /// Everything about a case.
  struct Story {
    engine::Case violation;
    std::string group, group_name, member_name;
    std::vector<engine::Verdict> verdicts;
    std::vector<engine::LedgerEntry> entries;
    std::vector<Delivered> deliveries;
  };
  std::optional<Story> story(std::int64_t number);

  /// A text that a rule found something in, alone, and what people said of it last.
  struct Judged {
    Event event;
    bool is_breach = false;
  };

  /// Those of one rule, by its id, that people judged and retention has left.
  std::vector<Judged> judged(const std::string& rule);

  /// How many deliveries are in each state, with the note of the last one.
  struct Backlog {
    std::string state, note;
    int count = 0;
  };
  std::vector<Backlog> backlog();

  /// Every group that was heard of.
  struct HeardGroup {
    std::string source, group, name;
    bool is_staff_known = false;
  };
  std::vector<HeardGroup> groups();

  /// The texts of the newest messages that led to no case, or to none that stands (one of a rule
  /// in test mode never does): at most `limit`, newest first. What bots said is left out, and so is
  /// what retention has taken. An empty group, which is an id or a name, is every group.
  std::vector<std::string> blameless_texts(const std::string& group, std::size_t limit);

  std::vector<engine::Gap> gaps(Instant since);

  /// `ok`, or what `quick_check` found.
  std::string check();

  const std::optional<Error>& error() const;

 private:
  struct Parts;
  explicit Records(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace qunguan::storage
