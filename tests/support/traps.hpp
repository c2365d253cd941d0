#pragma once

#include <fstream>
#include <string>
#include <vector>

namespace qunguan::test {

/// An ordinary sentence in which a banned word stands by accident.
struct Trap {
  std::string word;
  std::string sentence;
};

/// Those of tests/text/traps.txt.
inline std::vector<Trap> traps(const std::string& source_folder) {
  std::ifstream file{source_folder + "/tests/text/traps.txt"};
  std::vector<Trap> traps;
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (line.starts_with('#') || tab == line.npos) continue;
    for (std::size_t begin = tab + 1; begin < line.size();) {
      const std::size_t end = std::min(line.find(" / ", begin), line.size());
      traps.push_back({.word = line.substr(0, tab), .sentence = line.substr(begin, end - begin)});
      begin = end + 3;
    }
  }
  return traps;
}

/// The lines of a file of tests/text but for notes, which begin with #, and empty ones.
inline std::vector<std::string> trap_lines(const std::string& source_folder,
                                           const std::string& name) {
  std::ifstream file{source_folder + "/tests/text/" + name};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && !line.starts_with("# ")) lines.push_back(line);
  return lines;
}

}  // namespace qunguan::test
