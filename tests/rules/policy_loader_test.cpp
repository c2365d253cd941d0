#include <gmock/gmock.h>

#include "support/broken_policy.hpp"

namespace qunguan::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class PolicyFile : public testing::TestWithParam<Slip> {};

TEST_P(PolicyFile, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Text, PolicyFile,
    testing::Values(
        Slip{"an empty file", "", "empty-file", "policy、groups"},
        Slip{"nothing but a comment", "# 以后再写\n", "empty-file", "policy、groups"},
        Slip{"a tab indents", with_head("calendar:\n▸\tworkdays: mon-fri"), "tab-indent", "空格"},
        Slip{"a tab after spaces", with_head("calendar:\n  ▸\tworkdays: mon-fri"), "tab-indent",
             "空格"},
        Slip{"a full-width colon", with_head("时区▸：Asia/Shanghai"), "fullwidth-colon",
             "`时区: `"},
        Slip{"a full-width colon in a rule", with_rule("quiet_hours▸：\"23:30-07:30\""),
             "fullwidth-colon", "`quiet_hours: `"},
        Slip{"a duplicate key", with_head("timezone: UTC\nadmins: [a]\n▸timezone: UTC"),
             "duplicate-key", "合并"},
        Slip{"a duplicate key on a line with Chinese before it",
             with_head("lists: { 赌博: { words: [百家乐] }, ▸赌博: { words: [老虎机] } }"),
             "duplicate-key", "合并"},
        Slip{"an unclosed bracket", "policy: a\ngroups: [▸示范群\nrules: []\n", "runs-over",
             "括号"},
        Slip{"an unclosed quote", "groups: [a]\npolicy: ▸\"示范群规\n", "unclosed-quote", "引号"},
        Slip{"a word that begins with *", with_head("lists: { 广告: { words: [▸*代购*] } }"),
             "needs-quotes", "\"*…\""},
        Slip{"a word that begins with @", with_head("report_to: ▸@管理员"), "needs-quotes",
             "\"@…\""},
        Slip{"a word that begins with %", with_head("report_to: ▸%管理员"), "needs-quotes",
             "\"%…\""},
        Slip{"a missing colon", with_head("timezone: UTC\n▸owner qunzhu"), "missing-colon",
             "`owner qunzhu: …`"},
        Slip{"an anchor", with_head("admins: ▸&staff [a, b]"), "anchor", "写出来"},
        Slip{"an alias", with_head("admins: ▸*staff"), "needs-quotes", "\"*…\""},
        Slip{"a tag", with_head("owner: ▸!!str qunzhu"), "tag", "引号"},
        Slip{"text over a line's end", with_head("owner: ▸qun\n  zhu"), "runs-over", "加引号"},
        Slip{"a second document", with_head("timezone: UTC") + "▸---\npolicy: 二\n",
             "second-document", "另存"},
        Slip{"a list for a key", "▸[policy]: a\n", "bad-key", "括号"},
        Slip{"a list for a file", "▸- policy\n- groups\n", "wrong-shape", "缩进"},
        Slip{"a text for a file", "▸群规\n", "wrong-shape", "缩进"},
        Slip{"too many levels",
             with_head("left_to_people: " + std::string(31, '[') + "▸" + std::string(40, '[') +
                       std::string(71, ']')),
             "too-deep", "拆"},
        Slip{"too much of it", "policy: " + std::string(300 * 1024, 'a'), "too-large", "精简"},
        Slip{"another encoding", "policy: \xC8\xBA\xB9\xE6\n", "encoding", "UTF-8"}));

