#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using engine::Standing;
using engine::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const MemberId kZhangsan{"zhangsan"};

TEST_P(StoreContract, CasesAreUniqueByGroupMemberRuleAndCause) {
  EXPECT_TRUE(ports().cases.add(violation()));
  const auto again_but = [&](auto change) {
    engine::Case other = violation();
    change(other);
    return ports().cases.add(other);
  };

  EXPECT_FALSE(again_but([](engine::Case& other) { other.at += std::chrono::hours{1}; }));
  EXPECT_FALSE(again_but([](engine::Case& other) { other.policy = "another"; }));
  EXPECT_TRUE(again_but([&](engine::Case& other) { other.group = group("g2"); }));
  EXPECT_TRUE(again_but([](engine::Case& other) { other.member = MemberId{"lisi"}; }));
  EXPECT_TRUE(again_but([](engine::Case& other) { other.rule = RuleId{"ads"}; }));
  EXPECT_TRUE(again_but([](engine::Case& other) { other.cause.kind = "night"; }));
  EXPECT_TRUE(again_but([](engine::Case& other) { other.cause.id = "m2"; }));
}

TEST_P(StoreContract, CasesAreKnownByTheirCauseAfterACrash) {
  const engine::Case first = violation();
  ports().cases.add(first);
  commit();

  crash();

  EXPECT_TRUE(ports().cases.is_known(first.group, first.member, first.rule, first.cause));
  EXPECT_FALSE(ports().cases.is_known(first.group, first.member, first.rule,
                                      {.kind = "message", .id = "m2"}));
}

TEST_P(StoreContract, CasesHaveNumbersThatPeopleCanQuote) {
  EXPECT_EQ(ports().cases.next_number(), 1);
  ports().cases.add(violation("m1"));
  ports().cases.add(violation("m2"));
  commit();

  crash();

  EXPECT_EQ(ports().cases.next_number(), 3);
  EXPECT_EQ(ports().cases.find(2)->cause.id, "m2");
  EXPECT_FALSE(ports().cases.find(3));
}

TEST_P(StoreContract, CasesAreToldWithWhatBecameOfThem) {
  using State = rules::PastCase::State;
  const auto add = [&](const std::string& cause, Standing standing, int seconds) {
    engine::Case one = violation(cause);
    one.standing = standing;
    one.at = at(seconds);
    ports().cases.add(one);
    return one;
  };
  const engine::Case fined = add("m1", Standing::Counted, 0);
  add("m2", Standing::Test, 1);
  const engine::Case appealed = add("m3", Standing::Counted, 2);
  add("m4", Standing::Pending, 3);
  add("m5", Standing::Counted, 4);
  ports().ledger.book({.group = fined.group,
                       .member = kZhangsan,
                       .violation = fined.number,
                       .amount = Fen{5000},
                       .at = at(0)});
  engine::Action warning{.time = at(0), .kind = ActionKind::Warn, .violation = fined.number};
  ports().outbox.add(warning, fined.group, {});
  ports().cases.decide({.number = appealed.number, .by = kZhangsan, .at = at(9)},
                       Standing::Appealed);

  const std::vector<rules::PastCase> past = ports().cases.past(fined.group, at(0), at(4));

  ASSERT_THAT(past, SizeIs(3));
  EXPECT_EQ(past[0].number, 1);
  EXPECT_EQ(past[0].member, kZhangsan);
  EXPECT_EQ(past[0].rule, "gambling");
  EXPECT_EQ(past[0].at, at(0));
  EXPECT_EQ(past[0].state, State::Counted);
  EXPECT_TRUE(past[0].is_warned);
  EXPECT_EQ(past[0].fined, Fen{5000});
  EXPECT_EQ(past[1].state, State::Appealed);
  EXPECT_FALSE(past[1].is_warned);
  EXPECT_EQ(past[1].fined, Fen{});
  EXPECT_EQ(past[2].state, State::Waiting);
}

TEST_P(StoreContract, CasesThatWereTakenBackKeepNoFine) {
  const engine::Case fined = violation();
  ports().cases.add(fined);
  engine::LedgerEntry entry{.group = fined.group,
                            .member = kZhangsan,
                            .violation = fined.number,
                            .amount = Fen{5000},
                            .at = at(0)};
  ports().ledger.book(entry);
  entry.kind = engine::LedgerEntry::Kind::Reversal;
  entry.amount = Fen{-5000};
  ports().ledger.book(entry);
  ports().cases.decide(
      {.number = fined.number, .kind = Verdict::Kind::Withdrawn, .by = kZhangsan, .at = at(9)},
      Standing::Withdrawn);

  const std::vector<rules::PastCase> past = ports().cases.past(fined.group, at(0), at(1));

  EXPECT_EQ(past.at(0).fined, Fen{});
  EXPECT_EQ(past.at(0).state, rules::PastCase::State::Void);
}

