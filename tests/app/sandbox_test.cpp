#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "support/daemon_process.hpp"
#include "support/fake_peer.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;

/// A configuration whose group speaks through the second of two channels.
std::string write_config(const TempFolder& folder, std::uint16_t platform) {
  return folder.write(
      "qunguan.yaml",
      "server: { listen: \"127.0.0.1:" + std::to_string(free_port()) +
          "\" }\nstore: { path: " + folder.file("qunguan.db") +
          " }\npolicies: [" QUNGUAN_SOURCE_DIR
          "/rules/demo.yaml]\n"
          "directory: " QUNGUAN_SOURCE_DIR
          "/config/people.csv\n"
          "sources:\n  - { name: demo, format: generic, secret: "
          "whsec_ZGVtby1zZWNyZXQtb2YtdGhlLXNhbmRib3gtb25seQ==, act_within: 36h }\n"
          "channels:\n  - { name: other, kind: wecom_robot, key: k }\n"
          "  - { name: app, kind: wecom_app, base_url: \"http://127.0.0.1:" +
          std::to_string(platform) +
          "\", corp_id: ww1, agent_id: 1000002, secret: s }\n"
          "groups:\n  - { id: g1, name: 示范群, source: demo, channel: app, chat_id: c1 }\n");
}

TEST(Sandbox, ShowsWhatArrivesInTheChatAndEndsInTheMiddleOfTheDayWhenAsked) {
  const TempFolder folder;
  DaemonProcess sandbox{{QUNGUAN_PROGRAM, "sandbox", "--config", write_config(folder, free_port())},
                        "/dev/stdout"};

  EXPECT_TRUE(sandbox.wait_for("〔群里〕"));
  EXPECT_EQ(sandbox.stop(), 0);
}

TEST(Sandbox, SaysWhoseAddressIsTaken) {
  const TempFolder folder;
  const FakePeer taken{FakePeer::answering("")};
  std::ostringstream out, err;

  const int code = app::play_sandbox(write_config(folder, taken.port()), {out, err});

  EXPECT_EQ(code, app::kCouldNotRun);
  EXPECT_THAT(err.str(), HasSubstr("base_url"));
}

}  // namespace
}  // namespace qunguan::test
