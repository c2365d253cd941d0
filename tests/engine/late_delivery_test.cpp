#include <algorithm>

#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;

std::string policy(const std::string& flood) {
  return "policy: 示范群规\ngroups: [示范群]\nrules:\n  - { id: flood, flood: { " + flood +
         " }, then: fine 10 }\n";
}

Event delivered(Event event, const std::string& at) {
  event.received_at = Scenario::time(at);
  return event;
}

TEST(LateDelivery, LetsNobodyFloodWhoDidNotInWhateverOrderHisMessagesCome) {
  std::vector<std::string> times{"10:00:00", "10:00:20", "10:00:40", "10:01:00"};

  do {
    Scenario day{policy("max_messages: 1, within: 10s, repeat: 2, repeat_within: 10s")};
    for (const std::string& at : times)
      EXPECT_THAT(day.feed(delivered(day.message(at, "lisi", "还没吃饭"), "10:01:30")), IsEmpty());
  } while (std::next_permutation(times.begin(), times.end()));
}

TEST(LateDelivery, IsCountedWithWhatWasSaidBeforeIt) {
  Scenario day{policy("max_messages: 2, within: 10s")};
  for (const char* at : {"10:00:01", "10:00:02"}) day.say(at, "lisi", "在");
  day.say("10:00:08", "zhangsan", "在");

  EXPECT_EQ(summary(day.feed(delivered(day.message("10:00:03", "lisi", "在"), "10:00:09"))),
            "fine lisi 1000");
}

TEST(LateDelivery, MakesNoCopierOfTheAuthor) {
  Scenario day{policy("repost_within: 24h, repost_by: anyone")};
  const std::string text = "手机放枕头边等于慢性中毒，早看早知道";
  day.say("10:00:50", "zhangsan", text);

  EXPECT_THAT(day.feed(delivered(day.message("10:00:30", "lisi", text), "10:01:00")), IsEmpty());
}

}  // namespace
}  // namespace qunguan::test
