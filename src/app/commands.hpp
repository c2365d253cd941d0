#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"

/// One function per command of the program. Each returns the exit code: 0 done, 1 errors in what it
/// was given, 2 it could not run.
namespace qunguan::app {

inline constexpr int kDone = 0;
inline constexpr int kFoundErrors = 1;
inline constexpr int kCouldNotRun = 2;

struct Streams {
  std::ostream& out;
  std::ostream& err;
};

struct CheckOptions {
  std::vector<std::string> paths;
  std::string config;  // for the retention; need not exist
  policy::Language language = policy::Language::Chinese;
};
int check(const CheckOptions& options, Streams streams);

struct LintOptions {
  std::vector<std::string> files;  // policies, folders of them, or plain lists of words
  std::string corpus;              // messages, one a line; empty: the journal
  std::string group;               // of the journal, by id or name; empty: all
  std::string config;              // for the journal
  std::int64_t limit = 5'000;      // a word may hit one message in so many
  policy::Language language = policy::Language::Chinese;
};
int lint_lexicon(const LintOptions& options, Streams streams);

struct ExpandOptions {
  std::vector<std::string> paths;
  policy::Language language = policy::Language::Chinese;
};
int expand(const ExpandOptions& options, Streams streams);

struct ReplayOptions {
  std::vector<std::string> policies;
  std::string events;
  std::string directory;  // empty: none
  std::string until;      // RFC 3339; empty: the last event
  std::string config;     // for the retention; need not exist
  policy::Language language = policy::Language::Chinese;
};
int replay(const ReplayOptions& options, Streams streams);

int serve(const std::string& config, Streams streams);

struct TrainOptions {
  std::string examples;            // a file; empty: none but what people judged
  std::vector<std::string> rules;  // by id: what people judged of their findings counts, too
  std::string to;                  // the model
  std::string config;              // read where `rules` are given
};
int train(const TrainOptions& options, Streams streams);

struct SendOptions {
  std::string config;
  std::string source = "demo";
  std::string envelope;  // a file, or - for standard input; empty: a message made of the rest
  std::string group, sender, nickname, text;
  std::string kind = "text";
  std::vector<std::string> mentions;
};
int send(const SendOptions& options, Streams streams);

struct LedgerListOptions {
  std::string config, group, member;
  bool all = false;
};
int list_ledger(const LedgerListOptions& options, Streams streams);

int show_case(const std::string& config, std::int64_t number, Streams streams);

struct LedgerExportOptions {
  std::string config, month;
};
int export_ledger(const LedgerExportOptions& options, Streams streams);

struct StatementOptions {
  std::string config, member;
  std::string group;  // id or name; empty: every group
  bool as_csv = false;
};
int show_statement(const StatementOptions& options, Streams streams);

struct LedgerBookOptions {
  std::string config, amount, by, reason;
  std::int64_t number = 0;    // of the case
  std::string member, group;  // in place of the case: whom the group pays
  bool is_waiver = false;
};
int book_entry(const LedgerBookOptions& options, Streams streams);

struct BackupOptions {
  std::string config;
  std::string folder;  // empty: the configured one
  std::string check;   // a copy to be checked in place of making one
};
int back_up(const BackupOptions& options, Streams streams);

int doctor(const std::string& config, Streams streams);

int play_sandbox(const std::string& config, Streams streams);

/// Prints what is wrong, one after the other. Returns how many are errors.
int print(const std::vector<policy::Diagnostic>& problems, policy::Language language,
          std::ostream& out);

}  // namespace qunguan::app
