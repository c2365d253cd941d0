#include "http/session.hpp"

#include <atomic>
#include <exception>
#include <typeinfo>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

namespace qunguan::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Progress = RequestParser::Progress;

constexpr std::size_t kDroppedAtOnce = std::size_t{16} * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Refusal reason_of(int status) {
  switch (status) {
    case 408:
      return Refusal::TooSlow;
    case 413:
      return Refusal::BodyTooLarge;
    case 414:
      return Refusal::UriTooLong;
    case 431:
      return Refusal::HeaderTooLarge;
    default:
      return Refusal::Malformed;
  }
}

void add(std::atomic<std::uint64_t>& counter, std::uint64_t count = 1) {
  counter.fetch_add(count, std::memory_order_relaxed);
}

}  // namespace

Session::Session(Lane& lane, Connection connection, ConnectionGate::Ticket ticket)
    : lane_(lane),
      service_(lane.service()),
      place_(lane.enter(*this)),
      ticket_(std::move(ticket)),
      socket_(lane.context()),
      peer_(connection.peer.address().to_string()),
      parser_(service_.options),
      deadline_(lane.deadline(service_.options.keep_alive)) {
  socket_.assign(connection.peer.protocol(), connection.descriptor.release());
  socket_.non_blocking(true);
  error_code ignored;  // the peer may be gone already
  socket_.set_option(tcp::no_delay{true}, ignored);
  add(service_.counters.open);
}

Session::~Session() {
  lane_.leave(place_);
  service_.counters.open.fetch_sub(1, std::memory_order_relaxed);
}

asio::awaitable<void> Session::serve() {
  while (true) {
    const bool has_request = co_await read_request();
    if (!has_request) break;
    const bool goes_on = co_await answer();
    if (!goes_on) break;
  }
}

/// False when the session is over; what there was to say about it has been said.
asio::awaitable<bool> Session::read_request() {
  error_code failure;
  while (progress_ == Progress::NeedsMore || progress_ == Progress::AwaitsContinue) {
    if (progress_ == Progress::AwaitsContinue && !say_continue()) co_return false;
    const std::span<char> room = parser_.room();
    const std::size_t count = co_await socket_.async_read_some(
        asio::buffer(room.data(), room.size()), asio::redirect_error(asio::use_awaitable, failure));
    if (failure) break;
    take(count);
    if (is_late_) break;  // a flood leaves the sweep no wait to cancel
  }
  if (progress_ == Progress::Done) co_return true;
  if (progress_ == Progress::Refused) {
    co_await refuse(parser_.refusal());
  } else if (is_late_ && phase_ == Phase::Reading) {
    co_await refuse(408);
  }
  co_return false;
}

/// False when this was the connection's last.
asio::awaitable<bool> Session::answer() {
  enter(Phase::Handling, Lane::Moment::max());
  Request request = parser_.request();
  request.peer = peer_;
  add(service_.counters.requests);
  const Response response = co_await ask_handler(request);

  const bool closes = response.close || !parser_.keeps_alive() || lane_.is_stopping();
  write_response(response,
                 {.is_head = parser_.is_head(), .is_http10 = parser_.is_http10(), .closes = closes},
                 out_);
  std::size_t written = 0;
  bool is_written = write_some(written);
  if (is_written && written < out_.size()) is_written = co_await write_rest(written);
  parser_.next();
  if (!is_written) co_return false;
  if (closes) {
    if (!parser_.is_idle()) co_await linger();
    co_return false;
  }
  enter(Phase::Idle, lane_.deadline(service_.options.keep_alive));
  progress_ = Progress::NeedsMore;
  if (!parser_.is_idle()) take(0);
  co_return true;
}

asio::awaitable<Response> Session::ask_handler(const Request& request) {
  try {
    Response response = co_await service_.handler.handle(request);
    co_return response;
  } catch (const std::exception& failure) {
    // The type alone: what an exception says may quote a chat.
    spdlog::error("http: the handler threw {}", typeid(failure).name());
  }
  service_.count(Refusal::Failed);
  co_return refusal_response(500);
}

/// Waits for the peer to take what `write_some` left.
asio::awaitable<bool> Session::write_rest(std::size_t written) {
  enter(Phase::Writing, lane_.deadline(service_.options.answer));
  const asio::const_buffer rest{out_.data() + written, out_.size() - written};
  error_code failure;
  const std::size_t count =
      co_await asio::async_write(socket_, rest, asio::redirect_error(asio::use_awaitable, failure));
  add(service_.counters.bytes_out, count);
  co_return !failure;
}

asio::awaitable<void> Session::refuse(int status) {
  service_.count(reason_of(status));
  write_response(refusal_response(status), {.closes = true}, out_);
  std::size_t written = 0;
  bool is_written = write_some(written);
  if (is_written && written < out_.size()) is_written = co_await write_rest(written);
  if (is_written) co_await linger();
}

/// Lets a peer that still sends read the answer: closing on unread bytes would reset it.
asio::awaitable<void> Session::linger() {
  error_code failure;
  socket_.shutdown(tcp::socket::shutdown_send, failure);
  enter(Phase::Lingering, lane_.deadline(service_.options.linger));
  out_.resize(kDroppedAtOnce);  // serves as the bin
  while (!failure && !is_late_) {
    co_await socket_.async_read_some(asio::buffer(out_),
                                     asio::redirect_error(asio::use_awaitable, failure));
  }
}

void Session::sweep(Lane::Moment now) {
  if (now < deadline_) return;
  is_late_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::stop_if_idle() {
  error_code ignored;
  if (phase_ == Phase::Idle || phase_ == Phase::Lingering) socket_.cancel(ignored);
}

void Session::cut_off() {
  error_code ignored;
  socket_.close(ignored);
}

void Session::enter(Phase phase, Lane::Moment deadline) {
  phase_ = phase;
  deadline_ = deadline;
  is_late_ = false;
}

/// Goes on with bytes that came, or were left over.
void Session::take(std::size_t count) {
  add(service_.counters.bytes_in, count);
  progress_ = parser_.take(count);
  if (progress_ == Progress::Done || parser_.is_idle()) return;
  if (phase_ == Phase::Idle) {
    enter(Phase::Reading, lane_.deadline(service_.options.headers));
    request_deadline_ = lane_.deadline(service_.options.request);
  }
  if (parser_.has_header()) deadline_ = request_deadline_;
}

bool Session::say_continue() {
  out_ = kContinue;
  std::size_t written = 0;
  return write_some(written) && written == out_.size();
}

/// Writes what the socket takes at once; false when the peer is gone.
bool Session::write_some(std::size_t& written) {
  error_code failure;
  written = socket_.write_some(asio::buffer(out_), failure);
  add(service_.counters.bytes_out, written);
  return !failure || failure == asio::error::would_block;
}

}  // namespace qunguan::http
