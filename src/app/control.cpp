#include "app/control.hpp"

#include <array>
#include <cstring>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace qunguan::app {
namespace {

namespace asio = boost::asio;

using Protocol = asio::local::stream_protocol;
using std::chrono::milliseconds;

constexpr std::size_t kLongestLine = 65'536;
constexpr std::chrono::seconds kPatience{10};
constexpr milliseconds kStarvedPause{100};

std::string write_answer(const Result<std::string>& answer) {
  nlohmann::json json{{"ok", answer.has_value()}};
  if (answer)
    json["text"] = *answer;
  else
    json["error"] = answer.error().message, json["code"] = static_cast<int>(answer.error().code);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<Protocol::endpoint> endpoint_at(const std::string& path) {
  if (fits_socket(path)) return Protocol::endpoint{path};
  return Error{Error::Code::Invalid, "control.socket is too long for a socket: " + path};
}

std::optional<struct stat> look_at(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

boost::system::error_code connect(Protocol::socket& socket, const Protocol::endpoint& place,
                                  milliseconds patience) {
  boost::system::error_code failure;
  socket.open(Protocol{}, failure);
  if (failure) return failure;
  const std::chrono::seconds seconds = std::chrono::floor<std::chrono::seconds>(patience);
  const timeval span{.tv_sec = seconds.count(),
                     .tv_usec = std::chrono::microseconds{patience - seconds}.count()};
  ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &span, sizeof span);
  socket.connect(place, failure);
  return failure;
}

/// Takes a dead daemon's socket away, and nothing else: a path set by hand may be anybody's.
Result<void> make_room(const Protocol::endpoint& place) {
  const std::string path = place.path();
  const std::optional<struct stat> status = look_at(path);
  if (!status) return {};
  if (!S_ISSOCK(status->st_mode))
    return Error{Error::Code::Invalid, "control.socket: " + path + " is there and is no socket"};
  asio::io_context context{1};
  Protocol::socket socket{context};
  if (connect(socket, place, kPatience) != asio::error::connection_refused)
    return Error{Error::Code::Unavailable, "control.socket: another daemon has " + path};
  ::unlink(path.c_str());
  return {};
}

/// Sends the request and reads a line. Asio's synchronous calls wait for ever, whatever time-outs
/// the socket has.
boost::system::error_code exchange(asio::io_context& context, Protocol::socket& socket,
                                   const std::string& request, std::string& line,
                                   milliseconds patience) {
  boost::system::error_code failure = asio::error::timed_out;
  const auto end = [&failure](const boost::system::error_code& ended, std::size_t) {
    failure = ended;
  };
  asio::async_write(socket, asio::buffer(request),
                    [&](const boost::system::error_code& unsent, std::size_t size) {
                      if (unsent) return end(unsent, size);
                      asio::async_read_until(socket, asio::dynamic_buffer(line, kLongestLine), '\n',
                                             end);
                    });
  context.run_for(patience);
  return failure;
}

Result<std::string> read_answer(const std::string& line) {
  const nlohmann::json json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("ok"))
    return Error{Error::Code::Unavailable, "the daemon gave no answer"};
  if (json["ok"] == true) return json.value("text", "");
  return Error{static_cast<Error::Code>(json.value("code", 0)), json.value("error", "")};
}

}  // namespace

bool fits_socket(const std::string& path) { return path.size() < sizeof(sockaddr_un::sun_path); }

struct ControlSocket::State {
  State(const asio::any_io_executor& executor, std::string file, Handler answer)
      : acceptor(executor), pause(executor), path(std::move(file)), handler(std::move(answer)) {}

  static asio::awaitable<void> run(std::shared_ptr<State> self);

  Protocol::acceptor acceptor;
  asio::steady_timer pause;
  std::string path;
  Handler handler;
  std::optional<struct stat> file;  // what we made at the path
  bool is_closed = false;
};