INSTANTIATE_TEST_SUITE_P(
    Head, PolicyFile,
    testing::Values(
        Slip{"no policy", "▸groups: [a]\nrules: [{ id: a, quiet_hours: 1:00-2:00, then: warn }]\n",
             "missing-key", "policy"},
        Slip{"no groups", "▸policy: a\nrules: [{ id: a, quiet_hours: 1:00-2:00, then: warn }]\n",
             "missing-key", "groups"},
        Slip{"no rules", "▸policy: a\ngroups: [a]\n", "missing-key", "rules"},
        Slip{"no value", with_head("▸owner:"), "empty-value", "删去"},
        Slip{"no group",
             "policy: a\ngroups: ▸[]\nrules: [{ id: a, flood: { repeat: 3 }, then: warn }]\n",
             "empty-list", "写上内容"},
        Slip{"a group twice",
             "policy: a\ngroups: [甲, 乙, ▸甲]\nrules: [{ id: a, flood: { repeat: 3 }, then: warn "
             "}]\n",
             "duplicate-group", "删去"},
        Slip{"no rule at all", "policy: a\ngroups: [a]\nrules: ▸[]\n", "empty-list", "写上内容"},
        Slip{"an unknown key, nearly right", with_head("▸timezon: UTC"), "unknown-key", "timezone"},
        Slip{"an unknown key, far off", with_head("▸颜色: 红"), "unknown-key", "left_to_people"},
        Slip{"an unknown zone", with_head("timezone: ▸Asia/Beijing"), "unknown-zone",
             "Asia/Shanghai"},
        Slip{"an abbreviated zone", with_head("timezone: ▸CST"), "unknown-zone", "Asia/Shanghai"},
        Slip{"unknown days", with_head("calendar: { workdays: ▸周一到周五 }"), "bad-day",
             "mon-fri"},
        Slip{"days as a list", with_head("calendar: { workdays: ▸[mon, tue] }"), "wrong-shape",
             "检查"},
        Slip{"an impossible date", with_head("calendar: { holidays: [▸2026-02-30] }"), "bad-day",
             "2026-10-01"},
        Slip{"a range of days backwards",
             with_head("calendar: { holidays: [2026-10-01, ▸2026-10-07..2026-10-01] }"), "bad-day",
             "2026-10-01"},
        Slip{"a duty period backwards in the list",
             with_head("calendar: { duty: ▸[\"13:30-18:00\", \"09:00-12:00\"] }"), "bad-span",
             "先后"},
        Slip{"overlapping duty periods",
             with_head("calendar: { duty: ▸[\"09:00-12:00\", \"11:00-18:00\"] }"), "bad-span",
             "先后"},
        Slip{"duty periods that overlap on one day of several",
             with_head("calendar: { duty: ▸[\"mon-thu 09:00-18:00\", \"thu,fri 09:00-17:00\"] }"),
             "bad-span", "先后"},
        Slip{"duty periods that overlap though not side by side in the list",
             with_head("calendar: { duty: ▸[\"mon 09:00-18:00\", \"tue 09:00-18:00\", \"mon "
                       "17:00-19:00\"] }"),
             "bad-span", "先后"},
        Slip{"a duty period of the night that runs into the next day's",
             with_head("calendar: { duty: ▸[\"fri 22:00-02:00\", \"sat 01:00-05:00\"] }"),
             "bad-span", "先后"},
        Slip{"a makeup day that no duty period names",
             with_head("calendar: { duty: [\"mon-fri 09:00-18:00\"], makeup: ▸[2026-10-10] }"),
             "no-duty", "sat"},
        Slip{"a duty that is no span", with_head("calendar: { duty: [▸9点到12点] }"), "bad-span",
             "23:30-07:30"},
        Slip{"people as a list", with_head("people: ▸[zongjian]"), "wrong-shape", "leaders:"},
        Slip{"an empty set of people", with_head("people: { leaders: ▸[] }"), "empty-list",
             "写上内容"},
        Slip{"a set that is meant", with_head("people: { leaders: [a] }\nreport_to: ▸leader"),
             "unknown-people", "leaders"},
        Slip{"a set that is defined further down",
             with_head("people: { all: [▸leaders, a], leaders: [zongjian] }"), "unknown-people",
             "leaders"},
        Slip{"a set of itself", with_head("people: { leaders: [▸leaders] }"), "unknown-people",
             "id:leaders"},
        Slip{"an unknown prefix of people", with_head("report_to: [▸部门:总经办]"), "bad-person",
             "dept:"},
        Slip{"an unknown role of people", with_head("report_to: ▸role:boss"), "bad-person",
             "admin"},
        Slip{"a prefix alone", with_head("report_to: ▸\"dept:\""), "bad-person", "名称"},
        Slip{"lists as a list", with_head("lists: ▸[百家乐]"), "wrong-shape", "words:"},
        Slip{"a list without words", with_head("lists: { 赌博: ▸{ allow: [反赌博] } }"),
             "missing-key", "words"},
        Slip{"an empty list of words", with_head("lists: { 赌博: { words: ▸[] } }"), "empty-list",
             "写上内容"},
        Slip{"a word of nothing but signs", with_head("lists: { 赌博: { words: [▸\"***\"] } }"),
             "bad-word", "汉字"},
        Slip{"a misspelt way of matching",
             with_head("lists: { 赌博: { words: [百家乐], match: ▸anywere } }"), "bad-choice",
             "anywhere"},
        Slip{"an unknown way of matching",
             with_head("lists: { 赌博: { words: [百家乐], match: ▸模糊 } }"), "bad-choice",
             "smart, anywhere, whole"},
        Slip{"a bare number for a duration", with_head("fuse: { within: ▸30 }"), "bad-duration",
             "30m"},
        Slip{"a fuse below nothing", with_head("fuse: { fines: ▸-1 }"), "bad-number", "0 到"},
        Slip{"a fuse of more than all", with_head("fuse: { percent: ▸120 }"), "bad-number", "1 到"},
        Slip{"an owner's word from nowhere on", with_head("removals: ▸{ within: 1d }"),
             "missing-key", "owner_from"},
        Slip{"an owner's word for nobody", with_head("removals: { owner_from: ▸0 }"), "bad-number",
             "1 到"},
        Slip{"proposals that lapse at once", with_head("proposals: { within: ▸0m }"),
             "bad-duration", "7d"},
        Slip{"proposals without a time", with_head("proposals: ▸{}"), "missing-key", "within"},
        Slip{"a clause left to people without a reason",
             with_head("left_to_people: [▸{ basis: 第九条 }]"), "missing-key", "reason"}));

