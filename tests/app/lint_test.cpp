#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/daemon_bench.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Outcome {
  int code = 0;
  std::string out, err;
};

Outcome lint(const app::LintOptions& options) {
  std::ostringstream out, err;
  const int code = app::lint_lexicon(options, {out, err});
  return {.code = code, .out = out.str(), .err = err.str()};
}

/// One line of a policy with one list and one rule.
std::string policy(const std::string& list, const std::string& test) {
  return "policy: 示范群规\ngroups: [示范群]\nlists: { 词: " + list +
         " }\nrules:\n  - { id: words, content: " + test + ", then: warn }\n";
}

class LexiconLint : public ::testing::Test {
 protected:
  Outcome of_policy(const std::string& list, const std::string& corpus,
                    const std::string& test = "{ lists: [词] }") {
    return lint({.files = {folder_.write("p.yaml", policy(list, test))},
                 .corpus = folder_.write("corpus.txt", corpus)});
  }

  Outcome of_list(const std::string& words, const std::string& corpus) {
    return lint({.files = {folder_.write("words.txt", words)},
                 .corpus = folder_.write("corpus.txt", corpus)});
  }

  TempFolder folder_;
};

TEST_F(LexiconLint, CountsTheMessagesThatAWordHits) {
  const Outcome outcome =
      of_policy("{ words: [兼职, 百家乐] }", "兼职老师来了，兼职的课时费\n开会\n新来的兼职\n好\n");

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("对照了 4 条消息"),
                                 HasSubstr("p.yaml:3:23: 词 “兼职”命中 2 条，每万条 5000.0")));
}

TEST_F(LexiconLint, ShowsAnExampleWithTheHitMarked) {
  EXPECT_THAT(of_policy("{ words: [兼职] }", "今天兼*职老师来了\n").out,
              HasSubstr("例：今天【兼*职】老师来了"));
}

TEST_F(LexiconLint, CutsALongExampleBetweenCharacters) {
  std::string talk;
  for (int i = 0; i < 100; ++i) talk += "哈";

  const std::string out = of_policy("{ words: [兼职] }", talk + " 兼职 " + talk + "\n").out;

  EXPECT_THAT(out, AllOf(HasSubstr("例：…哈"), HasSubstr("【兼职】"), HasSubstr("哈…\n")));
  EXPECT_THAT(out, Not(HasSubstr(talk)));
}

TEST_F(LexiconLint, NamesTheWorstFirstAndSumsUpTheSilent) {
  const std::string out =
      of_policy("{ words: [加班, 兼职, 百家乐, 六合彩] }", "兼职\n兼职\n加班\n").out;

  EXPECT_LT(out.find("“兼职”"), out.find("“加班”"));
  EXPECT_THAT(out, AllOf(HasSubstr("2 个词一条也没命中"), Not(HasSubstr("百家乐"))));
}

TEST_F(LexiconLint, IsContentWithWordsThatHitNothing) {
  const Outcome outcome = of_policy("{ words: [百家乐] }", "开会\n");

  EXPECT_EQ(outcome.code, app::kDone);
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(LexiconLint, IsContentWithOneMessageInAsManyAsTheLimit) {
  app::LintOptions options{
      .files = {folder_.write("p.yaml", policy("{ words: [兼职] }", "{ lists: [词] }"))},
      .corpus = folder_.write("corpus.txt", "兼职\n开会\n好\n"),
      .limit = 3};

  EXPECT_EQ(lint(options).code, app::kDone);
  options.limit = 4;
  EXPECT_EQ(lint(options).code, app::kFoundErrors);
}

TEST_F(LexiconLint, AdvisesAnAllowPhraseWhereOneUseIsCommon) {
  EXPECT_THAT(of_policy("{ words: [兼职] }", "兼职老师好\n兼职老师早\n").out,
              HasSubstr("建议：allow: [兼职老师]"));
}

TEST_F(LexiconLint, AdvisesToMatchWholeWordsWhereThatIsEnough) {
  const Outcome outcome = of_policy("{ words: [口交], match: anywhere }", "路口交通管制\n");

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.out, HasSubstr("建议：match: smart"));
}

TEST_F(LexiconLint, AdvisesALongerWordWhereEveryUseIsAnother) {
  EXPECT_THAT(of_policy("{ words: [开会] }",
                        "开会地点\n开会时间\n开会人员\n开会材料\n开会通知\n开会议程\n开会签到\n")
                  .out,
              HasSubstr("建议：把词写长一点"));
}

