#include "support/daemon_process.hpp"

#include <array>
#include <csignal>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace qunguan::test {
namespace {

constexpr int kPatienceMs = 60'000;

pid_t spawn(const std::vector<std::string>& command, int output, const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  pid_t pid = -1;
  const int failure =
      posix_spawn(&pid, command.front().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw std::runtime_error{"cannot start " + command.front()};
  return pid;
}

}  // namespace

DaemonProcess::DaemonProcess(const std::vector<std::string>& command, const std::string& log) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
  pid_ = spawn(command, ends[1], log);
  ::close(ends[1]);
  output_ = ends[0];
}

DaemonProcess::~DaemonProcess() {
  kill();
  ::close(output_);
}

bool DaemonProcess::wait_for(const std::string& text) {
  std::size_t found = 0;
  while ((found = heard_.find(text)) == heard_.npos) {
    pollfd readable{.fd = output_, .events = POLLIN};
    if (::poll(&readable, 1, kPatienceMs) != 1) return false;
    std::array<char, 256> bytes{};
    const ssize_t size = ::read(output_, bytes.data(), bytes.size());
    if (size <= 0) return false;
    heard_.append(bytes.data(), static_cast<std::size_t>(size));
  }
  heard_.erase(0, found + text.size());
  return true;
}

void DaemonProcess::signal(int number) const { ::kill(pid_, number); }

void DaemonProcess::kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int DaemonProcess::stop() {
  signal(SIGTERM);
  // Its end of the pipe closes with it.
  std::array<char, 256> rest{};
  pollfd open{.fd = output_, .events = POLLIN};
  do {
    if (::poll(&open, 1, kPatienceMs) != 1) return -1;
  } while (::read(output_, rest.data(), rest.size()) > 0);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, any, size) != 0 || ::getsockname(socket, any, &size) != 0)
    throw std::runtime_error{"no free port"};
  ::close(socket);
  return ntohs(address.sin_port);
}

}  // namespace qunguan::test
