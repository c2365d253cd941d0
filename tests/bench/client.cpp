#include "client.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qunguan::bench {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kOk = "HTTP/1.1 200 ";
constexpr std::string_view kLength = "\r\nContent-Length: ";

int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return descriptor;
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return descriptor;
  ::close(descriptor);
  return -1;
}

std::size_t body_length(std::string_view head) {
  const std::size_t found = head.find(kLength);
  std::size_t length = 0;
  if (found != head.npos) {
    const std::string_view digits = head.substr(found + kLength.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
  }
  return length;
}

}  // namespace

Client::Client(std::uint16_t port) : socket_(connect_to(port)) {}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)) {}

bool Client::send(std::string_view request) {
  const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(request.size());
}

Client::Answer Client::take(const char* bytes, std::size_t count) {
  unread_.append(bytes, count);
  const std::size_t head = unread_.find(kEndOfHead);
  if (head == unread_.npos) return Answer::Unfinished;
  if (unread_.size() < head + kEndOfHead.size() + body_length({unread_.data(), head}))
    return Answer::Unfinished;
  const bool is_ok = unread_.starts_with(kOk);
  unread_.clear();
  return is_ok ? Answer::Ok : Answer::Other;
}

Client::Answer Client::read() {
  std::array<char, 4096> bytes;
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count > 0) return take(bytes.data(), static_cast<std::size_t>(count));
  return count < 0 && (errno == EAGAIN || errno == EINTR) ? Answer::Unfinished : Answer::Gone;
}

Client::Answer Client::wait() {
  Answer answer = Answer::Unfinished;
  while (answer == Answer::Unfinished) {
    pollfd socket{.fd = socket_, .events = POLLIN, .revents = 0};
    ::poll(&socket, 1, -1);
    answer = read();
  }
  return answer;
}

}  // namespace qunguan::bench