TEST_F(LexiconLint, ReadsAsJudgingDoes) {
  EXPECT_EQ(of_policy("{ words: [兼职], allow: [兼职老师] }", "兼职老师\n").code, app::kDone);
  EXPECT_EQ(of_policy("{ words: [口交] }", "路口交通管制\n").code, app::kDone);
  EXPECT_EQ(of_policy("{ words: [赌博], unless_warned: true }", "严禁赌博\n").code, app::kDone);
}

TEST_F(LexiconLint, MatchesAsTheRuleThatUsesTheListDoes) {
  const Outcome outcome =
      of_policy("{ words: [口交] }", "路口交通管制\n", "{ lists: [词], match: anywhere }");

  EXPECT_EQ(outcome.code, app::kFoundErrors);
}

TEST_F(LexiconLint, HoldsNothingAgainstWordsThatAreNotEnoughAlone) {
  const Outcome outcome =
      of_policy("{ words: [有病] }", "你有病就请假\n", "{ lists: [词], at_person: true }");

  EXPECT_EQ(outcome.code, app::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("“有病”命中 1 条，每万条 10000.0（还要别的条件才算，不计）"));
}

TEST_F(LexiconLint, NamesWordsThatAreEnoughAloneBeforeAllOthers) {
  const std::string rules =
      "policy: 示范群规\ngroups: [示范群]\nlists: { 公司: { words: [公司] }, 差: { words: [难吃] "
      "}, "
      "广告: { words: [兼职] } }\nrules:\n"
      "  - { id: a, content: { lists: [公司, 差], together: 9 }, then: warn }\n"
      "  - { id: b, content: { lists: [广告] }, then: warn }\n";

  const Outcome outcome =
      lint({.files = {folder_.write("p.yaml", rules)},
            .corpus = folder_.write("corpus.txt", "公司开会\n公司放假\n兼职老师\n")});

  EXPECT_LT(outcome.out.find("“兼职”"), outcome.out.find("“公司”"));
  EXPECT_THAT(outcome.out, HasSubstr("1 个词命中多于每 5000 条一次"));
}

TEST_F(LexiconLint, ScoresTheListsOfPresetsAndBases) {
  const std::string base =
      folder_.write("base.yaml",
                    "base: 公司\nlists: { 赌博: { words: [下注] } }\nrules:\n"
                    "  - { id: gambling, content: { lists: [赌博] }, then: warn }\n");
  const std::string own = folder_.write(
      "own.yaml",
      "policy: 示范\ngroups: [g]\nextends: 公司\nrules:\n  - { id: ads, use: 禁广告 }\n");

  const Outcome outcome =
      lint({.files = {base, own}, .corpus = folder_.write("corpus.txt", "下注的人\n诚招代理\n")});

  EXPECT_EQ(outcome.code, app::kFoundErrors) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("base.yaml:2:24: 赌博 “下注”"), HasSubstr("“诚招代理”")));
}

TEST_F(LexiconLint, ScoresAPlainListOfWords) {
  const Outcome outcome =
      of_list("\xEF\xBB\xBF# 广告\r\n兼职\r\n\r\n  招聘  \r\n", "兼职\n兼职\n招聘\n");

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("words.txt:2:1: “兼职”命中 2 条"),
                                 HasSubstr("words.txt:4:1: “招聘”命中 1 条")));
}

TEST_F(LexiconLint, RefusesWhatIsNoWord) {
  const Outcome outcome = of_list("兼职\n！！\n", "好\n");

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.err, HasSubstr("words.txt:2:1: error[bad-word]"));
}

TEST_F(LexiconLint, RefusesAPolicyThatIsNoYaml) {
  const Outcome outcome = lint({.files = {folder_.write("p.yaml", "lists: [\n")},
                                .corpus = folder_.write("corpus.txt", "好\n")});

  EXPECT_EQ(outcome.code, app::kFoundErrors);
  EXPECT_THAT(outcome.err, HasSubstr("p.yaml:"));
}

