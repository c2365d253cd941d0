#include "qunguan/rules/policy_book.hpp"

#include <gmock/gmock.h>

namespace qunguan::test {
namespace {

using rules::PolicyBook;
using rules::PolicySource;
using testing::ElementsAre;
using testing::SizeIs;

constexpr Duration kRetention = std::chrono::days{30};

// As the design has it, comments and all.
constexpr const char* kDemo = R"yaml(policy: 示范群规
groups: [示范群]
timezone: Asia/Shanghai
calendar: { workdays: mon-fri, duty: ["09:00-12:00", "13:30-18:00"] }
people:
  leaders: [zongjian]                 # ids; dept:总经办 and role:admin also name people
report_to: role:admin                 # where reviews, proposals and alarms go
lists:
  赌博: { words: [百家乐, 网上赌场], allow: [反赌博宣传] }
ladders:
  通用: { window: 30d, steps: [warn, warn, fine 50, propose_removal] }
rules:
  - id: realname
    basis: 第一条                      # quoted to the member
    nickname: { format: "{部门}-{姓名}", grace: 3d }
    then: [remind, warn, propose_removal]
  - id: reply30
    basis: 第二条
    reply_deadline: { asked_by: leaders, within: 30m }
    then: fine 100
  - id: quiet
    basis: 第三条
    quiet_hours: "23:30-07:30"
    then: remind
  - id: gambling
    basis: 第四条
    content: { lists: [赌博] }
    then: 通用                         # a ladder's name
    mode: test
)yaml";

// The same, laid out anew: other order of keys, quotes, block for flow, no comments.
constexpr const char* kDemoAnew = R"yaml("policy": '示范群规'
rules:
- nickname:
    grace: 3d
    format: '{部门}-{姓名}'
  id: realname
  then:
  - remind
  - warn
  - propose_removal
  basis: "第一条"
- { then: "fine 100", id: reply30, basis: 第二条, reply_deadline: { within: 30m, asked_by: leaders } }
- { quiet_hours: 23:30-07:30, id: quiet, basis: 第三条, then: remind }
- id: gambling
  mode: test
  then: 通用
  content:
    lists:
      - 赌博
  basis: 第四条
report_to: role:admin
ladders:
  通用:
    steps: [warn, warn, fine 50, propose_removal]
    window: 30d
lists:
  赌博: { allow: [反赌博宣传], words: [百家乐, 网上赌场] }
people: { leaders: [zongjian] }
calendar: { duty: [09:00-12:00, 13:30-18:00], workdays: mon-fri }
timezone: Asia/Shanghai
groups:
  - 示范群
)yaml";

std::shared_ptr<const PolicyBook> load_book(const std::vector<PolicySource>& files) {
  std::vector<policy::Diagnostic> problems;
  std::shared_ptr<const PolicyBook> book = PolicyBook::load(files, kRetention, problems);
  for (const policy::Diagnostic& problem : problems)
    ADD_FAILURE() << policy::format(problem, policy::Language::English);
  return book;
}

std::vector<policy::Diagnostic> problems_of(const std::vector<PolicySource>& files) {
  std::vector<policy::Diagnostic> problems;
  EXPECT_EQ(PolicyBook::load(files, kRetention, problems), nullptr);
  return problems;
}

std::string policy_of(const std::string& groups, const std::string& rule) {
  return "policy: 群规\ngroups: " + groups + "\nrules:\n  - { id: a, " + rule + ", then: warn }\n";
}

TEST(DesignPolicy, LoadsAsWritten) {
  const std::shared_ptr<const PolicyBook> book = load_book({{"demo.yaml", kDemo}});

  ASSERT_NE(book, nullptr);
  const rules::Policy& policy = book->policies().front();
  ASSERT_THAT(policy.rules, SizeIs(4));
  EXPECT_EQ(policy.calendar.duty.size(), 2U);
  EXPECT_THAT(policy.rules[0].ladder.steps, SizeIs(3));
  EXPECT_EQ(policy.rules[1].ladder.steps[0].fine(), Fen{10000});
  EXPECT_THAT(policy.rules[2].basis, ElementsAre("第三条"));
  EXPECT_EQ(policy.rules[3].ladder.name, "通用");
  EXPECT_EQ(policy.rules[3].mode, rules::Mode::Test);
}

