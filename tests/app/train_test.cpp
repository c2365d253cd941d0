#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/daemon_bench.hpp"
#include "app/policy_files.hpp"
#include "support/lessons.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A pitch leads to a warning, if a person says that it is one.
const std::string kPolicy =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\nreport_to: [boss]\n"
    "rules:\n  - { id: pitch, content: { classifier: 推销, above: 0.8 }, then: fine 50 }\n";

const std::string kPolicyOfWords =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nlists: { 推销: { words: [直销] } }\n"
    "rules:\n  - { id: pitch, content: { lists: [推销] }, then: warn }\n";

constexpr const char* kPitch =
    R"({"id":"e1","type":"message.created","timestamp":"2026-03-02T10:05:00+08:00","data":{"v":1,)"
    R"("group_id":"g1","group_name":"示范群","message_id":"e1","sender":{"id":"lisi"},)"
    R"("text":"厂家直销皮鞋，加我私聊"}})";

struct Outcome {
  int code = 0;
  std::string out, err;
};

class TrainTest : public ::testing::Test {
 protected:
  std::string write_lessons(const std::string& more = "") const {
    std::string lines;
    for (const text::Classifier::Example& lesson : lessons())
      lines += std::string{lesson.is_match ? "1" : "0"} + "\t" + lesson.text + "\n";
    return folder_.write("lessons.tsv", lines + more);
  }

  Outcome train(app::TrainOptions options) const {
    options.to = model_;
    std::ostringstream out, err;
    const int code = app::train(options, {out, err});
    return {.code = code, .out = out.str(), .err = err.str()};
  }

  std::string write_config() const {
    return folder_.write("qunguan.yaml", "policies: [" + folder_.write("policy.yaml", kPolicy) +
                                             "]\nclassifiers: { 推销: " + model_ + " }\n");
  }

  Outcome check(const std::string& config) const {
    std::ostringstream out, err;
    const int code = app::check({.paths = {folder_.write("policy.yaml", kPolicy)},
                                 .config = config,
                                 .language = policy::Language::English},
                                {out, err});
    return {.code = code, .out = out.str(), .err = err.str()};
  }

  TempFolder folder_;
  std::string model_ = folder_.file("pitch.model");
};

TEST_F(TrainTest, MakesAClassifierWhoseFindingsPeopleJudge) {
  const Outcome learnt = train({.examples = write_lessons()});
  ASSERT_EQ(learnt.code, app::kDone) << learnt.err;
  EXPECT_THAT(learnt.out, AllOf(HasSubstr("留出 24 条没有学的来试"), HasSubstr("学了 120 条")));
  EXPECT_EQ(check(write_config()).code, app::kDone);

  std::ostringstream out, err;
  const int code = app::replay({.policies = {folder_.file("policy.yaml")},
                                .events = folder_.write("events.jsonl", kPitch),
                                .config = write_config()},
                               {out, err});

  EXPECT_EQ(code, app::kDone) << err.str();
  EXPECT_THAT(out.str(), AllOf(HasSubstr(R"("action":"review")"), HasSubstr("像是“推销”"),
                               Not(HasSubstr(R"("action":"fine")"))));
}

TEST_F(TrainTest, SaysWhichLinesAreNoExamples) {
  const Outcome refused = train({.examples = write_lessons("2\t什么\n厂家直销\n")});

  EXPECT_EQ(refused.code, app::kFoundErrors);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("lessons.tsv:121: "), HasSubstr("lessons.tsv:122: ")));
  EXPECT_FALSE(std::filesystem::exists(model_));
}

TEST_F(TrainTest, NeedsEnoughOfEitherKind) {
  const Outcome refused = train({.examples = folder_.write("few.tsv", "1\t厂家直销\n0\t你好\n")});

  EXPECT_EQ(refused.code, app::kFoundErrors);
  EXPECT_THAT(refused.err, HasSubstr("都至少要 20 条"));
}

TEST_F(TrainTest, LearnsFromWhatPeopleDecided) {
  DaemonBench bench{kPolicyOfWords};
  bench.post(bench.message("e1", "lisi", "厂家直销手表"));
  bench.post(bench.message("e2", "wangwu", "直销是什么意思"));
  bench.post(bench.message("e3", "zhaoliu", "直销茶叶"));
  bench.post(bench.message("e4", "boss", "/误报 2 他在问"));

  const Outcome learnt = train(
      {.examples = write_lessons(), .rules = {"pitch"}, .to = model_, .config = bench.config()});

  EXPECT_EQ(learnt.code, app::kDone) << learnt.err;
  EXPECT_THAT(learnt.out,
              AllOf(HasSubstr("规则 pitch：管理员核实过 1 条"), HasSubstr("学了 121 条")));
}

TEST_F(TrainTest, APolicyMayNameOnlyWhatTheConfigurationDoes) {
  EXPECT_THAT(check("/nowhere").out,
              AllOf(HasSubstr("policy.yaml:7:"), HasSubstr("unknown-classifier")));
}

TEST_F(TrainTest, AModelThatIsNoneIsNamed) {
  folder_.write("pitch.model", "nothing");

  EXPECT_THAT(check(write_config()).out, AllOf(HasSubstr("bad-classifier"), HasSubstr(model_)));
}

TEST_F(TrainTest, AModelThatIsLostKeepsNobodyFromBeingJudgedAtAStart) {
  ASSERT_EQ(train({.examples = write_lessons()}).code, app::kDone);
  std::filesystem::rename(model_, folder_.file("kept.model"));
  DaemonBench bench{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: pitch, content: { classifier: 推销, above: 0.8 }, then: warn }\n"
      "  - { id: flood, content: { kinds: [red_packet] }, then: fine 50 }\n",
      "classifiers: { 推销: " + folder_.file("kept.model") + " }\n"};
  bench.stop();
  std::filesystem::remove(folder_.file("kept.model"));

  EXPECT_NO_THROW(bench.start());
}

TEST_F(TrainTest, ARuleThatNobodyJudgedTeachesNothing) {
  DaemonBench bench{kPolicyOfWords};

  const Outcome refused = train({.rules = {"pitsch"}, .to = model_, .config = bench.config()});

  EXPECT_EQ(refused.code, app::kCouldNotRun);
  EXPECT_THAT(refused.err, HasSubstr("pitsch"));
}

TEST_F(TrainTest, ANewModelComesIntoForceLikeANewPolicy) {
  ASSERT_EQ(train({.examples = write_lessons()}).code, app::kDone);
  std::vector<policy::Diagnostic> problems;
  const app::Config config = *app::load_config(write_config(), problems);
  app::PolicyFiles files{config};
  const std::string before = files.read().book->hash();
  ASSERT_FALSE(files.has_changed());

  ASSERT_EQ(train({.examples = write_lessons("1\t直销直销直销\n")}).code, app::kDone);

  EXPECT_TRUE(files.has_changed());
  EXPECT_NE(files.read().book->hash(), before);
}

}  // namespace
}  // namespace qunguan::test
