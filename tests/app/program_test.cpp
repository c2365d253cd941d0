#include <csignal>

#include <gmock/gmock.h>

#include "support/daemon_process.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

constexpr const char* kPolicy =
    "policy: 示范群规\ngroups: [示范群]\nrules:\n"
    "  - { id: quiet, quiet_hours: \"23:30-07:30\", then: remind }\n";

/// `qunguan serve` as a service manager starts it.
class Service {
 public:
  Service() {
    folder_.write("policy.yaml", kPolicy);
    folder_.write("qunguan.yaml", "server: { listen: \"127.0.0.1:" + std::to_string(port_) +
                                      "\" }\nstore: { path: " + folder_.file("qunguan.db") +
                                      " }\npolicies: [" + folder_.file("policy.yaml") + "]\n");
    process_ = std::make_unique<DaemonProcess>(
        std::vector<std::string>{QUNGUAN_PROGRAM, "serve", "--config",
                                 folder_.file("qunguan.yaml")},
        "/dev/stdout");
  }

  DaemonProcess& process() { return *process_; }
  const TempFolder& folder() const { return folder_; }
  std::uint16_t port() const { return port_; }

 private:
  TempFolder folder_;
  std::uint16_t port_ = free_port();
  std::unique_ptr<DaemonProcess> process_;
};

TEST(Program, SaysInOneLineThatItIsReadyAndEndsCleanlyWhenAsked) {
  Service service;
  ASSERT_TRUE(service.process().wait_for(
      "qunguan ready: listening on 127.0.0.1:" + std::to_string(service.port()) + "; 1 policies"));

  EXPECT_EQ(service.process().stop(), 0);
}

TEST(Program, AnswersTheRequestThatItIsReadingBeforeItEnds) {
  Service service;
  ASSERT_TRUE(service.process().wait_until_ready());
  RawClient client{service.port()};
  ASSERT_TRUE(client.send("GET /healthz HTTP/1.1\r\nHost: te"));
  const std::string other = "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n";
  ASSERT_EQ(RawClient{service.port()}.ask(other).status, 200);  // behind which the first is read
  service.process().signal(SIGTERM);
  while (RawClient{service.port()}.ask(other).status == 200) {
    // It takes no more once it is ending.
  }

  const RawClient::Answer answer = client.ask("st\r\n\r\n");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(service.process().stop(), 0);
}

TEST(Program, ReadsItsPoliciesAgainOnHangup) {
  Service service;
  ASSERT_TRUE(service.process().wait_until_ready());

  service.process().signal(SIGHUP);

  EXPECT_TRUE(service.process().wait_for("policies reloaded: 1"));
}

TEST(Program, NoticesByItselfThatAPolicyHasChanged) {
  Service service;
  ASSERT_TRUE(service.process().wait_until_ready());

  service.folder().write("policy.yaml", "policy: 坏\n");

  EXPECT_TRUE(service.process().wait_for("the last good ones stay in force"));
}

}  // namespace
}  // namespace qunguan::test