TEST(DesignPolicy, HashesItsMeaningAndNotItsLayout) {
  const std::shared_ptr<const PolicyBook> written = load_book({{"demo.yaml", kDemo}});
  const std::shared_ptr<const PolicyBook> anew = load_book({{"anew.yaml", kDemoAnew}});

  ASSERT_TRUE(written && anew);
  EXPECT_EQ(written->policies()[0].hash, anew->policies()[0].hash);
  EXPECT_EQ(written->hash(), anew->hash());
}

TEST(DesignPolicy, HashesAnotherWhenAWordOfItChanges) {
  std::string stricter = kDemo;
  stricter.replace(stricter.find("30m"), 3, "20m");

  const std::shared_ptr<const PolicyBook> written = load_book({{"demo.yaml", kDemo}});
  const std::shared_ptr<const PolicyBook> other = load_book({{"demo.yaml", stricter}});

  ASSERT_TRUE(written && other);
  EXPECT_NE(written->policies()[0].hash, other->policies()[0].hash);
}

TEST(PolicyBook, RefusesTwoPoliciesForOneGroup) {
  const std::vector<policy::Diagnostic> problems =
      problems_of({{"a.yaml", policy_of("[甲群, 乙群]", "flood: { repeat: 3 }")},
                   {"b.yaml", policy_of("[丙群, 乙群]", "flood: { repeat: 3 }")}});

  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].code, "group-conflict");
  EXPECT_EQ(problems[0].file, "b.yaml");
  EXPECT_EQ(problems[0].at, (policy::Position{2, 14}));
  EXPECT_THAT(problems[0].message.zh, testing::HasSubstr("a.yaml"));
  EXPECT_FALSE(problems[0].fix.zh.empty());
}

TEST(PolicyBook, RefusesAllWhenOneFileIsBroken) {
  const std::vector<policy::Diagnostic> problems =
      problems_of({{"a.yaml", policy_of("[甲群]", "flood: { repeat: 3 }")},
                   {"b.yaml", policy_of("[乙群]", "flood: { repeat: 1 }")}});

  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].file, "b.yaml");
}

TEST(PolicyBook, NamesProblemsInTheOrderOfTheFile) {
  const std::vector<policy::Diagnostic> problems =
      problems_of({{"a.yaml",
                    "policy: a\ngroups: [a]\nrules:\n  - id: a\n    quiet_hours: 23:30\n    then: "
                    "wran\nowner: []\n"}});

  ASSERT_THAT(problems, SizeIs(3));
  EXPECT_EQ(problems[0].at.line, 5);
  EXPECT_EQ(problems[1].at.line, 6);
  EXPECT_EQ(problems[2].at.line, 7);
}

TEST(PolicyBook, RefusesExpressionsThatAreTooDearTogether) {
  std::string many;
  for (int i = 0; i < 400; ++i)
    many += (i == 0 ? "" : ", ") + ("'" + std::to_string(i) + "(a{1,30}b){1,20}c'");

  const std::vector<policy::Diagnostic> problems =
      problems_of({{"a.yaml", policy_of("[甲群]", "content: { regex: [" + many + "] }")}});

  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].code, "regex-too-dear");
}

TEST(PolicyBook, FindsAGroupByItsIdAndByAnyOfItsNames) {
  const std::shared_ptr<const PolicyBook> book =
      load_book({{"a.yaml", policy_of("[g1, 示范群]", "flood: { repeat: 3 }")}});

  EXPECT_THAT(book->policies_for(GroupId{"g1"}, {}), SizeIs(1));
  EXPECT_THAT(book->policies_for(GroupId{"g2"}, {"改了名", "示范群"}), SizeIs(1));
  EXPECT_THAT(book->policies_for(GroupId{"g2"}, {"别的群"}), SizeIs(0));
}

}  // namespace
}  // namespace qunguan::test
