#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using engine::Claim;
using engine::Delivery;
using engine::DeliveryKind;
using engine::DeliveryState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const MemberId kZhangsan{"zhangsan"};

Delivery notice(const std::string& text = "请注意", const std::string& channel = "app") {
  return {.channel = channel, .chat_id = "c1", .text = text, .people = {kZhangsan}};
}

Delivery removal() {
  return {.kind = DeliveryKind::Removal, .channel = "app", .chat_id = "c1", .people = {kZhangsan}};
}

std::vector<std::string> texts(const std::vector<Claim>& claims) {
  std::vector<std::string> all;
  for (const Claim& claim : claims) all.push_back(claim.delivery.text);
  return all;
}

/// Puts deliveries into an outbox and takes them out.
class Desk {
 public:
  Desk(engine::Store ports, engine::DeliveryQueue& queue, std::int64_t group)
      : outbox(ports.outbox), queue_(queue), group_(group) {}

  void put(const Delivery& delivery, std::int64_t violation = 1) {
    const engine::Action action{
        .time = now,
        .kind = delivery.kind == DeliveryKind::Removal ? ActionKind::Remove : ActionKind::Warn,
        .member = kZhangsan,
        .violation = violation,
        .text = delivery.text};
    outbox.add(action, group_, {delivery});
  }
  std::vector<Claim> claim(std::size_t limit = 10) { return queue_.claim("app", now, limit); }
  void settle(const Claim& claim, DeliveryState state, std::optional<Instant> next = {}) {
    queue_.settle(claim, {.state = state, .next_attempt = next, .note = "n"});
  }

  const Instant now = from_ms(1'772'000'000'000);
  engine::Outbox& outbox;

 private:
  engine::DeliveryQueue& queue_;
  std::int64_t group_;
};

TEST_P(StoreContract, OutboxHandsOutWhatWaitsInOrder) {
  Desk desk{ports(), deliveries(), group()};
  for (const char* text : {"一", "二", "三"}) desk.put(notice(text));
  commit();
  crash();
  Desk after{ports(), deliveries(), group()};

  EXPECT_THAT(texts(after.claim(2)), ElementsAre("一", "二"));
  EXPECT_THAT(texts(after.claim(2)), ElementsAre("三"));
  EXPECT_THAT(after.claim(2), IsEmpty());
}

TEST_P(StoreContract, OutboxRepeatsADeliveryByteForByte) {
  Desk desk{ports(), deliveries(), group()};
  Delivery said = notice("“百家乐”\n\xF0\x9F\x8E\xB2 \"引号\"");
  said.kind = DeliveryKind::Private;
  said.people = {kZhangsan, MemberId{"李四"}};
  said.expires_at = at(60);
  desk.put(said, 7);
  const Claim first = desk.claim().at(0);
  desk.settle(first, DeliveryState::Waiting, desk.now);
  commit();
  crash();

  const Claim again = deliveries().claim("app", desk.now, 1).at(0);

  EXPECT_EQ(again.number, first.number);
  EXPECT_EQ(again.delivery.kind, said.kind);
  EXPECT_EQ(again.delivery.channel, "app");
  EXPECT_EQ(again.delivery.chat_id, said.chat_id);
  EXPECT_EQ(again.delivery.text, said.text);
  EXPECT_EQ(again.delivery.people, said.people);
  EXPECT_EQ(again.delivery.expires_at, said.expires_at);
  EXPECT_EQ(again.violation, 7);
  EXPECT_EQ(again.group, group());
  EXPECT_EQ(first.attempts, 0);
  EXPECT_EQ(again.attempts, 1);
}

TEST_P(StoreContract, OutboxServesEachChannelItsOwn) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一", "robot"));

  EXPECT_THAT(desk.claim(), IsEmpty());
  EXPECT_EQ(deliveries().next_attempt("app"), std::nullopt);
  EXPECT_TRUE(deliveries().next_attempt("robot"));
}

