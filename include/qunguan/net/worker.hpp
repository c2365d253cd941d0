#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan::net {

/// What a worker does around and between its jobs.
///
/// Requires: nothing here throws; what cannot go on says so in the result of `finish`.
/// Thread: the worker's only.
class Batches {
 public:
  virtual ~Batches() = default;

  /// Before the first job of a batch.
  virtual void begin() = 0;

  /// After the last one. The jobs' callers go on only when this has returned; on an error they all
  /// get that error in place of their results.
  virtual Result<void> finish() = 0;

  /// When no job waits. Returns how long it may be until the next call; a job ends the wait early.
  virtual Duration idle() = 0;
};

/// One thread that runs jobs in the order they came, all that wait together as one batch.
///
/// A batch never waits to grow. Destruction runs what was accepted, then ends the thread.
/// Requires: `batches` outlives the worker, and so does every executor that jobs come from.
class Worker {
 public:
  /// At most `capacity` jobs wait for the next batch; those of the one that runs do not count.
  Worker(Batches& batches, std::size_t capacity);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// A job and the way back to who waits for it.
  class Job {
   public:
    virtual ~Job() = default;
    virtual void run() = 0;                     // on the worker's thread
    virtual void fail(const Error& error) = 0;  // replaces the job's result
    virtual void complete() = 0;                // on the caller's executor; ends the wait
    virtual boost::asio::any_io_executor home() const = 0;
  };

  /// False when the worker is full or ending; the job is then untouched.
  ///
  /// Thread: any but the worker's.
  bool submit(std::unique_ptr<Job>& job);

 private:
  class State;
  std::unique_ptr<State> state_;
};

namespace detail {

/// `F` returns a `Result`, which the handler takes.
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

  boost::asio::any_io_executor home() const override {
    return boost::asio::get_associated_executor(handler_);
  }

 private:
  F work_;
  Handler handler_;
  std::optional<std::invoke_result_t<F&>> result_;  // a Result has no empty state of its own
};

/// Hands `work` to the worker, with the handler that resumes the caller.
class SubmitJob {
 public:
  explicit SubmitJob(Worker& worker) : worker_(&worker) {}

  template <class Handler, class F>
  void operator()(Handler handler, F work) const {
    std::unique_ptr<Worker::Job> job =
        std::make_unique<JobOf<F, Handler>>(std::move(work), std::move(handler));
    if (worker_->submit(job)) return;
    job->fail(Error{Error::Code::TooLarge, "too much waits for the worker already"});
    const boost::asio::any_io_executor home = job->home();
    boost::asio::post(home, [refused = std::move(job)] { refused->complete(); });
  }

 private:
  Worker* worker_;
};

}  // namespace detail

/// Runs `work` on the worker's thread and comes back to the caller's executor with what it
/// returned, once its batch is finished. The only crossing between network threads and moderation.
///
/// Requires: `work` returns a `Result`, and what it refers to lives until the wait ends.
/// Errors: `TooLarge` when the worker is full or ending, `Internal` when `work` threw, the batch's
/// own error when it failed.
template <class F>
boost::asio::awaitable<std::invoke_result_t<F&>> run_on(Worker& worker, F work) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     void(std::invoke_result_t<F&>)>(
      detail::SubmitJob{worker}, boost::asio::use_awaitable, std::move(work));
}

}  // namespace qunguan::net