namespace {

/// Closes a connection whose peer takes too long. The timer and the socket live in the same
/// coroutine.
void guard(asio::steady_timer& timer, Protocol::socket& socket) {
  timer.expires_after(kPatience);
  timer.async_wait([&socket](const boost::system::error_code& failure) {
    if (!failure) socket.close();
  });
}

asio::awaitable<void> serve(Protocol::socket socket, ControlSocket::Handler handler) {
  asio::steady_timer timer{socket.get_executor()};
  guard(timer, socket);
  std::string line;
  boost::system::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  co_await asio::async_read_until(socket, asio::dynamic_buffer(line, kLongestLine), '\n', token);
  timer.cancel();
  if (failure) co_return;
  const Result<std::string> answer = co_await handler(line);
  const std::string text = write_answer(answer);
  guard(timer, socket);
  co_await asio::async_write(socket, asio::buffer(text), token);
  timer.cancel();
}

}  // namespace

/// Goes on after a failure, such as a lack of descriptors: that passes.
asio::awaitable<void> ControlSocket::State::run(std::shared_ptr<State> self) {
  boost::system::error_code failure;
  auto token = asio::redirect_error(asio::use_awaitable, failure);
  while (!self->is_closed) {
    Protocol::socket socket = co_await self->acceptor.async_accept(token);
    if (!failure) {
      asio::co_spawn(self->acceptor.get_executor(), serve(std::move(socket), self->handler),
                     asio::detached);
      continue;
    }
    self->pause.expires_after(kStarvedPause);
    co_await self->pause.async_wait(token);
  }
}

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const asio::any_io_executor& executor,
                                                           const std::string& path,
                                                           Handler handler) {
  const Result<Protocol::endpoint> place = endpoint_at(path);
  if (!place) return place.error();
  if (const Result<void> made = make_room(*place); !made) return made.error();
  auto state = std::make_shared<State>(executor, path, std::move(handler));
  boost::system::error_code failure;
  const mode_t mask = ::umask(0177);
  state->acceptor.open(Protocol{}, failure);
  if (!failure) state->acceptor.bind(*place, failure);
  if (!failure) state->acceptor.listen(16, failure);
  ::umask(mask);
  state->file = look_at(path);
  if (failure)
    return Error{Error::Code::Unavailable,
                 "cannot make the control socket " + path + ": " + failure.message()};

  asio::co_spawn(executor, State::run(state), asio::detached);
  return std::unique_ptr<ControlSocket>{new ControlSocket{std::move(state)}};
}

ControlSocket::~ControlSocket() {
  // Somebody may have put another file there since.
  const std::optional<struct stat> now = look_at(state_->path);
  if (now && state_->file && now->st_dev == state_->file->st_dev &&
      now->st_ino == state_->file->st_ino)
    ::unlink(state_->path.c_str());
  asio::post(state_->acceptor.get_executor(), [state = state_] {
    state->is_closed = true;
    boost::system::error_code ignored;
    state->acceptor.close(ignored);
    state->pause.cancel();
  });
}

bool is_listening(const std::string& path) {
  const Result<Protocol::endpoint> place = endpoint_at(path);
  if (!place) return false;
  asio::io_context context{1};
  Protocol::socket socket{context};
  return !connect(socket, *place, kPatience);
}

Result<std::string> command_daemon(const std::string& path, const std::string& request,
                                   milliseconds patience) {
  const Result<Protocol::endpoint> place = endpoint_at(path);
  if (!place) return place.error();
  asio::io_context context{1};
  Protocol::socket socket{context};
  if (connect(socket, *place, patience))
    return Error{Error::Code::NotFound, "no daemon listens at " + path};
  const std::string sent = request + "\n";
  std::string line;
  if (const auto failure = exchange(context, socket, sent, line, patience))
    return Error{Error::Code::Unavailable,
                 "the daemon at " + path + " did not answer: " + failure.message()};
  return read_answer(line);
}

}  // namespace qunguan::app
