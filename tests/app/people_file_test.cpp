#include "app/people_file.hpp"

#include <gmock/gmock.h>

#include "qunguan/rules/calendar.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using std::chrono::local_days;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kCsv =
    "id,name,department,title,tags,employed_from,last_day,leave,delegate,class,student\n"
    "lisi,李四,工程部,工程师,值班;夜班,2026-03-01,2026-06-30,"
    "2026-03-02..2026-03-05;2026-05-01 2026-05-04,wangwu,三年二班,李小四\n"
    "wangwu\n";
constexpr const char* kYaml =
    "- id: lisi\n  name: 李四\n  department: 工程部\n  title: 工程师\n  tags: [值班, 夜班]\n"
    "  employed_from: 2026-03-01\n  last_day: 2026-06-30\n"
    "  leave: [2026-03-02..2026-03-05, 2026-05-01 2026-05-04]\n"
    "  delegate: wangwu\n  class: 三年二班\n  student: 李小四\n"
    "- { id: wangwu }\n";
// As the same text that a CSV file has in its cells.
constexpr const char* kYamlOfTexts =
    "- { id: lisi, name: 李四, department: 工程部, title: 工程师, tags: 值班;夜班, "
    "employed_from: 2026-03-01, last_day: 2026-06-30, "
    "leave: 2026-03-02..2026-03-05;2026-05-01 2026-05-04, delegate: wangwu, class: 三年二班, "
    "student: 李小四 }\n- { id: wangwu }\n";

struct Read {
  Directory people;
  std::string complaints;
};

Read read(const std::string& name, const std::string& text) {
  const TempFolder folder;
  std::vector<policy::Diagnostic> problems;
  Read outcome{.people = app::read_people(folder.write(name, text), problems)};
  for (const policy::Diagnostic& problem : problems)
    outcome.complaints += format(problem, policy::Language::English) + "\n";
  return outcome;
}

std::string complaints(const std::string& name, const std::string& text) {
  return read(name, text).complaints;
}

local_days day(const char* text) { return *rules::parse_day(text); }

TEST(PeopleFile, SaysTheSameInEveryForm) {
  const std::pair<const char*, const char*> forms[] = {
      {"people.csv", kCsv}, {"people.yaml", kYaml}, {"people.yml", kYamlOfTexts}};
  for (const auto& [name, text] : forms) {
    const Read outcome = read(name, text);

    ASSERT_EQ(outcome.complaints, "") << name;
    EXPECT_EQ(outcome.people.size(), 2U);
    const DirectoryEntry* lisi = outcome.people.find(MemberId{"lisi"});
    ASSERT_NE(lisi, nullptr);
    EXPECT_EQ(lisi->name + lisi->department + lisi->title, "李四工程部工程师");
    EXPECT_THAT(lisi->tags, ElementsAre("值班", "夜班"));
    EXPECT_EQ(lisi->employed_from, day("2026-03-01"));
    EXPECT_EQ(lisi->last_day, day("2026-06-30"));
    EXPECT_EQ(lisi->delegate, MemberId{"wangwu"});
    EXPECT_EQ(lisi->class_name + lisi->student, "三年二班李小四");
  }
}

TEST(PeopleFile, TakesSpansOfLeaveAndSingleDays) {
  const std::pair<const char*, const char*> forms[] = {
      {"people.csv", kCsv}, {"people.yaml", kYaml}, {"people.yml", kYamlOfTexts}};
  for (const auto& [name, text] : forms) {
    const Directory people = read(name, text).people;

    const DirectoryEntry& lisi = *people.find(MemberId{"lisi"});
    EXPECT_THAT(lisi.leave, SizeIs(3)) << name;
    for (const char* away : {"2026-03-02", "2026-03-05", "2026-05-01", "2026-05-04"})
      EXPECT_TRUE(lisi.is_on_leave(day(away))) << name << " " << away;
    for (const char* here : {"2026-03-01", "2026-03-06", "2026-05-02"})
      EXPECT_FALSE(lisi.is_on_leave(day(here))) << name << " " << here;
  }
}

TEST(PeopleFile, LeavesOpenWhatItDoesNotSay) {
  const Directory people = read("people.csv", kCsv).people;

  const DirectoryEntry& wangwu = *people.find(MemberId{"wangwu"});
  EXPECT_FALSE(wangwu.employed_from || wangwu.last_day || wangwu.delegate);
  EXPECT_THAT(wangwu.leave, IsEmpty());
  EXPECT_TRUE(wangwu.is_employed(day("1999-01-01")));
}