TEST_P(StoreContract, ClosingsAreCountedByMemberAndReason) {
  const std::int64_t number = group();
  const auto note = [&](const std::string& member, const std::string& reason, int seconds,
                        rules::Mode mode = rules::Mode::Enforce) {
    ports().outbox.add({.time = at(seconds),
                        .member = MemberId{member},
                        .mode = mode,
                        .evidence = R"({"closed":")" + reason + R"("})"},
                       number, {});
  };
  note("zhangsan", "answered", 0);
  note("zhangsan", "answered", 5);
  note("zhangsan", "recalled", 5);
  note("zhangsan", "answered", 6, rules::Mode::Test);
  note("lisi", "answered", 9);
  note("lisi", "answered", 10);

  const std::map<MemberId, int> closings =
      ports().outbox.closings(number, "answered", at(0), at(10));

  EXPECT_EQ(closings, (std::map<MemberId, int>{{kZhangsan, 2}, {MemberId{"lisi"}, 1}}));
}

TEST_P(StoreContract, CasesComeBackAsTheyWereAdded) {
  engine::Case first = violation();
  first.standing = Standing::Pending;
  first.step = 3;
  first.event = 7;
  first.also = {"ads", "quiet"};
  ports().cases.add(first);

  const auto found = ports().cases.find(1);

  ASSERT_TRUE(found);
  EXPECT_EQ(found->member, first.member);
  EXPECT_EQ(found->rule, first.rule);
  EXPECT_EQ(found->cause, first.cause);
  EXPECT_EQ(found->at, first.at);
  EXPECT_EQ(found->ladder, first.ladder);
  EXPECT_EQ(found->step, 3);
  EXPECT_EQ(found->standing, Standing::Pending);
  EXPECT_EQ(found->policy, "p");
  EXPECT_EQ(found->event, 7);
  EXPECT_EQ(found->summary, first.summary);
  EXPECT_EQ(found->evidence, first.evidence);
  EXPECT_EQ(found->message, first.message);
  EXPECT_THAT(found->also, ElementsAre("ads", "quiet"));
}

TEST_P(StoreContract, CasesStandAsTheLastVerdictSays) {
  ports().cases.add(violation());
  ports().cases.decide({.number = 1,
                        .kind = Verdict::Kind::Appealed,
                        .by = kZhangsan,
                        .at = at(5),
                        .reason = "不服"},
                       Standing::Appealed);
  ports().cases.decide({.number = 1,
                        .kind = Verdict::Kind::Withdrawn,
                        .by = MemberId{"admin1"},
                        .at = at(9),
                        .reason = "误会"},
                       Standing::Withdrawn);
  commit();

  crash();

  EXPECT_EQ(ports().cases.find(1)->standing, Standing::Withdrawn);
  EXPECT_EQ(ports().cases.find(1)->decided_at, at(9));
  const std::vector<Verdict> verdicts = ports().cases.verdicts(1);
  ASSERT_THAT(verdicts, SizeIs(2));
  EXPECT_EQ(verdicts[0].kind, Verdict::Kind::Appealed);
  EXPECT_EQ(verdicts[0].reason, "不服");
  EXPECT_EQ(verdicts[1].by, MemberId{"admin1"});
}

TEST_P(StoreContract, CasesCountOnTheirLadderOnlyWhileTheyStand) {
  for (const Standing standing : {Standing::Counted, Standing::Pending, Standing::Test,
                                  Standing::Reported, Standing::Appealed}) {
    engine::Case one = violation("m" + std::to_string(static_cast<int>(standing)));
    one.standing = standing;
    ports().cases.add(one);
  }
  const auto count = [&] {
    return ports().cases.count(group(), kZhangsan, "ladder:通用", at(-10));
  };

  EXPECT_EQ(count(), 1);
  ports().cases.decide({.number = 2, .kind = Verdict::Kind::Approved}, Standing::Counted);
  EXPECT_EQ(count(), 2);
  ports().cases.decide({.number = 1, .kind = Verdict::Kind::Withdrawn}, Standing::Withdrawn);
  EXPECT_EQ(count(), 1);
}

TEST_P(StoreContract, CasesCountByMemberLadderAndWindow) {
  ports().cases.add(violation());
  const auto count = [&](const char* member, const char* ladder, Instant since) {
    return ports().cases.count(group(), MemberId{member}, ladder, since);
  };

  EXPECT_EQ(count("zhangsan", "ladder:通用", at(0)), 1);
  EXPECT_EQ(count("zhangsan", "ladder:通用", at(1)), 0);
  EXPECT_EQ(count("zhangsan", "rule:gambling", at(0)), 0);
  EXPECT_EQ(count("lisi", "ladder:通用", at(0)), 0);
}

