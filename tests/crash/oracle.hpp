#pragma once

#include <string>
#include <vector>

#include "crash/load.hpp"

namespace qunguan::test {

/// What became of the load, by the daemon's database.
struct Verdict {
  std::vector<std::string> breaches;  // of promises; the first few of each
  std::size_t stored = 0, lost = 0;
  int fined = 0, answered = 0, reported = 0;  // questions
};

/// How many acknowledged events are not in the database. The daemon must not run.
std::size_t count_lost(const std::string& database, const SentEvents& sent);

/// True when no deadline is pending.
bool is_settled(const std::string& database);

/// Holds the database against what was sent. The daemon must not run.
Verdict judge(const std::string& database, const SentEvents& sent);

}  // namespace qunguan::test