TEST(PeopleFile, SaysWhereADayIsNoneAndHowToWriteIt) {
  for (const std::string bad : {"2026/3/1", "2026-02-30", "明天", "2026-03-01.."}) {
    EXPECT_THAT(complaints("people.csv", "id,leave\nlisi,2026-01-01\nwangwu," + bad + "\n"),
                AllOf(HasSubstr("people.csv:3:"), HasSubstr("error[bad-day]"),
                      HasSubstr("write it like 2026-03-01")))
        << bad;
    EXPECT_THAT(complaints("people.yaml", "- id: lisi\n  leave: [2026-01-01, \"" + bad + "\"]\n"),
                AllOf(HasSubstr("people.yaml:2:23: "), HasSubstr("error[bad-day]")))
        << bad;
  }
  for (const std::string key : {"employed_from", "last_day"})
    EXPECT_THAT(complaints("people.csv", "id," + key + "\nlisi,3月1日\n"),
                AllOf(HasSubstr("people.csv:2:"), HasSubstr("error[bad-day]")));
}

TEST(PeopleFile, RefusesDaysInTheWrongOrder) {
  EXPECT_THAT(complaints("people.csv", "id,leave\nlisi,2026-03-05..2026-03-01\n"),
              AllOf(HasSubstr("people.csv:2:"), HasSubstr("error[bad-leave]")));
  EXPECT_THAT(complaints("people.csv", "id,employed_from,last_day\nlisi,2026-03-05,2026-03-01\n"),
              AllOf(HasSubstr("people.csv:2:"), HasSubstr("last_day is before employed_from")));
}

TEST(PeopleFile, RefusesTheSamePersonTwice) {
  EXPECT_THAT(complaints("people.csv", "id,name\nlisi,李四\nlisi,李思\n"),
              AllOf(HasSubstr("people.csv:3:"), HasSubstr("error[duplicate-id]")));
  EXPECT_THAT(complaints("people.yaml", "- { id: lisi }\n- { id: lisi }\n"),
              HasSubstr("people.yaml:2:9: error[duplicate-id]"));
}

TEST(PeopleFile, NamesTheKeyThatIsUnknown) {
  EXPECT_THAT(complaints("people.csv", "id,nmae\nlisi,李四\nwangwu,王五\n"),
              AllOf(HasSubstr("people.csv:1:"), HasSubstr("did you mean 'name'?")));
  EXPECT_THAT(complaints("people.yaml", "- { id: lisi, nmae: 李四 }\n"),
              AllOf(HasSubstr("people.yaml:1:15: "), HasSubstr("did you mean 'name'?")));
}

TEST(PeopleFile, RefusesPeopleWithoutAnId) {
  EXPECT_THAT(complaints("people.csv", "id,name\n,李四\n"),
              AllOf(HasSubstr("people.csv:2:"), HasSubstr("'id' is missing")));
  EXPECT_THAT(complaints("people.yaml", "- { name: 李四 }\n"), HasSubstr("'id' is missing"));
}

TEST(PeopleFile, IsNotTakenForEmptyWhenNothingIsInIt) {
  EXPECT_THAT(complaints("people.csv", ""), HasSubstr("missing-column"));
  for (const char* text : {"", "[]\n", "people: []\n"})
    EXPECT_THAT(complaints("people.yaml", text), HasSubstr("error[wrong-shape]")) << text;
}

TEST(PeopleFile, SaysThatManyPeopleAreBetterWrittenAsCsv) {
  const std::string text = "- { id: lisi }\n" + std::string(std::size_t{256} * 1024, '#');

  EXPECT_THAT(complaints("people.yaml", text),
              AllOf(HasSubstr("error[too-large]"), HasSubstr("as CSV")));
}

TEST(PeopleInCsv, AreRefusedWithTheLineWhereTheyAreNotUtf8) {
  const std::string gbk = "id,name\nzhangsan,x\nlisi,\xC0\xEE\xCB\xC4\n";

  EXPECT_THAT(
      complaints("people.csv", gbk),
      AllOf(HasSubstr("people.csv:3:"), HasSubstr("error[encoding]"), HasSubstr("CSV UTF-8")));
}

TEST(PeopleInCsv, HaveTheLinesThatAreInTheFile) {
  const std::string text = "\xEF\xBB\xBFid,name\r\n\r\nlisi,\"李\r\n四\"\r\n,王五\r\n";

  EXPECT_THAT(complaints("people.csv", text), HasSubstr("people.csv:5:"));
}

TEST(PeopleInCsv, NeedTheirQuotesClosed) {
  for (const std::string open : {"lisi,\"李四\nwangwu\n", "lisi,\"李\"四\nwangwu\n"})
    EXPECT_THAT(complaints("people.csv", "id,name\n" + open),
                HasSubstr("people.csv:2:1: error[bad-quote]"))
        << open;
}

}  // namespace
}  // namespace qunguan::test