TEST_P(StoreContract, CasesTellThoseOfARuleThatCountWithinATime) {
  for (int number = 1; number <= 4; ++number) {
    engine::Case one = violation("m" + std::to_string(number));
    one.number = number;
    one.at = at(number);
    ports().cases.add(one);
  }
  ports().cases.decide({.number = 2, .kind = engine::Verdict::Kind::Withdrawn, .at = at(9)},
                       engine::Standing::Withdrawn);

  const auto counted = ports().cases.counted(group(), kZhangsan, RuleId{"gambling"}, at(1), at(4));

  ASSERT_THAT(counted, SizeIs(2));
  EXPECT_EQ(counted[0].number, 1);
  EXPECT_EQ(counted[1].number, 3);
  EXPECT_THAT(ports().cases.counted(group(), kZhangsan, RuleId{"flood"}, at(1), at(4)), IsEmpty());
  EXPECT_THAT(ports().cases.counted(group(), MemberId{"lisi"}, RuleId{"gambling"}, at(1), at(4)),
              IsEmpty());
}

TEST_P(StoreContract, CasesTellTheLastBreachOfEachRuleAndMember) {
  engine::Case first = violation("m1");
  first.also = {"flood"};
  engine::Case second = violation("m2");
  second.number = 2;
  second.at = at(60);
  ports().cases.add(first);
  ports().cases.add(second);

  const auto all = ports().cases.breaches(group(), at(0));
  const auto late = ports().cases.breaches(group(), at(61));

  const auto is_breach = [](const char* rule, Instant at) {
    return ::testing::AllOf(::testing::Field(&engine::Cases::Breach::rule, RuleId{rule}),
                            ::testing::Field(&engine::Cases::Breach::member, kZhangsan),
                            ::testing::Field(&engine::Cases::Breach::at, at));
  };
  EXPECT_THAT(all, ::testing::UnorderedElementsAre(is_breach("gambling", at(60)),
                                                   is_breach("flood", at(0))));
  EXPECT_THAT(late, IsEmpty());
}

TEST_P(StoreContract, ProposalsWaitUntilTheyAreClosed) {
  ports().cases.add(violation());
  const rules::Step step{
      .sanctions = {{.kind = ActionKind::Fine, .amount = Fen{5000}}, {.kind = ActionKind::Remove}}};
  ports().cases.propose({.number = 1, .step = step, .approval = {.admins = 2, .by_owner = true}});
  commit();

  crash();

  const auto found = ports().cases.proposal(1);
  ASSERT_TRUE(found);
  ASSERT_THAT(found->step.sanctions, SizeIs(2));
  EXPECT_EQ(found->step.sanctions[0].amount, Fen{5000});
  EXPECT_EQ(found->step.sanctions[1].kind, ActionKind::Remove);
  EXPECT_EQ(found->approval.admins, 2);
  EXPECT_TRUE(found->approval.by_owner);
  EXPECT_TRUE(ports().cases.is_removal_proposed(group(), kZhangsan));
  EXPECT_FALSE(ports().cases.is_removal_proposed(group(), MemberId{"lisi"}));
  ports().cases.close_proposal(1);
  EXPECT_FALSE(ports().cases.proposal(1));
  EXPECT_FALSE(ports().cases.is_removal_proposed(group(), kZhangsan));
}

TEST_P(StoreContract, RemovalsAreOrderedUntilTheyAreForgotten) {
  ports().cases.order_removal(group(), kZhangsan, at(1), 1);
  commit();
  crash();

  EXPECT_THAT(ports().cases.removals(group()), ElementsAre(::testing::Pair(kZhangsan, at(1))));
  ports().cases.forget_removal(group(), kZhangsan);
  EXPECT_THAT(ports().cases.removals(group()), IsEmpty());
}

TEST_P(StoreContract, RemovalsAreTakenBackByTheCaseThatOrderedThem) {
  ports().cases.order_removal(group(), kZhangsan, at(1), 1);
  ports().cases.order_removal(group(), kZhangsan, at(2), 2);
  commit();
  crash();

  ports().cases.take_removal_back(3);
  EXPECT_THAT(ports().cases.removals(group()), ElementsAre(::testing::Pair(kZhangsan, at(2))));
  ports().cases.take_removal_back(2);
  EXPECT_THAT(ports().cases.removals(group()), ElementsAre(::testing::Pair(kZhangsan, at(1))));
  ports().cases.take_removal_back(1);
  EXPECT_THAT(ports().cases.removals(group()), IsEmpty());
}

