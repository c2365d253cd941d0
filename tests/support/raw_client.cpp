#include "support/raw_client.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace qunguan::test {
namespace {

std::size_t announced_length(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t at = head.find(kName);
  return at == head.npos ? 0 : std::stoul(std::string{head.substr(at + kName.size())});
}

}  // namespace

RawClient::RawClient() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval limit{.tv_sec = 5, .tv_usec = 0};
  const int yes = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

RawClient::RawClient(std::uint16_t port) : RawClient() { connect(port); }

RawClient::~RawClient() { ::close(socket_); }

void RawClient::connect(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static_cast<void>(
      ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

bool RawClient::Answer::closes() const { return head.find("Connection: close\r\n") != head.npos; }

bool RawClient::send(std::string_view bytes) {
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

RawClient::Answer RawClient::read_head() {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == unread_.npos)
    if (!read_more()) return {};
  Answer answer;
  answer.head = unread_.substr(0, end + 4);
  answer.status = std::stoi(answer.head.substr(answer.head.find(' ')));
  unread_.erase(0, end + 4);
  return answer;
}

RawClient::Answer RawClient::read() {
  Answer answer = read_head();
  const std::size_t length = announced_length(answer.head);
  while (unread_.size() < length)
    if (!read_more()) return {};
  answer.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return answer;
}

RawClient::Answer RawClient::ask(std::string_view bytes) {
  send(bytes);
  return read();
}

bool RawClient::has_answer(std::chrono::milliseconds patience) const {
  pollfd one{.fd = socket_, .events = POLLIN, .revents = 0};
  return !unread_.empty() || ::poll(&one, 1, static_cast<int>(patience.count())) > 0;
}

std::string RawClient::read_rest() {
  while (read_more()) {
  }
  return std::exchange(unread_, {});
}

bool RawClient::is_at_end() {
  char byte = 0;
  return unread_.empty() && ::recv(socket_, &byte, 1, 0) == 0;
}

void RawClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void RawClient::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

bool RawClient::read_more() {
  std::array<char, 16384> chunk{};
  const ssize_t count = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (count > 0) unread_.append(chunk.data(), static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace qunguan::test
