#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/daemon.hpp"
#include "app/service.hpp"

namespace qunguan::app {

int serve(const std::string& config_path, Streams streams) {
  std::vector<policy::Diagnostic> problems;
  std::optional<Config> config = load_config(config_path, problems);
  print(problems, policy::Language::Chinese, streams.err);
  if (!config) return kCouldNotRun;
  const sigset_t signals = hold_signals();
  share_one_heap();
  raise_limits();
  start_log(config->log_level);
  const net::SystemClock clock;
  Result<std::unique_ptr<Daemon>> daemon = Daemon::start(*std::move(config), clock);
  if (!daemon) {
    streams.err << daemon.error().message << std::endl;
    spdlog::shutdown();
    return kCouldNotRun;
  }
  streams.out << "qunguan ready: " << (*daemon)->summary() << std::endl;
  run_until_stopped(**daemon, signals);
  daemon->reset();
  spdlog::shutdown();
  return kDone;
}

}  // namespace qunguan::app