TEST_P(StoreContract, OutboxWaitsForTheNextAttempt) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice());
  desk.settle(desk.claim().at(0), DeliveryState::Waiting, at(30));

  EXPECT_EQ(deliveries().next_attempt("app"), at(30));
  EXPECT_THAT(deliveries().claim("app", at(29), 10), IsEmpty());
  EXPECT_THAT(deliveries().claim("app", at(30), 10), SizeIs(1));
}

TEST_P(StoreContract, OutboxRemembersWhenACallWasFirstMade) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice());
  const Claim untried = deliveries().claim("app", at(10), 1).at(0);
  deliveries().settle(
      untried,
      {.state = DeliveryState::Waiting, .next_attempt = at(20), .note = "", .was_tried = false});

  const Claim first = deliveries().claim("app", at(20), 1).at(0);
  desk.settle(first, DeliveryState::Waiting, at(30));
  commit();
  crash();
  const Claim second = deliveries().claim("app", at(30), 1).at(0);

  EXPECT_EQ(first.attempts, 0);
  EXPECT_EQ(first.first_tried_at, at(20));
  EXPECT_EQ(second.attempts, 1);
  EXPECT_EQ(second.first_tried_at, at(20));
  EXPECT_EQ(second.taken_at, at(30));
  EXPECT_EQ(deliveries().interrupted().at(0).first_tried_at, at(20));
}

TEST_P(StoreContract, OutboxTellsHowManyWillReadANotice) {
  Desk desk{ports(), deliveries(), group()};
  for (const char* id : {"zhangsan", "lisi"}) ports().rosters.save(group(), {.id = MemberId{id}});
  ports().rosters.save(group(), {.id = MemberId{"gone"}, .present = false});
  ports().rosters.save(group("g2"), {.id = MemberId{"elsewhere"}});
  desk.put(notice());

  EXPECT_EQ(desk.claim().at(0).audience, 2U);
}

TEST_P(StoreContract, OutboxGivesUpWhatNobodyServes) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一", "gone"));
  desk.put(notice("二"));
  Delivery held = removal();
  held.channel = "gone";
  desk.put(held);
  desk.outbox.hold(1);

  EXPECT_EQ(deliveries().give_up_others({"app"}), 2U);

  desk.outbox.resume(1);
  EXPECT_EQ(deliveries().next_attempt("gone"), std::nullopt);
  EXPECT_THAT(texts(desk.claim()), ElementsAre("二"));
  EXPECT_EQ(deliveries().give_up_others({"app"}), 0U);
}

TEST_P(StoreContract, OutboxTellsWhatPeopleWereToldOfCases) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一"), 1);
  desk.put(notice("二"), 2);
  desk.put(notice("欢迎"), 0);
  desk.put(removal(), 2);
  desk.outbox.add({.time = desk.now, .violation = 3, .text = "只是登记"}, group(), {});
  desk.outbox.add(
      {.time = desk.now, .violation = 3, .text = "三、四", .evidence = R"({"cases":[3,4]})"},
      group(), {notice("三、四")});

  const std::vector<engine::Outbox::Told> told = desk.outbox.told(group(), 3);

  ASSERT_THAT(told, SizeIs(3));
  EXPECT_EQ(told[0].text, "三、四");
  EXPECT_THAT(told[0].cases, ElementsAre(3, 4));
  EXPECT_THAT(told[1].cases, ElementsAre(2));
  EXPECT_THAT(told[2].cases, ElementsAre(1));
  EXPECT_THAT(desk.outbox.told(group(), 1), SizeIs(1));
  EXPECT_THAT(desk.outbox.told(group() + 1, 10), IsEmpty());
}

TEST_P(StoreContract, OutboxHandsOutNothingThatIsSettled) {
  Desk desk{ports(), deliveries(), group()};
  for (const DeliveryState state :
       {DeliveryState::Done, DeliveryState::Failed, DeliveryState::Unknown,
        DeliveryState::Undeliverable, DeliveryState::Expired, DeliveryState::Cancelled}) {
    desk.put(notice());
    desk.settle(desk.claim().at(0), state);
  }

  EXPECT_THAT(desk.claim(), IsEmpty());
  EXPECT_THAT(deliveries().interrupted(), IsEmpty());
}

