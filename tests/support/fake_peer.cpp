#include "support/fake_peer.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

namespace qunguan::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::size_t announced_length(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t at = head.find(kName);
  return at == head.npos ? 0 : std::stoul(head.substr(at + kName.size()));
}

}  // namespace

PeerConnection::PeerConnection(tcp::socket& socket, asio::ssl::context* tls) : socket_(socket) {
  if (tls == nullptr) return;
  tls_.emplace(socket, *tls);
  tls_->handshake(asio::ssl::stream_base::server);
}

std::string PeerConnection::read_request() {
  std::string bytes;
  std::size_t end = bytes.npos;
  while ((end = bytes.find("\r\n\r\n")) == bytes.npos)
    if (read_some(bytes) == 0) return bytes;
  const std::size_t whole = end + 4 + announced_length(bytes);
  while (bytes.size() < whole && read_some(bytes) > 0) {
  }
  return bytes;
}

bool PeerConnection::write(std::string_view bytes) {
  error_code failure;
  if (tls_) {
    asio::write(*tls_, asio::buffer(bytes), failure);
  } else {
    asio::write(socket_, asio::buffer(bytes), failure);
  }
  return !failure;
}

void PeerConnection::wait_for_end() {
  std::string ignored;
  while (read_some(ignored) > 0) {
  }
}

void PeerConnection::end_by_reset() { socket_.set_option(tcp::socket::linger{true, 0}); }

std::size_t PeerConnection::read_some(std::string& bytes) {
  std::array<char, 4096> chunk{};
  error_code failure;
  const std::size_t count = tls_ ? tls_->read_some(asio::buffer(chunk), failure)
                                 : socket_.read_some(asio::buffer(chunk), failure);
  bytes.append(chunk.data(), count);
  return count;
}

FakePeer::FakePeer(Script script)
    : script_(std::move(script)),
      acceptor_(context_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { serve(); }) {}

FakePeer::FakePeer(Script script, const TlsIdentity& identity)
    : script_(std::move(script)),
      tls_(asio::ssl::context::tls_server),
      acceptor_(context_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()) {
  tls_->use_certificate(asio::buffer(identity.certificate), asio::ssl::context::pem);
  tls_->use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
  thread_ = std::thread{[this] { serve(); }};
}

FakePeer::~FakePeer() {
  {
    const std::lock_guard lock{mutex_};
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes accept
    if (current_ != nullptr) ::shutdown(current_->native_handle(), SHUT_RDWR);
  }
  thread_.join();
}

FakePeer::Script FakePeer::answering(std::string bytes) {
  return [bytes = std::move(bytes)](PeerConnection& peer) {
    peer.read_request();
    peer.write(bytes);
  };
}

std::string FakePeer::url(std::string_view target) const {
  return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
         std::string{target};
}

int FakePeer::connections() const {
  const std::lock_guard lock{mutex_};
  return connections_;
}

void FakePeer::serve() {
  while (true) {
    error_code failure;
    tcp::socket socket = acceptor_.accept(failure);
    if (failure) return;
    socket.set_option(tcp::no_delay{true}, failure);
    serve_one(std::move(socket));
  }
}

void FakePeer::serve_one(tcp::socket socket) {
  {
    const std::lock_guard lock{mutex_};
    ++connections_;
    current_ = &socket;
  }
  try {
    PeerConnection connection{socket, tls_ ? &*tls_ : nullptr};
    script_(connection);
  } catch (const boost::system::system_error&) {
    // A handshake that the client broke off is what some tests are about.
  }
  const std::lock_guard lock{mutex_};
  current_ = nullptr;
}

}  // namespace qunguan::test
