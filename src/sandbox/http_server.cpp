#include "sandbox/http_server.hpp"

#include <sstream>
#include <system_error>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace qunguan::sandbox {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::chrono::seconds kPatience{30};
constexpr std::uint64_t kLargestBody = std::uint64_t{1} << 20U;

WebRequest read(const http::request<http::string_body>& request) {
  return {.method = std::string{request.method_string()},
          .target = std::string{request.target()},
          .body = request.body()};
}

std::string write(const WebAnswer& answer, bool keep_alive) {
  http::response<http::string_body> response;
  response.version(11);
  response.result(static_cast<unsigned>(answer.status));
  response.set(http::field::content_type, answer.type);
  response.keep_alive(keep_alive);
  response.body() = answer.body;
  response.prepare_payload();
  std::ostringstream text;
  text << response;
  return text.str();
}

/// Cuts the connection so that the caller sees a reset, not an end.
void reset(beast::tcp_stream& stream) {
  boost::system::error_code ignored;
  stream.socket().set_option(asio::socket_base::linger{true, 0}, ignored);
  stream.socket().close(ignored);
}

asio::awaitable<void> wait(Duration delay) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor, delay};
  co_await timer.async_wait(asio::use_awaitable);
}

/// Sends the answer. False when the connection is to end with it.
asio::awaitable<bool> reply(beast::tcp_stream& stream, const WebAnswer& answer, bool keep_alive) {
  if (answer.delay > Duration::zero()) co_await wait(answer.delay);
  if (answer.is_reset) {
    reset(stream);
    co_return false;
  }
  std::string text = write(answer, keep_alive);
  if (answer.is_truncated) text.resize(text.size() - answer.body.size() / 2);
  stream.expires_after(kPatience);
  co_await asio::async_write(stream, asio::buffer(text), asio::use_awaitable);
  co_return keep_alive && !answer.is_truncated;
}

/// One connection, until either side has enough of it. What breaks it ends it.
asio::awaitable<void> serve(tcp::socket socket, const HttpServer::Handler& handle) {
  beast::tcp_stream stream{std::move(socket)};
  beast::flat_buffer buffer;
  for (bool goes_on = true; goes_on;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    stream.expires_after(kPatience);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    const bool keep_alive = parser.get().keep_alive();
    const WebRequest request = read(parser.get());
    const WebAnswer answer = handle(request);
    goes_on = co_await reply(stream, answer, keep_alive);
  }
}

tcp::acceptor listen(asio::io_context& context, std::uint16_t port) {
  const tcp::endpoint here{asio::ip::address_v4::loopback(), port};
  try {
    return tcp::acceptor{context, here};
  } catch (const boost::system::system_error& failure) {
    throw std::system_error{failure.code(), "cannot listen on 127.0.0.1:" + std::to_string(port)};
  }
}

}  // namespace

HttpServer::HttpServer(std::uint16_t port, Handler handle)
    : handle_(std::move(handle)),
      acceptor_(listen(context_, port)),
      port_(acceptor_.local_endpoint().port()) {
  asio::co_spawn(context_, accept(), asio::detached);
  thread_ = std::thread{[this] { context_.run(); }};
}

HttpServer::~HttpServer() {
  context_.stop();
  thread_.join();
}

asio::awaitable<void> HttpServer::accept() {
  for (;;) {
    tcp::socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
    asio::awaitable<void> session = serve(std::move(socket), handle_);
    // A session that fails ends alone; there is nobody to tell.
    const auto ignore = [](const std::exception_ptr&) {};
    asio::co_spawn(context_, std::move(session), ignore);
  }
}

}  // namespace qunguan::sandbox
