#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::SizeIs;

const std::string kHead = "policy: 示范群规\ngroups: [示范群]\nrules:\n";

TEST(Schedule, LetsARemindersNoticeOutliveTheTimeAtWhichItIsMade) {
  Scenario day{
      kHead +
      "  - { id: articles, quota: { who: zhangsan, by: \"12:00\", remind: 1h }, then: warn "
      "}\n"};

  EXPECT_EQ(summary(day.wait_until("11:00:01")), "remind zhangsan");

  ASSERT_THAT(day.outbox().deliveries, SizeIs(1));
  EXPECT_EQ(day.outbox().deliveries[0].expires_at, std::nullopt);
}

}  // namespace
}  // namespace qunguan::test
