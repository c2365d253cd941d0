#include "qunguan/policy/compose.hpp"

#include <gmock/gmock.h>

#include "qunguan/rules/compose.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::test {
namespace {

using rules::PolicyBook;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Loaded {
  std::shared_ptr<const PolicyBook> book;
  std::vector<policy::Diagnostic> problems;

  const rules::Policy& first() const { return book->policies().front(); }
};

Loaded load(const std::vector<std::string>& texts) {
  std::vector<rules::PolicySource> files;
  for (const std::string& text : texts)
    files.push_back({.file = "f" + std::to_string(files.size() + 1) + ".yaml", .text = text});
  Loaded loaded;
  loaded.book = PolicyBook::load(files, std::chrono::days{30}, loaded.problems);
  return loaded;
}

std::string places(const std::vector<policy::Diagnostic>& problems) {
  std::string text;
  for (const policy::Diagnostic& one : problems)
    text += one.file + ":" + std::to_string(one.at.line) + ":" + std::to_string(one.at.column) +
            " " + one.code + "\n";
  return text;
}

const std::string kHead = "policy: 群规\ngroups: [群]\n";
const std::string kBase =
    "base: 公司通用\n"
    "people: { leaders: [zongjian] }\n"
    "rules:\n"
    "  - { id: quiet, basis: 第三条, quiet_hours: \"23:30-07:30\", then: remind }\n"
    "  - { id: flood, flood: { max_messages: 5, within: 10s }, then: warn }\n";

TEST(Preset, StandsForAVisibleRule) {
  const Loaded loaded = load({kHead + "rules:\n  - use: 宵禁\n"});

  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.first().rules.at(0).id, RuleId{"quiet"});
  EXPECT_EQ(loaded.first().rules.at(0).name, "宵禁");
}

TEST(Preset, IsOverriddenKeyByKey) {
  const Loaded loaded = load({kHead + "rules:\n  - { use: 刷屏, id: mine, basis: 第八条, flood: { "
                                      "max_messages: 3 }, then: fine 5 }\n"});

  ASSERT_THAT(loaded.problems, IsEmpty());
  const rules::RuleEntry& rule = loaded.first().rules.at(0);
  EXPECT_EQ(rule.id, RuleId{"mine"});
  EXPECT_THAT(rule.basis, ElementsAre("第八条"));
  EXPECT_EQ(rule.ladder.steps.at(0).fine(), Fen{500});
}

TEST(Preset, BringsItsListsUnderThoseOfThePolicy) {
  const Loaded alone = load({kHead + "rules:\n  - use: 禁广告\n"});
  const Loaded own =
      load({kHead + "lists: { 广告: { words: [本店特价] } }\nrules:\n  - use: 禁广告\n"});

  EXPECT_THAT(alone.problems, IsEmpty());
  EXPECT_THAT(own.problems, IsEmpty());
  EXPECT_NE(alone.first().hash, own.first().hash);
}

TEST(Preset, MeansTheSameAsWhatItStandsFor) {
  const std::string used = kHead + "rules:\n  - use: 宵禁\n";
  policy::Diagnostics diagnostics{"f.yaml"};

  const std::string expanded = policy::write_yaml(
      *rules::expand_presets(*policy::read_yaml(used, diagnostics), diagnostics));

  EXPECT_THAT(expanded, HasSubstr("quiet_hours: 23:30-07:30"));
  EXPECT_EQ(load({used}).first().hash, load({expanded}).first().hash);
}

TEST(Preset, EachLoadsAsItStands) {
  for (const std::string& name : rules::preset_names())
    EXPECT_EQ(places(load({kHead + "rules:\n  - use: " + name + "\n"}).problems), "") << name;
}

TEST(Preset, ThatThereIsNoneOfIsNamedWithItsPlace) {
  const Loaded loaded = load({kHead + "rules:\n  - use: 宵静\n"});

  EXPECT_EQ(places(loaded.problems), "f1.yaml:4:10 unknown-preset\n");
  EXPECT_THAT(loaded.problems.at(0).fix.zh, HasSubstr("宵禁"));
}

TEST(Base, GivesItsRulesToThoseWhoBuildOnIt) {
  const Loaded loaded = load({kBase,
                              "policy: 工程部\ngroups: [工程部]\nextends: 公司通用\nrules:\n"
                              "  - { id: quiet, quiet_hours: \"22:00-07:00\" }\n"
                              "  - { id: ask, reply_deadline: { asked_by: leaders, within: "
                              "30m }, then: warn }\n"});

  ASSERT_EQ(places(loaded.problems), "");
  ASSERT_THAT(loaded.book->policies(), SizeIs(1));
  std::vector<std::string> ids;
  for (const rules::RuleEntry& rule : loaded.first().rules) ids.push_back(rule.id.text());
  EXPECT_THAT(ids, ElementsAre("quiet", "flood", "ask"));
  EXPECT_THAT(loaded.first().rules.at(0).basis, ElementsAre("第三条"));
}

TEST(Base, LosesARuleThatIsSwitchedOff) {
  const Loaded loaded = load({kBase,
                              "policy: 甲\ngroups: [甲]\nextends: 公司通用\nrules:\n"
                              "  - { id: flood, off: true }\n",
                              "policy: 乙\ngroups: [乙]\nextends: 公司通用\n"});

  ASSERT_EQ(places(loaded.problems), "");
  EXPECT_THAT(loaded.book->policies().at(0).rules, SizeIs(1));
  EXPECT_THAT(loaded.book->policies().at(1).rules, SizeIs(2));
}

TEST(Base, ChangesTheHashOfThoseWhoBuildOnIt) {
  const std::string child = "policy: 甲\ngroups: [甲]\nextends: 公司通用\n";
  std::string changed = kBase;
  changed.replace(changed.find("23:30"), 5, "22:30");

  EXPECT_NE(load({kBase, child}).first().hash, load({changed, child}).first().hash);
}

TEST(Base, MayBuildOnAnotherButNotOnItself) {
  const std::string middle = "base: 总部\nextends: 公司通用\n";
  const std::string child = "policy: 甲\ngroups: [甲]\nextends: 总部\n";
  const std::string circle = "base: 公司通用\nextends: 总部\nrules: []\n";

  EXPECT_EQ(places(load({kBase, middle, child}).problems), "");
  EXPECT_THAT(places(load({circle, middle, child}).problems), HasSubstr("unknown-base"));
}

TEST(Base, ThatThereIsNoneOfIsNamedWithItsPlace) {
  const Loaded loaded = load({kBase, "policy: 甲\ngroups: [甲]\nextends: 公司通丽\n"});

  EXPECT_EQ(places(loaded.problems), "f2.yaml:3:10 unknown-base\n");
  EXPECT_THAT(loaded.problems.at(0).fix.zh, HasSubstr("公司通用"));
}

}  // namespace
}  // namespace qunguan::test
