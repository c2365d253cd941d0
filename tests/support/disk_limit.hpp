#pragma once

#include <csignal>
#include <cstdint>

#include <sys/resource.h>

namespace qunguan::test {

/// While it lives no file of this process can grow beyond so many bytes: writing fails as it does
/// on a full disk.
class DiskLimit {
 public:
  explicit DiskLimit(std::uintmax_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~DiskLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  DiskLimit(const DiskLimit&) = delete;
  DiskLimit& operator=(const DiskLimit&) = delete;

 private:
  void (*signal_)(int);
  rlimit before_{};
};

}  // namespace qunguan::test