TEST_F(LexiconLint, CannotRunWithoutFilesOrMessages) {
  const std::string words = folder_.write("words.txt", "兼职\n");
  const std::string nowhere = folder_.file("nowhere");

  EXPECT_EQ(lint({.files = {nowhere}, .corpus = words}).code, app::kCouldNotRun);
  EXPECT_EQ(lint({.files = {words}, .corpus = nowhere}).code, app::kCouldNotRun);
  EXPECT_EQ(lint({.files = {words}, .config = nowhere}).code, app::kCouldNotRun);
  EXPECT_EQ(lint({.files = {words}, .corpus = folder_.write("empty.txt", "\n \n")}).code,
            app::kCouldNotRun);
}

TEST_F(LexiconLint, SpeaksEnglishToo) {
  const Outcome outcome = lint({.files = {folder_.write("words.txt", "兼职\n百家乐\n")},
                                .corpus = folder_.write("corpus.txt", "兼职老师好\n"),
                                .language = policy::Language::English});

  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("'兼职' hits 1, 10000.0 in 10,000"), HasSubstr("try: allow: ["),
                    HasSubstr("1 words hit nothing"), HasSubstr("more than one message in 5000")));
}

/// Against what was said in groups.
class JournalLint : public ::testing::Test {
 protected:
  Outcome of_word(const std::string& word, const std::string& group = "") {
    return lint({.files = {bench_.folder().write("words.txt", word + "\n")},
                 .group = group,
                 .config = bench_.config()});
  }

  DaemonBench bench_{
      "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\n"
      "lists: { 赌博: { words: [百家乐] } }\nrules:\n"
      "  - { id: gambling, content: { lists: [赌博] }, then: fine 50 }\n"};
};

TEST_F(JournalLint, ReadsTheJournalBesideTheRunningDaemon) {
  ASSERT_EQ(bench_.post(bench_.message("e1", "lisi", "兼职老师来了")), 200);
  ASSERT_EQ(bench_.post(bench_.message("e2", "lisi", "开会")), 200);

  EXPECT_THAT(of_word("兼职").out,
              AllOf(HasSubstr("对照了 2 条消息"), HasSubstr("“兼职”命中 1 条")));
}

TEST_F(JournalLint, LeavesOutWhatWasABreachUntilItIsWithdrawn) {
  ASSERT_EQ(bench_.post(bench_.message("e1", "lisi", "今晚百家乐")), 200);
  ASSERT_EQ(bench_.post(bench_.message("e2", "lisi", "开会")), 200);
  EXPECT_EQ(of_word("百家乐").code, app::kDone);

  ASSERT_EQ(bench_.post(bench_.message("e3", "boss", "/误报 1 说的是游戏")), 200);

  EXPECT_EQ(of_word("百家乐").code, app::kFoundErrors);
}

TEST_F(JournalLint, KeepsWhatARuleInTestModeFound) {
  bench_.stop();
  bench_.write_policy(
      "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\n"
      "lists: { 赌博: { words: [百家乐] } }\nrules:\n"
      "  - { id: gambling, content: { lists: [赌博] }, then: fine 50, mode: test }\n");
  bench_.start();
  ASSERT_EQ(bench_.post(bench_.message("e1", "lisi", "今晚百家乐")), 200);

  EXPECT_EQ(of_word("百家乐").code, app::kFoundErrors);
}

TEST_F(JournalLint, ReadsOneGroupWhereItIsNamed) {
  Event named = bench_.message("e1", "lisi", "兼职");
  named.group_name = "示范群";
  ASSERT_EQ(bench_.post(named), 200);
  Event other = bench_.message("e2", "lisi", "兼职");
  other.group = GroupId{"g2"};
  other.group_name = "别的群";
  ASSERT_EQ(bench_.post(other), 200);
  other.id = EventId{"e3"};
  other.message.id = MessageId{"e3"};
  ASSERT_EQ(bench_.post(other), 200);

  EXPECT_THAT(of_word("兼职", "示范群").out, HasSubstr("“兼职”命中 1 条"));
  EXPECT_THAT(of_word("兼职", "g2").out, HasSubstr("“兼职”命中 2 条"));
  EXPECT_EQ(of_word("兼职", "g3").code, app::kCouldNotRun);
}

TEST_F(JournalLint, LeavesOutWhatBotsSay) {
  ASSERT_EQ(bench_.post(bench_.message("e1", "lisi", "开会")), 200);
  Event notice = bench_.message("e2", "bot", "请勿发兼职广告");
  notice.message.sender.role = Role::Bot;
  ASSERT_EQ(bench_.post(notice), 200);

  EXPECT_EQ(of_word("兼职").code, app::kDone);
}

}  // namespace
}  // namespace qunguan::test
