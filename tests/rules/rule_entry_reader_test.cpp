#include <gmock/gmock.h>

#include "support/broken_policy.hpp"

namespace qunguan::test {
namespace {

class RuleEntry : public testing::TestWithParam<Slip> {};

TEST_P(RuleEntry, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Envelope, RuleEntry,
    testing::Values(
        Slip{"no type", with_head("") + "  - ▸id: b\n    then: warn\n", "no-type", "quiet_hours"},
        Slip{"two types", with_rule("flood: { repeat: 3 }\n▸quiet_hours: \"23:30-07:30\""),
             "two-types", "两条规则"},
        Slip{"a misspelt type", with_rule("▸quiet_hour: \"23:30-07:30\""), "unknown-key",
             "quiet_hours"},
        Slip{"a misspelt key", with_rule("flood: { repeat: 3 }\n▸notise: 你好"), "unknown-key",
             "notice"},
        Slip{"no id", with_head("") + "  - ▸flood: { repeat: 3 }\n    then: warn\n", "missing-key",
             "id"},
        Slip{"a bad id",
             with_head("") + "  - id: ▸第一 条\n    flood: { repeat: 3 }\n    then: warn\n",
             "bad-id", "换"},
        Slip{"an id twice",
             with_head("") + "  - id: ▸a\n    flood: { repeat: 3 }\n    then: warn\n",
             "duplicate-id", "换一个"},
        Slip{"a rule that is a word", with_head("") + "  - ▸quiet\n", "wrong-shape", "缩进"},
        Slip{"an unknown mode", with_rule("flood: { repeat: 3 }\nmode: ▸tset"), "bad-choice",
             "test"},
        Slip{"no coming back from where nobody is put out",
             with_rule("flood: { repeat: 3 }\nrejoin: ▸never"), "no-effect", "propose_removal"},
        Slip{"an unknown way back", with_rule("flood: { repeat: 3 }\nrejoin: ▸always"),
             "bad-choice", "never"},
        Slip{"an unknown approval", with_rule("flood: { repeat: 3 }\napproval: ▸4 admins"),
             "bad-choice", "2 admins"},
        Slip{"a placeholder that means nothing",
             with_rule("flood: { repeat: 3 }\nnotice: ▸\"{成员} 请看{规定}\""), "bad-placeholder",
             "依据"},
        Slip{"another type's placeholder",
             with_rule("flood: { repeat: 3 }\nnotice: ▸\"{成员} {示例}\""), "bad-placeholder",
             "条数"},
        Slip{"no basis in the list", with_rule("flood: { repeat: 3 }\nbasis: ▸[]"), "empty-list",
             "写上内容"}));

INSTANTIATE_TEST_SUITE_P(
    Conditions, RuleEntry,
    testing::Values(
        Slip{"nothing under when", with_rule("flood: { repeat: 3 }\nwhen: ▸{}"), "empty-value",
             "删去"},
        Slip{"an unknown role", with_rule("flood: { repeat: 3 }\nwhen: { roles: [▸群主] }"),
             "bad-choice", "owner"},
        Slip{"an unknown condition", with_rule("flood: { repeat: 3 }\nunless: { ▸role: admin }"),
             "unknown-key", "roles"},
        Slip{"a misspelt set", with_rule("flood: { repeat: 3 }\nunless: { people: ▸leader }"),
             "unknown-people", "id:leader"},
        Slip{"a misspelt kind", with_rule("flood: { repeat: 3 }\nwhen: { kinds: [▸imgae] }"),
             "bad-choice", "image"},
        Slip{"an unknown kind", with_rule("flood: { repeat: 3 }\nwhen: { kinds: [▸图片] }"),
             "bad-choice", "red_packet"},
        Slip{"a span that is none", with_rule("flood: { repeat: 3 }\nwhen: { spans: [▸晚上] }"),
             "bad-span", "23:30-07:30"},
        Slip{"roles that exclude each other",
             with_rule("flood: { repeat: 3 }\nwhen: { roles: [admin] }\n"
                       "unless: ▸{ roles: [admin, owner] }"),
             "no-effect", "删去"},
        Slip{"kinds that exclude each other",
             with_rule("flood: { repeat: 3 }\nwhen: { kinds: [image] }\n"
                       "unless: ▸{ kinds: [image, video] }"),
             "no-effect", "删去"},
        Slip{"unless everybody", with_rule("flood: { repeat: 3 }\nunless: ▸{ people: anyone }"),
             "no-effect", "删去"},
        Slip{"kinds of messages for nicknames",
             with_rule("nickname: { format: \"{姓名}\" }\nwhen: ▸{ kinds: [text] }"), "no-effect",
             "roles"},
        Slip{"hours for nicknames",
             with_rule("nickname: { format: \"{姓名}\" }\nunless: ▸{ spans: [\"22:00-08:00\"] }"),
             "no-effect", "roles"}));

INSTANTIATE_TEST_SUITE_P(
    QuietHours, RuleEntry,
    testing::Values(
        Slip{"a bare time", with_rule("quiet_hours: ▸23:30"), "bad-span", "23:30-07:30"},
        Slip{"the same start and end", with_rule("quiet_hours: ▸\"23:30-23:30\""), "bad-span",
             "00:00-24:00"},
        Slip{"the second of a list", with_rule("quiet_hours: [\"23:30-07:30\", ▸\"25:00-07:30\"]"),
             "bad-span", "23:30-07:30"},
        Slip{"a full-width dash", with_rule("quiet_hours: ▸\"23:30－07:30\""), "bad-span",
             "23:30-07:30"},
        Slip{"no span", with_rule("quiet_hours: ▸[]"), "empty-list", "写上内容"},
        Slip{"an unknown key",
             with_rule("quiet_hours: { ▸from: \"23:30\", hours: \"23:30-07:30\" }"), "unknown-key",
             "hours"},
        Slip{"a map of nothing quiet", with_rule("quiet_hours: ▸{ unless_lists: [赌博] }"),
             "no-effect", "hours"},
        Slip{"windows without end", with_rule("quiet_hours: { except: ▸\"00:00-24:00\" }"),
             "no-effect", "缩短"},
        Slip{"windows over all its hours",
             with_rule("quiet_hours: { hours: \"23:30-07:30\", except: ▸\"23:00-08:00\" }"),
             "no-effect", "缩短"},
        Slip{"windows beside its hours",
             with_rule("quiet_hours: { hours: \"23:30-07:30\", except: ▸\"07:30-23:30\" }"),
             "no-effect", "hours"},
        Slip{"a window that is none", with_rule("quiet_hours: { except: [▸晚上] }"), "bad-span",
             "23:30-07:30"},
        Slip{"nothing", with_rule("▸quiet_hours:"), "empty-value", "补上"}));

INSTANTIATE_TEST_SUITE_P(
    Content, RuleEntry,
    testing::Values(
        Slip{"forbids nothing", with_rule("content: ▸{ match: whole }"), "no-effect", "regex"},
        Slip{"an unknown list, nearly right", with_rule("content: { lists: [▸赌傅] }"),
             "unknown-list", "赌博"},
        Slip{"an unknown list", with_rule("content: { lists: [赌博, ▸色情低俗] }"), "unknown-list",
             "写出"},
        Slip{"an empty list of lists", with_rule("content: { lists: ▸[] }"), "empty-list",
             "写上内容"},
        Slip{"an expression that is none", with_rule("content: { regex: [▸'加(微信'] }"),
             "bad-regex", "单引号"},
        Slip{"an expression that only backtracking can run",
             with_rule(R"(content: { regex: [▸'(.)\1'] })"), "bad-regex", "单引号"},
        Slip{"an expression that matches anything", with_rule("content: { regex: ▸'微*' }"),
             "bad-regex", "单引号"},
        Slip{"an expression too dear to run",
             with_rule("content: { regex: ['加微', ▸'[一-龥]{1,1000}'] }"), "regex-too-dear",
             "缩短"},
        Slip{"a kind that is none", with_rule("content: { kinds: [▸redpacket] }"), "bad-choice",
             "red_packet"},
        Slip{"an address for a domain",
             with_rule("content: { links: { allow: [▸\"https://qq.com\"] } }"), "bad-domain",
             "qq.com"},
        Slip{"a domain allowed and denied",
             with_rule("content: { links: { allow: [qq.com], deny: ▸[qq.com] } }"), "no-effect",
             "删去"},
        Slip{"no domain at all", with_rule("content: { links: ▸{} }"), "empty-list", "forbidden"},
        Slip{"links by a word", with_rule("content: { links: ▸forbiden }"), "bad-choice",
             "forbidden"},
        Slip{"one list together", with_rule("content: { lists: [赌博], together: ▸20 }"),
             "no-effect", "两个"},
        Slip{"the same list together", with_rule("content: { lists: [赌博, 赌博], together: ▸20 }"),
             "no-effect", "两个"},
        Slip{"no list together", with_rule("content: { kinds: [image], together: ▸20 }"),
             "no-effect", "两个"},
        Slip{"an unknown list together",
             with_rule("content: { lists: [赌博, ▸色情低俗], together: 20 }"), "unknown-list",
             "写出"},
        Slip{"together in no room", with_rule("content: { lists: [赌博, 公司], together: ▸1 }"),
             "bad-number", "2 到"},
        Slip{"whole messages together",
             with_rule("content: { lists: [赌博, 公司], match: whole, together: ▸20 }"),
             "no-effect", "smart"},
        Slip{"nothing aimed", with_rule("content: { kinds: [image], at_person: ▸true }"),
             "no-effect", "lists"},
        Slip{"aimed in titles",
             with_rule("content: { lists: [赌博], at_person: true, in: ▸title }"), "no-effect",
             "删去"},
        Slip{"a place for nothing", with_rule("content: { kinds: [image], in: ▸title }"),
             "no-effect", "删去"},
        Slip{"a place that is none", with_rule("content: { lists: [赌博], in: [▸标题] }"),
             "bad-choice", "title"},
        Slip{"no length", with_rule("content: { longer_than: ▸0 }"), "bad-number", "1 到"},
        Slip{"an unknown key", with_rule("content: { ▸word: [赌博], kinds: [image] }"),
             "unknown-key", "lists"}));

INSTANTIATE_TEST_SUITE_P(
    Flood, RuleEntry,
    testing::Values(
        Slip{"limits nothing", with_rule("flood: ▸{}"), "no-effect", "repeat"},
        Slip{"a likeness to nothing", with_rule("flood: ▸{ similarity: 80 }"), "missing-key",
             "repost_within"},
        Slip{"repetitions without their number", with_rule("flood: ▸{ repeat_within: 1h }"),
             "missing-key", "repeat"},
        Slip{"half of a window", with_rule("flood: ▸{ max_messages: 5 }"), "missing-key", "within"},
        Slip{"a bare number for a duration", with_rule("flood: { max_messages: 5, within: ▸10 }"),
             "bad-duration", "10s"},
        Slip{"a duration with a Chinese unit",
             with_rule("flood: { max_messages: 5, within: ▸10秒 }"), "bad-duration", "10s"},
        Slip{"a number in words", with_rule("flood: { max_messages: ▸五, within: 10s }"),
             "bad-number", "1 到"},
        Slip{"a repetition of one", with_rule("flood: { repeat: ▸1 }"), "bad-number", "2 到"},
        Slip{"a window longer than texts are kept", with_rule("flood: ▸{ repost_within: 31d }"),
             "window-too-long", "retention.messages"},
        Slip{"a list that is none of a repost", with_rule("flood: ▸{ repeat: 3, lists: [赌博] }"),
             "missing-key", "repost_within"},
        Slip{"an unknown list", with_rule("flood: { repost_within: 1d, lists: [▸广告] }"),
             "unknown-list", "写出"},
        Slip{"a likeness beyond all", with_rule("flood: { repost_within: 1d, similarity: ▸101 }"),
             "bad-number", "50 到 100"}));

INSTANTIATE_TEST_SUITE_P(
    Nickname, RuleEntry,
    testing::Values(
        Slip{"no format", with_rule("nickname: ▸{ grace: 3d }"), "missing-key", "format"},
        Slip{"an unknown part", with_rule("nickname: { format: ▸\"{部们}-{姓名}\" }"), "bad-format",
             "{部门}-{姓名}"},
        Slip{"an open brace", with_rule("nickname: { format: ▸\"{部门-姓名\" }"), "bad-format",
             "{部门}-{姓名}"},
        Slip{"no part at all", with_rule("nickname: { format: ▸部门-姓名 }"), "bad-format",
             "{部门}-{姓名}"},
        Slip{"a format for nobody",
             with_rule("nickname: { format: \"{姓名}\", formats: [▸{ format: \"{昵称}\" }] }"),
             "missing-key", "who"},
        Slip{"a format and a part of it",
             with_rule("nickname: { format: \"{姓名}\", contains: ▸\"{姓名}\" }"), "no-effect",
             "contains"},
        Slip{"a part with a choice", with_rule("nickname: { contains: ▸\"{姓名}{★|☆}\" }"),
             "bad-format", "{姓名}"},
        Slip{"a choice of nothing", with_rule("nickname: { format: ▸\"{昵称}{★|}{标签}\" }"),
             "bad-format", "{部门}-{姓名}"},
        Slip{"impostors by an unknown word",
             with_rule("nickname: { contains: \"{姓名}\", impersonation: ▸warn }"), "bad-choice",
             "report"},
        Slip{"too often", with_rule("nickname: { format: \"{姓名}\", every: ▸30m }"),
             "bad-duration", "1h"},
        Slip{"a grace without a unit", with_rule("nickname: { format: \"{姓名}\", grace: ▸3 }"),
             "bad-duration", "3d"}));

INSTANTIATE_TEST_SUITE_P(
    ReplyDeadline, RuleEntry,
    testing::Values(
        Slip{"asked by nobody", with_rule("reply_deadline: ▸{ within: 30m }"), "missing-key",
             "asked_by"},
        Slip{"no end", with_rule("reply_deadline: ▸{ asked_by: leaders }"), "missing-key",
             "within"},
        Slip{"a bare number for a duration",
             with_rule("reply_deadline: { asked_by: leaders, within: ▸30 }"), "bad-duration",
             "30m"},
        Slip{"too short", with_rule("reply_deadline: { asked_by: leaders, within: ▸30s }"),
             "bad-duration", "1m"},
        Slip{"a reminder before the question",
             with_rule("reply_deadline: { asked_by: leaders, within: 30m, remind: ▸30m }"),
             "bad-duration", "5m"},
        Slip{"an unknown clock",
             with_rule("reply_deadline: { asked_by: leaders, within: 30m, clock: ▸工作时间 }"),
             "bad-choice", "wall, duty"},
        Slip{"a misspelt set of people",
             with_rule("reply_deadline: { asked_by: ▸leeders, within: 30m }"), "unknown-people",
             "leaders"},
        Slip{
            "no is a word, not false",
            with_rule("reply_deadline: { asked_by: leaders, within: 30m, counts: { quote: ▸no } }"),
            "bad-choice", "false, true"},
        Slip{"nothing counts",
             with_rule(
                 "reply_deadline: { asked_by: leaders, within: 30m, counts: ▸{ quote: false } }"),
             "empty-value", "删去 counts"},
        Slip{"two ends",
             with_rule("reply_deadline: { asked_by: leaders, within: ▸30m, by: \"18:00\" }"),
             "two-ends", "几点之前"},
        Slip{"no time of the day", with_rule("reply_deadline: { asked_by: leaders, by: ▸下班 }"),
             "bad-time", "end_of_day"},
        Slip{"a day too long", with_rule("reply_deadline: { asked_by: leaders, by: ▸\"24:30\" }"),
             "bad-time", "18:00"},
        Slip{"an unknown way to ask",
             with_rule("reply_deadline: { asked_by: leaders, asks: ▸notise, within: 1h }"),
             "bad-choice", "notice"},
        Slip{"notices that do not mention all",
             with_rule("reply_deadline: { asked_by: leaders, asks: notice, within: 1h, "
                       "mentions_all: ▸ignored }"),
             "no-effect", "asks: mention"}));

TEST(RuleEntryReader, RefusesADutyClockThatNeverRuns) {
  const std::string text =
      "policy: a\ngroups: [a]\ncalendar: { workdays: sat, holidays: [2026-01-03] }\n"
      "rules: [{ id: a, reply_deadline: { asked_by: anyone, within: 9000d, clock: duty }, then: "
      "warn }]\n";

  const std::vector<policy::Diagnostic> problems = diagnose(text);

  ASSERT_THAT(problems, testing::SizeIs(1));
  EXPECT_EQ(problems[0].code, "no-duty");
  EXPECT_FALSE(problems[0].fix.zh.empty());
}

TEST(RuleEntryReader, TakesAWindowAsLongAsTextsAreKept) {
  const rules::Policy policy = load(with_rule("flood: { repost_within: 30d }"));

  EXPECT_EQ(policy.rules.front().rule->lookback(), std::chrono::days{30});
}

TEST(RuleEntryReader, TakesTheWholeDayAsASpan) {
  EXPECT_EQ(load(with_rule("quiet_hours: \"00:00-24:00\"")).rules.size(), 1U);
}

TEST(RuleEntryReader, KeepsItsMeaningWhenOnlyTheWordingChanges) {
  const rules::Policy before = load(with_rule("flood: { repeat: 3 }\nname: 刷屏\nbasis: 第六条"));
  const rules::Policy after =
      load(with_rule("flood: { repeat: 3 }\nname: 连发\nbasis: 第七条\nnotice: 请慢一点"));
  const rules::Policy stricter = load(with_rule("flood: { repeat: 2 }\nname: 刷屏\nbasis: 第六条"));

  EXPECT_EQ(before.rules.front().meaning, after.rules.front().meaning);
  EXPECT_NE(before.rules.front().text, after.rules.front().text);
  EXPECT_NE(before.rules.front().meaning, stricter.rules.front().meaning);
}

}  // namespace
}  // namespace qunguan::test
