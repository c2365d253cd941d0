#include <gmock/gmock.h>

#include "support/broken_policy.hpp"
#include "support/rule_bench.hpp"

namespace qunguan::test {
namespace {

using rules::Remark;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const rules::Calendar kShanghai{.zone = *Zone::named("Asia/Shanghai")};

/// Days after Monday, 2026-03-02.
constexpr Duration kLastOfMarch = 29 * 24h + 9h;
constexpr Duration kFirstOfApril = 30 * 24h + 9h;

struct Rota : RuleBench {
  explicit Rota(const std::string& keys = "") : RuleBench{"{rota: {" + keys + "}}"} {
    add("boss", "群主", Role::Owner);
    add("admin", "管理", Role::Admin);
    add("zhang", "张三");
    add("li", "李四");
  }

  std::string wording() const { return remarks().empty() ? "" : remarks().front().wording; }
};

TEST(RotaRule, RemindsTheOwnerOfATermThatIsNotFixed) {
  Rota group;

  group.strike(kLastOfMarch);

  ASSERT_THAT(group.remarks(), SizeIs(1));
  EXPECT_EQ(group.remarks()[0].kind, ActionKind::Remind);
  EXPECT_EQ(group.remarks()[0].to, Remark::To::Owner);
  EXPECT_EQ(group.wording(), "unfixed");
  EXPECT_EQ(fact(group.remarks()[0].facts, "任期"), "2026-04");
}

TEST(RotaRule, SaysNothingOfATermThatIsFixed) {
  Rota group;
  group.order(24h, "boss", "轮值", {"zhang"}, "2026-04");

  group.strike(kLastOfMarch);

  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(RotaRule, NamesTheOneOnDutyWhenHisTermBegins) {
  Rota group;
  group.order(24h, "boss", "轮值", {"zhang"}, "2026年4月");

  group.strike(kFirstOfApril);

  EXPECT_EQ(group.wording(), "your_turn");
  EXPECT_EQ(group.remarks().at(0).to, Remark::To::Group);
  EXPECT_EQ(group.remarks().at(0).member, MemberId{"zhang"});
}

TEST(RotaRule, TellsTheOwnerWhereATermBeginsWithNobody) {
  Rota group;

  group.strike(kFirstOfApril);

  EXPECT_EQ(group.wording(), "nobody");
  EXPECT_EQ(group.remarks().at(0).to, Remark::To::Owner);
}

TEST(RotaRule, LetsALaterWordReplaceTheFormer) {
  Rota group;
  group.order(1h, "boss", "轮值", {"zhang"}, "2026-04");
  group.order(2h, "boss", "轮值", {"li"}, "2026-04");
  EXPECT_THAT(group.closed(), SizeIs(1));

  group.strike(kFirstOfApril);

  EXPECT_EQ(group.remarks().at(0).member, MemberId{"li"});
}

TEST(RotaRule, IsDecidedByTheOwnerAlone) {
  Rota group;

  group.order(1h, "admin", "轮值", {"zhang"}, "2026-04");

  EXPECT_EQ(group.wording(), "not_yours");
  EXPECT_THAT(group.opened(), IsEmpty());
}

TEST(RotaRule, IsDecidedByWhomItNames) {
  Rota group{"by: admin"};
  group.order(1h, "boss", "轮值", {"zhang"}, "2026-04");
  EXPECT_EQ(group.wording(), "not_yours");

  group.order(2h, "admin", "轮值", {"zhang"}, "2026-04");
  EXPECT_EQ(group.wording(), "fixed");

  group.strike(kFirstOfApril + 30 * 24h - 24h);
  EXPECT_EQ(group.wording(), "unfixed");
  EXPECT_THAT(group.remarks().at(0).people, testing::ElementsAre(MemberId{"admin"}));
}

TEST(RotaRule, TellsAnybodyWhoseTurnItIs) {
  Rota group;
  group.order(1h, "boss", "轮值", {"zhang", "li"}, "2026-03");

  group.order(2h, "li", "轮值", {}, "");

  EXPECT_EQ(group.wording(), "table");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "名单"), "张三、李四");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "下期名单"), "未定");
}

