#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/daemon_bench.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "whsec_ZGVtby1zZWNyZXQtb2YtdGhlLXNhbmRib3gtb25seQ==";

/// What the doctor says of a configuration with one group, and a policy for 示范群.
std::string examine(const std::string& channels, const std::string& group,
                    const std::string& secret = kSecret) {
  const TempFolder folder;
  const std::string policy =
      folder.write("demo.yaml",
                   "policy: 示范群规\ngroups: [示范群]\nrules:\n"
                   "  - { id: quiet, quiet_hours: \"23:30-07:30\", then: remind }\n");
  const std::string config =
      folder.write("qunguan.yaml",
                   "store: { path: " + folder.file("qunguan.db") + " }\npolicies: [" + policy +
                       "]\nsources: [{ name: demo, format: generic, secret: " + secret + " }]\n" +
                       channels + "groups: [{ id: g1, source: demo, " + group + " }]\n");
  std::ostringstream out;
  static_cast<void>(app::doctor(config, {out, out}));
  return out.str();
}

TEST(Doctor, AsksForNoChatIdWhereARobotSpeaks) {
  const std::string report = examine("channels: [{ name: robot, kind: wecom_robot, key: k }]\n",
                                     "name: 示范群, channel: robot");

  EXPECT_THAT(report, HasSubstr("群机器人"));
  EXPECT_THAT(report, Not(HasSubstr("chat_id")));
}

TEST(Doctor, AsksForTheChatIdThatAnAppNeeds) {
  const std::string report =
      examine("channels: [{ name: app, kind: wecom_app, corp_id: ww1, agent_id: 1, secret: s }]\n",
              "name: 示范群, channel: app");

  EXPECT_THAT(report, HasSubstr("没有 chat_id"));
}

TEST(Doctor, SaysWhichGroupIsNotJudgedAndNotReached) {
  const std::string report = examine("", "name: 别的群");

  EXPECT_THAT(report, HasSubstr("没有群规"));
  EXPECT_THAT(report, HasSubstr("没有 channel"));
}

/// What the doctor says of a group that is configured as 示范群 and was heard of by that name.
std::string examine_heard_group(const std::string& head, const std::string& first_name) {
  DaemonBench bench{"policy: 示范群规\ngroups: [示范群]\n" + head +
                    "rules:\n  - { id: quiet, quiet_hours: \"23:30-07:30\", then: remind }\n"};
  Event event = bench.message("e1", "lisi", "大家好");
  event.group_name = first_name;
  EXPECT_EQ(bench.post(event), 200);
  std::ostringstream out;
  static_cast<void>(app::doctor(bench.config(), {out, out}));
  return out.str();
}

TEST(Doctor, SaysThatTheStaffOfAGroupIsUnknownWhateverNameItHadFirst) {
  EXPECT_THAT(examine_heard_group("", "新建群聊"), HasSubstr("还不知道群主和管理员"));
}

TEST(Doctor, KnowsTheStaffThatThePolicyNames) {
  for (const std::string staff : {"owner: boss\n", "admins: [deputy]\n"})
    EXPECT_THAT(examine_heard_group(staff, "示范群"), Not(HasSubstr("还不知道群主和管理员")));
}

TEST(Doctor, NamesTheLineOfASecretThatCannotSign) {
  const std::string report = examine("", "name: 示范群", "whsec_x");

  EXPECT_THAT(report, HasSubstr("qunguan.yaml:3:50: error[bad-secret]"));
  EXPECT_THAT(report, HasSubstr("openssl rand"));
}

}  // namespace
}  // namespace qunguan::test
