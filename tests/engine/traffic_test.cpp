#include "engine/traffic.hpp"

#include <gmock/gmock.h>

namespace qunguan::test {
namespace {

using engine::Traffic;
using rules::PastMessage;
using testing::ElementsAre;
using testing::IsEmpty;

const MemberId kLi{"li"};
const MemberId kWang{"wang"};

PastMessage message(std::int64_t number, int second) {
  return {.number = number, .at = Instant{std::chrono::seconds{second}}};
}

std::vector<std::int64_t> numbers(const Traffic& traffic, const MemberId& sender, int since,
                                  int until = 1000) {
  std::vector<std::int64_t> found;
  for (const PastMessage& past : traffic.of(sender, Instant{std::chrono::seconds{since}},
                                            Instant{std::chrono::seconds{until}}))
    found.push_back(past.number);
  return found;
}

std::vector<std::int64_t> all_numbers(const Traffic& traffic, int until = 1000) {
  std::vector<std::int64_t> found;
  traffic.each(Instant{}, Instant{std::chrono::seconds{until}},
               [&](const MemberId&, const PastMessage& past) {
                 found.push_back(past.number);
                 return true;
               });
  return found;
}

TEST(Traffic, GivesOnlyTheSendersMessagesOldestFirst) {
  Traffic traffic;
  traffic.add(kLi, message(1, 10));
  traffic.add(kWang, message(2, 11));
  traffic.add(kLi, message(3, 12));

  EXPECT_THAT(numbers(traffic, kLi, 0), ElementsAre(1, 3));
  EXPECT_THAT(numbers(traffic, kWang, 0), ElementsAre(2));
  EXPECT_THAT(numbers(traffic, MemberId{"zhao"}, 0), IsEmpty());
}

TEST(Traffic, BeginsAtTheGivenTime) {
  Traffic traffic;
  for (int i = 1; i <= 4; ++i) traffic.add(kLi, message(i, 10 * i));

  EXPECT_THAT(numbers(traffic, kLi, 30), ElementsAre(3, 4));
}

TEST(Traffic, EndsAtTheGivenTime) {
  Traffic traffic;
  for (int i = 1; i <= 4; ++i) traffic.add(kLi, message(i, 10 * i));

  EXPECT_THAT(numbers(traffic, kLi, 20, 30), ElementsAre(2, 3));
  EXPECT_THAT(all_numbers(traffic, 30), ElementsAre(3, 2, 1));
}

TEST(Traffic, PutsALateMessageWhereItBelongs) {
  Traffic traffic;
  traffic.add(kLi, message(1, 10));
  traffic.add(kWang, message(2, 20));
  traffic.add(kLi, message(3, 30));

  traffic.add(kLi, message(4, 15));

  EXPECT_THAT(all_numbers(traffic), ElementsAre(3, 2, 4, 1));
  EXPECT_THAT(numbers(traffic, kLi, 0), ElementsAre(1, 4, 3));
  EXPECT_THAT(numbers(traffic, kWang, 0), ElementsAre(2));
}

TEST(Traffic, KeepsTheOrderOfArrivalWithinOneInstant) {
  Traffic traffic;
  for (int i = 1; i <= 3; ++i) traffic.add(kLi, message(i, 10));

  EXPECT_THAT(numbers(traffic, kLi, 0), ElementsAre(1, 2, 3));
}

TEST(Traffic, ForgetsTheOldestFirst) {
  Traffic traffic;
  traffic.add(kWang, message(1, 10));
  traffic.add(kLi, message(2, 11));
  traffic.add(kLi, message(3, 12));

  traffic.drop_oldest();
  traffic.drop_oldest();
  traffic.add(kWang, message(4, 13));

  EXPECT_THAT(all_numbers(traffic), ElementsAre(4, 3));
  EXPECT_THAT(numbers(traffic, kLi, 0), ElementsAre(3));
  EXPECT_THAT(numbers(traffic, kWang, 0), ElementsAre(4));
}

TEST(Traffic, TakesALateMessageAfterOthersWereForgotten) {
  Traffic traffic;
  traffic.add(kLi, message(1, 10));
  traffic.add(kLi, message(2, 20));
  traffic.drop_oldest();

  traffic.add(kWang, message(3, 15));
  traffic.add(kLi, message(4, 16));

  EXPECT_THAT(numbers(traffic, kLi, 0), ElementsAre(4, 2));
  EXPECT_THAT(numbers(traffic, kWang, 0), ElementsAre(3));
}

TEST(Traffic, StopsWhereTheVisitorHasSeenEnough) {
  Traffic traffic;
  for (int i = 1; i <= 3; ++i) traffic.add(kLi, message(i, i));
  int seen = 0;

  traffic.each(Instant{}, Instant::max(),
               [&](const MemberId&, const PastMessage&) { return ++seen < 2; });

  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace qunguan::test
