#include "qunguan/net/io_threads.hpp"

#include <atomic>
#include <cassert>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

namespace qunguan::net {
namespace {

using Context = boost::asio::io_context;

class IoThread {
 public:
  IoThread() : work_(context_.get_executor()), thread_([this] { context_.run(); }) {}

  Context& context() { return context_; }

  void stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  // One thread, so Asio need not lock sockets; posting from elsewhere stays safe.
  Context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  boost::asio::executor_work_guard<Context::executor_type> work_;
  std::thread thread_;
};

}  // namespace

class IoThreads::State {
 public:
  explicit State(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) threads_.push_back(std::make_unique<IoThread>());
  }

  // All stop before the first context goes: what runs in one may post to another.
  ~State() { stop(); }

  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void stop() {
    for (const std::unique_ptr<IoThread>& thread : threads_) thread->stop();
  }

  std::size_t size() const { return threads_.size(); }
  Context& at(std::size_t index) { return threads_.at(index)->context(); }
  Context& next() { return at(turn_.fetch_add(1, std::memory_order_relaxed) % threads_.size()); }

 private:
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::atomic<std::size_t> turn_{0};
};

IoThreads::IoThreads(std::size_t count) : state_(std::make_unique<State>(count)) {
  assert(count > 0);
}
IoThreads::~IoThreads() = default;

void IoThreads::stop() { state_->stop(); }

std::size_t IoThreads::size() const { return state_->size(); }
Context& IoThreads::at(std::size_t index) { return state_->at(index); }
Context& IoThreads::next() { return state_->next(); }

}  // namespace qunguan::net
