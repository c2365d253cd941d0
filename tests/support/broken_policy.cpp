#include "support/broken_policy.hpp"

#include <algorithm>
#include <stdexcept>

#include <gmock/gmock.h>

namespace qunguan::test {
namespace {

using policy::Diagnostic;
using policy::Language;
using policy::Position;

constexpr std::string_view kMark = "▸";
constexpr Duration kRetention = std::chrono::days{30};

constexpr const char* kSurroundings =
    "policy: 测试群规\n"
    "groups: [示范群]\n"
    "people: { leaders: [zongjian] }\n"
    "lists: { 赌博: { words: [百家乐] }, 公司: { words: [公司] } }\n"
    "ladders: { 通用: { window: 30d, steps: [warn, fine 50] } }\n";

std::string indented(const std::string& lines) {
  std::string text = "    ";
  for (const char c : lines) text += c == '\n' ? std::string{"\n    "} : std::string{c};
  return text + "\n";
}

/// The line and the character that the mark stands before.
Position place_of(std::string_view before) {
  const std::size_t line = before.rfind('\n');
  const std::string_view rest = line == before.npos ? before : before.substr(line + 1);
  const auto is_first_byte = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  };
  return {.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          .column = 1 + static_cast<int>(std::count_if(rest.begin(), rest.end(), is_first_byte))};
}

std::string all_of(const std::vector<Diagnostic>& problems) {
  std::string text;
  for (const Diagnostic& problem : problems) text += format(problem, Language::Chinese) + "\n";
  return text;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Slip& slip) { return out << slip.name; }

std::vector<Diagnostic> diagnose(const std::string& text) {
  policy::Diagnostics diagnostics{"t.yaml"};
  rules::Vocabulary::Builder vocabulary;
  const bool is_loaded = load_policy(text, diagnostics, vocabulary, kRetention).has_value();
  EXPECT_NE(is_loaded, diagnostics.has_errors()) << text;
  return diagnostics.list();
}

void expect_refused(const Slip& slip) {
  const std::size_t mark = slip.marked.find(kMark);
  const std::string before = slip.marked.substr(0, mark);
  const std::string after =
      mark == std::string::npos ? "" : slip.marked.substr(mark + kMark.size());

  const std::vector<Diagnostic> problems = diagnose(before + after);

  ASSERT_THAT(problems, testing::SizeIs(1)) << slip.name << "\n" << all_of(problems);
  const Diagnostic& problem = problems.front();
  const Position expected = mark == std::string::npos ? Position{} : place_of(before);
  EXPECT_EQ(problem.code, slip.code) << slip.name << "\n" << all_of(problems);
  EXPECT_EQ(problem.at, expected) << slip.name << "\n" << all_of(problems);
  EXPECT_THAT(problem.fix.zh, testing::HasSubstr(slip.fix)) << slip.name;
  EXPECT_FALSE(problem.fix.zh.empty()) << slip.name;
  EXPECT_FALSE(problem.fix.en.empty()) << slip.name;
}

std::string with_rule(const std::string& rule) {
  return std::string{kSurroundings} + "rules:\n  - id: a\n    then: warn\n" + indented(rule);
}

std::string with_then(const std::string& then) {
  return std::string{kSurroundings} + "rules:\n  - id: a\n    quiet_hours: \"23:30-07:30\"\n" +
         indented(then);
}

std::string with_head(const std::string& head) {
  return "policy: 测试群规\ngroups: [示范群]\n" + head +
         "\nrules:\n  - { id: a, quiet_hours: \"23:30-07:30\", then: remind }\n";
}

rules::Policy load(const std::string& text) {
  policy::Diagnostics diagnostics{"t.yaml"};
  rules::Vocabulary::Builder vocabulary;
  std::optional<rules::Policy> policy = load_policy(text, diagnostics, vocabulary, kRetention);
  if (!policy) throw std::runtime_error{all_of(diagnostics.list())};
  return *std::move(policy);
}

}  // namespace qunguan::test
