#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int code = 0;
  std::string out, err;
};

/// A policy with one list and one rule.
std::string policy(const std::string& list, const std::string& test) {
  return "policy: 示范群规\ngroups: [示范群]\nlists: { 词: " + list +
         " }\nrules:\n  - { id: words, content: " + test + ", then: warn }\n";
}

class OrdinaryTalk : public ::testing::Test {
 protected:
  Outcome check(const std::string& list, const std::string& test = "{ lists: [词] }") {
    std::ostringstream out, err;
    const int code = app::check({.paths = {folder_.write("p.yaml", policy(list, test))},
                                 .config = "/nowhere",
                                 .language = policy::Language::English},
                                {out, err});
    return {.code = code, .out = out.str(), .err = err.str()};
  }

  TempFolder folder_;
};

TEST_F(OrdinaryTalk, WarnsOfAWordThatHitsOrdinaryTalk) {
  const Outcome outcome = check("{ words: [百家乐, 口交], match: anywhere }");

  EXPECT_EQ(outcome.code, app::kDone);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("p.yaml:3:28: warning[word-hits-ordinary-talk]: '口交' would hit "
                              "ordinary talk such as '"),
                    HasSubstr("路口交通"), HasSubstr("fix: with `match: smart` it would not"),
                    HasSubstr("1 files, no errors")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("百家乐")));
}

TEST_F(OrdinaryTalk, AdvisesAnAllowPhraseWhereTheWordStandsAlone) {
  EXPECT_THAT(check("{ words: [垃圾] }").out,
              HasSubstr("fix: add an allow phrase such as '垃圾分类', or make it longer"));
}

TEST_F(OrdinaryTalk, SaysNothingOfGoodWords) {
  EXPECT_THAT(check("{ words: [口交, 网上赌场, 代开发票] }").out, Not(HasSubstr("warning")));
}

TEST_F(OrdinaryTalk, SaysNothingOfWordsThatAreNotEnoughAlone) {
  EXPECT_THAT(check("{ words: [垃圾] }").out, HasSubstr("warning"));

  for (const char* test : {"{ lists: [词], at_person: true }", "{ lists: [词], in: title }",
                           "{ lists: [词], in: [title] }"})
    EXPECT_THAT(check("{ words: [垃圾] }", test).out, Not(HasSubstr("warning"))) << test;
}

TEST_F(OrdinaryTalk, WarnsInEachFileThatHasTheWord) {
  const std::string list = "lists: { 词: { words: [垃圾] } }\n";
  const std::string rules = "rules:\n  - { id: a, content: { lists: [词] }, then: warn }\n";
  folder_.write("a.yaml", "policy: 甲\ngroups: [a]\n" + list + rules);
  folder_.write("b.yaml", "policy: 乙\ngroups: [b]\n" + list + rules);
  std::ostringstream out, err;

  app::check({.paths = {folder_.file("")}, .config = "/nowhere"}, {out, err});

  EXPECT_THAT(out.str(),
              AllOf(HasSubstr("a.yaml:3:23: warning"), HasSubstr("b.yaml:3:23: warning")));
}

TEST_F(OrdinaryTalk, WarnsOnceOfWhatSeveralFilesInherit) {
  folder_.write("base.yaml",
                "base: 公司\nlists: { 词: { words: [垃圾] } }\n"
                "rules:\n  - { id: a, content: { lists: [词] }, then: warn }\n");
  folder_.write("a.yaml", "policy: 甲\ngroups: [a]\nextends: 公司\nrules: []\n");
  folder_.write("b.yaml", "policy: 乙\ngroups: [b]\nextends: 公司\nrules: []\n");
  std::ostringstream out, err;

  app::check({.paths = {folder_.file("")}, .config = "/nowhere"}, {out, err});

  EXPECT_THAT(out.str(), HasSubstr("base.yaml:2:23: warning"));
  EXPECT_EQ(out.str().find("warning"), out.str().rfind("warning")) << out.str();
}

TEST_F(OrdinaryTalk, HasNothingToSayOfThePoliciesThatWeShip) {
  std::ostringstream out, err;

  const int code =
      app::check({.paths = {QUNGUAN_SOURCE_DIR "/rules"}, .config = "/nowhere"}, {out, err});

  EXPECT_EQ(code, app::kDone);
  EXPECT_THAT(out.str(), Not(HasSubstr("warning"))) << out.str();
}

}  // namespace
}  // namespace qunguan::test
