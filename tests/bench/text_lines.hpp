#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <time.h>

namespace qunguan::bench {

/// The lines of a file, the first `most` of them.
inline std::vector<std::string> read_lines(const std::string& path,
                                           std::size_t most = static_cast<std::size_t>(-1)) {
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; lines.size() < most && std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

inline double seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Reads every message once to get warm, then twice; prints the CPU time of the faster turn and
/// what `count` said, in figures that scripts/bench notes.
inline void measure(const std::vector<std::string>& messages,
                    const std::function<std::uint64_t(std::string_view)>& count) {
  double best = 0;
  std::uint64_t sum = 0;
  for (int turn = 0; turn < 3; ++turn) {
    const double begun = seconds(CLOCK_THREAD_CPUTIME_ID);
    sum = 0;
    for (const std::string& message : messages) sum += count(message);
    const double taken = seconds(CLOCK_THREAD_CPUTIME_ID) - begun;
    if (turn == 1 || (turn == 2 && taken < best)) best = taken;
  }
  std::printf("ns_per_message %.2f\nfound %llu\n",
              best * 1e9 / static_cast<double>(messages.size()),
              static_cast<unsigned long long>(sum));
}

}  // namespace qunguan::bench