TEST(PolicyLoader, NamesEveryMistakeOfAFileAtOnce) {
  const std::vector<policy::Diagnostic> problems = diagnose(
      "policy: a\ngroups: [a]\ntimezone: 北京\nrules:\n  - { id: a, quiet_hours: 23:30, then: wran "
      "}\n");

  ASSERT_THAT(problems, SizeIs(3));
  EXPECT_EQ(problems[0].code, "unknown-zone");
  EXPECT_EQ(problems[1].code, "unknown-step");
  EXPECT_EQ(problems[2].code, "bad-span");
}

TEST(PolicyLoader, CountsTheSamePlacesWithAByteOrderMarkAndWindowsLineEnds) {
  const std::vector<policy::Diagnostic> problems = diagnose(
      "\xEF\xBB\xBF"
      "policy: 示范群规\r\ngroups: [示范群]\r\n时区: x\r\nrules:\r\n"
      "  - { id: a, quiet_hours: \"23:30-07:30\", then: warn }\r\n");

  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].at, (policy::Position{3, 1}));
}

TEST(PolicyLoader, ReadsAFileWithAByteOrderMarkAndWindowsLineEnds) {
  const rules::Policy policy = load(
      "\xEF\xBB\xBF"
      "policy: 示范群规\r\ngroups:\r\n  - 示范群\r\nrules:\r\n  - id: a\r\n"
      "    quiet_hours: \"23:30-07:30\"\r\n    then: warn\r\n");

  EXPECT_EQ(policy.name, "示范群规");
  EXPECT_THAT(policy.groups, ElementsAre("示范群"));
}

TEST(PolicyLoader, TakesNoAndYesAndNumbersForWords) {
  const rules::Policy policy = load(
      "policy: no\ngroups: [yes, 0123, 1e3, null, ~]\nowner: on\n"
      "rules:\n  - { id: off, quiet_hours: 1:00-2:00, then: warn }\n");

  EXPECT_EQ(policy.name, "no");
  EXPECT_THAT(policy.groups, ElementsAre("yes", "0123", "1e3", "null", "~"));
  EXPECT_EQ(policy.owner, MemberId{"on"});
  EXPECT_EQ(policy.rules.front().id, RuleId{"off"});
}

TEST(PolicyLoader, KeepsTheColonOfABareTime) {
  const std::vector<policy::Diagnostic> problems = diagnose(with_rule("quiet_hours: 23:30"));

  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0].message.zh, testing::HasSubstr("“23:30”"));
  EXPECT_THAT(problems[0].message.zh, testing::Not(testing::HasSubstr("1410")));
}

TEST(PolicyLoader, ReadsABareSpanAsATime) {
  const rules::Policy policy = load(with_head("calendar: { duty: [09:00-12:00] }"));

  ASSERT_THAT(policy.calendar.duty, SizeIs(1));
  EXPECT_EQ(policy.calendar.duty[0].begin, std::chrono::hours{9});
}

TEST(PolicyLoader, ReadsFromHowManyRemovalsOnTheOwnerIsAsked) {
  const rules::Policy counted = load(with_head("removals: { owner_from: 3, within: 2d }"));
  EXPECT_EQ(counted.owners_word.from, 3);
  EXPECT_EQ(counted.owners_word.within, std::chrono::hours{48});

  EXPECT_EQ(load(with_head("removals: { owner_from: 3 }")).owners_word.within,
            std::chrono::hours{24});
  EXPECT_EQ(load(with_head("timezone: UTC")).owners_word.from, 0);
}

TEST(PolicyLoader, ReadsHowLongProposalsWait) {
  EXPECT_EQ(load(with_head("proposals: { within: 3d }")).proposals_within, std::chrono::hours{72});
  EXPECT_EQ(load(with_head("timezone: UTC")).proposals_within, std::chrono::days{7});
}

TEST(PolicyLoader, ReadsDutyPeriodsOfDifferentDays) {
  const rules::Policy policy = load(with_head(
      "calendar: { duty: [\"mon-thu 09:00-18:00\", \"fri 09:00-17:00\", \"sat 22:00-02:00\"], "
      "makeup: [2026-10-10] }"));

  EXPECT_THAT(policy.calendar.duty, SizeIs(3));
}

TEST(PolicyLoader, ReadsASetOfPeopleThatNamesAnEarlierOne) {
  const rules::Policy policy =
      load(with_head("people: { leaders: [zongjian], all: [leaders, \"id:all\"] }\n"
                     "report_to: all"));

  EXPECT_THAT(policy.report_to.named(), ElementsAre(MemberId{"zongjian"}, MemberId{"all"}));
}

TEST(PolicyLoader, LeavesClausesToPeopleWithTheirReason) {
  const rules::Policy policy =
      load(with_head("left_to_people: [{ basis: [第九条, 第十条], reason: 要看语气 }]"));

  ASSERT_THAT(policy.left_to_people, SizeIs(2));
  EXPECT_EQ(policy.left_to_people[1].basis, "第十条");
  EXPECT_EQ(policy.left_to_people[1].reason, "要看语气");
}

}  // namespace
}  // namespace qunguan::test
