#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "app/commands.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "whsec_ZGVtby1zZWNyZXQtb2YtdGhlLXNhbmRib3gtb25seQ==";

/// A folder with a configuration and a policy, and what the doctor says of them.
class Practice {
 public:
  Practice()
      : folder_(fs::temp_directory_path() / ("qunguan-doctor-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    write("demo.yaml",
          "policy: 示范群规\ngroups: [示范群]\nrules:\n"
          "  - { id: quiet, quiet_hours: \"23:30-07:30\", then: remind }\n");
  }
  ~Practice() { fs::remove_all(folder_); }
  Practice(const Practice&) = delete;
  Practice& operator=(const Practice&) = delete;

  std::string examine(const std::string& channels, const std::string& group,
                      const std::string& secret = kSecret) const {
    write("qunguan.yaml", "store: { path: " + (folder_ / "qunguan.db").string() +
                              " }\npolicies: [" + (folder_ / "demo.yaml").string() +
                              "]\nsources: [{ name: demo, format: generic, secret: " + secret +
                              " }]\n" + channels + "groups: [{ id: g1, source: demo, " + group +
                              " }]\n");
    std::ostringstream out;
    static_cast<void>(app::doctor((folder_ / "qunguan.yaml").string(), {out, out}));
    return out.str();
  }

 private:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{folder_ / name} << text;
  }

  fs::path folder_;
};

TEST(Doctor, AsksForNoChatIdWhereARobotSpeaks) {
  const Practice practice;

  const std::string report = practice.examine(
      "channels: [{ name: robot, kind: wecom_robot, key: k }]\n", "name: 示范群, channel: robot");

  EXPECT_THAT(report, HasSubstr("群机器人"));
  EXPECT_THAT(report, Not(HasSubstr("chat_id")));
}

TEST(Doctor, AsksForTheChatIdThatAnAppNeeds) {
  const Practice practice;

  const std::string report = practice.examine(
      "channels: [{ name: app, kind: wecom_app, corp_id: ww1, agent_id: 1, secret: s }]\n",
      "name: 示范群, channel: app");

  EXPECT_THAT(report, HasSubstr("没有 chat_id"));
}

TEST(Doctor, SaysWhichGroupIsNotJudgedAndNotReached) {
  const Practice practice;

  const std::string report = practice.examine("", "name: 别的群");

  EXPECT_THAT(report, HasSubstr("没有群规"));
  EXPECT_THAT(report, HasSubstr("没有 channel"));
}

TEST(Doctor, NamesTheLineOfASecretThatCannotSign) {
  const Practice practice;

  const std::string report = practice.examine("", "name: 示范群", "whsec_x");

  EXPECT_THAT(report, HasSubstr("qunguan.yaml:3:50: error[bad-secret]"));
  EXPECT_THAT(report, HasSubstr("openssl rand"));
}

}  // namespace
}  // namespace qunguan::test
