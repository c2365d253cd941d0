#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan::net {

/// What a worker does around and between its jobs. Called on the worker's thread only.
class Batches {
 public:
  virtual ~Batches() = default;

  /// Before the first job of a batch.
  virtual void begin() = 0;

  /// After the last one. The jobs' callers go on only when this has returned; on an error they all get that error in
  /// place of their results.
  virtual Result<void> finish() = 0;

  /// When no job waits. Returns how long it may be until the next call; a job ends the wait early.
  virtual Duration idle() = 0;
};

/// One thread that runs jobs in the order they came, all that wait together as one batch.
///
/// A batch never waits to grow. Jobs that are refused (`TooLarge`) when `capacity` of them wait cost nothing.
/// Destruction runs what was accepted, then ends the thread. `batches` outlives the worker.
class Worker {
 public:
  Worker(Batches& batches, std::size_t capacity);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// A job and the way back to who waits for it.
  class Job {
   public:
    virtual ~Job() = default;
    virtual void run() = 0;                        // on the worker's thread
    virtual void fail(const Error& error) = 0;     // replaces the job's result
    virtual void complete() = 0;                   // on the caller's executor; ends the wait
    virtual boost::asio::any_io_executor home() const = 0;
  };

  /// False when the worker is full or ending; the job is then untouched.
  bool submit(std::unique_ptr<Job>& job);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

namespace detail {

/// `F` returns a `Result`; the handler takes it.
template <class F, class Handler>
class JobOf final : public Worker::Job {
 public:
  JobOf(F work, Handler handler) : work_(std::move(work)), handler_(std::move(handler)) {}

  void run() override { result_.emplace(work_()); }
  void fail(const Error& error) override { result_.emplace(error); }
  void complete() override {
    Handler handler = std::move(handler_);
    handler(*std::move(result_));
  }
  boost::asio::any_io_executor home() const override { return boost::asio::get_associated_executor(handler_); }

 private:
  F work_;
  Handler handler_;
  std::optional<std::invoke_result_t<F>> result_;
};

}  // namespace detail

/// Runs `work` on the worker's thread and comes back to the caller's executor with what it returned, once its batch is
/// finished. The only crossing between network threads and moderation.
///
/// Requires: `work` returns a `Result` and everything it refers to lives until the wait ends.
/// Errors: `TooLarge` when the worker is full, the batch's own error when it failed.
template <class F>
boost::asio::awaitable<std::invoke_result_t<F>> run_on(Worker& worker, F work) {
  using R = std::invoke_result_t<F>;
  auto initiate = [&worker](auto handler, F job_work) {
    using Handler = decltype(handler);
    std::unique_ptr<Worker::Job> job = std::make_unique<detail::JobOf<F, Handler>>(std::move(job_work), std::move(handler));
    if (worker.submit(job)) return;
    job->fail(Error{Error::Code::TooLarge, "too much waits already"});
    const boost::asio::any_io_executor home = job->home();
    boost::asio::post(home, [refused = std::move(job)] { refused->complete(); });
  };
  R result = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(R)>(
      initiate, boost::asio::use_awaitable, std::move(work));
  co_return result;
}

}  // namespace qunguan::net
