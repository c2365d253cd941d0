#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/daemon.hpp"
#include "qunguan/domain/event.hpp"
#include "support/fake_clock.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {

/// The whole daemon in this process, on a clock that the test moves: real file, real sockets.
///
/// Its configuration has the generic source `demo` and the group `g1` (示范群), without a channel.
class DaemonBench {
 public:
  static constexpr const char* kSecret = "whsec_ZGVtby1zZWNyZXQtb2YtdGhlLXNhbmRib3gtb25seQ==";

  /// `more` is put behind the configuration.
  explicit DaemonBench(const std::string& policy, const std::string& more = "");

  /// Starts it, again after a `stop`. Throws where it would not start.
  void start();
  void stop() { daemon_.reset(); }

  /// The configuration anew, for the next start.
  void write_config(const std::string& more);

  void write_policy(const std::string& text) { folder_.write("policy.yaml", text); }

  /// Moves the clock to the event's time and posts it, signed. Returns the status.
  int post(const Event& event);

  /// Lets everything fall due that does so up to then. The answer comes behind the batch that did.
  void wait_until(Instant at);

  RawClient::Answer get(const std::string& path);

  /// What was recorded since the last call, as lines of design 3.4.
  std::vector<std::string> take();

  Event message(const std::string& id, const std::string& sender, const std::string& text) const;

  app::Daemon& daemon() { return *daemon_; }
  const TempFolder& folder() const { return folder_; }
  std::string config() const { return folder_.file("qunguan.yaml"); }
  FakeClock& clock() { return clock_; }

 private:
  void move_to(Instant at);

  TempFolder folder_;
  FakeClock clock_;
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::unique_ptr<app::Daemon> daemon_;
  int pings_ = 0;
};

}  // namespace qunguan::test
