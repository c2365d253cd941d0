#include "qunguan/policy/node.hpp"

#include <gmock/gmock.h>

namespace qunguan::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

struct Refusal {
  std::string code;
  Position at;
};

/// The one thing that is wrong with the text.
Refusal refusal(std::string_view text) {
  Diagnostics diagnostics{"t.yaml"};
  const std::optional<Node> node = read_yaml(text, diagnostics);
  EXPECT_FALSE(node) << text;
  EXPECT_THAT(diagnostics.list(), SizeIs(1)) << text;
  if (diagnostics.list().empty()) return {};
  return {diagnostics.list()[0].code, diagnostics.list()[0].at};
}

Node read(std::string_view text) {
  Diagnostics diagnostics{"t.yaml"};
  std::optional<Node> node = read_yaml(text, diagnostics);
  for (const Diagnostic& one : diagnostics.list()) ADD_FAILURE() << format(one, Language::English);
  return node.value_or(Node{});
}

TEST(ReadYaml, KeepsScalarsAsWritten) {
  const Node node = read("a: 23:30\nb: no\nc: 0123\nd: ~\ne:\n");

  EXPECT_EQ(node.find("a")->text, "23:30");
  EXPECT_EQ(node.find("b")->text, "no");
  EXPECT_EQ(node.find("c")->text, "0123");
  EXPECT_TRUE(node.find("e")->is_null());
  EXPECT_EQ(node.find("f"), nullptr);
}

TEST(ReadYaml, TakesNullForAWordAndOnlyNothingForNoValue) {
  const Node node = read("a: null\nb: [~, NULL, x]\nc:\nnull: 1\nd: { e: , ~ : 2 }\nnullable: 3\n");

  EXPECT_EQ(node.find("a")->text, "null");
  EXPECT_EQ(node.find("b")->items[0].text, "~");
  EXPECT_EQ(node.find("b")->items[1].text, "NULL");
  EXPECT_TRUE(node.find("c")->is_null());
  EXPECT_EQ(node.find("c")->at, (Position{3, 1}));
  EXPECT_EQ(node.find("null")->text, "1");
  EXPECT_TRUE(node.find("d")->find("e")->is_null());
  EXPECT_EQ(node.find("nullable")->text, "3");
}

TEST(ReadYaml, CountsColumnsInCharacters) {
  const Node node = read("群规: { 词: [百家乐, 网上赌场] }\r\n二: 三\r\n");

  const Node& words = *node.find("群规")->find("词");
  EXPECT_EQ(words.items[1].at, (Position{1, 16}));
  EXPECT_EQ(node.find("二")->at, (Position{2, 4}));
}

TEST(ReadYaml, CountsColumnsInLinesOfAnyLength) {
  std::string list = "二: 三\n词: [赌";
  for (int i = 1; i < 1'000; ++i) list += ", 赌";

  const Node node = read(list + "]\n");

  // Two columns for the key and colon, three for each word with its comma and space.
  for (const int i : {0, 84, 85, 86, 170, 999})
    EXPECT_EQ(node.find("词")->items.at(static_cast<std::size_t>(i)).at, (Position{2, 5 + 3 * i}));
}

TEST(ReadYaml, TakesAByteOrderMarkAndQuotedTextOverLines) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a: b\n")
                .find("a")
                ->text,
            "b");
  EXPECT_EQ(read("a: |\n  one\n  two\nb: \"x\n  y\"\n").find("a")->text, "one\ntwo\n");
}

TEST(ReadYaml, RefusesEachTrapWithItsPlace) {
  const struct {
    const char* text;
    const char* code;
    Position at;
  } traps[] = {
      {"a: 1\nb: 2\na: 3\n", "duplicate-key", {3, 1}},
      {"规则:\n\t- id: a\n", "tab-indent", {2, 1}},
      {"policy：示范群规\ngroups: [a]\n", "fullwidth-colon", {1, 7}},
      {"policy：示范群规\n", "fullwidth-colon", {1, 7}},
      {"rules:\n  - id: a\n    昵称：x\n", "fullwidth-colon", {3, 7}},
      {"a: 1\n时区：Asia/Shanghai\nb: 2\n", "fullwidth-colon", {2, 3}},
      {"a: 1\nwithin 30m\n", "missing-colon", {2, 1}},
      {"a: 1\nwithin 30m\nb: 2\n", "missing-colon", {2, 1}},
      {"a: @所有人\n", "needs-quotes", {1, 4}},
      {"words: [百家乐, *广告*]\n", "needs-quotes", {1, 14}},
      {"a: \"x\n", "unclosed-quote", {1, 4}},
      {"a: one\n  two\n", "runs-over", {1, 4}},
      {"a: &x 1\nb: 2\n", "anchor", {1, 4}},
      {"a: !!int 1\n", "tag", {1, 4}},
      {"a: 1\n---\nb: 1\n", "second-document", {2, 1}},
      {"[a]: 1\n", "bad-key", {1, 1}},
  };
  for (const auto& trap : traps) {
    const Refusal found = refusal(trap.text);

    EXPECT_EQ(found.code, trap.code) << trap.text;
    EXPECT_EQ(found.at, trap.at) << trap.text << found.at.line << ":" << found.at.column;
  }
}

TEST(ReadYaml, RefusesBytesThatAreNoText) {
  EXPECT_EQ(refusal("a: \xff\n").code, "encoding");
  EXPECT_EQ(refusal(std::string_view{"a: \0\n", 5}).code, "encoding");
  EXPECT_EQ(refusal(std::string(300 * 1024, '#')).code, "too-large");
  EXPECT_EQ(refusal("a: " + std::string(1000, '[') + std::string(1000, ']')).code, "too-deep");
}

TEST(ReadYaml, DoesNotTakeAFullwidthColonInAWordForAKey) {
  EXPECT_EQ(read("words:\n  - 通知：开会\n").find("words")->items[0].text, "通知：开会");
}

TEST(Canonical, IgnoresOrderQuotesCommentsAndLayout) {
  EXPECT_EQ(canonical(read("a: 1\nb: [x, 'y']\n")),
            canonical(read("# note\n\"b\":\n  - x\n  - y\na: \"1\"\n")));
  EXPECT_NE(canonical(read("a: [x, y]\n")), canonical(read("a: [y, x]\n")));
  EXPECT_NE(canonical(read("a: [xy]\n")), canonical(read("a: [x, y]\n")));
}

TEST(Closest, FindsWhatWasMeant) {
  const std::vector<std::string> known{"nickname", "quiet_hours", "昵称"};

  EXPECT_EQ(closest("nickame", known), "nickname");
  EXPECT_EQ(closest("quiet-hours", known), "quiet_hours");
  EXPECT_EQ(closest("妮称", known), "昵称");
  EXPECT_EQ(closest("flood", known), "");
}

TEST(FormatDiagnostic, NamesPlaceCodeAndFix) {
  Diagnostics diagnostics{"rules/a.yaml"};
  diagnostics.error({3, 7}, "unknown-key", {"不认识的键", "unknown key"},
                    {"是不是“within”？", "did you mean 'within'?"});

  EXPECT_EQ(format(diagnostics.list()[0], Language::English),
            "rules/a.yaml:3:7: error[unknown-key]: unknown key\n  fix: did you mean 'within'?");
  EXPECT_THAT(format(diagnostics.list()[0], Language::Chinese),
              HasSubstr("改法：是不是“within”？"));
}

}  // namespace
}  // namespace qunguan::policy
