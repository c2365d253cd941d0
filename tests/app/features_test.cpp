#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "qunguan/policy/node.hpp"
#include "support/chat_script.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// One conversation of the table.
struct Play {
  std::string file, name;
  policy::Node sheet;  // what both conversations of the file share
  std::vector<std::string> lines, expected;
};

std::vector<std::string> texts(const policy::Node& node, const std::string& key) {
  std::vector<std::string> found;
  if (const policy::Node* list = node.find(key))
    for (const policy::Node& item : list->items) found.push_back(item.text);
  return found;
}

std::string text(const policy::Node& node, const std::string& key) {
  const policy::Node* found = node.find(key);
  return found == nullptr ? std::string{} : found->text;
}

std::vector<Play> read_table() {
  std::vector<Play> plays;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{QUNGUAN_SOURCE_DIR "/tests/features"})
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    policy::Diagnostics diagnostics{file.string()};
    const auto sheet = policy::read_yaml(*app::read_file(file.string()), diagnostics);
    for (const policy::Diagnostic& one : diagnostics.list())
      ADD_FAILURE() << format(one, policy::Language::English);
    if (!sheet) continue;
    for (const char* key : {"trigger", "near_miss"})
      plays.push_back({.file = file.stem().string(),
                       .name = key,
                       .sheet = *sheet,
                       .lines = texts(*sheet, key),
                       .expected = texts(*sheet, std::string{key} + "_leads_to")});
  }
  return plays;
}

/// `fine lisi 10000` for each action that is more than noted.
std::vector<std::string> summary(const std::string& output) {
  std::vector<std::string> said;
  std::istringstream lines{output};
  for (std::string line; std::getline(lines, line);) {
    const json action = json::parse(line);
    if (action["action"] == "record") continue;
    std::string one =
        action["action"].get<std::string>() + " " +
        (action["member_id"].is_null() ? "-" : action["member_id"].get<std::string>());
    if (action.value("amount_fen", 0) != 0)
      one += " " + std::to_string(action.value("amount_fen", 0));
    said.push_back(one);
  }
  return said;
}

class Feature : public ::testing::TestWithParam<Play> {};

TEST_P(Feature, IsKeptAndGoesNoFurther) {
  const Play& play = GetParam();
  const TempFolder folder;
  app::ReplayOptions options{
      .policies = {folder.write("policy.yaml", text(play.sheet, "policy"))},
      .events = folder.write("events.jsonl", chat_script(play.sheet, play.lines)),
      .until = script_end(play.lines)};
  if (play.sheet.find("directory") != nullptr)
    options.directory = folder.write("people.csv", text(play.sheet, "directory"));
  std::ostringstream out, err;

  EXPECT_EQ(app::replay(options, {.out = out, .err = err}), app::kDone) << err.str();

  EXPECT_EQ(summary(out.str()), play.expected) << out.str();
}

INSTANTIATE_TEST_SUITE_P(Table, Feature, ::testing::ValuesIn(read_table()), [](const auto& play) {
  std::string name = play.param.file + "_" + play.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Feature);

}  // namespace
}  // namespace qunguan::test
