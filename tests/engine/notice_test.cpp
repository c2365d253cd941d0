#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Notices, FillInWhatEveryNoticeHas) {
  Scenario day{
      "policy: 示范群规\ngroups: [示范群]\nrules:\n"
      "  - { id: quiet, quiet_hours: \"23:30-07:30\", then: warn, notice: \"{群} {规则} {时间} "
      "{处罚}\" }\n"};

  const std::vector<engine::Action> actions = day.say("23:40", "zhangsan", "睡了吗");

  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_THAT(actions[0].text, HasSubstr("示范群 quiet 2026-03-02 23:40 警告"));
}

}  // namespace
}  // namespace qunguan::test
