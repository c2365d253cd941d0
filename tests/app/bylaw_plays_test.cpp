#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "qunguan/policy/node.hpp"
#include "qunguan/rules/policy_book.hpp"
#include "support/chat_script.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::IsEmpty;

const fs::path kProject{QUNGUAN_SOURCE_DIR};

/// `tests/bylaws/b06.yaml`: what is said under one bylaw, and what follows.
///
/// `policy` is its file, `directory` the people, `cast` their nicknames. Each play bears the id of
/// the rule that it is about, and more words where a rule has several. Its lines are those of
/// `chat_script`; one that begins with `=> ` is an action that follows from them, of a rule that
/// judges or that moves money, noted ones aside: `=> fine zhangsan 10000`. Another rule's is
/// written with that rule's id: `=> insult: warn lisi`.
struct Sheet {
  std::string name;
  policy::Node root;

  std::string text(const std::string& key) const {
    const policy::Node* found = root.find(key);
    return found == nullptr ? std::string{} : found->text;
  }
};

/// For the tests that fail.
void PrintTo(const Sheet& sheet, std::ostream* out) { *out << sheet.name; }

std::string rule_of(const std::string& play) { return play.substr(0, play.find(' ')); }

std::vector<Sheet> read_sheets() {
  std::vector<Sheet> sheets;
  for (const auto& entry : fs::directory_iterator{kProject / "tests/bylaws"}) {
    policy::Diagnostics diagnostics{entry.path().string()};
    const auto root = policy::read_yaml(*app::read_file(entry.path().string()), diagnostics);
    for (const policy::Diagnostic& one : diagnostics.list())
      ADD_FAILURE() << format(one, policy::Language::English);
    if (root) sheets.push_back({.name = entry.path().stem().string(), .root = *root});
  }
  std::sort(sheets.begin(), sheets.end(),
            [](const Sheet& a, const Sheet& b) { return a.name < b.name; });
  return sheets;
}

std::shared_ptr<const rules::PolicyBook> load(const std::string& policy) {
  std::vector<policy::Diagnostic> problems;
  auto book =
      rules::PolicyBook::load(*app::read_policies({policy}), std::chrono::days{30}, problems);
  for (const policy::Diagnostic& problem : problems)
    ADD_FAILURE() << format(problem, policy::Language::English);
  return book;
}

/// The rules of a policy that judge.
std::set<std::string> judging(const rules::Policy& policy) {
  std::set<std::string> ids;
  for (const rules::RuleEntry& rule : policy.rules)
    if (rule.type->judges) ids.insert(rule.id.text());
  return ids;
}

/// What the judging rules did, as the sheet writes it.
std::vector<std::string> deeds(const std::string& output, const std::string& rule,
                               const std::set<std::string>& judging) {
  std::vector<std::string> done;
  std::istringstream lines{output};
  for (std::string line; std::getline(lines, line);) {
    const json action = json::parse(line);
    const auto word = [&](const char* key, const char* otherwise) {
      return action[key].is_null() ? otherwise : action[key].get<std::string>();
    };
    const std::string by = word("rule", ""), what = word("action", "");
    const bool is_money = action.value("amount_fen", 0) != 0;
    if (what == "record" || what == "announce" || (!is_money && !judging.contains(by))) continue;
    std::string one = (by == rule ? "" : by + ": ") + what + " " + word("member_id", "-");
    if (is_money) one += " " + std::to_string(action.value("amount_fen", 0));
    done.push_back(one);
  }
  return done;
}

class BylawPlay : public ::testing::TestWithParam<Sheet> {};

TEST_P(BylawPlay, EachRuleDoesWhatItsClauseSays) {
  const Sheet& sheet = GetParam();
  const TempFolder folder;
  const std::string policy = (kProject / "rules/bylaws" / sheet.text("policy")).string();
  const auto book = load(policy);
  ASSERT_NE(book, nullptr);
  const std::set<std::string> ids = judging(book->policies().front());
  const std::string people = folder.write("people.csv", sheet.text("directory"));

  std::set<std::string> played;
  for (const policy::Entry& play : sheet.root.find("plays")->entries) {
    std::vector<std::string> lines, expected;
    for (const policy::Node& line : play.value.items)
      if (line.text.starts_with("=> "))
        expected.push_back(line.text.substr(3));
      else
        lines.push_back(line.text);
    const app::ReplayOptions options{
        .policies = {policy},
        .events = folder.write("events.jsonl", chat_script(sheet.root, lines)),
        .directory = people,
        .until = script_end(lines)};
    std::ostringstream out, err;

    EXPECT_EQ(app::replay(options, {.out = out, .err = err}), app::kDone) << err.str();

    EXPECT_EQ(deeds(out.str(), rule_of(play.key), ids), expected) << play.key << "\n" << out.str();
    if (!expected.empty()) played.insert(rule_of(play.key));
  }

  EXPECT_EQ(played, ids) << "a rule that judges is played, and no other";
}

INSTANTIATE_TEST_SUITE_P(All, BylawPlay, ::testing::ValuesIn(read_sheets()),
                         [](const auto& sheet) { return sheet.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BylawPlay);

/// Lines of ordinary office talk, each by another member, a minute after the last.
std::vector<std::string> office_talk() {
  const std::vector<std::string> speakers{"zhangsan", "lisi", "sunqi"};
  std::istringstream talk{*app::read_file((kProject / "tests/talk/office.txt").string())};
  std::vector<std::string> lines;
  for (std::string said; std::getline(talk, said);) {
    const std::size_t minute = lines.size();
    const std::string hour = minute < 60 ? "09:" : "10:";
    const std::string past = std::to_string(minute % 60);
    lines.push_back(hour + (past.size() < 2 ? "0" : "") + past + " " +
                    speakers[minute % speakers.size()] + ": " + said);
  }
  return lines;
}

/// The rules of a policy that look at what is said.
std::set<std::string> listening(const rules::Policy& policy) {
  const std::set<std::string> types{"content", "flood", "permit"};
  std::set<std::string> ids;
  for (const rules::RuleEntry& rule : policy.rules)
    if (types.contains(rule.type->name)) ids.insert(rule.id.text());
  return ids;
}

TEST(BylawPlays, CostNobodyAnythingForOfficeTalk) {
  const auto book = load((kProject / "rules/bylaws").string());
  const TempFolder folder;
  const std::vector<std::string> lines = office_talk();
  for (const rules::Policy& policy : book->policies()) {
    const std::string file =
        (kProject / "rules/bylaws" / fs::path{policy.file}.filename()).string();
    policy::Diagnostics diagnostics{file};
    const auto sheet = policy::read_yaml("group: \"" + policy.groups.front() + "\"", diagnostics);
    const app::ReplayOptions options{
        .policies = {file},
        .events = folder.write("events.jsonl", chat_script(*sheet, lines)),
        .until = script_end(lines)};
    std::ostringstream out, err;

    EXPECT_EQ(app::replay(options, {.out = out, .err = err}), app::kDone) << err.str();

    EXPECT_THAT(deeds(out.str(), "", listening(policy)), IsEmpty()) << file << "\n" << out.str();
  }
}

TEST(BylawPlays, AreThereForEachBylawThatJudges) {
  const auto book = load((kProject / "rules/bylaws").string());
  std::set<std::string> policies;
  for (const rules::Policy& policy : book->policies())
    if (!judging(policy).empty()) policies.insert(fs::path{policy.file}.filename().string());
  for (const Sheet& sheet : read_sheets()) policies.erase(sheet.text("policy"));

  EXPECT_THAT(policies, IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
