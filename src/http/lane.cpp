#include "http/lane.hpp"

#include <exception>
#include <typeinfo>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <spdlog/spdlog.h>

#include "http/session.hpp"

namespace qunguan::http {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> serve(std::unique_ptr<Session> session) { co_await session->serve(); }

void log_escaped(const std::exception_ptr& escaped) {
  if (!escaped) return;
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& failure) {
    spdlog::error("http: a session ended by {}", typeid(failure).name());
  }
}

}  // namespace

Lane::Lane(asio::io_context& context, Service& service)
    : context_(context), service_(service), now_(std::chrono::steady_clock::now()) {}
Lane::~Lane() = default;

void Lane::start() {
  timer_.emplace(context_);
  arm();
}

void Lane::adopt(Connection connection, ConnectionGate::Ticket ticket) {
  auto session = std::make_unique<Session>(*this, std::move(connection), std::move(ticket));
  asio::co_spawn(context_, serve(std::move(session)), log_escaped);
}

Lane::Sessions::iterator Lane::enter(Session& session) {
  return sessions_.insert(sessions_.end(), &session);
}

void Lane::leave(Sessions::iterator place) {
  sessions_.erase(place);
  if (is_stopping() && sessions_.empty()) timer_->cancel();  // brings the sweep forward
}

void Lane::stop(std::function<void()> ended) {
  ended_ = std::move(ended);
  cut_off_ = std::chrono::steady_clock::now() + service_.options.stop;
  for (Session* session : sessions_) session->stop_if_idle();
  timer_->cancel();
}

void Lane::arm() {
  timer_->expires_after(service_.options.sweep);
  timer_->async_wait([this](const boost::system::error_code&) { sweep(); });
}

void Lane::sweep() {
  now_ = std::chrono::steady_clock::now();
  for (Session* session : sessions_) session->sweep(now_);
  if (now_ >= cut_off_) {
    for (Session* session : sessions_) session->cut_off();
  }
  if (!is_stopping() || !sessions_.empty()) return arm();
  timer_.reset();
  std::exchange(ended_, nullptr)();
}

}  // namespace qunguan::http