TEST_P(StoreContract, CasesAreTheLatestOfAGroupOrAMember) {
  ports().cases.add(violation("m1"));
  ports().cases.add(violation("m2", "lisi"));
  ports().cases.add(violation("m3"));
  engine::Case elsewhere = violation("m4");
  elsewhere.group = group("g2");
  ports().cases.add(elsewhere);
  const auto latest = [&](const std::optional<MemberId>& member, Instant since, std::size_t limit) {
    std::vector<std::int64_t> numbers;
    for (const engine::Case& one : ports().cases.latest(group(), member, since, limit))
      numbers.push_back(one.number);
    return numbers;
  };

  EXPECT_THAT(latest({}, at(0), 9), ElementsAre(3, 2, 1));
  EXPECT_THAT(latest({}, at(0), 2), ElementsAre(3, 2));
  EXPECT_THAT(latest(kZhangsan, at(0), 9), ElementsAre(3, 1));
  EXPECT_THAT(latest(kZhangsan, at(1), 9), IsEmpty());
}

TEST_P(StoreContract, ProposalsThatNobodyDecidedAreListedByGroup) {
  const rules::Step removal{.sanctions = {{.kind = ActionKind::Remove}}};
  for (const char* cause : {"m1", "m2", "m3"}) {
    const engine::Case one = violation(cause);
    ports().cases.add(one);
    ports().cases.propose({.number = one.number, .step = removal, .approval = {.admins = 2}});
  }
  ports().cases.add(violation("m4"));
  ports().cases.close_proposal(2);
  commit();

  crash();

  const std::vector<engine::Case> found = ports().cases.proposed(group(), 9);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].number, 1);
  EXPECT_EQ(found[1].cause.id, "m3");
  EXPECT_THAT(ports().cases.proposed(group(), 1), SizeIs(1));
  EXPECT_THAT(ports().cases.proposed(group("g2"), 9), IsEmpty());
}

TEST_P(StoreContract, ProposalsCanBeLeftToTheOwner) {
  ports().cases.add(violation());
  ports().cases.propose({.number = 1,
                         .step = {.sanctions = {{.kind = ActionKind::Remove}}},
                         .approval = {.admins = 2}});
  ports().cases.leave_to_owner(1);
  commit();

  crash();

  EXPECT_TRUE(ports().cases.proposal(1)->approval.by_owner);
}

TEST_P(StoreContract, CasesTellForWhichAMemberWasRemovedAsLongAsOneStands) {
  const auto remove = [&](const char* cause, const char* kind = "message") {
    engine::Case one = violation(cause);
    one.cause.kind = kind;
    ports().cases.add(one);
    ports().outbox.add({.group = GroupId{"g"},
                        .rule = one.rule,
                        .kind = ActionKind::Remove,
                        .member = one.member,
                        .violation = one.number},
                       group(), {});
  };
  const auto last = [&] {
    const auto found = ports().cases.last_removal(group(), kZhangsan);
    return found ? found->number : 0;
  };

  ports().cases.add(violation("m1"));
  EXPECT_EQ(last(), 0);
  remove("m2");
  remove("m3");
  remove("e4", engine::kCameBack);
  EXPECT_EQ(last(), 3);
  EXPECT_FALSE(ports().cases.last_removal(group(), MemberId{"lisi"}));
  EXPECT_FALSE(ports().cases.last_removal(group("g2"), kZhangsan));
  ports().cases.decide({.number = 3, .kind = Verdict::Kind::Withdrawn}, Standing::Withdrawn);
  EXPECT_EQ(last(), 2);
  ports().cases.decide({.number = 2, .kind = Verdict::Kind::Appealed}, Standing::Appealed);
  EXPECT_EQ(last(), 0);
}

TEST_P(StoreContract, LoadCountsWhatNoPersonOrdered) {
  ports().cases.order_removal(group(), kZhangsan, at(1), 1);
  for (int number = 1; number <= 3; ++number)
    ports().ledger.book({.group = group(),
                         .member = kZhangsan,
                         .violation = number,
                         .kind = engine::LedgerEntry::Kind::Fine,
                         .amount = Fen{100},
                         .at = at(number),
                         .by = number == 3 ? "admin1" : ""});

  const engine::Cases::Load since_one = ports().cases.load(group(), at(1));
  const engine::Cases::Load since_two = ports().cases.load(group(), at(2));

  EXPECT_EQ(since_one.fines, 2);
  EXPECT_EQ(since_one.removals, 1);
  EXPECT_EQ(since_two.fines, 1);
  EXPECT_EQ(since_two.removals, 0);
}

}  // namespace
}  // namespace qunguan::test
