#include "app/service.hpp"

#include <algorithm>
#include <ctime>

#include <malloc.h>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace qunguan::app {
namespace {

constexpr std::size_t kLogLines = 4'096;  // that wait to be written; then the oldest are dropped
constexpr timespec kLook{.tv_sec = 2, .tv_nsec = 0};  // between looks for changed files
constexpr rlim_t kDescriptors = 4'096;

}  // namespace

void start_log(const std::string& level) {
  spdlog::init_thread_pool(kLogLines, 1);
  auto logger = spdlog::create_async_nb<spdlog::sinks::stderr_sink_mt>("qunguan");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

sigset_t hold_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  // Threads inherit the mask, so these reach none but the one that waits for them.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

void raise_limits() {
  // What we write holds personal data.
  ::umask(077);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= kDescriptors) return;
  files.rlim_cur = std::min(files.rlim_max, kDescriptors);
  ::setrlimit(RLIMIT_NOFILE, &files);
}

void share_one_heap() { ::mallopt(M_ARENA_MAX, 1); }

bool is_asked_to_stop() {
  sigset_t waiting;
  sigemptyset(&waiting);
  sigpending(&waiting);
  return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1;
}

void run_until_stopped(Daemon& daemon, const sigset_t& signals,
                       const std::function<void()>& meanwhile) {
  for (;;) {
    if (meanwhile) meanwhile();
    daemon.back_up_if_due();
    const int signal = sigtimedwait(&signals, nullptr, &kLook);
    if (signal == SIGTERM || signal == SIGINT) return;
    if (signal == SIGHUP)
      daemon.reload();
    else
      daemon.reload_if_changed();
  }
}

}  // namespace qunguan::app