TEST(RotaRule, TakesNoTermThatIsPastAndNothingThatIsNone) {
  Rota group;

  group.order(1h, "boss", "轮值", {"zhang"}, "2026-02");
  EXPECT_EQ(group.wording(), "past");

  group.order(2h, "boss", "轮值", {"zhang"}, "下个月");
  EXPECT_THAT(group.remarks(), IsEmpty());
  group.order(3h, "boss", "轮值", {}, "2026-04");
  EXPECT_THAT(group.remarks(), IsEmpty());
}

TEST(RotaRule, ForgetsATermWhenItIsOver) {
  Rota group;
  group.order(1h, "boss", "轮值", {"zhang"}, "2026-03");

  group.wait_until(31 * 24h);
  group.order(31 * 24h, "li", "轮值", {}, "");

  EXPECT_EQ(fact(group.remarks().at(0).facts, "名单"), "未定");
}

TEST(RotaRule, RemindsOfATermOfTwoMonthsInTheLastOfThem) {
  Rota group{"period: 2 months, first: 2026-03"};

  group.strike(kLastOfMarch);
  EXPECT_THAT(group.remarks(), IsEmpty());

  group.strike(kLastOfMarch + 30 * 24h);
  EXPECT_EQ(fact(group.remarks().at(0).facts, "任期"), "2026-05至2026-06");
}

TEST(RotaRule, TakesAMonthInsideATermForTheTerm) {
  Rota group{"period: 2 months, first: 2026-03"};

  group.order(1h, "boss", "轮值", {"zhang"}, "2026-04");

  EXPECT_EQ(fact(group.remarks().at(0).facts, "任期"), "2026-03至2026-04");
}

TEST(RotaRule, KeepsWeeks) {
  Rota group{"period: week"};
  EXPECT_EQ(group.rule().next_time(monday(9h), kShanghai), monday(6 * 24h + 9h));
  EXPECT_EQ(group.rule().next_time(monday(6 * 24h + 9h), kShanghai), monday(7 * 24h + 9h));

  group.order(1h, "boss", "轮值", {"zhang"}, "2026-03-11");
  group.strike(7 * 24h + 9h);

  EXPECT_EQ(group.remarks().at(0).member, MemberId{"zhang"});
  EXPECT_EQ(fact(group.remarks().at(0).facts, "任期"), "2026-03-09那一周");
}

TEST(RotaRule, TellsTheOwnerWhenOneOfTheTableLeaves) {
  Rota group;
  group.order(1h, "boss", "轮值", {"zhang"}, "2026-04");

  group.leave(2h, "zhang");

  EXPECT_EQ(group.wording(), "left");
  EXPECT_EQ(fact(group.remarks().at(0).facts, "任期"), "2026-04");
  EXPECT_THAT(group.closed(), SizeIs(1));
}

std::string rota(const std::string& keys) {
  return with_head("") + "  - id: b\n    rota: " + keys + "\n";
}

class RotaSlip : public testing::TestWithParam<Slip> {};

TEST_P(RotaSlip, IsRefusedWithPlaceReasonAndFix) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Rota, RotaSlip,
    testing::Values(
        Slip{"no month", rota("{ period: 2 months, first: ▸三月 }"), "bad-time", "2026-01"},
        Slip{"a first month of months", rota("{ first: ▸2026-01 }"), "no-effect", "删去 first"},
        Slip{"days to announce on", rota("{ announce: ▸\"mon 09:00\" }"), "bad-time", "09:00"},
        Slip{"a word that decides cases", rota("{ word: ▸同意轮值 }"), "taken-word", "换一个词"}));

}  // namespace
}  // namespace qunguan::test
