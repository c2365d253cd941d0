#pragma once

#include <csignal>
#include <functional>
#include <string>

#include "app/daemon.hpp"

/// What every long-running command does around its daemon.
namespace qunguan::app {

/// How a database says that it is the sandbox's, and may be made anew.
inline constexpr const char* kSandboxPurpose = "sandbox";

/// Log lines go to standard error, from a thread of their own; when too many wait, the oldest are
/// dropped.
void start_log(const std::string& level);

/// Blocks SIGTERM, SIGINT and SIGHUP in this thread and those it will start. Returns them, to be
/// waited for.
sigset_t hold_signals();

/// Files that we make are ours alone, and enough of them can be open.
void raise_limits();

/// What one thread allocates another frees, so a heap for each would only grow. Before there are
/// threads.
void share_one_heap();

/// True once SIGTERM or SIGINT waits to be heard.
bool is_asked_to_stop();

/// Reloads on SIGHUP and when files change, makes backups at their time; returns on SIGTERM and
/// SIGINT. Does `meanwhile` every two seconds.
void run_until_stopped(Daemon& daemon, const sigset_t& signals,
                       const std::function<void()>& meanwhile = {});

}  // namespace qunguan::app
