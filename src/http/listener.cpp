#include "http/listener.hpp"

#include <cerrno>
#include <charconv>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/socket.h>

namespace qunguan::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kMostAtOnce = 64;  // then others on this thread get their turn
constexpr std::chrono::milliseconds kStarvedPause{100};

Result<tcp::endpoint> parse_endpoint(const std::string& text) {
  const Error bad{Error::Code::Invalid,
                  "not an address with a port, such as 127.0.0.1:8080: '" + text + "'"};
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return bad;
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code failure;
  const asio::ip::address address = asio::ip::make_address(host, failure);
  std::uint16_t port = 0;
  const char* const last = text.data() + text.size();
  const auto [end, unread] = std::from_chars(text.data() + colon + 1, last, port);
  if (failure || unread != std::errc{} || end != last) return bad;
  return tcp::endpoint{address, port};
}

Descriptor open_spare() { return Descriptor{::open("/dev/null", O_RDONLY | O_CLOEXEC)}; }

bool is_out_of_resources(int failure) {
  return failure == EMFILE || failure == ENFILE || failure == ENOBUFS || failure == ENOMEM;
}

}  // namespace

Listener::Listener(asio::io_context& context, Callbacks callbacks)
    : acceptor_(context), pause_(context), callbacks_(std::move(callbacks)), spare_(open_spare()) {}

Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& context,
                                                 const std::string& address, Callbacks callbacks) {
  const Result<tcp::endpoint> endpoint = parse_endpoint(address);
  if (!endpoint) return endpoint.error();
  std::unique_ptr<Listener> listener{new Listener{context, std::move(callbacks)}};
  tcp::acceptor& acceptor = listener->acceptor_;
  try {
    acceptor.open(endpoint->protocol());
    acceptor.set_option(tcp::acceptor::reuse_address{true});
    acceptor.bind(*endpoint);
    acceptor.listen();
    acceptor.native_non_blocking(true);
    listener->port_ = acceptor.local_endpoint().port();
  } catch (const boost::system::system_error& failure) {
    return Error{Error::Code::Unavailable,
                 "cannot listen on " + address + ": " + failure.code().message()};
  }
  return listener;
}

asio::awaitable<void> Listener::run() {
  error_code failure;
  while (acceptor_.is_open()) {
    co_await acceptor_.async_wait(tcp::acceptor::wait_read,
                                  asio::redirect_error(asio::use_awaitable, failure));
    if (failure) break;
    if (accept_waiting()) continue;
    pause_.expires_after(kStarvedPause);
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, failure));
  }
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

/// False when it is of no use to try again at once.
bool Listener::accept_waiting() {
  for (int i = 0; i < kMostAtOnce; ++i) {
    const Accepted accepted = accept_one();
    if (accepted != Accepted::One) return accepted == Accepted::None;
  }
  return true;
}

Listener::Accepted Listener::accept_one() {
  tcp::endpoint peer;
  auto size = static_cast<socklen_t>(peer.capacity());
  Descriptor descriptor{
      ::accept4(acceptor_.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
  if (descriptor.is_open()) {
    peer.resize(size);
    callbacks_.accepted(Connection{.descriptor = std::move(descriptor), .peer = peer});
    return Accepted::One;
  }
  if (is_out_of_resources(errno)) return turn_one_away();
  // The peer may have gone before we came: then the next one may be waiting.
  return errno == EAGAIN ? Accepted::None : Accepted::One;
}

Listener::Accepted Listener::turn_one_away() {
  spare_.close();
  Descriptor unwanted{
      ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
  const bool was_one = unwanted.is_open();
  const bool was_none = !was_one && errno == EAGAIN;  // the shortage is told before the emptiness
  unwanted.close();
  spare_ = open_spare();
  if (was_one) callbacks_.starved();
  if (was_none) return Accepted::None;
  return was_one && spare_.is_open() ? Accepted::One : Accepted::Starved;
}

}  // namespace qunguan::http
