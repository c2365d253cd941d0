#include "support/node_oracle.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;

std::string packages() {
  const char* named = std::getenv("QUNGUAN_NODE_DIR");  // NOLINT(concurrency-mt-unsafe)
  return std::string{named != nullptr ? named : QUNGUAN_NODE_DIR} + "/node_modules";
}

std::string run(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  std::array<char, 65536> chunk{};
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), pipe))
    output.append(chunk.data(), size);
  pclose(pipe);
  return output;
}

}  // namespace

NodeOracle::NodeOracle(const std::string& script) {
  const std::string modules = packages();
  if (run("node --version 2>/dev/null").empty())
    trouble_ = "node is not installed";
  else if (!fs::exists(modules))
    trouble_ = modules + " is missing: npm install the packages of tests/node/package.json there";
  command_ = "NODE_PATH='" + modules + "' node '" QUNGUAN_SOURCE_DIR "/tests/node/" + script + "'";
}

std::vector<nlohmann::json> NodeOracle::ask(const std::vector<nlohmann::json>& questions) const {
  const TempFolder folder;
  const std::string file = folder.file("questions");
  std::ofstream out{file};
  for (const nlohmann::json& question : questions) out << question.dump() << '\n';
  out.close();

  std::istringstream lines{run(command_ + " < '" + file + "'")};
  std::vector<nlohmann::json> answers;
  for (std::string line; std::getline(lines, line);) answers.push_back(nlohmann::json::parse(line));
  if (answers.size() != questions.size()) throw std::runtime_error("node fell silent");
  return answers;
}

}  // namespace qunguan::test