TEST_P(StoreContract, OutboxTellsAfterACrashWhatWasUnderWay) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一"));
  desk.put(notice("二"));
  desk.claim(1);
  commit();

  crash();

  EXPECT_THAT(texts(deliveries().interrupted()), ElementsAre("一"));
  EXPECT_EQ(deliveries().interrupted().at(0).attempts, 1);
}

TEST_P(StoreContract, OutboxKeepsWhatHasNoChannelAsUndeliverable) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一", ""));
  Delivery to_nobody = notice("二");
  to_nobody.kind = DeliveryKind::Private;
  to_nobody.people.clear();
  desk.put(to_nobody);

  EXPECT_THAT(desk.claim(), IsEmpty());
  EXPECT_THAT(deliveries().claim("", desk.now, 10), IsEmpty());
}

TEST_P(StoreContract, OutboxHoldsRemovalsUntilTheyAreResumed) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一"));
  desk.put(removal());

  desk.outbox.hold(1);

  EXPECT_THAT(texts(desk.claim()), ElementsAre("一"));
  desk.outbox.resume(1);
  EXPECT_THAT(desk.claim(), SizeIs(1));
}

TEST_P(StoreContract, OutboxDropsWhatIsCancelledEvenWhenHeld) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一"));
  desk.put(removal());
  desk.put(notice("别的"), 2);
  desk.outbox.hold(1);

  desk.outbox.cancel(1);
  desk.outbox.resume(1);

  EXPECT_THAT(texts(desk.claim()), ElementsAre("别的"));
}

TEST_P(StoreContract, OutboxDropsTheRemovalsOfWhoCameBack) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(notice("一"));
  desk.put(removal());

  desk.outbox.cancel_removals(group(), kZhangsan);

  EXPECT_THAT(texts(desk.claim()), ElementsAre("一"));
}

TEST_P(StoreContract, OutboxKeepsToWhatWasDecidedWhileACallWasUnderWay) {
  const auto state_after = [&](auto decide) {
    Desk desk{ports(), deliveries(), group()};
    desk.put(removal());
    const Claim claim = desk.claim().at(0);
    decide(desk.outbox);
    commit();
    crash();
    deliveries().settle(claim, {.state = DeliveryState::Waiting, .next_attempt = desk.now});
    const bool is_tried_again = !deliveries().claim("app", desk.now, 10).empty();
    roll_back();
    deliveries().settle(claim, {.state = DeliveryState::Done});
    return is_tried_again;
  };

  EXPECT_TRUE(state_after([](engine::Outbox&) {}));
  EXPECT_FALSE(state_after([](engine::Outbox& outbox) { outbox.hold(1); }));
  EXPECT_FALSE(state_after([](engine::Outbox& outbox) { outbox.cancel(1); }));
  EXPECT_FALSE(
      state_after([&](engine::Outbox& outbox) { outbox.cancel_removals(group(), kZhangsan); }));
  EXPECT_TRUE(state_after([](engine::Outbox& outbox) {
    outbox.hold(1);
    outbox.resume(1);
  }));
}

TEST_P(StoreContract, OutboxConfirmsRemovalsOfWhoIsGone) {
  Desk desk{ports(), deliveries(), group()};
  Delivery nowhere = removal();
  nowhere.channel.clear();
  desk.put(removal());
  desk.put(nowhere);

  desk.outbox.confirm_removals(group(), kZhangsan, desk.now);

  EXPECT_THAT(desk.claim(), IsEmpty());
}

TEST_P(StoreContract, OutboxConfirmsNoOtherRemovals) {
  Desk desk{ports(), deliveries(), group()};
  desk.put(removal());

  desk.outbox.confirm_removals(group(), MemberId{"lisi"}, desk.now);
  desk.outbox.confirm_removals(group("g2"), kZhangsan, desk.now);
  desk.outbox.confirm_removals(group(), kZhangsan, desk.now + Duration{1});

  EXPECT_THAT(desk.claim(), SizeIs(1));
}

}  // namespace
}  // namespace qunguan::test
