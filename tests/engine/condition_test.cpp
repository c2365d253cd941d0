#include <gmock/gmock.h>

#include "support/scenario.hpp"

namespace qunguan::test {
namespace {

using ::testing::IsEmpty;

std::string reply_rule(const std::string& condition) {
  return "policy: 示范群规\ngroups: [示范群]\npeople: { leaders: [boss] }\nrules:\n"
         "  - id: reply30\n    reply_deadline: { asked_by: leaders, within: 30m }\n    " +
         condition + "\n    then: fine 100\n";
}

TEST(Conditions, OfAReplyDeadlineAreAboutTheQuestionAndNotTheAnswer) {
  Scenario day{reply_rule("unless: { spans: [\"22:00-08:00\"], kinds: [image] }")};
  day.say("21:50", "boss", "@lisi @zhangsan 图纸发了吗");
  Event picture = day.message("21:55", "zhangsan", "");
  picture.message.kind = MessageKind::Image;

  day.feed(std::move(picture));
  day.say("22:05", "lisi", "发了");

  EXPECT_THAT(day.wait_until("23:00"), IsEmpty());
}

TEST(Conditions, LeaveAQuestionThatDoesNotMeetThemWithoutADeadline) {
  Scenario day{reply_rule("when: { spans: [\"09:00-18:00\"] }")};

  day.say("17:59", "boss", "@lisi 图纸发了吗");
  day.say("18:00", "boss", "@zhangsan 图纸发了吗");

  EXPECT_EQ(summary(day.wait_until("20:00")), "fine lisi 10000");
}

}  // namespace
}  // namespace qunguan::test
