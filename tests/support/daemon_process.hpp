#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace qunguan::test {

/// A daemon in a process of its own, to be killed.
class DaemonProcess {
 public:
  /// Its standard error goes to a file of that name, behind what is there; into the same pipe as
  /// its output where that is `/dev/stdout`.
  DaemonProcess(const std::vector<std::string>& command, const std::string& log);
  ~DaemonProcess();

  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  /// Reads on until it has said this. False when it ended, or said nothing for 60 s.
  bool wait_for(const std::string& text);
  bool wait_until_ready() { return wait_for("ready"); }

  void signal(int number) const;

  void kill();

  /// Asks it to end; returns its exit code, or -1 when it had to be killed.
  int stop();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string heard_;
};

/// A port of 127.0.0.1 that nobody listens on.
std::uint16_t free_port();

}  // namespace qunguan::test
