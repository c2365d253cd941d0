#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "app/files.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const fs::path kProject{QUNGUAN_SOURCE_DIR};

/// The clauses of real bylaws stand beside the project, not in it.
const fs::path kClauses = kProject.parent_path() / "shared/bylaws/clauses.tsv";

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> found;
  std::istringstream rest{line};
  for (std::string cell; std::getline(rest, cell, '\t');) found.push_back(cell);
  return found;
}

/// By bylaw, the clauses of which a part can be had by a program, and all that there are.
struct Clauses {
  std::map<std::string, std::set<std::string>> expected, all;
};

Clauses read_clauses() {
  Clauses clauses;
  std::istringstream lines{*app::read_file(kClauses.string())};
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::vector<std::string> cell = cells(line);
    if (cell.size() < 10) continue;
    clauses.all[cell[0]].insert(cell[4]);
    if (cell[9] == "yes" || cell[9] == "partly") clauses.expected[cell[0]].insert(cell[4]);
  }
  return clauses;
}

/// `B06` of `b06-art-elites.yaml`.
std::string bylaw_of(const fs::path& file) { return "B" + file.filename().string().substr(1, 2); }

/// The clauses that a policy enforces or leaves to people.
std::set<std::string> named_in(const rules::Policy& policy) {
  std::set<std::string> named;
  for (const rules::RuleEntry& rule : policy.rules)
    named.insert(rule.basis.begin(), rule.basis.end());
  for (const rules::LeftToPeople& left : policy.left_to_people) named.insert(left.basis);
  return named;
}

std::vector<std::string> minus(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  return rest;
}

std::shared_ptr<const rules::PolicyBook> load_bylaws() {
  std::vector<policy::Diagnostic> problems;
  auto book = rules::PolicyBook::load(*app::read_policies({(kProject / "rules/bylaws").string()}),
                                      std::chrono::days{30}, problems);
  for (const policy::Diagnostic& problem : problems)
    ADD_FAILURE() << format(problem, policy::Language::English);
  return book == nullptr ? std::make_shared<const rules::PolicyBook>() : book;
}

TEST(Bylaws, LoseNoClause) {
  if (!fs::exists(kClauses)) GTEST_SKIP() << "the clauses are not at hand";
  const Clauses clauses = read_clauses();
  const auto book = load_bylaws();

  std::set<std::string> written;
  for (const rules::Policy& policy : book->policies()) {
    const std::string bylaw = bylaw_of(policy.file);
    written.insert(bylaw);
    EXPECT_THAT(minus(clauses.expected.at(bylaw), named_in(policy)), IsEmpty()) << policy.file;
    EXPECT_THAT(minus(named_in(policy), clauses.all.at(bylaw)), IsEmpty()) << policy.file;
  }
  std::set<std::string> expected;
  for (const auto& [bylaw, numbers] : clauses.expected) expected.insert(bylaw);
  EXPECT_THAT(minus(expected, written), IsEmpty());
}

TEST(Bylaws, StayShort) {
  for (const auto& entry : fs::directory_iterator{kProject / "rules/bylaws"}) {
    const std::string text = *app::read_file(entry.path().string());
    EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 150) << entry.path();
  }
}

/// Whom a rule may cost something, now or when somebody agrees, reads how to object.
TEST(Bylaws, TellHowToObject) {
  const auto book = load_bylaws();

  for (const rules::Policy& policy : book->policies())
    for (const rules::RuleEntry& rule : policy.rules) {
      if (rule.notice.empty() || rule.ladder.steps.empty() ||
          rule.ladder.steps.back().heaviest().kind < ActionKind::Review)
        continue;
      EXPECT_THAT(rule.notice, AnyOf(HasSubstr("{申诉}"), HasSubstr("{编号}")))
          << policy.file << " " << rule.id.text();
    }
}

}  // namespace
}  // namespace qunguan::test
